"""The privacy officer's queue: the most urgent first, each with its clock; and one request with all that can be done.

What the asker wrote is masked until a purpose is named; then it is shown once, and he sees who has read it.
"""

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
from harmonia.accounts import operations as accounts
from harmonia.accounts import queries as people
from harmonia.accounts.states import PRIVACY_OFFICER
from harmonia.core.moves import WrongState
from harmonia.core.queues import InOtherHands
from harmonia.privacy.operations import blocking, erasure
from harmonia.privacy.operations import requests as operations
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import registers as staff_rules
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import Proof, RequestKind, RequestState, RequestWay, WaitsFor
from harmonia.vault import queries as vault
from harmonia.vault import reading
from harmonia.web import asking, documents
from harmonia.web.access import freshly_confirmed, staff_only
from harmonia.web.paging import Paginator
from harmonia.web.staff.queues import in_hands
from harmonia.web.staff.registers import PER_PAGE, who
from harmonia.web.staff.request_forms import AnswerForm, CorrectionForm, PaperForm, RefusalForm

officer = staff_only(PRIVACY_OFFICER, purpose=policy.RIGHTS)
SHOWN = ("text", "contact", "about", "evidence")
CARRIED_OUT = rules.AUTOMATIC
IN_THE_WAY: dict[type[Exception], Any] = {
    WrongState: gettext_lazy("This request has moved on. Here is where it stands."),
    InOtherHands: gettext_lazy("Another officer has it in hand: nothing was changed."),
    operations.NothingToCarryOut: gettext_lazy(
        "There is nothing to carry out: nobody with this address is known. Answer or refuse."
    ),
    operations.TooLateToAsk: gettext_lazy(
        "Its term ends, so proof could not come in time any more. Answer it, or refuse it with the ground."
    ),
    operations.NotProlongable: gettext_lazy("No law allows more time for this."),
    blocking.Denied: gettext_lazy("This block can't be ended now: a breach was confirmed and is not put right yet."),
    erasure.SessionUnderWay: gettext_lazy("A session is under way; try again when it is over."),
}
WAITS = {
    WaitsFor.UNBLOCKING: gettext_lazy("It waits until the person's data are not blocked any more."),
    WaitsFor.SESSION: gettext_lazy("It waits until the person's session is over."),
    WaitsFor.ARCHIVE: gettext_lazy("It waits until the file is made."),
}


@officer
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("show") == "closed"
    found = queries.closed_requests() if closed else queries.open_requests()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [asking.row(one, now()) | {"mine": one.assigned_to == who(request)} for one in page]
    return render(request, "staff/requests.html", {"page": page, "rows": rows, "closed": closed})


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """A paper, typed in. Nobody is told here what is known of the address."""
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = people.by_email(said["address"]) if said["address"] else None
        made = operations.open_request(
            kind=said["kind"],
            way=RequestWay.PAPER,
            person_id=person.pk if person else None,
            asked_by=said["asked_by"],
            proof=Proof.EVIDENCE if said["proved"] else Proof.NONE,
            received_at=said["received_on"],
            contact=said["contact"],
            about="" if person else said["address"],
            text=said["text"],
            by=who(request),
            at=now(),
        )
        return redirect("staff:request", pk=made.pk)
    return render(request, "staff/request_new.html", {"form": form})


@officer
@require_safe
def request_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(pk))


def _found(pk: UUID) -> Any:
    found = queries.found(pk)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Any, **more: Any) -> HttpResponse:
    """`words`: what was revealed; `answer`, `refusal`, `correction`: a form with its mistakes."""
    person: Any = request.user
    spoken = documents.language()
    clock = asking.row(found, now())
    context = {
        **clock,
        "clock": clock,
        "hands": in_hands("request", found.pk, found.assigned_to, person),
        "way": asking.WAYS[found.way],
        "asker": asking.ASKERS[found.asked_by],
        "proof": asking.PROOFS[found.proof],
        "waits": WAITS.get(WaitsFor(found.waits_for), ""),
        "scope": asking.scope(found),
        "law": rules.clock(found.kind).article,
        "steps": [
            {"step": step, "words": asking.STEPS[step.what], "by": asking.ROLES[step.by_role]}
            for step in queries.steps_of(found)
        ],
        "joined": queries.joined_to(found),
        "blocked": bool(found.person_id and vault.blocked(found.person_id)),
        "purposes": [
            (key, policy.PURPOSES[key].title.in_language(spoken))
            for key in staff_rules.may_open(person.roles, "request_text")
        ],
        "refused": asking.refusal(found, policy.Operator(**settings.OPERATOR).email),
        **_acts(found),
        **more,
    }
    return render(request, "staff/request.html", context)


