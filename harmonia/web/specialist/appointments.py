"""One session on the specialist's side."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from harmonia.booking import operations, permissions, queries
from harmonia.consent.operations import ConsentMissing, TermsNotAccepted
from harmonia.policy import SERVICE
from harmonia.web.access import specialist_only
from harmonia.web.client import free_days, lengths
from harmonia.web.client.appointments import DENIALS, move_page
from harmonia.web.client.booking import REFUSALS, ChosenLength
from harmonia.web.specialist import practice


def own(request: HttpRequest, pk: UUID) -> Any:
    mine = queries.appointments_as_specialist(request.user)  # type: ignore[arg-type]  # specialist_only lets in people only
    return get_object_or_404(mine, pk=pk)


@specialist_only(purpose=SERVICE)
@require_safe
def appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    at = timezone.now()
    found = own(request, pk)
    context = {
        "appointment": found,
        "meeting": practice.meetings([found], at)[0],
        "at": at,
        "sessions_held": queries.sessions_held(found.client_id, specialist_id=found.specialist_id),
    }
    return render(request, "specialist/appointment.html", context)


@specialist_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = own(request, pk)
    if request.method != "POST":
        return render(request, "specialist/cancel.html", {"appointment": found, "at": timezone.now()})
    try:
        operations.cancel(appointment_id=pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]  # the same
    except permissions.Denied as denied:
        messages.error(request, str(DENIALS[denied.reason]))
    else:
        messages.success(request, _("The session is cancelled; the client gets everything back and a message."))
    return redirect("specialist:appointment", pk=pk)


@specialist_only
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    at = timezone.now()
    found = own(request, pk)
    try:
        permissions.check_reschedule(request.user, found, at)  # type: ignore[arg-type]  # the same
    except permissions.Denied as denied:
        messages.error(request, str(DENIALS[denied.reason]))
        return redirect("specialist:appointment", pk=pk)
    return move_page(request, found, at=at, template="specialist/move.html", back="specialist:appointment")


@specialist_only(purpose=SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a free time for a client with whom one works; the client takes it or declines."""
    at = timezone.now()
    found = own(request, pk)
    if not practice.meetings([found], at)[0].name:  # not booked together any more, so there is nobody to suggest to
        raise Http404
    refusal: str | Promise = ""
    if request.method == "POST":
        form = ChosenLength(request.POST)
        refusal = _suggested(request, pk, form, at) if form.is_valid() else form.mistakes()
        if not refusal:
            return redirect("specialist:appointment", pk=pk)
    choice = lengths.choice(request, found.specialist, client_id=found.client_id, at=at)
    free = queries.free_times(
        found.specialist_id, at=at, until=at + free_days.MONTH, minutes=choice.chosen.asked_minutes
    )
    context = {"appointment": found, "lengths": choice, "days": free_days.drawn(free), "refusal": refusal}
    return render(request, "specialist/suggest.html", context, status=409 if refusal else 200)


def _suggested(request: HttpRequest, pk: UUID, form: ChosenLength, at: datetime) -> str | Promise:
    """Why it was refused; nothing when it is done."""
    starts_at = free_days.moment(form.cleaned_data["starts_at"])
    try:
        minutes = form.cleaned_data["minutes"]
        operations.suggest(appointment_id=pk, starts_at=starts_at, by=request.user, at=at, minutes=minutes)  # type: ignore[arg-type]  # the same
    except (operations.NotTheirClient, ConsentMissing, TermsNotAccepted):
        return _("This client takes no suggestions at the moment.")
    except operations.ClientBusy:
        return _("The client has something else at this time. Please choose another.")
    except tuple(REFUSALS) as refused:
        return REFUSALS[type(refused)]
    messages.success(request, _("Suggested. The time is kept for a day; your calendar shows whether it was taken."))
    return ""
