"""The numbers of the public offer: how long a time is held, what a cancellation gives back, how often one may move,
what packages and certificates there are."""

from datetime import date

from harmonia.policy.terms import BookingTerms, PackageOffer, RefundStep

BOOKING_TERMS = BookingTerms(
    refunds=(RefundStep(notice_hours=24, per_cent=100), RefundStep(notice_hours=3, per_cent=50)),
    hold_minutes=15,
    most_moves=2,
    move_notice_hours=24,
    relation_days=90,
    packages=(
        PackageOffer(sessions=4, per_cent_off=5, valid_days=180, since_on=date(2026, 1, 1)),
        PackageOffer(sessions=8, per_cent_off=10, valid_days=365, since_on=date(2026, 1, 1)),
    ),
    certificates_kzt=(10_000, 20_000, 50_000),
    certificate_days=365,
)
