"""Weeks for a while: a summer, a course, a month of evenings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia.booking import operations, queries
from harmonia.web.access import specialist_only
from harmonia.web.specialist import practice
from harmonia.web.specialist.plan_forms import PeriodForm

EDIT = ["GET", "HEAD", "POST"]


@specialist_only
@require_safe
def period_list(request: HttpRequest) -> HttpResponse:
    timetable = practice.own(request)
    context = {"periods": queries.periods_of(timetable.pk), "timetable": timetable, "tab": "periods"}
    return render(request, "specialist/plan_periods.html", context)


@specialist_only
@require_http_methods(EDIT)
def period_new(request: HttpRequest) -> HttpResponse:
    timetable = practice.own(request)
    form = PeriodForm(request.POST or None, initial=PeriodForm.initial_of(queries.week_of(timetable.pk)))
    return _edit(request, timetable, form, None)


@specialist_only
@require_http_methods(EDIT)
def period(request: HttpRequest, pk: UUID) -> HttpResponse:
    timetable = practice.own(request)
    found = get_object_or_404(queries.periods_of(timetable.pk), pk=pk)
    said: dict[str, Any] = {"starts_on": found.starts_on, "ends_on": found.ends_on}
    said |= PeriodForm.initial_of(queries.week_of(timetable.pk, found))
    return _edit(request, timetable, PeriodForm(request.POST or None, initial=said), found)


@specialist_only
@require_POST
def period_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    timetable = practice.own(request)
    try:
        operations.remove_period(specialist_id=timetable.pk, period_id=pk, at=timezone.now())
    except operations.NoSuchPeriod:
        raise Http404 from None
    messages.success(request, _("Removed. These weeks are ordinary ones again; booked sessions stay."))
    return redirect("specialist:periods")


def _edit(request: HttpRequest, timetable: Any, form: PeriodForm, found: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _saved(timetable, form, found, timezone.now()):
        messages.success(request, _("Saved. Clients see the new times at once; booked sessions stay."))
        return redirect("specialist:periods")
    context = {"form": form, "period": found, "timetable": timetable, "tab": "periods"}
    return render(request, "specialist/plan_period.html", context, status=400 if form.errors else 200)


def _saved(timetable: Any, form: PeriodForm, found: Any, at: datetime) -> bool:
    try:
        operations.set_period(
            specialist_id=timetable.pk,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            week=form.week(),
            period_id=found.pk if found else None,
            at=at,
        )
    except operations.PeriodOverlaps:
        form.overlaps()
    return form.is_valid()
