from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.journal import operations as journal
from harmonia.notices import permissions, queries
from harmonia.notices.models import Preference
from harmonia.notices.states import OPTIONAL, Channel, Kind


@transaction.atomic
def choose(*, person_id: UUID, choices: Mapping[tuple[Kind, Channel], bool], at: datetime) -> None:
    """Store what the person wants of the optional kinds."""
    for (kind, channel), wanted in choices.items():
        if kind not in OPTIONAL:
            raise permissions.Denied("service_notices_always_go")
        Preference.objects.update_or_create(
            person_id=person_id, kind=kind, channel=channel, defaults={"wanted": wanted, "changed_at": at}
        )
    journal.record("notices.preferences_chosen", subject=person_id, actor=person_id, at=at)


@transaction.atomic
def mark_read(*, person_id: UUID, at: datetime) -> None:
    queries.inbox(person_id).filter(read_at=None).update(read_at=at)
