"""Letters that wait for a person. A list says what the program knows without reading; a letter's words open for a named
purpose only, and whose letter it is proved to be sees in his cabinet who opened it (row 75).
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.accounts.states import CLIENT, OWNER, PRIVACY_OFFICER, SPECIALIST, SUPPORT
from harmonia.core.moves import WrongState
from harmonia.privacy.rules import registers as rules
from harmonia.privacy.states import RequestKind
from harmonia.support import operations, queries
from harmonia.support.states import FOR_A_PERSON, OPEN, FileState, Intent, LetterState, Proof, Standing
from harmonia.vault import reading
from harmonia.web import documents
from harmonia.web.access import freshly_confirmed, staff_only
from harmonia.web.client import disputes
from harmonia.web.paging import Paginator
from harmonia.web.staff.queues import BY_KEY, clock, in_hands

PER_PAGE = 25
STATES = {
    LetterState.STORED: gettext_lazy("waits to be read by the program"),
    LetterState.TO_LOOK: gettext_lazy("waits for a person"),
    LetterState.QUARANTINED: gettext_lazy("the program cannot read it"),
    LetterState.TOO_LARGE: gettext_lazy("too large: only its head was kept"),
    LetterState.AWAITING: gettext_lazy("waits for a yes from the known address"),
    LetterState.UNCONFIRMED: gettext_lazy("no yes came"),
    LetterState.AUTOMATIC: gettext_lazy("written by a machine"),
    LetterState.DUPLICATE: gettext_lazy("a second copy"),
    LetterState.DONE: gettext_lazy("done"),
    LetterState.ANSWERED: gettext_lazy("answered"),
    LetterState.NOT_A_REQUEST: gettext_lazy("not a request"),
}
STANDINGS = {
    "": gettext_lazy("not found out"),
    Standing.PROVED_KNOWN: gettext_lazy("proved: a person with an account"),
    Standing.CLAIMED_KNOWN: gettext_lazy("bears the address of an account; nothing proves it"),
    Standing.PROVED_STRANGER: gettext_lazy("proved: somebody without an account"),
    Standing.CLAIMED_STRANGER: gettext_lazy("nobody known; nothing proves it"),
}
PROOFS = {
    Proof.DKIM: gettext_lazy("a signature of the domain (DKIM)"),
    Proof.SPF: gettext_lazy("the server that sent it (SPF)"),
    Proof.OWN_SERVER: gettext_lazy("our own mail server says so"),
    Proof.SIGNED_IN: gettext_lazy("written in the cabinet"),
    Proof.LINK: gettext_lazy("a yes from the known address"),
}
INTENTS = {
    Intent.WITHDRAW_EVERYTHING: gettext_lazy("withdrawal of consents"),
    Intent.WITHDRAW_MARKETING: gettext_lazy("no more news and offers"),
    Intent.ERASURE: gettext_lazy("deletion"),
    Intent.INFORMATION: gettext_lazy("information"),
    Intent.CORRECTION: gettext_lazy("correction"),
    Intent.BLOCKING: gettext_lazy("blocking"),
    Intent.COMPLAINT: gettext_lazy("complaint"),
    Intent.NOT_ME: gettext_lazy("not his account"),
    Intent.OTHER: gettext_lazy("something else"),
    Intent.UNCLEAR: gettext_lazy("not clear"),
}
KINDS = {
    RequestKind.INFORMATION: gettext_lazy("information"),
    RequestKind.CORRECTION: gettext_lazy("correction"),
    RequestKind.BLOCKING: gettext_lazy("blocking"),
    RequestKind.UNBLOCKING: gettext_lazy("unblocking"),
    RequestKind.ERASURE: gettext_lazy("deletion"),
    RequestKind.WITHDRAWAL: gettext_lazy("withdrawal of consents"),
    RequestKind.OBJECTION: gettext_lazy("objection"),
    RequestKind.COMPLAINT: gettext_lazy("complaint"),
    RequestKind.NOT_MINE: gettext_lazy("not his account"),
}
FILES = {
    FileState.QUARANTINED: gettext_lazy("in quarantine: the scanner has not answered yet, and nobody opens it"),
    FileState.CLEAN: gettext_lazy("scanned: nothing was found"),
    FileState.INFECTED: gettext_lazy("harmful: it was destroyed"),
    FileState.UNKNOWABLE: gettext_lazy("in quarantine for good: the scanner does not read a file of this size"),
}
readers = staff_only(SUPPORT, PRIVACY_OFFICER, OWNER)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()))


class DisputeForm(forms.Form):
    """What a dispute is about, in whose name the letter is proved to be."""

    thing = forms.ChoiceField(label=gettext_lazy("Open a dispute"), widget=forms.Select)

    def __init__(self, *args: Any, person: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["thing"].choices = disputes.things(person)  # type: ignore[attr-defined]  # a ChoiceField, above


@readers
@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", "")
    if chosen and chosen not in LetterState.values:
        raise Http404
    page = Paginator(queries.for_desk(chosen), PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.waiting_for_a_person()
    tabs: list[tuple[str, Any, int, bool]] = [
        ("", _("all that wait"), sum(counts.get(state, 0) for state in FOR_A_PERSON), chosen == "")
    ]
    tabs += [
        (state, STATES[LetterState(state)], counts.get(state, 0), chosen == state)
        for state in LetterState.values
        if state in OPEN or state == chosen
    ]
    rows = [{"letter": letter, **_said_of(letter), **_clock(letter)} for letter in page]
    return render(request, "staff/letters.html", {"page": page, "rows": rows, "tabs": tabs})


def _clock(letter: Any) -> dict[str, Any]:
    due = BY_KEY["letter"].due(letter.received_at, None) if letter.state in FOR_A_PERSON else None
    return clock(due, now())


def _said_of(letter: Any) -> dict[str, Any]:
    return {
        "state": STATES[LetterState(letter.state)],
        "standing": STANDINGS[letter.standing],
        "asked": [INTENTS[Intent(each)] for each in letter.intents],
    }


@readers
@require_safe
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "staff/letter.html", _context(request, pk))


def _context(request: HttpRequest, pk: UUID, purpose: str = "") -> dict[str, Any]:
    try:
        found = queries.letter(pk)
    except ObjectDoesNotExist:
        raise Http404 from None
    reader: Any = request.user
    spoken = documents.language()
    return {
        "letter": found,
        **_said_of(found),
        "proof": PROOFS.get(Proof(found.proof), ""),
        "purposes": [
            (key, policy.PURPOSES[key].title.in_language(spoken))
            for key in rules.may_open(reader.roles, "request_text")
        ],
        "purpose": purpose,
        "may_decide": found.state in OPEN,
        "hands": in_hands("letter", found.pk, found.thread.assigned_to if found.thread else None, reader),
        "answerable": found.account is not None or found.sender_index is not None,
        "answer_form": AnswerForm(initial={"text": _ready(request, found)}),
        "ready_answers": queries.ready_answers(),
        "request_form": RequestForm(),
        "dispute_form": DisputeForm(person=found.person) if _may_dispute(reader, found) else None,
    }


def _may_dispute(reader: Any, letter: Any) -> bool:
    """Whoever leads disputes opens one for a proved client or specialist."""
    writer = letter.person
    return reader.has_role(SUPPORT) and writer is not None and (writer.has_role(CLIENT) or writer.has_role(SPECIALIST))


def _ready(request: HttpRequest, found: Any) -> str:
    """The words of the ready answer that was chosen, to be read over and changed before they are sent."""
    chosen = request.POST.get("ready") or request.GET.get("ready", "")
    if not (chosen.isascii() and chosen.isdigit()):
        return ""
    try:
        return operations.ready_words(number=int(chosen[:18]), letter=found)
    except ObjectDoesNotExist:
        return ""


@readers
@require_POST
@freshly_confirmed
def letter_file(request: HttpRequest, pk: UUID, file: UUID) -> Any:  # a stream, which Django does not count as one
    """A file that the scanner found clean, for one named purpose; to be saved, never to be shown by the browser."""
    reader: Any = request.user
    purpose = request.POST.get("purpose", "")
    if purpose not in rules.may_open(reader.roles, "request_files"):
        messages.error(request, _("Say what you need it for."))
        return redirect("staff:letter", pk=pk)
    try:
        with reading.reading(purpose, actor=reader.pk):
            given = operations.give(letter_id=pk, file_id=file, purpose=purpose, by=reader, at=now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except operations.InQuarantine:
        messages.error(request, _("This file is in quarantine: it opens only when the scanner has found it clean."))
        return redirect("staff:letter", pk=pk)
    response = StreamingHttpResponse(given.chunks, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, given.name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@readers
@require_POST
@freshly_confirmed
def letter_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its words and the whole conversation, for one named purpose; on this answer only."""
    reader: Any = request.user
    purpose = request.POST.get("purpose", "")
    context = _context(request, pk, purpose)
    if purpose not in dict(context["purposes"]):
        messages.error(request, _("Say what you need it for."))
        return redirect("staff:letter", pk=pk)
    with reading.reading(purpose, actor=reader.pk):
        opened = operations.opened(letter_id=pk, purpose=purpose, by=reader, at=now())
        files = [(file, FILES[FileState(file.state)]) for file in opened.files]
        return render(request, "staff/letter.html", {**context, "opened": opened, "files": files})


