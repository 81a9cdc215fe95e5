"""The register of breaches, and the notice to the authority that comes out of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.core.moves import WrongState
from harmonia.core.queues import InOtherHands
from harmonia.privacy.operations import breaches
from harmonia.privacy.queries import registers
from harmonia.web.paging import Paginator
from harmonia.web.staff.queues import in_hands
from harmonia.web.staff.register_forms import BreachDescription, BreachForm
from harmonia.web.staff.registers import PER_PAGE, responsible, who

STATES = {
    "found": gettext_lazy("the clock runs"),
    "notified": gettext_lazy("the authority was notified"),
    "not_confirmed": gettext_lazy("not a breach"),
    "closed": gettext_lazy("closed"),
}
MISSING = {
    "happened": gettext_lazy("what happened"),
    "harms": gettext_lazy("what it led to"),
    "categories": gettext_lazy("which data"),
    "people_count": gettext_lazy("how many people are affected"),
    "consequences": gettext_lazy("likely consequences"),
    "measures": gettext_lazy("measures taken"),
    "bin": gettext_lazy("the operator's BIN (a setting)"),
    "address": gettext_lazy("the operator's address (a setting)"),
    "phone": gettext_lazy("the operator's phone (a setting)"),
    "responsible_person": gettext_lazy("the responsible person (a setting)"),
}


@responsible
@require_safe
def breach_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(registers.breaches(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"breach": each, "state": STATES[each.state]} for each in page]
    return render(request, "staff/breaches.html", {"page": page, "rows": rows})


@responsible
@require_http_methods(["GET", "HEAD", "POST"])
def breach_new(request: HttpRequest) -> HttpResponse:
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = breaches.enter_breach(**form.cleaned_data, by=who(request), at=now())
        return redirect("staff:breach", pk=made.pk)
    return render(request, "staff/breach_new.html", {"form": form})


@responsible
@require_http_methods(["GET", "HEAD", "POST"])
def breach(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _found(pk)
    form = BreachDescription(request.POST or None, initial=_known(found))
    if request.method == "POST" and form.is_valid():
        try:
            breaches.describe_breach(breach_id=pk, **form.cleaned_data, by=who(request), at=now())
        except InOtherHands:
            form.add_error(None, _("Somebody else has it in hand: nothing was changed."))
        except WrongState:
            messages.info(request, _("The notice was sent already; it is not changed any more."))
        else:
            messages.success(request, _("Saved."))
        if form.is_valid():
            return redirect("staff:breach", pk=pk)
    context = {
        "breach": found,
        "state": STATES[found.state],
        "form": form,
        "missing": _missing(found),
        "hands": in_hands("breach", pk, found.assigned_to, request.user),
    }
    return render(request, "staff/breach.html", context)


def _found(pk: UUID) -> Any:
    found = registers.breach(pk)
    if found is None:
        raise Http404
    return found


def _known(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in BreachDescription.base_fields}


def _missing(found: Any) -> list[Any]:
    try:
        breaches.notice(found, "ru")
    except policy.Incomplete as incomplete:
        return [MISSING[name] for name in incomplete.missing]
    return []


@responsible
@require_safe
def notice(request: HttpRequest, pk: UUID, language: str) -> HttpResponse:
    """The notice as a text file, to be handed over as the authority wants it."""
    spoken = next((code for code in policy.LANGUAGES if code == language), None)
    if spoken is None:
        raise Http404
    found = _found(pk)
    try:
        document = breaches.notice(found, spoken)
    except policy.Incomplete:
        messages.error(request, _("The notice is not complete yet."))
        return redirect("staff:breach", pk=pk)
    disposition = f'attachment; filename="breach-{found.number}-{spoken}.txt"'
    return HttpResponse(
        document.text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": disposition}
    )


@responsible
@require_POST
def notify(request: HttpRequest, pk: UUID) -> HttpResponse:
    _found(pk)
    try:
        breaches.notify(breach_id=pk, language="ru", by=who(request), at=now())
        messages.success(request, _("Written down: the authority was notified, when, and with which text."))
    except policy.Incomplete:
        messages.error(request, _("The notice is not complete yet."))
    except InOtherHands:
        messages.error(request, _("Somebody else has it in hand: nothing was changed."))
    except WrongState:
        messages.info(request, _("It has been decided already."))
    return redirect("staff:breach", pk=pk)


@responsible
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _found(pk)
    try:
        breaches.close_breach(breach_id=pk, confirmed=found.state == "notified", by=who(request), at=now())
    except InOtherHands:
        messages.error(request, _("Somebody else has it in hand: nothing was changed."))
    except WrongState:
        messages.info(request, _("It has been decided already."))
    return redirect("staff:breach", pk=pk)
