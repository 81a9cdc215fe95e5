"""One session on the specialist's side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from harmonia.booking import operations, permissions, queries
from harmonia.policy import SERVICE
from harmonia.web.access import specialist_only
from harmonia.web.client.appointments import DENIALS, move_page
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
