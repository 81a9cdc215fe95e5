"""The registers as the responsible person and the owner see them: lists without anybody's name."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER
from harmonia.core.moves import WrongState
from harmonia.privacy.operations import transfers
from harmonia.privacy.permissions.two_people import SamePerson
from harmonia.privacy.queries import registers
from harmonia.web import documents
from harmonia.web.access import staff_only
from harmonia.web.paging import Paginator
from harmonia.web.staff.queues import clock, in_hands
from harmonia.web.staff.register_forms import TransferForm

PER_PAGE = 25
responsible = staff_only(PRIVACY_OFFICER, OWNER, purpose=policy.LEGAL_DUTY)
TRANSFER_STATES = {
    "proposed": gettext_lazy("waits for a second person"),
    "made": gettext_lazy("passed on"),
    "told": gettext_lazy("passed on, and the person was told"),
    "refused": gettext_lazy("declined"),
}


def who(request: HttpRequest) -> UUID:
    """The member of staff who acts; the audience has let in people only."""
    person: Any = request.user
    pk: UUID = person.pk
    return pk


@responsible
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    counts = {
        "transfers": registers.transfers().count(),
        "state_requests": registers.state_requests().count(),
        "publications": registers.publications().count(),
        "breaches": registers.breaches().count(),
        "audits": registers.self_audits().count(),
        "purposes": len(policy.PURPOSES),
    }
    waiting = {
        "transfers": registers.waiting_transfers().count(),
        "state_requests": registers.open_state_requests().count(),
        "breaches": registers.open_breaches().count(),
    }
    return render(request, "staff/registers.html", {"counts": counts, "waiting": waiting})


@responsible
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_list(request: HttpRequest) -> HttpResponse:
    form = TransferForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _propose(request, form):
        return redirect("staff:transfers")
    page = Paginator(registers.transfers(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_in_words(transfer) for transfer in page]
    return render(request, "staff/transfers.html", {"form": form, "page": page, "rows": rows})


def _in_words(transfer: Any) -> dict[str, Any]:
    return {
        "transfer": transfer,
        "recipient": policy.RECIPIENTS[transfer.recipient].title.in_language(documents.language()),
        "purpose": policy.PURPOSES[transfer.purpose].title.in_language(documents.language()),
        "categories": _kinds(transfer.categories),
        "state": TRANSFER_STATES[transfer.state],
    }


@responsible
@require_safe
def transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = registers.transfer(pk)
    if found is None:
        raise Http404
    context = {
        **_in_words(found),
        "waits": found.state == "made",
        "hands": in_hands("transfer", pk, found.assigned_to, request.user),
        "row": clock(found.tell_by, now()),
    }
    return render(request, "staff/transfer.html", context)


def _propose(request: HttpRequest, form: TransferForm) -> bool:
    """Whoever is not found and whoever has not agreed look the same: staff learn no address from the answer."""
    said, by = form.cleaned_data, who(request)
    found = people.by_email(said.pop("address"))
    try:
        if found is None:
            raise transfers.NoBasis("unknown")
        transfers.propose_transfer(person_id=found.pk, **said, by=by, at=now())
    except transfers.NoBasis:
        form.add_error(None, _("There is no basis: neither the register nor a consent of this person allows it."))
        return False
    messages.success(request, _("Entered. A second person decides."))
    return True


@responsible
@require_POST
def transfer_decide(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    if registers.transfer(pk) is None or answer not in ("approve", "decline"):
        raise Http404
    try:
        transfers.decide_transfer(transfer_id=pk, approve=answer == "approve", by=who(request), at=now())
        messages.success(request, _("Decided, and written down."))
    except SamePerson:
        messages.error(request, _("You proposed it, so somebody else must decide."))
    except transfers.NoBasis:
        messages.error(request, _("The consent no longer covers it. Nothing may be passed on; decline it."))
    except WrongState:
        messages.info(request, _("It has been decided already."))
    return redirect("staff:transfers")


@responsible
@require_safe
def publication_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(registers.publications(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/publications.html", {"page": page})


@responsible
@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(registers.self_audits(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"audit": audit, "found": [c for c in audit.document["checks"] if c["found"]]} for audit in page]
    return render(request, "staff/audits.html", {"page": page, "rows": rows})


@responsible
@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """The record of processing and the list of personal data (94-V art. 25(2)(1), (1-1))."""
    spoken = documents.language()
    context = {"record": policy.processing_record(language=spoken), "data": documents.data_map(), "forms": [*FORMS]}
    return render(request, "staff/processing.html", context)


FORMS: dict[str, tuple[str, Callable[[], str]]] = {
    "csv": ("text/csv; charset=utf-8", lambda: policy.processing_csv(documents.language())),
    "json": ("application/json", lambda: policy.processing_json(documents.language())),
    "fideslang": ("application/json", lambda: policy.as_json(policy.fideslang())),
    "dpv": (
        "application/ld+json",
        lambda: policy.as_json(policy.data_privacy_vocabulary(policy.Operator(**settings.OPERATOR))),
    ),
}


@responsible
@require_safe
def processing_file(request: HttpRequest, form: str) -> HttpResponse:
    if form not in FORMS:
        raise Http404
    kind, write = FORMS[form]
    ending = "csv" if form == "csv" else "json"
    disposition = f'attachment; filename="processing-{form}.{ending}"'
    return HttpResponse(write(), content_type=kind, headers={"Content-Disposition": disposition})


def _kinds(keys: list[str]) -> list[str]:
    return [policy.CATEGORIES[key].title.in_language(documents.language()) for key in keys if key in policy.CATEGORIES]
