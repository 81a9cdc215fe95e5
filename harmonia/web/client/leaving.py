"""Choosing another specialist: what is cancelled and given back is said before the click; nobody is asked why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from harmonia.booking import operations, queries
from harmonia.booking.states import CancelledBy
from harmonia.web.access import client_only
from harmonia.web.client.appointments import STEPS_IN_HOURS, ShownRefund


@client_only
@require_http_methods(["GET", "HEAD", "POST"])
def leave_specialist(request: HttpRequest, pk: UUID) -> HttpResponse:
    """If the sum fell while the page was open, the page asks once more."""
    at, person = timezone.now(), request.user
    specialist = get_object_or_404(queries.specialists_of(person, at), pk=pk)  # type: ignore[arg-type]  # client_only lets in people only
    ahead = [(one, *queries.refund_now(one, by=CancelledBy.CLIENT, at=at)) for one in _ahead(person, pk, at)]
    back_kzt = sum(amount for _one, _share, amount in ahead)
    if request.method == "POST":
        shown = ShownRefund(request.POST)
        if shown.is_valid() and back_kzt >= shown.cleaned_data["shown_kzt"]:
            return _left(request, specialist, at)
        messages.warning(request, _("What is given back has changed while the page was open. Please look once more."))
    context = {"specialist": specialist, "ahead": ahead, "back_kzt": back_kzt, "steps": STEPS_IN_HOURS}
    return render(request, "client/leave_specialist.html", context)


def _ahead(person: Any, specialist_id: UUID, at: datetime) -> Any:
    return queries.live_with(person, specialist_id, at)


def _left(request: HttpRequest, specialist: Any, at: datetime) -> HttpResponse:
    person: Any = request.user
    try:
        operations.leave_specialist(client=person, specialist_id=specialist.pk, at=at)
    except operations.NotTogether:
        raise Http404 from None
    messages.success(
        request,
        _("%(name)s sees nothing of yours any more. Here are the others; take your time.")
        % {"name": specialist.display_name},
    )
    if queries.sessions_held(person.pk, specialist_id=specialist.pk):
        return redirect("client:hand_over", pk=specialist.pk)
    return redirect("public:specialists")
