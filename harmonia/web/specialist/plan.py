"""The editor of a plan: the week, single days, the rules. What clients would see is shown before anything is saved."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from harmonia.booking import operations, queries
from harmonia.specialists.operations import LengthTaken
from harmonia.web.access import specialist_only
from harmonia.web.client import free_days
from harmonia.web.specialist import practice
from harmonia.web.specialist.plan_forms import DayForm, TermsForm, WeekForm, clock_of

PREVIEW = timedelta(days=14)
EDIT = ["GET", "HEAD", "POST"]


@specialist_only
@require_http_methods(EDIT)
def week(request: HttpRequest) -> HttpResponse:
    timetable = practice.own(request)
    at = timezone.now()
    if request.method != "POST":
        form = WeekForm(initial=WeekForm.initial_of(queries.week_of(timetable.pk)))
        return _week_page(request, timetable, form, at)
    form = WeekForm(_without(request.POST, "preview"))
    if not form.is_valid():
        return _week_page(request, timetable, form, at, status=400)
    if "preview" in request.POST:
        return _week_page(request, timetable, form, at, tried=form.week())
    try:
        operations.set_week(specialist_id=timetable.pk, week=form.week(), at=at)
    except operations.PlanOverlaps:  # the form has said so already, unless two of his devices saved at once
        form.add_error(None, _("These hours overlap. Please look once more."))
        return _week_page(request, timetable, form, at, status=409)
    messages.success(request, _("Your week is saved. Clients see the new times at once; booked sessions stay."))
    return redirect("specialist:timetable")


def _without(sent: Any, name: str) -> Any:
    said = sent.copy()
    said.pop(name, None)
    return said


def _week_page(
    request: HttpRequest, timetable: Any, form: WeekForm, at: datetime, *, tried: Any = None, status: int = 200
) -> HttpResponse:
    free = queries.preview(timetable, _first_bookable(timetable, at), at + PREVIEW, week=tried)
    with timezone.override(ZoneInfo(timetable.zone)):
        days = free_days.days([int(start.at.timestamp()) for start in free], opened=3)
    context = {"form": form, "timetable": timetable, "preview": days, "is_tried": tried is not None, "tab": "week"}
    return render(request, "specialist/plan_week.html", context, status=status)


def _first_bookable(timetable: Any, at: datetime) -> datetime:
    return at + timedelta(minutes=timetable.notice_minutes)


@specialist_only
@require_http_methods(EDIT)
def days(request: HttpRequest) -> HttpResponse:
    timetable = practice.own(request)
    at = timezone.now()
    today = at.astimezone(ZoneInfo(timetable.zone)).date()
    form = DayForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        for day in form.chosen_days():
            operations.set_day(specialist_id=timetable.pk, day=day, hours=form.hours["day"], at=at)
        messages.success(
            request, _("Saved. Sessions that are booked on these days stay; cancel or move them yourself.")
        )
        return redirect("specialist:days")
    context = {
        "form": form,
        "timetable": timetable,
        "different": _different_days(timetable, today),
        "tab": "days",
    }
    return render(request, "specialist/plan_days.html", context, status=400 if form.errors else 200)


def _different_days(timetable: Any, today: date) -> list[tuple[date, datetime, str]]:
    """(day, its noon for showing, hours in words) of every day that differs from the week."""
    found = []
    for day, hours in queries.exceptions_of(timetable.pk, today).items():
        noon = datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())
        found.append((day, noon, ", ".join(f"{clock_of(one.starts)}–{clock_of(one.ends)}" for one in hours)))
    return found


@specialist_only
@require_POST
def clear_day(request: HttpRequest) -> HttpResponse:
    timetable = practice.own(request)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return redirect("specialist:days")
    operations.clear_day(specialist_id=timetable.pk, day=day, at=timezone.now())
    messages.success(request, _("That day follows your week again."))
    return redirect("specialist:days")


@specialist_only
@require_http_methods(EDIT)
def terms(request: HttpRequest) -> HttpResponse:
    timetable = practice.own(request)
    form = TermsForm(request.POST if request.method == "POST" else None, initial=vars(timetable))
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        said = dict(form.cleaned_data)
        zone = said.pop("zone")
        try:
            operations.change_terms(specialist_id=timetable.pk, at=at, **said)
        except LengthTaken:
            form.add_error("session_minutes", _("You offer this length beside it, with a price of its own."))
        else:
            operations.change_zone(specialist_id=timetable.pk, zone=zone, at=at)
            messages.success(request, _("Your rules are saved. Booked sessions stay as they are."))
            return redirect("specialist:terms")
    context = {"form": form, "timetable": timetable, "tab": "terms"}
    return render(request, "specialist/plan_terms.html", context, status=400 if form.errors else 200)
