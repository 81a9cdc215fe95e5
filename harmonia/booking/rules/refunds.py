"""What is given back, and how often a session may be moved: the numbers of the public offer, in the client's favour."""

from datetime import datetime, timedelta

from harmonia.booking.states import CancelledBy
from harmonia.policy import BOOKING_TERMS

HOLD = timedelta(minutes=BOOKING_TERMS.hold_minutes)
# A cancellation at least that long before the session gives back so many per cent of the price.
REFUNDS = tuple((timedelta(hours=step.notice_hours), step.per_cent) for step in BOOKING_TERMS.refunds)
MOST_CLIENT_MOVES = BOOKING_TERMS.most_moves
MOVE_NOTICE = timedelta(hours=BOOKING_TERMS.move_notice_hours)
MOST_HOLDS = 3
SERIES_WEEKS = (2, 4, 6, 8)
SERIES_HOLD = timedelta(hours=1)  # several are to be paid for, one by one
OFFER_HOLD = timedelta(hours=2)  # then the next in line is asked
SUGGESTION_HOLD = timedelta(hours=24)
REMINDERS = (timedelta(hours=24), timedelta(hours=1))


def refund_share(*, starts_at: datetime, at: datetime, by: CancelledBy, moved_by_specialist: bool) -> int:
    """Per cent of the price. Who did not choose the time or did not cancel gets everything back."""
    if by is not CancelledBy.CLIENT or moved_by_specialist:
        return 100
    left = starts_at - at
    return next((share for notice, share in REFUNDS if left >= notice), 0)


def refund_kzt(price_kzt: int, share: int) -> int:
    """Whole tenge, rounded in the client's favour."""
    return -(-price_kzt * share // 100)


def next_refund_change(*, starts_at: datetime, at: datetime) -> datetime | None:
    """Until when the present share holds; None when it falls no further."""
    return next((starts_at - notice for notice, _ in REFUNDS if starts_at - at >= notice), None)
