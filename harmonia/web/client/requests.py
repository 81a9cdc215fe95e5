"""A person's requests about his data: asked for here, seen here with their clocks, taken back here."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts.rules import agreements
from harmonia.consent import queries as consents
from harmonia.consent import rules as consent_rules
from harmonia.core.moves import WrongState
from harmonia.journal import queries as journal
from harmonia.privacy.operations import requests as operations
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import AskedBy, Proof, RequestKind, RequestState, RequestWay
from harmonia.support import queries as letters
from harmonia.web import asking, confirmation
from harmonia.web.access import freshly_confirmed, signed_in
from harmonia.web.areas import frame
from harmonia.web.client.my_data import path_of
from harmonia.web.client.request_forms import RequestForm, WithdrawalForm

# What has a page of its own, which opens the request itself.
ELSEWHERE = {RequestKind.INFORMATION: "client:archives", RequestKind.ERASURE: "client:close_account"}
HERE = [kind for kind in RequestKind.values if kind != RequestKind.NOT_MINE]


@signed_in(purpose=policy.RIGHTS)
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    rows = [asking.row(one, now()) for one in queries.requests_of(person.pk)]
    context = {
        "open": [row for row in rows if row["request"].is_open],
        "closed": [row for row in rows if not row["request"].is_open],
        "kinds": [{"key": kind, "words": asking.KINDS[kind]} for kind in HERE],
        **frame(person),
    }
    return render(request, "client/requests.html", context)


@signed_in(purpose=policy.RIGHTS)
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest, kind: str) -> HttpResponse:
    """What it means, by when it is answered, and the button. What could harm is asked once more first."""
    if kind not in HERE:
        raise Http404
    if elsewhere := path_of(ELSEWHERE.get(RequestKind(kind), "")):
        return redirect(elsewhere)
    fresh = confirmation.is_fresh(request, at=now())
    if not fresh and not rules.enough(kind, AskedBy.SELF, Proof.SIGNED_IN):
        return confirmation.ask(request)
    form = _form(request, kind)
    if request.method == "POST" and form.is_valid():
        made = _opened(request, kind, form.cleaned_data, Proof.FRESH if fresh else Proof.SIGNED_IN)
        return redirect("client:request", pk=made.pk)
    context = {
        "kind": asking.KINDS[kind],
        "term": asking.term(kind, now()),
        "about": _about(request),
        "form": form,
        **frame(request.user),
    }
    return render(request, "client/request_new.html", context)


def _form(request: HttpRequest, kind: str) -> RequestForm:
    said = request.POST if request.method == "POST" else None
    question = asking.KINDS[kind].question
    if kind != RequestKind.WITHDRAWAL:
        return RequestForm(said, question=question, initial={"about": _about_key(request)})
    person: Any = request.user
    standing = consents.standings(person.pk, agreements.in_cabinet(person.roles), at=now())
    keys = [each.agreement.key for each in standing if each.in_force and consent_rules.withdrawable(each.agreement.key)]
    return WithdrawalForm(said, question=question, agreements=keys)


def _about_key(request: HttpRequest) -> str:
    key = request.GET.get("about", "")
    return key if key in policy.CATEGORIES else ""


def _about(request: HttpRequest) -> policy.Category | None:
    return policy.CATEGORIES.get(_about_key(request))


def _opened(request: HttpRequest, kind: str, said: dict[str, Any], proof: str) -> Any:
    person: Any = request.user
    made = operations.open_request(
        kind=kind,
        way=RequestWay.CABINET,
        person_id=person.pk,
        text=said["text"],
        scope=said.get("agreements") or [key for key in (said.get("about"),) if key],
        proof=proof,
        language=person.language,
        at=now(),
    )
    if made.joined_to is not None:
        messages.info(request, _("You have asked for this before. What you wrote now is kept with it."))
        return made.joined_to
    return made


@signed_in(purpose=policy.RIGHTS)
@require_safe
def request_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where it stands, by when, and what happens next."""
    person: Any = request.user
    found = get_object_or_404(queries.requests_of(person.pk), pk=pk)
    own = found.asked_by == AskedBy.SELF
    words = getattr(found, "words", None) if own else None
    context = {
        **asking.row(found, now()),
        "own": own,
        "words": words,
        "way": asking.WAYS[found.way],
        "asker": asking.ASKERS[found.asked_by],
        "next": asking.next_words(found),
        "scope": asking.scope(found),
        "steps": [{"step": step, "words": asking.STEPS[step.what]} for step in queries.steps_of(found)],
        "refusal": asking.refusal(found, policy.Operator(**settings.OPERATOR).email),
        "left": asking.left(found),
        "joined": queries.joined_to(found),
        "letters": letters.letters_about(person, found.pk),
        "to_confirm": own and found.state == RequestState.UNPROVED,
        "takes_back": own and found.is_open and found.kind != RequestKind.NOT_MINE,
        "waits_for_block": found.waits_for == "unblocking",
        **frame(person),
    }
    return render(request, "client/request.html", context)


@signed_in(purpose=policy.RIGHTS)
@freshly_confirmed
@require_POST
def request_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It was he who wrote; he has signed in and just shown it."""
    return _answered(request, pk, operations.confirm_in_cabinet, _("Thank you. We begin to work on it."))


@signed_in(purpose=policy.RIGHTS)
@require_POST
def request_deny(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _answered(request, pk, operations.deny_in_cabinet, _("Nothing was done. Look at your sign-ins, too."))


@signed_in(purpose=policy.RIGHTS)
@require_POST
def request_take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _answered(request, pk, operations.take_back, _("You have taken your request back."))


def _answered(request: HttpRequest, pk: UUID, act: Any, said: str) -> HttpResponse:
    person: Any = request.user
    found = get_object_or_404(queries.requests_of(person.pk), pk=pk)
    try:
        act(request_id=found.pk, person_id=person.pk, at=now())
        messages.success(request, said)
    except operations.NotYours:
        raise Http404 from None
    except WrongState:
        messages.info(request, _("This request has moved on. Here is where it stands."))
    return redirect("client:request", pk=found.pk)


@signed_in(purpose=policy.RIGHTS)
@require_safe
def request_proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed document of how its term was kept; anyone can check it with `harmonia verify` or on our page."""
    person: Any = request.user
    found = get_object_or_404(queries.requests_of(person.pk), pk=pk)
    if found.proof_document is None or found.proof_entry_id is None:
        raise Http404
    try:
        proved = journal.proved(found.proof_document, found.proof_entry_id)
    except journal.NotSealed:
        messages.info(request, _("The document is being sealed. Please try again in a minute."))
        return redirect("client:request", pk=found.pk)
    answer = JsonResponse(proved, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="request-{found.number}.json"'
    return answer
