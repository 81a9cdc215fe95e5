"""Sessions with which something was wrong: a queue with its clock. The list says nothing of anybody; what was answered
opens to the one who has taken the case, and the client sees in his cabinet who opened it.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from harmonia.accounts.states import SUPPORT
from harmonia.core import working_days
from harmonia.rooms import operations, queries
from harmonia.rooms.rules import checks
from harmonia.rooms.states import CaseCause, CaseOutcome, CaseState, RoomState
from harmonia.web.access import staff_only
from harmonia.web.check_words import CHOICES, QUESTIONS
from harmonia.web.paging import Paginator
from harmonia.web.staff.queues import in_hands

PER_PAGE = 25
STATES = {
    CaseState.OPEN: gettext_lazy("waiting"),
    CaseState.TAKEN: gettext_lazy("in somebody's hands"),
    CaseState.CLOSED: gettext_lazy("closed"),
}
CAUSES = {
    CaseCause.ANSWER: gettext_lazy("An answer after a session"),
    CaseCause.CONTESTED: gettext_lazy("A contested outcome"),
}
OUTCOMES = {
    CaseOutcome.TALKED: gettext_lazy("talked with the client; settled"),
    CaseOutcome.HELPED: gettext_lazy("help was found: another specialist, a refund, a line"),
    CaseOutcome.PASSED_ON: gettext_lazy("passed on to whom the law names"),
    CaseOutcome.NOT_REACHED: gettext_lazy("the client could not be reached"),
    CaseOutcome.NOTHING: gettext_lazy("nothing to be done"),
}
ROOM_STATES = {
    RoomState.HELD: gettext_lazy("took place"),
    RoomState.FAILED: gettext_lazy("broke off by our fault"),
    RoomState.NO_SHOW_CLIENT: gettext_lazy("the client did not come"),
    RoomState.NO_SHOW_SPECIALIST: gettext_lazy("the specialist did not come"),
}


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("How it ended"), choices=list(OUTCOMES.items()))
    note = forms.CharField(
        label=gettext_lazy("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


def _clock(case: Any) -> dict[str, Any]:
    moment = now()
    running = case.state != CaseState.CLOSED
    return {
        "case": case,
        "cause": CAUSES[CaseCause(case.cause)],
        "state": STATES[CaseState(case.state)],
        "overdue": running and case.due_at < moment,
        "days_left": working_days.working_days_between(moment, case.due_at) if running else None,
    }


@staff_only(SUPPORT)
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    by: Any = request.user
    chosen = request.GET.get("state", CaseState.OPEN)
    if chosen not in CaseState.values:
        raise Http404
    page = Paginator(queries.cases_for_desk(chosen, by), PER_PAGE).get_page(request.GET.get("page"))
    tabs = [(state, STATES[CaseState(state)], state == chosen) for state in CaseState.values]
    return render(request, "staff/cases.html", {"page": page, "rows": [_clock(one) for one in page], "tabs": tabs})


@staff_only(SUPPORT)
@require_safe
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(request, pk), CloseForm())


def _found(request: HttpRequest, pk: UUID) -> Any:
    by: Any = request.user
    found = queries.case_for(pk, by)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Any, form: CloseForm, status: int = 200) -> HttpResponse:
    by: Any = request.user
    mine = found.taken_by == by.pk
    room = queries.room_of(found.appointment)
    context = {
        **_clock(found),
        "mine": mine,
        "hands": in_hands("case", found.pk, found.taken_by, by),
        "form": form,
        "answers": _answers(found) if mine else [],
        "withdrawn": mine and not queries.feedback_allowed(found.client_id, now()),
        "attendance": queries.attendance_in_short(room) if room else [],
        "room_state": ROOM_STATES.get(RoomState(room.state), "") if room else "",
        "outcome": OUTCOMES[CaseOutcome(found.closing["outcome"])] if mine and found.closing else "",
        "note": found.closing["note"] if mine and found.closing else "",
    }
    return render(request, "staff/case.html", context, status=status)


def _answers(found: Any) -> list[tuple[Any, Any, str]]:
    """What the client answered, while the agreement to be asked stands."""
    check = queries.check_of(found.appointment)
    if check is None or not queries.feedback_allowed(found.client_id, now()):
        return []
    return [(QUESTIONS[key], CHOICES[key, choice], text) for key, choice, text in checks.shown(check.answers)]


@staff_only(SUPPORT)
@require_POST
def case_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, form = _found(request, pk), CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    by: Any = request.user
    try:
        operations.close_case(case_id=pk, by=by, at=now(), **form.cleaned_data)
    except operations.NoSuchCase:
        raise Http404 from None
    except (operations.InOtherHands, operations.WrongState):
        messages.error(request, _("This has changed meanwhile: look at how it stands now."))
    else:
        messages.success(request, _("Closed."))
    return redirect("staff:case", pk=pk)
