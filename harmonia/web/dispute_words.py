"""Words and forms of disputes, for the cabinet and for the desk."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia.core.money import tenge
from harmonia.support import operations, queries
from harmonia.support.states import DisputeAbout, DisputeState, Gives, ProposalState, Side
from harmonia.web.forms import DeclaredForm, declared

Page = Callable[..., HttpResponse]
Done = Callable[..., HttpResponse]
LONGEST = 5000
ABOUT = {
    DisputeAbout.SESSION: gettext_lazy("about a session"),
    DisputeAbout.PAYMENT: gettext_lazy("about a payment"),
    DisputeAbout.SERVICE: gettext_lazy("about the service"),
}
STATES = {
    DisputeState.OPENED: gettext_lazy("waits for an answer"),
    DisputeState.NEGOTIATION: gettext_lazy("we are talking"),
    DisputeState.AGREED: gettext_lazy("agreed"),
    DisputeState.NOT_AGREED: gettext_lazy("not agreed: a court may decide"),
    DisputeState.TAKEN_BACK: gettext_lazy("taken back"),
}
SIDES = {
    Side.CLIENT: gettext_lazy("The client"),
    Side.SPECIALIST: gettext_lazy("The specialist"),
    Side.SERVICE: gettext_lazy("The service"),
}
PROPOSALS = {
    ProposalState.OPEN: gettext_lazy("waits for an answer"),
    ProposalState.ACCEPTED: gettext_lazy("accepted"),
    ProposalState.DECLINED: gettext_lazy("declined"),
    ProposalState.TAKEN_BACK: gettext_lazy("taken back"),
    ProposalState.LAPSED: gettext_lazy("no longer stands"),
}


WHOLE = {
    Gives.SESSION: gettext_lazy("The session goes back to the package it was paid with: %(worth)s"),
    Gives.REST: gettext_lazy("The rest of the package is paid back: %(worth)s"),
}


class SayForm(DeclaredForm):
    text = declared(
        "dispute_words",
        forms.CharField,
        label=gettext_lazy("Your words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProposeForm(DeclaredForm):
    """`left_kzt`: how much could go back; `whole`: what could undivided, and its worth; where nothing could, a proposal
    is its words."""

    amount_kzt = declared(
        "payments",
        forms.IntegerField,
        label=gettext_lazy("How much goes back to the client, ₸"),
        min_value=0,
        initial=0,
    )
    whole = declared("payments", forms.BooleanField, label="", help_text="", required=False)
    text = declared(
        "dispute_words",
        forms.CharField,
        label=gettext_lazy("What you propose, in words"),
        help_text="",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    prefix = "proposal"

    def __init__(self, *args: Any, left_kzt: int, whole: tuple[Gives, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["whole"].label = WHOLE[whole[0]] % {"worth": tenge(whole[1])}
        if not whole[1]:
            del self.fields["whole"]
        self.fields["amount_kzt"].help_text = gettext_lazy("From 0 to %(most)s.") % {"most": left_kzt}
        if not left_kzt:
            del self.fields["amount_kzt"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("whole") and self.cleaned_data.get("amount_kzt"):
            self.add_error("whole", _("Choose one: a sum, or all of it. For all of it the sum is 0."))
        return cleaned


def propose_form(found: Any, *data: Any) -> ProposeForm:
    return ProposeForm(*data, left_kzt=queries.returnable_kzt(found), whole=queries.whole_of(found))


def lines(dispute: Any, me: Side, address: Callable[[Any, str], str]) -> list[dict[str, Any]]:
    """What was said, as whoever looks sees it. `address`: where an answer to a proposal goes."""
    return [_line(message, me, address) for message in queries.said_in(dispute)]


def _line(message: Any, me: Side, address: Callable[[Any, str], str]) -> dict[str, Any]:
    proposal = getattr(message, "proposal", None)
    return {
        "by": gettext_lazy("You") if message.side == me != Side.SERVICE else SIDES[Side(message.side)],
        "at": message.written_at,
        "text": message.text,
        "proposal": proposal,
        "proposal_state": PROPOSALS[ProposalState(proposal.state)] if proposal else "",
        **(_answers(proposal, me, address) if proposal and proposal.state == ProposalState.OPEN else {}),
    }


def _answers(proposal: Any, me: Side, address: Callable[[Any, str], str]) -> dict[str, Any]:
    """What this side may do with an open proposal, and where."""
    ways = {answer: address(proposal, answer) for answer in ("accept", "decline", "take-back")}
    return {
        "to_answer": proposal.made_to == me,
        "to_withdraw": proposal.made_by == me,
        "accept": ways["accept"],
        "decline": ways["decline"],
        "withdraw": ways["take-back"],
    }


def file_of(request: HttpRequest, pk: UUID) -> HttpResponse | None:
    """The file of a dispute, to be saved; None where the journal has not sealed it yet."""
    person: Any = request.user
    try:
        pack = operations.make_case_pack(dispute_id=pk, by=person, at=now())
    except operations.NotProvedYet:
        return None
    headers = {"Content-Disposition": f'attachment; filename="{pack.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(pack.content, content_type="application/zip", headers=headers)


def title(dispute: Any) -> str | Promise:
    return ABOUT[DisputeAbout(dispute.about)]


def say(request: HttpRequest, found: Any, *, page: Page, done: Done) -> HttpResponse:
    """`page` shows the dispute with what was written and what is wrong with it; `done` does it and leads back."""
    form = SayForm(request.POST)
    if not form.is_valid():
        return page(request, found, say_form=form, status=422)
    return done(request, found.pk, _("Written."), operations.say_in_dispute, dispute_id=found.pk, **form.cleaned_data)


def propose(request: HttpRequest, found: Any, *, page: Page, done: Done) -> HttpResponse:
    form = propose_form(found, request.POST)
    if not form.is_valid():
        return page(request, found, propose_form=form, status=422)
    said = {"amount_kzt": 0, **form.cleaned_data}
    told = _("Proposed. The other side answers here.")
    try:
        return done(request, found.pk, told, operations.propose, dispute_id=found.pk, **said)
    except operations.TooMuch as refused:
        field = "whole" if said.get("whole") else "amount_kzt"
        form.add_error(field, _("At most %(most)s can go back.") % {"most": tenge(refused.left_kzt)})
        return page(request, found, propose_form=form, status=422)
