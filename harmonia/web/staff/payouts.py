"""Paying specialists: one of the staff prepares a run, another approves it, having shown that it is he."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.accounts.states import ACCOUNTANT, OWNER
from harmonia.core.spreadsheets import cell
from harmonia.payments import gateways, operations, queries
from harmonia.payments.states import PayoutRunState, PayoutState
from harmonia.specialists import queries as specialists
from harmonia.web.access import freshly_confirmed, staff_only
from harmonia.web.paging import Paginator
from harmonia.web.staff.queues import in_hands
from harmonia.web.staff.registers import PER_PAGE, who

paying = staff_only(ACCOUNTANT, OWNER, purpose=policy.REPORTING)
sending = staff_only(ACCOUNTANT, OWNER, purpose=policy.SERVICE)  # where the money goes opens for the service alone
RUNS = {
    PayoutRunState.PREPARED: gettext_lazy("waits for a second person"),
    PayoutRunState.APPROVED: gettext_lazy("being sent"),
    PayoutRunState.DECLINED: gettext_lazy("declined"),
    PayoutRunState.DONE: gettext_lazy("done"),
}
RUN_BADGES = {
    PayoutRunState.PREPARED: "badge-waiting",
    PayoutRunState.APPROVED: "badge-accent",
    PayoutRunState.DONE: "badge-good",
}
PAYOUTS = {
    PayoutState.WAITING: gettext_lazy("not sent yet"),
    PayoutState.DONE: gettext_lazy("sent"),
    PayoutState.FAILED: gettext_lazy("the bank did not accept it"),
    PayoutState.DROPPED: gettext_lazy("not sent: the run was declined"),
}
PAYOUT_BADGES = {PayoutState.DONE: "badge-good", PayoutState.FAILED: "badge-bad"}
ANSWERS: dict[str, Callable[..., Any]] = {"approve": operations.approve_run, "decline": operations.decline_run}


@paying
@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.runs(), PER_PAGE).get_page(request.GET.get("page"))
    ready_kzt, nowhere_kzt = queries.owed_kzt()
    context = {
        "page": page,
        "rows": [{"run": run, **_state(run)} for run in page],
        "ready_kzt": ready_kzt,
        "nowhere_kzt": nowhere_kzt,
        "waits": queries.runs().filter(state=PayoutRunState.PREPARED).exists(),
    }
    return render(request, "staff/payouts.html", context)


def _state(run: Any) -> dict[str, Any]:
    state = PayoutRunState(run.state)
    return {"state": RUNS[state], "badge": RUN_BADGES.get(state, "")}


@paying
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    try:
        run = operations.prepare_run(by=who(request), at=now())
    except operations.NothingOwed:
        messages.info(request, _("Nobody who said where to is owed anything now."))
        return redirect("staff:payouts")
    except operations.RunWaits:
        messages.info(request, _("Another run waits for its second person. Decide about that one first."))
        return redirect("staff:payouts")
    return redirect("staff:payout_run", run.pk)


def _is_sent_by_hand(run: Any) -> bool:
    return gateways.pays_by_hand() and run.state == PayoutRunState.APPROVED


def _found(pk: UUID) -> Any:
    found = queries.runs().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@paying
@require_safe
def payout_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _found(pk)
    page = Paginator(queries.payouts_in(found.pk), PER_PAGE).get_page(request.GET.get("page"))
    names = specialists.names_of_people(each.payee_id for each in page if each.payee_id)
    rows = [
        {
            "payout": each,
            "name": names.get(each.payee_id, "—") if each.payee_id else "—",
            "state": PAYOUTS[PayoutState(each.state)],
            "badge": PAYOUT_BADGES.get(PayoutState(each.state), ""),
        }
        for each in page
    ]
    mine = found.prepared_by == who(request)
    context = {
        **_state(found),
        "run": found,
        "page": page,
        "rows": rows,
        "mine": mine,
        "barred": _("You prepared it: another person approves.") if mine else "",
        "by_hand": _is_sent_by_hand(found),
        "hands": in_hands("payout_run", found.pk, found.assigned_to, request.user),
    }
    return render(request, "staff/payout_run.html", context)


@paying
@freshly_confirmed
@require_POST
def answer(request: HttpRequest, pk: UUID, answer: str) -> HttpResponse:
    if answer not in ANSWERS:
        raise Http404
    _found(pk)
    try:
        ANSWERS[answer](run_id=pk, by=who(request), at=now())
    except operations.SamePerson:
        messages.error(request, _("You prepared it: another person approves."))
    except operations.InOtherHands:
        messages.error(request, _("Somebody else has it in hand: nothing was changed."))
    except operations.WrongState:
        messages.info(request, _("Somebody has decided already."))
    return redirect("staff:payout_run", pk)


@sending
@freshly_confirmed
@require_safe
def run_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _found(pk)
    payouts = list(queries.payouts_in(found.pk))
    names = specialists.names_of_people(each.payee_id for each in payouts if each.payee_id)
    where = queries.details_in(found.pk) if _is_sent_by_hand(found) else {}
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(
        [
            _("Payout"), _("Specialist"), _("Sessions"), _("Price, ₸"), _("Commission, ₸"), _("To send, ₸"),
            _("State"), _("Account number (IBAN)"), _("Whose account it is"), _("The bank's number"),
        ]
    )  # fmt: skip
    for each in payouts:
        name = cell(names.get(each.payee_id, "—") if each.payee_id else "—")
        sums = [each.sessions, each.gross_kzt, each.commission_kzt, each.net_kzt]
        to = where.get(each.payee_id) if each.payee_id else None
        account = [cell(to.iban), cell(to.holder)] if to else ["", ""]
        table.writerow(
            [cell(each.number), name, *sums, PAYOUTS[PayoutState(each.state)], *account, cell(each.reference)]
        )
    headers = {"Content-Disposition": f'attachment; filename="payouts-{found.prepared_at:%Y-%m-%d}.csv"'}
    return HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
