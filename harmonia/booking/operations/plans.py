"""A specialist's plan. Every change works his free time out afresh in the same transaction; what is booked stays."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from psycopg.errors import ExclusionViolation

from harmonia.booking import queries
from harmonia.booking.models import Availability, Period, Plan, PlanException, Timetable
from harmonia.booking.operations import free_time
from harmonia.booking.operations.endings import sides
from harmonia.booking.rules import windows
from harmonia.booking.rules.plans import with_stretch, without_stretch
from harmonia.booking.rules.slots import Hours
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.specialists import operations as specialists

TERMS = (
    "session_minutes", "buffer_minutes", "step_minutes", "notice_minutes", "horizon_days", "rests_on_holidays",
)  # fmt: skip
WeekHours = Mapping[int, Iterable[Hours]]


class PlanOverlaps(Exception):
    """Two stretches of working hours of one day overlap."""


class PeriodOverlaps(Exception):
    """Two periods have a day in common."""


class NoSuchPeriod(Exception):
    """It is not his, or was removed."""


@transaction.atomic
def open_practice(*, specialist_id: UUID, zone: str, at: datetime, **terms: int) -> Timetable:
    """Give a specialist a timetable and no hours yet; asking again changes nothing."""
    timetable, _ = Timetable.objects.get_or_create(pk=specialist_id, defaults={"zone": zone, **terms})
    specialists.set_ordinary(specialist_id=specialist_id, minutes=timetable.session_minutes)
    Availability.objects.get_or_create(
        pk=specialist_id, defaults={"origin_on": windows.origin_on(at), "replanned_at": at}
    )
    return timetable


@transaction.atomic
def replan(*, specialist_id: UUID, at: datetime) -> None:
    """Bring the stored free time to what plan, exceptions and appointments say now."""
    free_time.refresh(queries.timetable_of(specialist_id), at=at)


@transaction.atomic
def set_week(*, specialist_id: UUID, week: WeekHours, at: datetime) -> None:
    """Replace the ordinary week. Raises PlanOverlaps."""
    free_time.lock(specialist_id)
    _write_week(specialist_id, None, week)
    _changed(specialist_id, "booking.plan_changed", at=at)


@transaction.atomic
def set_period(
    *, specialist_id: UUID, starts_on: date, ends_on: date, week: WeekHours, at: datetime, period_id: UUID | None = None
) -> Period:
    """Let other weeks be worked from one day to another; `period_id`: change that one. Raises PlanOverlaps,
    PeriodOverlaps, NoSuchPeriod."""
    free_time.lock(specialist_id)
    period = Period(specialist_id=specialist_id)
    if period_id:
        period = _period(specialist_id, period_id)
    period.starts_on, period.ends_on = starts_on, ends_on
    with _explained(PeriodOverlaps):
        period.save()
    _write_week(specialist_id, period, week)
    _changed(specialist_id, "booking.plan_changed", at=at)
    return period


@transaction.atomic
def remove_period(*, specialist_id: UUID, period_id: UUID, at: datetime) -> None:
    """Its weeks are ordinary ones again. Raises NoSuchPeriod."""
    free_time.lock(specialist_id)
    _period(specialist_id, period_id).delete()
    _changed(specialist_id, "booking.plan_changed", at=at)


def _period(specialist_id: UUID, period_id: UUID) -> Period:
    found = queries.periods_of(specialist_id).filter(pk=period_id).first()
    if found is None:
        raise NoSuchPeriod(period_id)
    return found


def _write_week(specialist_id: UUID, period: Period | None, week: WeekHours) -> None:
    Plan.objects.filter(specialist_id=specialist_id, period=period).delete()
    planned = [
        Plan(
            specialist_id=specialist_id,
            period=period,
            weekday=weekday,
            starts_minute=one.starts,
            ends_minute=one.ends,
        )
        for weekday, hours in week.items()
        for one in hours
    ]
    with _explained(PlanOverlaps):
        Plan.objects.bulk_create(planned)


@transaction.atomic
def set_day(*, specialist_id: UUID, day: date, hours: Iterable[Hours], at: datetime) -> None:
    """Let one day differ from the week; no hours make it a day off. Raises PlanOverlaps."""
    free_time.lock(specialist_id)
    PlanException.objects.filter(specialist_id=specialist_id, falls_on=day).delete()
    different = [
        PlanException(specialist_id=specialist_id, falls_on=day, starts_minute=one.starts, ends_minute=one.ends)
        for one in hours
    ]
    with _explained(PlanOverlaps):
        PlanException.objects.bulk_create(different or [PlanException(specialist_id=specialist_id, falls_on=day)])
    _changed(specialist_id, "booking.day_changed", at=at)


@transaction.atomic
def set_stretch(*, specialist_id: UUID, day: date, stretch: Hours, works: bool, at: datetime) -> None:
    """Let one stretch of one day be worked or not, whatever the day was made of before; the rest of it stays."""
    free_time.lock(specialist_id)
    before = queries.pattern_of(queries.timetable_of(specialist_id), day, day).hours(day)
    change = with_stretch if works else without_stretch
    set_day(specialist_id=specialist_id, day=day, hours=change(before, stretch), at=at)


@transaction.atomic
def clear_day(*, specialist_id: UUID, day: date, at: datetime) -> None:
    """Let the day follow the week again."""
    free_time.lock(specialist_id)
    PlanException.objects.filter(specialist_id=specialist_id, falls_on=day).delete()
    _changed(specialist_id, "booking.day_changed", at=at)


@transaction.atomic
def change_terms(*, specialist_id: UUID, at: datetime, **terms: int) -> Timetable:
    """Any of TERMS. Raises specialists.LengthTaken: another length of his is as long as the ordinary one would be."""
    if unknown := set(terms) - set(TERMS):
        raise TypeError(f"no such terms: {sorted(unknown)}")
    free_time.lock(specialist_id)
    Timetable.objects.filter(pk=specialist_id).update(**terms)
    if "session_minutes" in terms:
        specialists.set_ordinary(specialist_id=specialist_id, minutes=terms["session_minutes"])
    _changed(specialist_id, "booking.terms_changed", at=at)
    return queries.timetable_of(specialist_id)


@transaction.atomic
def change_zone(*, specialist_id: UUID, zone: str, at: datetime) -> Timetable:
    """The specialist moves: his plan is read by the new clock. Every promised wall time of a client stands; both sides
    of each session ahead are told so."""
    free_time.lock(specialist_id)
    if not Timetable.objects.filter(pk=specialist_id).exclude(zone=zone).update(zone=zone):
        return queries.timetable_of(specialist_id)
    _changed(specialist_id, "booking.zone_changed", at=at)
    for appointment in queries.booked_with(specialist_id, at):
        for person_id, path in sides(appointment):
            facts = {"starts_at": appointment.starts_at.isoformat(), "path": path}
            notices.send("booking.kept", person_id=person_id, at=at, facts=facts)
    return queries.timetable_of(specialist_id)


@contextmanager
def _explained(fact: type[Exception]) -> Iterator[None]:
    """The database's refusal of what overlaps, as a fact."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        if isinstance(refusal.__cause__, ExclusionViolation):
            raise fact from None
        raise


def _changed(specialist_id: UUID, event: str, *, at: datetime) -> None:
    timetable = queries.timetable_of(specialist_id)
    free_time.refresh(timetable, at=at)
    person_id = timetable.specialist.person_id
    journal.record(event, subject=person_id, actor=person_id, at=at)
