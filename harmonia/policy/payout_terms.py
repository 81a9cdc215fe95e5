"""What specialists are paid: the service's commission by day of the session, the term of disputes, when books
close.

What the offer keeps after a late cancellation or a session that the client missed is earned like a session: the
specialist kept that time free for him. The service takes the same commission of it and nothing more.
"""

from datetime import date

from harmonia.policy.terms import Commission, PayoutTerms

PAYOUT_TERMS = PayoutTerms(
    commissions=(
        Commission(since_on=date(2023, 1, 1), per_cent=20),
        Commission(since_on=date(2027, 1, 1), per_cent=18),
    ),
    dispute_days=7,
    books_close_day=10,
)
