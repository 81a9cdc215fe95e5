from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from harmonia.journal import operations as journal
from harmonia.notices import permissions, queries
from harmonia.notices.models import Preference, QuietHours
from harmonia.notices.states import LOUD, OPTIONAL, Channel, Kind


@transaction.atomic
def choose(*, person_id: UUID, choices: Mapping[tuple[Kind, Channel], bool], at: datetime) -> None:
    """Store what the person wants of the optional kinds, and by which sounds the service may speak to him."""
    for (kind, channel), wanted in choices.items():
        if kind not in OPTIONAL and channel not in LOUD:
            raise permissions.Denied("service_notices_always_go")
        Preference.objects.update_or_create(
            person_id=person_id, kind=kind, channel=channel, defaults={"wanted": wanted, "changed_at": at}
        )
    journal.record("notices.preferences_chosen", subject=person_id, actor=person_id, at=at)


class NoNight(Exception):
    """The quiet hours end as they begin."""


@transaction.atomic
def choose_quiet_hours(*, person_id: UUID, kept: bool, starts_at: time, ends_at: time, at: datetime) -> None:
    """Raises NoNight."""
    if starts_at == ends_at:
        raise NoNight
    said = {"kept": kept, "starts_at": starts_at, "ends_at": ends_at, "changed_at": at}
    QuietHours.objects.update_or_create(person_id=person_id, defaults=said)
    journal.record("notices.quiet_hours_chosen", subject=person_id, actor=person_id, at=at)


@transaction.atomic
def mark_read(*, person_id: UUID, at: datetime, notice_id: UUID | None = None) -> None:
    """One notice of the cabinet, or all of them. What was read stays as it was."""
    fresh = queries.inbox(person_id).filter(read_at=None)
    (fresh if notice_id is None else fresh.filter(pk=notice_id)).update(read_at=at)
