"""What specialists are paid: the service's commission by day of the session, and the term of disputes."""

from datetime import date

from harmonia.policy.terms import Commission, PayoutTerms

PAYOUT_TERMS = PayoutTerms(
    commissions=(
        Commission(since_on=date(2023, 1, 1), per_cent=20),
        Commission(since_on=date(2027, 1, 1), per_cent=18),
    ),
    dispute_days=7,
)
