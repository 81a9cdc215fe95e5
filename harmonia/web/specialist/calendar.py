"""The specialist's sessions by week or month."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harmonia.booking import queries
from harmonia.policy import SERVICE
from harmonia.web.access import specialist_only
from harmonia.web.specialist import practice

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
    timetable = practice.own(request)
    at = timezone.now()
    today = timezone.localdate(at)
    shown = span(request.GET.get("view", "week"), asked_day(request.GET.get("day", ""), today))
    mine = queries.appointments_as_specialist(request.user)  # type: ignore[arg-type]  # specialist_only lets in people only
    found = queries.standing(queries.between(mine, midnight(shown.first), midnight(shown.after)), at)
    by_day = practice.by_day(practice.meetings(found, at))
    context: dict[str, Any] = {
        "span": shown,
        "today": today,
        "days": [(midnight(day), day == today, by_day.get(day, [])) for day in shown.days()],
        "filled": [(midnight(day), day == today, those) for day, those in by_day.items()],
        "timetable": timetable,
    }
    return render(request, "specialist/calendar.html", context)
