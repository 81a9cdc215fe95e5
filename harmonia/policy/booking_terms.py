"""The numbers of the public offer: how long a time is held, what a cancellation gives back, how often one may move."""

from harmonia.policy.terms import BookingTerms, RefundStep

BOOKING_TERMS = BookingTerms(
    refunds=(RefundStep(notice_hours=24, per_cent=100), RefundStep(notice_hours=3, per_cent=50)),
    hold_minutes=15,
    most_moves=2,
    move_notice_hours=24,
    relation_days=90,
)