@readers
@require_POST
def letter_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("An answer needs words."))
        return redirect("staff:letter", pk=pk)
    text = form.cleaned_data["text"]
    return _decide(
        request,
        pk,
        lambda: operations.answer(letter_id=pk, text=text, by=by, at=now()),
        _("Your answer is on its way."),
    )


@readers
@require_POST
def letter_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    form = RequestForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["kind"]
    return _decide(
        request,
        pk,
        lambda: operations.turn_into_request(letter_id=pk, kind=kind, by=by, at=now()),
        _("A request is open."),
    )


@staff_only(SUPPORT)
@require_POST
def letter_dispute(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    found = _context(request, pk)["letter"]
    form = DisputeForm(request.POST, person=found.person) if _may_dispute(by, found) else None
    if form is None or not form.is_valid():
        raise Http404
    about, about_id = disputes.named(form.cleaned_data["thing"])
    try:
        return _decide(
            request,
            pk,
            lambda: operations.turn_into_dispute(letter_id=pk, about=about, about_id=about_id, by=by, at=now()),
            _("A dispute is open: it stands in the queue of disputes."),
        )
    except operations.AlreadyOpen:
        messages.error(request, _("A dispute about it stands already."))
        return redirect("staff:letter", pk=pk)


@readers
@require_POST
def letter_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    by: Any = request.user
    return _decide(
        request, pk, lambda: operations.set_aside(letter_id=pk, by=by, at=now()), _("Marked: not a request.")
    )


def _decide(request: HttpRequest, pk: UUID, decide: Any, said: str) -> HttpResponse:
    try:
        decide()
    except operations.InOtherHands:
        messages.error(request, _("Somebody else is deciding about this letter, or it is gone."))
        return redirect("staff:letters")
    except WrongState:
        messages.error(request, _("This was decided already."))
    except operations.NobodyToAnswer:
        messages.error(request, _("The letter names no address that one could write to."))
    else:
        messages.success(request, said)
    return redirect("staff:letter", pk=pk)
