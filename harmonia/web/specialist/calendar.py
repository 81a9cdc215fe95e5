"""The specialist's week and month: sessions, free time, days off; a stretch of a day is changed where it is seen."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from harmonia.booking import operations, queries
from harmonia.core.working_days import is_holiday
from harmonia.policy import SERVICE
from harmonia.web.access import specialist_only
from harmonia.web.client import free_days
from harmonia.web.specialist import grid, practice
from harmonia.web.specialist.plan_forms import StretchForm

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days on a page, by the person's calendar: `first` to the day before `after`."""

    view: str
    first: date
    after: date

    @property
    def before(self) -> date:
        """A day of the page before."""
        return self.first - DAY

    def days(self) -> list[date]:
        return [self.first + number * DAY for number in range((self.after - self.first).days)]


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A square of the month."""

    day: date
    is_shown: bool
    sessions: int
    free: int
    is_holiday: bool
    is_worked: bool


def span(view: str, day: date) -> Span:
    if view == "month":
        first = day.replace(day=1)
        return Span("month", first, (first + 31 * DAY).replace(day=1))
    monday = day - day.weekday() * DAY
    return Span("week", monday, monday + 7 * DAY)


def asked_day(text: str, today: date) -> date:
    """What the address asks for, within reason; today for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs((day - today).days) < 3660 else today


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


@specialist_only(purpose=SERVICE)
@require_safe
def appointment_list(request: HttpRequest) -> HttpResponse:
    return _page(request, practice.own(request), StretchForm(), timezone.now())


@specialist_only(purpose=SERVICE)
@require_http_methods(["POST"])
def change(request: HttpRequest) -> HttpResponse:
    """One stretch of one day is worked or not; what is booked stays."""
    timetable, at = practice.own(request), timezone.now()
    form = StretchForm(request.POST, today=at.astimezone(ZoneInfo(timetable.zone)).date())
    if not form.is_valid():
        return _page(request, timetable, form, at, status=400)
    operations.set_stretch(
        specialist_id=timetable.pk,
        day=form.cleaned_data["falls_on"],
        stretch=form.stretch,
        works=form.cleaned_data["works"] == "yes",
        at=at,
    )
    messages.success(request, _("Saved. Sessions that are booked on these days stay; cancel or move them yourself."))
    return redirect(f"{reverse('specialist:appointment_list')}?day={form.cleaned_data['falls_on']:%Y-%m-%d}")


def _page(request: HttpRequest, timetable: Any, form: StretchForm, at: datetime, *, status: int = 200) -> HttpResponse:
    """By the clock of the plan, wherever the specialist is."""
    with timezone.override(ZoneInfo(timetable.zone)):
        today = timezone.localdate(at)
        shown = span(request.GET.get("view", "week"), asked_day(request.GET.get("day", ""), today))
        mine = queries.appointments_as_specialist(request.user)  # type: ignore[arg-type]  # specialist_only lets in people only
        found = queries.standing(queries.between(mine, midnight(shown.first), midnight(shown.after)), at)
        meetings = practice.meetings(found, at)
        by_day = practice.by_day(meetings)
        context: dict[str, Any] = {
            "span": shown,
            "today": today,
            "days": [(midnight(day), day == today, by_day.get(day, [])) for day in shown.days()],
            "filled": [(midnight(day), day == today, those) for day, those in by_day.items()],
            "timetable": timetable,
            "form": form,
            "troubled": queries.busy_feeds_of(timetable.pk).exclude(trouble="").exists(),
        }
        context |= _week(timetable, shown, meetings) if shown.view == "week" else _month(timetable, shown, by_day, at)
        return render(request, "specialist/calendar.html", context, status=status)


def _week(timetable: Any, shown: Span, meetings: list[practice.Meeting]) -> dict[str, Any]:
    pattern = queries.pattern_of(timetable, shown.first, shown.after)
    things = [
        thing
        for each in meetings
        for thing in grid.taken(timetable.zone, each.appointment.starts_at, each.appointment.ends_at, each)
    ]
    busy = queries.busy_elsewhere(timetable.pk, midnight(shown.first), midnight(shown.after))
    things += [thing for starts, ends in busy for thing in grid.taken(timetable.zone, starts, ends)]
    return {"rows": grid.rows({day: pattern.hours(day) for day in shown.days()}, things)}


def _month(timetable: Any, shown: Span, by_day: dict[date, list[practice.Meeting]], at: datetime) -> dict[str, Any]:
    """Weeks of seven days; a day of a neighbouring month is empty."""
    first = shown.first - shown.first.weekday() * DAY
    last = shown.after + (-shown.after.weekday() % 7) * DAY
    pattern = queries.pattern_of(timetable, shown.first, shown.after)
    free = queries.free_times(timetable.pk, at=at, since=midnight(shown.first), until=midnight(shown.after))
    times = Counter(timezone.localtime(free_days.moment(second)).date() for second in free)
    days = [first + number * DAY for number in range((last - first).days)]
    cells = [
        MonthDay(
            day,
            is_shown=shown.first <= day < shown.after,
            sessions=len(by_day.get(day, ())),
            free=times[day],
            is_holiday=is_holiday(day),
            is_worked=bool(pattern.hours(day)),
        )
        for day in days
    ]
    return {"weeks": [cells[number : number + 7] for number in range(0, len(cells), 7)]}
