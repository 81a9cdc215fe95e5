"""The queue of disputes. The list says nothing of anybody; what was said opens to whoever leads one, and both sides see
in their cabinets who opened it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia.accounts.states import SUPPORT
from harmonia.core import working_days
from harmonia.core.moves import WrongState
from harmonia.support import operations, queries
from harmonia.support.rules import disputes as rules
from harmonia.support.states import DisputeState, Side
from harmonia.web import dispute_words as words
from harmonia.web.access import freshly_confirmed, staff_only
from harmonia.web.client.disputes import ANSWERS
from harmonia.web.paging import Paginator
from harmonia.web.staff.queues import in_hands

PER_PAGE = 25
leaders = staff_only(SUPPORT)


@leaders
@require_safe
def dispute_list(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    standing = request.GET.get("state") != "over"
    page = Paginator(queries.disputes_for_desk(by, standing=standing), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_clock(one, by) for one in page]
    return render(request, "staff/disputes.html", {"page": page, "rows": rows, "standing": standing})


def _clock(dispute: Any, by: Any) -> dict[str, Any]:
    moment = now()
    running = dispute.stands and dispute.answered_at is None
    return {
        "dispute": dispute,
        "title": words.title(dispute),
        "state": words.STATES[DisputeState(dispute.state)],
        "mine": dispute.assigned_to == by.pk,
        "overdue": running and dispute.due_at < moment,
        "days_left": working_days.working_days_between(moment, dispute.due_at) if running else None,
    }


def _found(request: HttpRequest, pk: UUID) -> Any:
    by: Any = request.user
    found = queries.dispute_for_desk(pk, by)
    if found is None:
        raise Http404
    return found


@leaders
@require_safe
def dispute(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: HttpRequest, found: Any, *, status: int = 200, **bound: Any) -> HttpResponse:
    by: Any = request.user
    clock = _clock(found, by)
    if clock["mine"]:
        operations.note_reading(found, by=by, at=now())
    context = {
        **clock,
        "hands": in_hands("dispute", found.pk, found.assigned_to, by),
        "lines": words.lines(found, Side.SERVICE, _address) if clock["mine"] else [],
        "left": queries.returnable_kzt(found) or queries.whole_of(found)[1],
        "waits": queries.open_proposal(found) is not None,
        "talked": rules.was_talked(found.state, due_at=found.due_at, at=now()),
        "say_form": bound.get("say_form") or words.SayForm(),
        "propose_form": bound.get("propose_form") or words.propose_form(found),
    }
    return render(request, "staff/dispute.html", context, status=status)


def _address(proposal: Any, answer: str) -> str:
    return reverse("staff:dispute_proposal", args=[proposal.dispute_id, proposal.pk, answer])


@leaders
@require_POST
def dispute_say(request: HttpRequest, pk: UUID) -> HttpResponse:
    return words.say(request, _found(request, pk), page=_page, done=_done)


@leaders
@require_POST
def dispute_propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    return words.propose(request, _found(request, pk), page=_page, done=_done)


@leaders
@require_POST
def dispute_proposal(request: HttpRequest, pk: UUID, proposal: UUID, answer: str) -> HttpResponse:
    found = _found(request, pk)
    if answer not in ANSWERS or not found.proposals.filter(pk=proposal).exists():
        raise Http404
    try:
        return _done(request, pk, _("Written."), ANSWERS[answer], proposal_id=proposal)
    except operations.TooMuch:
        messages.error(request, _("So much can no longer go back: something was returned meanwhile."))
    except operations.NotAsked:
        messages.error(request, _("This proposal is for somebody else to answer."))
    return redirect("staff:dispute", pk=pk)


@leaders
@require_POST
def dispute_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    _found(request, pk)
    return _done(request, pk, _("Written: not agreed."), operations.end_without_agreement, dispute_id=pk)


@leaders
@require_POST
@freshly_confirmed
def dispute_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that concerns it, for an authority: it wants a pressed button, and that he shows once more that it is he."""
    _found(request, pk)
    try:
        if (response := words.file_of(request, pk)) is not None:
            return response
    except operations.InOtherHands:
        messages.error(request, _("Take the dispute first: only who leads it speaks for the service."))
        return redirect("staff:dispute", pk=pk)
    messages.error(request, _("The file is not ready: ask for it again in a minute."))
    return redirect("staff:dispute", pk=pk)


def _done(request: HttpRequest, pk: UUID, thanks: str, operation: Callable[..., Any], **said: Any) -> HttpResponse:
    try:
        operation(by=request.user, at=now(), **said)
    except operations.NoSuchDispute:
        raise Http404 from None
    except operations.NotTalkedYet:
        messages.error(request, _("First we talk: answer, or wait for the last day of the term."))
    except operations.InOtherHands:
        messages.error(request, _("Take the dispute first: only who leads it speaks for the service."))
    except (WrongState, operations.ProposalWaits):
        messages.error(request, _("This has changed meanwhile: look at how it stands now."))
    else:
        messages.success(request, thanks)
    return redirect("staff:dispute", pk=pk)