def _acts(found: Any) -> dict[str, Any]:
    """What can be done now."""
    if not found.is_open:
        return {}
    in_work = found.state in (RequestState.IN_WORK, RequestState.WAITING)
    return {
        "answer": AnswerForm(prefix="answer") if in_work else None,
        "refusal": RefusalForm(prefix="refusal", kind=found.kind),
        "correction": CorrectionForm(prefix="correction")
        if in_work and found.kind == RequestKind.CORRECTION and found.person_id
        else None,
        "carries_out": in_work and found.kind in CARRIED_OUT and found.person_id is not None,
        "proves": found.state == RequestState.UNPROVED,
        "doubts": found.state == RequestState.IN_WORK and not found.waits_for and not rules.lapses(found.due_at, now()),
        "prolongs": rules.clock(found.kind).prolonged_by and found.prolonged_at is None,
    }


@officer
@require_POST
@freshly_confirmed
def request_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words, for one named purpose, on this answer only."""
    person: Any = request.user
    found, purpose = _found(pk), request.POST.get("purpose", "")
    if purpose not in staff_rules.may_open(person.roles, "request_text"):
        messages.error(request, _("Say what you need it for."))
        return redirect("staff:request", pk=pk)
    with reading.reading(purpose, actor=who(request)):
        words = _words(found)
    return _page(request, found, words=words)


def _words(found: Any) -> list[dict[str, Any]]:
    """Of the request, and of the later ones that joined it."""
    shown = []
    for one in (found, *queries.joined_to(found)):
        words = getattr(one, "words", None)
        said = {name: getattr(words, name) or "" for name in SHOWN} if words else {}
        shown.append({"number": one.number, "proof": asking.PROOFS[one.proof], **said})
    return shown


@officer
@require_POST
def request_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, form = _found(pk), AnswerForm(request.POST, prefix="answer")
    if not form.is_valid():
        return _page(request, found, answer=form)
    said = form.cleaned_data["text"]
    return _done(request, pk, lambda: operations.answer(request_id=pk, text=said, by=who(request), at=now()))


@officer
@require_POST
def request_refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _found(pk)
    form = RefusalForm(request.POST, prefix="refusal", kind=found.kind)
    if not form.is_valid():
        return _page(request, found, refusal=form)
    return _done(request, pk, lambda: operations.refuse(request_id=pk, **form.cleaned_data, by=who(request), at=now()))


@officer
@require_POST
def request_correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, form = _found(pk), CorrectionForm(request.POST, prefix="correction")
    if not form.is_valid():
        return _page(request, found, correction=form)
    try:
        return _done(
            request, pk, lambda: operations.correct(request_id=pk, **form.cleaned_data, by=who(request), at=now())
        )
    except (accounts.TooYoung, ValueError):
        form.add_error("value", _("Write the age in full years: 18 or more."))
        return _page(request, found, correction=form)


@officer
@require_POST
def request_ask_proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _done(request, pk, lambda: operations.ask_proof(request_id=pk, by=who(request), at=now()))


@officer
@require_POST
def request_prove(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _done(request, pk, lambda: operations.prove(request_id=pk, by=who(request), at=now()))


@officer
@require_POST
@freshly_confirmed
def request_carry_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _done(request, pk, lambda: operations.carry_out(request_id=pk, by=who(request), at=now()))


@officer
@require_POST
def request_prolong(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _done(request, pk, lambda: operations.prolong(request_id=pk, by=who(request), at=now()))


def _done(request: HttpRequest, pk: UUID, act: Callable[[], Any]) -> HttpResponse:
    """Act, and say what came of it; what stands in the way is said as it is."""
    _found(pk)
    try:
        after = act()
    except erasure.ObligationOpen as obstacle:
        said = [policy.OBSTACLES[key].telling.in_language(documents.language()) for key in obstacle.grounds]
        messages.info(request, " ".join(said))
    except tuple(IN_THE_WAY) as obstacle:
        messages.info(request, IN_THE_WAY[type(obstacle)])
    else:
        if not after.is_open:
            messages.success(request, _("Request %(number)s is closed.") % {"number": after.number})
            return redirect("staff:requests")
    return redirect("staff:request", pk=pk)
