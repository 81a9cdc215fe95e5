"""A client leaves a specialist: alone, at once, without a reason (row 21)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.booking import queries
from harmonia.booking.models import Parting
from harmonia.booking.operations.endings import cancel
from harmonia.consent import operations as consent
from harmonia.consent.states import Method
from harmonia.journal import operations as journal

INFORMED_CONSENT = "informed_consent"


class NotTogether(Exception):
    """He does not work with this specialist."""


@transaction.atomic
def leave_specialist(*, client: Person, specialist_id: UUID, at: datetime) -> int:
    """Cancel what lies ahead by the ordinary rules, and show that specialist nothing of him from this moment on.

    Returns how many sessions were cancelled. Raises NotTogether.
    """
    if not queries.specialists_of(client, at).filter(pk=specialist_id).exists():
        raise NotTogether(specialist_id)
    ahead = list(queries.live_with(client, specialist_id, at).values_list("pk", flat=True))
    for appointment_id in ahead:
        cancel(appointment_id=appointment_id, by=client, at=at)
    Parting.objects.update_or_create(client=client, specialist_id=specialist_id, defaults={"parted_at": at})
    _withdraw_informed(client, specialist_id, at=at)
    journal.record("booking.parted", subject=client.pk, actor=client.pk, at=at, specialist_id=str(specialist_id))
    return len(ahead)


def _withdraw_informed(client: Person, specialist_id: UUID, *, at: datetime) -> None:
    """The agreement to be helped by this one (332-VIII art. 11(2)), if it was given."""
    try:
        consent.withdraw(
            person_id=client.pk,
            agreement=INFORMED_CONSENT,
            language=client.language,
            method=Method.CABINET,
            about_id=specialist_id,
            at=at,
        )
    except consent.NotAnswerable:
        return
