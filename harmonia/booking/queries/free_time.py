"""Free time as it is stored, and plans as the rules want them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment, Period, Plan, PlanException, Slot, Timetable
from harmonia.booking.queries.busy import busy_elsewhere
from harmonia.booking.rules import slots as rules
from harmonia.booking.states import LIVE
from harmonia.core.working_days import is_holiday
from harmonia.specialists import queries as specialists
from harmonia.specialists.models import Specialist
from harmonia.specialists.rules import REGISTER_FRESH_DAYS, register_is_fresh

ALMATY = ZoneInfo("Asia/Almaty")

# Bookable starts as seconds of the epoch: one row, however many they are. The ordinary session has room at every one,
# so nothing is asked about room for it.
FREE_TIMES = """
SELECT coalesce(array_agg(extract(epoch FROM s.starts_at)::bigint ORDER BY s.starts_at), '{}')
FROM booking_slot s JOIN booking_timetable t USING (specialist_id)
WHERE s.specialist_id = %(specialist_id)s
  AND s.starts_at >= greatest(%(since)s, %(at)s + make_interval(mins => t.notice_minutes))
  AND s.starts_at < least(%(until)s, %(at)s + make_interval(days => t.horizon_days))
"""
WITH_ROOM = "AND s.room_minutes >= %(minutes)s"
LISTED_FREE_TIMES = """
SELECT (
    SELECT coalesce(array_agg(extract(epoch FROM s.starts_at)::bigint ORDER BY s.starts_at), '{{}}')
    FROM booking_slot s
    WHERE s.specialist_id = t.specialist_id
      AND s.starts_at >= %(at)s + make_interval(mins => t.notice_minutes)
      AND s.starts_at < least(%(until)s, %(at)s + make_interval(days => t.horizon_days))
      {room}
)
FROM specialists_specialist p JOIN booking_timetable t ON t.specialist_id = p.id
WHERE p.slug = %(slug)s AND p.listed_at IS NOT NULL AND p.unlisted_at IS NULL
  AND coalesce(p.register_checked_on, %(unentered)s) >= %(checked_since)s
  AND NOT EXISTS (SELECT FROM vault_blocked b WHERE b.subject_id = p.person_id)
