"""One's own disputes, from either side: opening one, talking, proposing, agreeing or not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia.accounts.states import CLIENT, SPECIALIST
from harmonia.core.money import tenge
from harmonia.core.moves import WrongState
from harmonia.support import operations, queries
from harmonia.support.rules import disputes as rules
from harmonia.support.states import DisputeAbout, DisputeState
from harmonia.web import dispute_words as words
from harmonia.web.access import freshly_confirmed, signed_in
from harmonia.web.areas import frame
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.paging import Paginator

PER_PAGE = 20
LATEST = 30
ANSWERS: dict[str, Callable[..., Any]] = {
    "accept": operations.accept,
    "decline": operations.decline,
    "take-back": operations.withdraw_proposal,
}


class OpenForm(DeclaredForm):
    """`thing`: session:ID, payment:ID or service."""

    thing = declared(
        "appointments", forms.ChoiceField, label=gettext_lazy("What it is about"), help_text="", widget=forms.Select
    )
    text = declared(
        "dispute_words",
        forms.CharField,
        label=gettext_lazy("What went wrong, and what you would like"),
        max_length=words.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, person: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["thing"].choices = things(person)  # type: ignore[attr-defined]  # a ChoiceField, declared above


def things(person: Any) -> list[tuple[str, str]]:
    """What this person may dispute, the newest first: his sessions, his payments, the service as a whole."""
    sessions = [
        (f"session:{one.pk}", _("the session of %(when)s") % {"when": _day_and_time(one.starts_at)})
        for one in queries.disputable_sessions(person)[:LATEST]
    ]
    payments = [
        (
            f"payment:{one.pk}",
            _("payment No. %(number)s, %(amount)s") % {"number": one.number, "amount": tenge(one.price_kzt)},
        )
        for one in queries.disputable_payments(person)[:LATEST]
    ]
    return [*sessions, *payments, (DisputeAbout.SERVICE.value, _("the service as a whole"))]


def _day_and_time(moment: Any) -> str:
    return date_format(localtime(moment), "j E Y, H:i")


def named(thing: str) -> tuple[str, UUID | None]:
    """session:ID -> its kind and id."""
    about, _colon, about_id = thing.partition(":")
    return about, UUID(about_id) if about_id else None


def _may_open(person: Any) -> bool:
    return bool(person.has_role(CLIENT) or person.has_role(SPECIALIST))


def own(request: HttpRequest, pk: UUID) -> Any:
    return get_object_or_404(queries.disputes_of(request.user), pk=pk)  # type: ignore[arg-type]  # signed in


@signed_in
@require_safe
def dispute_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    page = Paginator(queries.disputes_of(person), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"dispute": one, "title": words.title(one), "state": words.STATES[DisputeState(one.state)]} for one in page]
    context = {"page": page, "rows": rows, "may_open": _may_open(person), **frame(person)}
    return render(request, "client/disputes.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_new(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if not _may_open(person):  # whoever is only staff has nothing to dispute
        return redirect("client:disputes")
    form = OpenForm(request.POST or None, person=person, initial={"thing": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        about, about_id = named(form.cleaned_data["thing"])
        try:
            opened = operations.open_dispute(
                about=about, about_id=about_id, text=form.cleaned_data["text"], opener=person, at=now()
            )
        except operations.AlreadyOpen as refused:
            messages.info(request, _("There is a conversation about it already. Write on here."))
            return redirect("client:dispute", pk=refused.dispute.pk) if refused.dispute else redirect("client:disputes")
        messages.success(request, _("Your dispute is open. A person answers it by the day that you see here."))
        return redirect("client:dispute", pk=opened.pk)
    context = {"form": form, **frame(person)}
    return render(request, "client/dispute_new.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def dispute(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, own(request, pk))


def _page(request: HttpRequest, found: Any, *, status: int = 200, **bound: Any) -> HttpResponse:
    person: Any = request.user
    side = found.side_of(person)
    context = {
        "dispute": found,
        "title": words.title(found),
        "state": words.STATES[DisputeState(found.state)],
        "lines": words.lines(found, side, _address),
        "waits": queries.open_proposal(found) is not None,
        "mine": found.opener_id == person.pk,
        "talked": rules.was_talked(found.state, due_at=found.due_at, at=now()),
        "say_form": bound.get("say_form") or words.SayForm(),
        "propose_form": bound.get("propose_form") or words.propose_form(found),
        **frame(person),
    }
    return render(request, "client/dispute.html", context, status=status)


def _address(proposal: Any, answer: str) -> str:
    return reverse("client:proposal_answer", args=[proposal.pk, answer])


@signed_in
@require_POST
def dispute_say(request: HttpRequest, pk: UUID) -> HttpResponse:
    return words.say(request, own(request, pk), page=_page, done=_done)


@signed_in
@require_POST
def dispute_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    return words.propose(request, own(request, pk), page=_page, done=_done)


@signed_in
@require_POST
def proposal_answer(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    """accept, decline; or take-back, by whoever made it."""
    person: Any = request.user
    found = queries.proposal_of(person, pk)
    if found is None or answer not in ANSWERS:
        raise Http404
    thanks = _("Agreed. The dispute is over.") if answer == "accept" else _("Written.")
    try:
        return _done(request, found.dispute_id, thanks, ANSWERS[answer], proposal_id=pk)
    except operations.TooMuch:
        messages.error(request, _("So much can no longer go back: something was returned meanwhile."))
    except operations.NotAsked:
        messages.error(request, _("This proposal is for somebody else to answer."))
    return redirect("client:dispute", pk=found.dispute_id)


@signed_in
@require_POST
def dispute_take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    own(request, pk)
    return _done(request, pk, _("Taken back. The dispute is over."), operations.take_dispute_back, dispute_id=pk)


@signed_in
@require_POST
def dispute_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    own(request, pk)
    thanks = _("Written: we could not agree. What a court needs stands below.")
    return _done(request, pk, thanks, operations.end_without_agreement, dispute_id=pk)


@signed_in
@freshly_confirmed
@require_POST
def dispute_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that concerns it, for its side: it wants a pressed button, and that he shows once more that it is he."""
    own(request, pk)
    if (response := words.file_of(request, pk)) is not None:
        return response
    messages.error(request, _("The file is not ready: ask for it again in a minute."))
    return redirect("client:dispute", pk=pk)


def _done(request: HttpRequest, pk: UUID, thanks: str, operation: Callable[..., Any], **said: Any) -> HttpResponse:
    try:
        operation(by=request.user, at=now(), **said)
    except operations.NoSuchDispute:
        raise Http404 from None
    except operations.NotTalkedYet:
        messages.error(request, _("First we talk: wait for our answer, or for the last day of its term."))
    except (WrongState, operations.ProposalWaits):
        messages.error(request, _("This has changed meanwhile: look at how it stands now."))
    else:
        messages.success(request, thanks)
    return redirect("client:dispute", pk=pk)
