"""One line of a run that is paid by hand: where it goes, and what was said of it. Another than who prepared the run
says that it was sent, that the bank did not accept it, or that a mark was wrong."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from harmonia.payments import gateways, operations, queries
from harmonia.payments.rules import payouts as rules
from harmonia.payments.states import Mistake, PayoutRunState, PayoutState
from harmonia.specialists import queries as specialists
from harmonia.web.access import freshly_confirmed
from harmonia.web.staff.payouts import PAYOUT_BADGES, PAYOUTS, sending
from harmonia.web.staff.registers import who

MISTAKES = {
    Mistake.NOT_SENT: gettext_lazy("it was not sent"),
    Mistake.OTHER_LINE: gettext_lazy("another line was meant"),
    Mistake.MISTYPED: gettext_lazy("the number or the day was mistyped"),
}
REFUSALS: dict[type[Exception], str | Promise] = {
    operations.NotByHand: gettext_lazy("The bank is asked by the service itself: nothing is marked by hand."),
    operations.SamePerson: gettext_lazy("You prepared it: another person says that it was sent."),
    operations.WrongState: gettext_lazy("This line does not stand as it did when you opened it. Look once more."),
    operations.NotThatDay: gettext_lazy("A day between the approval and today."),
    operations.BooksClosed: gettext_lazy("The books of that month are closed."),
    operations.TransferUsed: gettext_lazy("Another line is marked with this number."),
}
BESIDE = {operations.NotThatDay: "sent_on", operations.BooksClosed: "sent_on", operations.TransferUsed: "reference"}


class SentForm(forms.Form):
    reference = forms.CharField(
        label=gettext_lazy("The bank's number"),
        max_length=80,
        help_text=gettext_lazy("As the payment order or the bank's statement shows it."),
    )
    sent_on = forms.DateField(
        label=gettext_lazy("Sent on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class MistakeForm(forms.Form):
    mistake = forms.ChoiceField(label=gettext_lazy("What was wrong"), choices=list(MISTAKES.items()))


def _found(pk: UUID) -> Any:
    found = queries.payout(pk)
    if found is None or found.run.state not in (PayoutRunState.APPROVED, PayoutRunState.DONE):
        raise Http404
    return found


@sending
@freshly_confirmed
@require_safe
def payout_line(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _found(pk))


def _page(request: HttpRequest, found: Any, *, status: int = 200, **changed: Any) -> HttpResponse:
    waits = gateways.pays_by_hand() and found.state == PayoutState.WAITING
    names = specialists.names_of_people([found.payee_id] if found.payee_id else [])
    mark = queries.mark_of(found.pk)
    marks = [(each, MISTAKES[Mistake(each.mistake)] if each.mistake else "") for each in queries.marks_of(found.pk)]
    context = {
        "payout": found,
        "name": names.get(found.payee_id, "—"),
        "state": PAYOUTS[PayoutState(found.state)],
        "badge": PAYOUT_BADGES.get(PayoutState(found.state), ""),
        "mine": found.run.prepared_by == who(request),
        "waits": waits,
        "details": queries.details_in(found.run_id).get(found.payee_id) if waits else None,
        "marks": marks,
        "may_take_back": mark is not None and localdate() < rules.books_close_on(mark.sent_on),
        "closes_on": rules.books_close_on(mark.sent_on) if mark else None,
        "sent_form": SentForm(initial={"sent_on": localdate()}),
        "mistake_form": MistakeForm(),
    }
    return render(request, "staff/payout_line.html", context | changed, status=status)


@sending
@freshly_confirmed
@require_POST
def payout_mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, form = _found(pk), SentForm(request.POST)
    if form.is_valid():
        try:
            operations.mark_sent(payout_id=pk, by=who(request), at=now(), **form.cleaned_data)
        except tuple(REFUSALS) as refused:
            form.add_error(BESIDE.get(type(refused)), str(REFUSALS[type(refused)]))
        else:
            messages.success(request, _("Marked as sent. The specialist is told."))
            return redirect("staff:payout_run", found.run_id)
    return _page(request, found, status=422, sent_form=form)


@sending
@freshly_confirmed
@require_POST
def payout_refused(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _answered(request, pk, operations.mark_refused)


@sending
@freshly_confirmed
@require_POST
def payout_mark_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = MistakeForm(request.POST)
    if not form.is_valid():
        return _page(request, _found(pk), status=422, mistake_form=form)
    return _answered(request, pk, operations.take_mark_back, mistake=Mistake(form.cleaned_data["mistake"]))


def _answered(request: HttpRequest, pk: UUID, operation: Callable[..., Any], **said: Any) -> HttpResponse:
    _found(pk)
    try:
        operation(payout_id=pk, by=who(request), at=now(), **said)
    except tuple(REFUSALS) as refused:
        messages.error(request, str(REFUSALS[type(refused)]))
    else:
        messages.success(request, _("Written down. The specialist is told."))
    return redirect("staff:payout_line", pk)
