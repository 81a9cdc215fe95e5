"""What goes from one specialist to another: the client chooses, and nothing is as easy as something."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from harmonia import policy
from harmonia.practice import operations, queries
from harmonia.practice.rules.handing_over import HAND_OVER
from harmonia.practice.states import STANDING
from harmonia.web import documents, finding
from harmonia.web.access import client_only
from harmonia.web.client.hand_over_forms import HandOverForm


@client_only
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    at = timezone.now()
    giver = get_object_or_404(queries.former_specialists(person, at), pk=pk)
    form = HandOverForm(**finding.sent(request, "receiver"), receivers=queries.receivers(pk, at))
    if form.is_valid():
        return _chosen(request, giver.pk, form.cleaned_data, at)
    last = queries.last_hand_over(person, pk)
    context = {
        "giver": giver,
        "last": last,
        "standing": last is not None and last.state in STANDING,
        "may_write": giver.person_id is not None,
        "form": form,
        "document": policy.render(HAND_OVER, documents.language(), policy.Operator(**settings.OPERATOR)),
    }
    return render(request, "client/hand_over.html", context, status=422 if form.is_bound else 200)


@client_only
@require_POST
def hand_over_nothing(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    at = timezone.now()
    get_object_or_404(queries.former_specialists(person, at), pk=pk)
    return _chosen(request, pk, {"receiver": None, "summary": False, "attendance": False}, at)


def _chosen(request: HttpRequest, giver_id: UUID, said: dict[str, Any], at: datetime) -> HttpResponse:
    person: Any = request.user
    try:
        operations.choose(
            client=person, giver_id=giver_id, receiver_id=said["receiver"], summary=said["summary"],
            attendance=said["attendance"], at=at,
        )  # fmt: skip
    except operations.AlreadyChosen:
        messages.info(request, _("You have chosen already. Take it back first, and then choose anew."))
    except operations.NobodyToWrite:
        messages.error(request, _("This specialist has left for good, so there is nobody to write a summary."))
    except (operations.NotAReceiver, operations.ConsentMissing):
        messages.error(request, _("This specialist takes no clients at the moment. Please choose another."))
    else:
        return _after_choice(request, giver_id, said)
    return redirect("client:hand_over", pk=giver_id)


def _after_choice(request: HttpRequest, giver_id: UUID, said: dict[str, Any]) -> HttpResponse:
    if said["receiver"] is None:
        messages.success(request, _("Nothing goes over. Here are the others; take your time."))
        return redirect("public:specialists")
    if said["summary"]:
        messages.success(request, _("Asked for. You are told as soon as it is there to read."))
    else:
        messages.success(request, _("It has gone over, and is seen when you are booked together."))
    return redirect("client:hand_over", pk=giver_id)


@client_only
@require_POST
def hand_over_approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    found = get_object_or_404(queries.hand_overs_of(person), pk=pk)
    try:
        operations.approve(client=person, hand_over_id=pk, at=timezone.now())
    except operations.WrongState:
        messages.info(request, _("This was settled before."))
    else:
        messages.success(request, _("It has gone over, and is seen when you are booked together."))
    return redirect("client:hand_over", pk=found.giver_id)


@client_only
@require_POST
def hand_over_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    found = get_object_or_404(queries.hand_overs_of(person), pk=pk)
    try:
        operations.take_back(client=person, hand_over_id=pk, at=timezone.now())
    except operations.WrongState:
        messages.info(request, _("This was settled before."))
    else:
        messages.success(request, _("Taken back. Nothing of it is shown to anybody, and the summary is destroyed."))
    return redirect("client:hand_over", pk=found.giver_id)