"""


def slots(specialist_id: UUID, from_: datetime, to: datetime) -> QuerySet[Slot]:
    """What is free in [from_, to), earliest first, whatever the notice."""
    found = Slot.objects.filter(specialist_id=specialist_id, starts_at__gte=from_, starts_at__lt=to)
    return found.order_by("starts_at")


def free_times(
    specialist_id: UUID, *, at: datetime, until: datetime, since: datetime | None = None, minutes: int | None = None
) -> list[int]:
    """Starts in [since, until) that can be booked at `at`, as seconds of the epoch; `minutes`: where a session of that
    length has room."""
    asked: dict[str, Any] = {"specialist_id": specialist_id, "at": at, "until": until, "since": since or at}
    asked["minutes"] = minutes
    with connection.cursor() as cursor:
        cursor.execute(f"{FREE_TIMES}{WITH_ROOM if minutes else ''}", asked)
        row = cursor.fetchone()
        return list(row[0]) if row else []


def free_times_by_slug(slug: str, *, at: datetime, until: datetime, minutes: int | None = None) -> list[int] | None:
    """The same of one who stands in the directory, in one statement; None when he does not."""
    today = at.astimezone(ALMATY).date()
    checked_since = today - timedelta(days=REGISTER_FRESH_DAYS)
    asked: dict[str, Any] = {"slug": slug, "at": at, "until": until, "checked_since": checked_since, "minutes": minutes}
    asked["unentered"] = today if register_is_fresh(None, on=today) else date.min
    with connection.cursor() as cursor:
        cursor.execute(LISTED_FREE_TIMES.format(room=WITH_ROOM if minutes else ""), asked)
        row = cursor.fetchone()
        return list(row[0]) if row else None


def listed_id(slug: str, at: datetime) -> UUID | None:
    """Of one who stands in the directory."""
    listed = specialists.listed(on=at.astimezone(ALMATY).date())
    return listed.filter(slug=slug).values_list("pk", flat=True).first()


def is_bookable(specialist: Specialist, at: datetime) -> bool:
    """He stands in the directory, and his register entry was checked lately (332-VIII art. 13)."""
    fresh = register_is_fresh(specialist.register_checked_on, on=at.astimezone(ALMATY).date())
    return fresh and specialist.listed_at is not None and specialist.unlisted_at is None


def timetable_of(specialist_id: UUID) -> Timetable:
    """With the specialist beside it, in one query."""
    return Timetable.objects.select_related("specialist").get(pk=specialist_id)


def planned_specialists() -> list[UUID]:
    return list(Timetable.objects.order_by("pk").values_list("pk", flat=True))


def terms_of(timetable: Timetable, *, longest: timedelta | None = None) -> rules.Terms:
    """`longest`: of which session room is asked about, where it is not one of those that he offers."""
    if longest is None:
        longest = timedelta(minutes=specialists.longest_minutes(timetable.specialist_id))
    return rules.Terms(
        zone=timetable.zone,
        session=timedelta(minutes=timetable.session_minutes),
        buffer=timedelta(minutes=timetable.buffer_minutes),
        step=timedelta(minutes=timetable.step_minutes),
        longest=longest,
    )


def week_of(specialist_id: UUID, period: Period | None = None) -> dict[int, tuple[rules.Hours, ...]]:
    """The ordinary week, or that of a period."""
    return _weeks(specialist_id).get(period.pk if period else None, {})


def _weeks(specialist_id: UUID) -> dict[UUID | None, dict[int, tuple[rules.Hours, ...]]]:
    """All his weeks by the period that they belong to."""
    weeks: dict[UUID | None, dict[int, tuple[rules.Hours, ...]]] = defaultdict(lambda: defaultdict(tuple))
    for plan in Plan.objects.filter(specialist_id=specialist_id).order_by("weekday", "starts_minute", "pk"):
        weeks[plan.period_id][plan.weekday] += (rules.Hours(plan.starts_minute, plan.ends_minute),)
    return {period_id: dict(week) for period_id, week in weeks.items()}


def periods_of(specialist_id: UUID) -> QuerySet[Period]:
    return Period.objects.filter(specialist_id=specialist_id).order_by("starts_on", "pk")


def exceptions_from(specialist_id: UUID, day: date) -> QuerySet[PlanException]:
    found = PlanException.objects.filter(specialist_id=specialist_id, falls_on__gte=day)
    return found.order_by("falls_on", "starts_minute", "pk")


def exceptions_of(specialist_id: UUID, day: date) -> dict[date, tuple[rules.Hours, ...]]:
    """What replaces the week on single days from `day` on; an empty tuple is a day off."""
    days: dict[date, tuple[rules.Hours, ...]] = defaultdict(tuple)
    for exception in exceptions_from(specialist_id, day):
        hours: tuple[rules.Hours, ...] = ()
        if exception.starts_minute is not None and exception.ends_minute is not None:
            hours = (rules.Hours(exception.starts_minute, exception.ends_minute),)
        days[exception.falls_on] += hours
    return dict(days)


def busy_of(specialist_id: UUID, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """His live appointments that touch [since, until), each with the pause after it, and what is busy elsewhere."""
    live = Appointment.objects.filter(specialist_id=specialist_id, state__in=LIVE, busy__overlap=(since, until))
    met = [(one.starts_at, one.free_from) for one in live.order_by("starts_at", "pk")]
    return met + busy_elsewhere(specialist_id, since, until)


Week = Mapping[int, tuple[rules.Hours, ...]]


def pattern_of(timetable: Timetable, first: date, last: date, *, week: Week | None = None) -> rules.Pattern:
    """What he works from `first` to `last`; `week`: another one, tried in the place of the ordinary week."""
    weeks = _weeks(timetable.specialist_id)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return rules.Pattern(
        week=weeks.get(None, {}) if week is None else week,
        exceptions=exceptions_of(timetable.specialist_id, first),
        periods=tuple(
            rules.Period(one.starts_on, one.ends_on, weeks.get(one.pk, {}))
            for one in periods_of(timetable.specialist_id)
        ),
        holidays=frozenset(filter(is_holiday, days)) if timetable.rests_on_holidays else frozenset(),
    )


def _offered_by_plan(
    timetable: Timetable, terms: rules.Terms, since: datetime, until: datetime, week: Week | None = None
) -> tuple[rules.Start, ...]:
    """What the plan (or another week tried in its place) offers in [since, until), before anything is taken out."""
    first, last = (since - timedelta(days=3)).date(), (until + timedelta(days=3)).date()
    return rules.offered(terms, pattern_of(timetable, first, last, week=week), since, until)


def room_by_plan(timetable: Timetable, starts_at: datetime, session: timedelta) -> timedelta | None:
    """How much room there is for that session, by the plan and by what is busy elsewhere; what is booked is not looked
    at. None: no session begins then."""
    terms = terms_of(timetable, longest=session)
    elsewhere = busy_elsewhere(timetable.specialist_id, starts_at, starts_at + terms.most + terms.buffer)
    found = _offered_by_plan(timetable, terms, starts_at, starts_at + timedelta(seconds=1))
    return next((start.room for start in rules.free(found, elsewhere, terms) if start.at == starts_at), None)


def preview(
    timetable: Timetable,
    since: datetime,
    until: datetime,
    *,
    week: Week | None = None,
    longest: timedelta | None = None,
) -> tuple[rules.Start, ...]:
    """What would be free in [since, until), worked out afresh from plan and appointments."""
    terms = terms_of(timetable, longest=longest)
    around = terms.most + terms.buffer
    busy = busy_of(timetable.specialist_id, since - around, until + around)
    return rules.free(_offered_by_plan(timetable, terms, since, until, week), busy, terms)


def practice_of(person: Person) -> Timetable | None:
    """His own timetable, with his profile beside it."""
    return Timetable.objects.select_related("specialist").filter(specialist__person=person).first()


def unopened_practice_of(person: Person) -> Specialist | None:
    """His profile, while it has no timetable yet."""
    return Specialist.objects.filter(person=person, timetable=None).first()
