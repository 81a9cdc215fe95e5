"""A specialist leaves the service: he is taken from the directory at once, meets whom he promised until his last day,
and everybody with whom he works is told, gets back what lay after it, and chooses what goes over and to whom."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.consent import operations as consent
from harmonia.consent.states import Method
from harmonia.core import jobs
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.practice import queries
from harmonia.practice.models import Leaving
from harmonia.practice.operations.notes import NoPractice
from harmonia.practice.rules.handing_over import LONGEST_NOTICE
from harmonia.specialists import operations as specialists
from harmonia.specialists.models import Specialist
from harmonia.specialists.states import Unlisted

AGREEMENT = "practice"


class BadDay(Exception):
    """A last day in the past, or further ahead than is taken."""


class AlreadyLeaving(Exception):
    """He has said so before."""


@transaction.atomic
def leave(*, person: Person, last_on: date, at: datetime) -> Leaving:
    """Raises NoPractice, BadDay, AlreadyLeaving."""
    specialist = queries.specialist_of(person)
    if specialist is None:
        raise NoPractice(person.pk)
    today = at.astimezone(ZoneInfo(specialist.time_zone)).date()
    if not today <= last_on <= today + LONGEST_NOTICE:
        raise BadDay(last_on)
    specialists.unlist(specialist_id=specialist.pk, because=Unlisted.OWN_WISH, by=person.pk, at=at)
    leaving, is_new = Leaving.objects.get_or_create(
        specialist=specialist, defaults={"last_on": last_on, "decided_at": at}
    )
    if not is_new:
        raise AlreadyLeaving(specialist.pk)
    journal.record("practice.leaving", subject=person.pk, actor=person.pk, at=at, last_on=last_on.isoformat())
    jobs.defer("practice.settle_leaving", specialist_id=specialist.pk)
    return leaving


@transaction.atomic
def stay(*, person: Person, at: datetime) -> bool:
    """He shows his page again before the end: he is leaving no more. What was cancelled stays so. Whether he was."""
    leaving = Leaving.objects.select_for_update(of=("self",)).filter(specialist__person=person, over_at=None).first()
    if leaving is None:
        return False
    leaving.delete()
    journal.record("practice.staying", subject=person.pk, actor=person.pk, at=at)
    return True


def settle(*, specialist_id: UUID, at: datetime) -> int:
    """Cancel and give back what lies after the last day, and tell his clients; returns how many. Safe to run twice."""
    leaving = queries.leaving_of(specialist_id)
    if leaving is None or leaving.specialist.person_id is None:
        return 0
    clients = queries.left_behind(leaving, at)
    since = _midnight_after(leaving.last_on, leaving.specialist)
    booking.stop_practice(person_id=leaving.specialist.person_id, at=at, since=max(since, at))
    path = f"/me/specialists/{specialist_id}/hand-over/"
    for client_id in clients:
        once = f"{specialist_id}:{leaving.decided_at.isoformat()}"
        notices.send("practice.left", person_id=client_id, at=at, facts={"path": path}, once=once)
    return len(clients)


def _midnight_after(day: date, specialist: Specialist) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(specialist.time_zone)).astimezone(UTC)


def end_practices(*, at: datetime) -> int:
    """The day after the last one his agreement to practise ends, as he said; the register's term of it runs then."""
    ended = 0
    for leaving in queries.leavings_to_end():
        person = leaving.specialist.person
        if person is None or at < _midnight_after(leaving.last_on, leaving.specialist):
            continue
        with transaction.atomic():
            leaving.over_at = at
            leaving.save(update_fields=["over_at"])
            _end_agreement(person, at)
            ended += 1
    return ended


def _end_agreement(person: Person, at: datetime) -> None:
    try:
        consent.withdraw(
            person_id=person.pk, agreement=AGREEMENT, language=person.language, method=Method.CABINET, at=at
        )
    except consent.NotAnswerable:
        return  # he has taken it back himself
