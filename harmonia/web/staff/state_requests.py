"""Requests of state bodies: entered, prepared by one, decided by another."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.core.moves import WrongState
from harmonia.core.queues import InOtherHands
from harmonia.privacy.operations import state_requests, transfers
from harmonia.privacy.permissions.two_people import SamePerson
from harmonia.privacy.queries import registers
from harmonia.web import documents
from harmonia.web.paging import Paginator
from harmonia.web.staff.queues import in_hands
from harmonia.web.staff.register_forms import DisclosureForm, RefusalForm, StateRequestForm
from harmonia.web.staff.registers import PER_PAGE, responsible, who

STATES = {
    "received": gettext_lazy("came in"),
    "prepared": gettext_lazy("prepared, waits for a second person"),
    "disclosed": gettext_lazy("disclosed"),
    "refused": gettext_lazy("refused"),
}


@responsible
@require_safe
def state_request_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(registers.state_requests(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"request": each, "state": STATES[each.state]} for each in page]
    return render(request, "staff/state_requests.html", {"page": page, "rows": rows})


@responsible
@require_http_methods(["GET", "HEAD", "POST"])
def state_request_new(request: HttpRequest) -> HttpResponse:
    form = StateRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        address = said.pop("address")
        person = people.by_email(address) if address else None
        if address and person is None:
            form.add_error("address", _("Nobody has this address with us. Leave it empty, and say so in the answer."))
        else:
            made = state_requests.enter_state_request(
                **said, person_id=person.pk if person else None, by=who(request), at=now()
            )
            return redirect("staff:state_request", pk=made.pk)
    return render(request, "staff/state_request_new.html", {"form": form})


@responsible
@require_safe
def state_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "staff/state_request.html", _context(request, pk))


def _context(request: HttpRequest, pk: UUID, **forms_: forms.Form) -> dict[str, Any]:
    found = registers.state_request(pk)
    if found is None:
        raise Http404
    ground = policy.DISCLOSURE_GROUNDS.get(found.ground)
    return {
        "asked": found,
        "state": STATES[found.state],
        "ground": ground,
        "ground_title": ground.title.in_language(documents.language()) if ground else "",
        "kinds": [policy.CATEGORIES[key].title.in_language(documents.language()) for key in found.categories],
        "disclosure": DisclosureForm(),
        "refusal": RefusalForm(),
        "hands": in_hands("state_request", pk, found.assigned_to, request.user),
        "barred": _("You prepared it, so somebody else must approve.") if found.prepared_by == who(request) else "",
        **forms_,
    }


@responsible
@require_POST
def prepare(request: HttpRequest, pk: UUID) -> HttpResponse:
    context = _context(request, pk)
    form = DisclosureForm(request.POST)
    if form.is_valid():
        try:
            state_requests.prepare_disclosure(state_request_id=pk, **form.cleaned_data, by=who(request), at=now())
            return redirect("staff:state_request", pk=pk)
        except transfers.NoBasis:
            form.add_error("categories", _("The register lets no state body see some of these data."))
        except InOtherHands:
            form.add_error(None, _("Somebody else has it in hand: nothing was changed."))
        except WrongState:
            return _too_late(request, pk)
    return render(request, "staff/state_request.html", {**context, "disclosure": form})


@responsible
@require_POST
def disclose(request: HttpRequest, pk: UUID) -> HttpResponse:
    _context(request, pk)
    try:
        state_requests.disclose(state_request_id=pk, by=who(request), at=now())
        messages.success(request, _("Approved. What was disclosed, and on which ground, is written down."))
    except SamePerson:
        messages.error(request, _("You prepared it, so somebody else must approve."))
    except InOtherHands:
        messages.error(request, _("Somebody else has it in hand: nothing was changed."))
    except WrongState:
        return _too_late(request, pk)
    return redirect("staff:state_request", pk=pk)


@responsible
@require_POST
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    context = _context(request, pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return render(request, "staff/state_request.html", {**context, "refusal": form})
    try:
        state_requests.refuse_disclosure(
            state_request_id=pk, reason=form.cleaned_data["reason"], by=who(request), at=now()
        )
    except InOtherHands:
        form.add_error(None, _("Somebody else has it in hand: nothing was changed."))
        return render(request, "staff/state_request.html", {**context, "refusal": form})
    except WrongState:
        return _too_late(request, pk)
    return redirect("staff:state_request", pk=pk)


def _too_late(request: HttpRequest, pk: UUID) -> HttpResponse:
    messages.info(request, _("It has been decided already."))
    return redirect("staff:state_request", pk=pk)
