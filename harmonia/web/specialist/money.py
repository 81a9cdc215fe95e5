"""My money: what sessions earned, what waits and why, what was sent, and where it goes."""

import csv
import io
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from harmonia import policy
from harmonia.core.spreadsheets import cell
from harmonia.payments import operations, queries
from harmonia.payments.rules import payouts as rules
from harmonia.payments.states import EarningKind, EarningState, PayoutState
from harmonia.web.access import freshly_confirmed, specialist_only
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.paging import Paginator

PER_PAGE = 20
KINDS = {
    EarningKind.HELD: "",
    EarningKind.CANCELLED: gettext_lazy("cancelled late"),
    EarningKind.MISSED: gettext_lazy("the client did not come"),
}
EARNINGS = {
    EarningState.WAITING: gettext_lazy("the client may still object"),
    EarningState.DISPUTED: gettext_lazy("the service looks into it"),
    EarningState.OWED: gettext_lazy("goes with the next payouts"),
    EarningState.PAID: gettext_lazy("sent"),
    EarningState.VOID: gettext_lazy("the money went back to the client"),
}
EARNING_BADGES = {
    EarningState.PAID: "badge-good",
    EarningState.OWED: "badge-accent",
    EarningState.DISPUTED: "badge-bad",
}
PAYOUTS = {
    PayoutState.WAITING: gettext_lazy("on its way"),
    PayoutState.DONE: gettext_lazy("sent"),
    PayoutState.FAILED: gettext_lazy("the bank did not accept it"),
}
PAYOUT_BADGES = {PayoutState.DONE: "badge-good", PayoutState.FAILED: "badge-bad", PayoutState.WAITING: "badge-waiting"}


class AccountForm(DeclaredForm):
    """Where the money goes. The name is the bank's own word for whose account it is."""

    iban = declared(
        "payout_details",
        forms.CharField,
        label=gettext_lazy("Account number (IBAN)"),
        help_text=gettext_lazy("20 signs that begin with KZ; your bank's app shows them."),
        max_length=40,
    )
    holder = declared(
        "payout_details",
        forms.CharField,
        label=gettext_lazy("Whose account it is"),
        help_text=gettext_lazy("As the bank writes it."),
        max_length=120,
    )

    def clean_iban(self) -> str:
        plain = rules.plain_iban(self.cleaned_data["iban"])
        if not rules.is_iban(plain):
            raise forms.ValidationError(_("This is not an account number of a bank in Kazakhstan. Please look again."))
        return plain


def _me(request: HttpRequest) -> UUID:
    person: Any = request.user
    pk: UUID = person.pk
    return pk


@specialist_only(purpose=policy.SERVICE)
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    me = _me(request)
    details = queries.details_of(me)
    page = Paginator(queries.earnings_of(me), PER_PAGE).get_page(request.GET.get("page"))
    earned = [
        {
            "earning": each,
            "kind": KINDS[EarningKind(each.kind)],
            "state": _where(each),
            "badge": EARNING_BADGES.get(EarningState(each.state), ""),
        }
        for each in page
    ]
    context = {
        "sums": queries.sums_of(me),
        "iban": rules.masked(details.iban) if details else "",
        "payouts": [_shown(payout) for payout in queries.payouts_of(me)[:PER_PAGE]],
        "page": page,
        "earned": earned,
        "terms": policy.PAYOUT_TERMS,
        "per_cent": rules.commission_per_cent(timezone.localdate()),
    }
    return render(request, "specialist/money.html", context)


def _where(earning: Any) -> Any:
    """In words; what is owed and in a payout already is on its way."""
    on_its_way = earning.state == EarningState.OWED and earning.payout_id
    return PAYOUTS[PayoutState.WAITING] if on_its_way else EARNINGS[EarningState(earning.state)]


def _shown(payout: Any) -> dict[str, Any]:
    state = PayoutState(payout.state)
    return {"payout": payout, "state": PAYOUTS[state], "badge": PAYOUT_BADGES[state]}


@specialist_only(purpose=policy.SERVICE)
@freshly_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """The number that stands is never shown whole: whoever changes it types it anew."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        operations.enter_details(payee_id=_me(request), iban=said["iban"], holder=said["holder"], at=timezone.now())
        messages.success(request, _("Saved. The next payouts go to this account."))
        return redirect("specialist:money")
    return render(request, "specialist/account.html", {"form": form})


def _mine(request: HttpRequest, pk: UUID) -> Any:
    payout = queries.payouts_of(_me(request)).filter(pk=pk).first()
    if payout is None:
        raise Http404
    return payout


@specialist_only
@require_safe
def payout(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The statement of one payout: a page that prints on paper or into a PDF."""
    found = _mine(request, pk)
    operator = policy.Operator(**settings.OPERATOR)
    context = {
        **_shown(found),
        "lines": [(each, KINDS[EarningKind(each.kind)]) for each in queries.lines_of(found)],
        "mark": queries.mark_of(found.pk),
        "operator": operator,
        "operator_name": operator.full_name(get_language() or settings.LANGUAGE_CODE),
        "name": found.payee.specialist.display_name if found.payee else "",
    }
    return render(request, "specialist/payout.html", context)


@specialist_only
@require_safe
def payout_csv(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _mine(request, pk)
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(
        [_("Session"), _("What it was"), _("Order"), _("Price, ₸"), _("Commission, ₸"), _("Yours, ₸")],
    )
    for each in queries.lines_of(found):
        day = timezone.localtime(each.held_at).strftime("%Y-%m-%d %H:%M")
        what = str(KINDS[EarningKind(each.kind)] or _("it took place"))
        table.writerow([day, what, cell(each.order.number), each.gross_kzt, each.commission_kzt, each.net_kzt])
    table.writerow([_("Total"), "", cell(found.number), found.gross_kzt, found.commission_kzt, found.net_kzt])
    name = f"payout-{found.number}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
