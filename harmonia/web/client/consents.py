"""What a person has agreed to: each agreement by itself, with its text and history; no is as easy as yes."""

import logging
from typing import Any
from uuid import UUID

import rfc8785
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.consent import operations, queries, rules
from harmonia.consent.states import Method
from harmonia.journal import queries as journal
from harmonia.web import documents, onward
from harmonia.web.access import signed_in
from harmonia.web.agreements import asked_of, in_words, titles
from harmonia.web.areas import frame
from harmonia.web.client import agreed_about, interests

log = logging.getLogger(__name__)
UNPROVED = (journal.NotSealed, journal.NotThisDocument, journal.PastChanged)


@signed_in(purpose=policy.RIGHTS)
@require_safe
def consent_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    standings = queries.standings(person.pk, asked_of(person), at=now())
    shown = [_shown(standing) for standing in standings]
    context = {
        "consents": [each for each in shown if each["kind"] == "consent"],
        "acceptances": [each for each in shown if each["kind"] == "acceptance"],
        **agreed_about.sections(person, at=now()),
        "interests": interests.form_of(person),
        **frame(person),
    }
    return render(request, "client/consents.html", context)


@signed_in(purpose=policy.RIGHTS)
@require_safe
def consent(request: HttpRequest, key: str) -> HttpResponse:
    person: Any = request.user
    _check_known(person, key)
    (standing,) = queries.standings(person.pk, [key], at=now())
    history = [record for record in queries.history(person.pk) if record.agreement == key]
    return render(request, "client/consent.html", {"shown": _shown(standing), "history": history, **frame(person)})


@signed_in(purpose=policy.RIGHTS)
@require_safe
def consent_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One answer with everything that was recorded, and the very text that it was given to."""
    person: Any = request.user
    record = queries.record_of(person.pk, pk)
    if record is None:
        raise Http404
    text = queries.text_by_hash(record.notice_sha256)
    titles = {
        "purposes": [policy.PURPOSES[each].title for each in record.purposes if each in policy.PURPOSES],
        "categories": [policy.CATEGORIES[each].title for each in record.categories if each in policy.CATEGORIES],
        "recipients": [policy.RECIPIENTS[each].title for each in record.recipients if each in policy.RECIPIENTS],
    }
    agreement, receipt = policy.AGREEMENTS[record.agreement], _receipt_state(record)
    context = {"record": record, "text": text, "agreement": agreement, "receipt": receipt, **titles}
    return render(request, "client/consent_record.html", {**context, **frame(person)})


@signed_in(purpose=policy.RIGHTS)
@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed and proved receipt, as a file that anyone can verify without us; its name tells nothing."""
    person: Any = request.user
    record = queries.record_of(person.pk, pk)
    if record is None:
        raise Http404
    try:
        proved = queries.proved_receipt(record)
    except UNPROVED:
        return redirect("client:consent_record", pk)
    response = HttpResponse(rfc8785.dumps(proved), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{record.number}.json"'
    return response


def _receipt_state(record: Any) -> str:
    """ready, soon (the tree takes some seconds), or changed: then nothing is given out, and it is logged."""
    try:
        queries.proved_receipt(record)
    except journal.NotSealed:
        return "soon"
    except (journal.NotThisDocument, journal.PastChanged) as fault:
        log.error("consent: the receipt of %s cannot be proved: %s", record.pk, type(fault).__name__)
        return "changed"
    return "ready"


@signed_in(purpose=policy.RIGHTS)
@require_POST
def give(request: HttpRequest, key: str) -> HttpResponse:
    person: Any = request.user
    _check_known(person, key)
    operations.grant(
        person_id=person.pk,
        agreement=key,
        language=documents.language(),
        method=Method.CABINET,
        name=person.name,
        at=now(),
    )
    messages.success(request, _("Thank you: your agreement is recorded."))
    return redirect(onward.safe(request, request.POST.get("next", "")) or "client:consents")


@signed_in(purpose=policy.RIGHTS)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    person: Any = request.user
    _check_known(person, key)
    try:
        _take_back(request, key)
    except operations.NotWithdrawable:
        raise Http404 from None
    except operations.NotAnswerable:
        messages.info(request, _("This agreement is not in force, so there is nothing to take back."))
    return redirect("client:consents")


def _take_back(request: HttpRequest, agreement: str) -> None:
    """Raises what `operations.withdraw` raises."""
    person: Any = request.user
    operations.withdraw(
        person_id=person.pk,
        agreement=agreement,
        language=documents.language(),
        method=Method.CABINET,
        at=now(),
    )
    messages.success(request, _("Your agreement is taken back. It holds from this moment."))


def _check_known(person: Any, key: str) -> None:
    if key not in asked_of(person):
        raise Http404


def _shown(standing: queries.Standing) -> dict[str, Any]:
    beyond, register = standing.beyond, queries.register_in_force(at=now())
    return {
        "key": standing.agreement.key,
        "kind": standing.agreement.kind,
        "words": in_words(standing.agreement),
        "latest": standing.latest,
        "in_force": standing.in_force,
        "withdrawable": rules.withdrawable(standing.agreement.key),
        "stops": standing.agreement.key if standing.agreement.key in operations.STOPS else "",
        "new_purposes": titles(register, "purposes", sorted(beyond.purposes)),
        "new_recipients": titles(register, "recipients", sorted(beyond.recipients)),
        "asks_again": standing.asked_again,
    }
