"""The specialist's first page: today, and what comes next."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harmonia.booking import operations, queries
from harmonia.policy import SERVICE
from harmonia.web.access import specialist_only
from harmonia.web.specialist import practice
from harmonia.wellbeing.queries import questions

NEXT = 6
WEEK = timedelta(days=7)


@specialist_only(purpose=SERVICE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    timetable = queries.practice_of(request.user)  # type: ignore[arg-type]  # specialist_only lets in people only
    if timetable is None:
        return _unopened(request)
    at = timezone.now()
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = queries.appointments_as_specialist(request.user)  # type: ignore[arg-type]  # the same
    today = list(queries.standing(queries.between(mine, midnight, midnight + timedelta(days=1)), at))
    coming = list(queries.ahead(mine, at).filter(starts_at__gte=midnight + timedelta(days=1))[:NEXT])
    found = practice.meetings([*today, *coming], at)
    context = {
        "at": at,
        "today": found[: len(today)],
        "coming": found[len(today) :],
        "free_times": len(queries.free_times(timetable.pk, at=at, until=at + WEEK)),
        "timetable": timetable,
        "questions": questions.wait_for(request.user),  # type: ignore[arg-type]  # the same
    }
    return render(request, "specialist/home.html", context)


def _unopened(request: HttpRequest) -> HttpResponse:
    profile = queries.unopened_practice_of(request.user)  # type: ignore[arg-type]  # specialist_only lets in people only
    return render(request, "specialist/unopened.html", {"profile": profile})


@specialist_only
@require_POST
def open_practice(request: HttpRequest) -> HttpResponse:
    profile = queries.unopened_practice_of(request.user)  # type: ignore[arg-type]  # specialist_only lets in people only
    if profile is None:
        raise Http404
    operations.open_practice(
        specialist_id=profile.pk,
        zone=profile.time_zone,
        session_minutes=profile.session_minutes,
        at=timezone.now(),
    )
    return redirect("specialist:timetable")
