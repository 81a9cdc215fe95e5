"""Money as staff see it: the ledger's accounts, what providers told us, and whether their books agree with ours."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from harmonia.accounts.states import ACCOUNTANT, OWNER, SUPPORT
from harmonia.payments import gateways, queries
from harmonia.payments.states import Outcome
from harmonia.web.access import staff_only
from harmonia.web.paging import Paginator

PER_PAGE = 25
NIGHTS = 7
OUTCOMES = {
    "": _("waiting to be processed"),
    Outcome.CONFIRMED: _("payment confirmed"),
    Outcome.SURPLUS: _("paid twice, being returned"),
    Outcome.DECLINED: _("declined by the bank"),
    Outcome.REFUND_DONE: _("money returned"),
    Outcome.REFUND_FAILED: _("the return failed"),
    Outcome.OUT_OF_ORDER: _("known already"),
    Outcome.AMOUNT_DIFFERS: _("the amount differs"),
    Outcome.UNKNOWN: _("about nothing of ours"),
}
TROUBLE = frozenset({Outcome.REFUND_FAILED, Outcome.AMOUNT_DIFFERS, Outcome.UNKNOWN})
ACCOUNTS = {
    "clients.prepaid": _("paid by clients, not yet earned"),
    "clients.surplus": _("paid twice, to be returned"),
    "clients.returning": _("on its way back to clients"),
    "clients.credit": _("in packages and certificates, not yet spent"),
    "service.commission": _("the service's commission"),
    "service.promotions": _("taken off by codes, borne by the service"),
    "specialists.owed": _("owed to specialists"),
    "bank.paid_out": _("sent to specialists"),
}


@staff_only(SUPPORT, ACCOUNTANT, OWNER)
@require_safe
def payment_list(request: HttpRequest) -> HttpResponse:
    events = Paginator(queries.recent_events(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"event": event, "outcome": OUTCOMES[event.outcome], "trouble": event.outcome in TROUBLE} for event in events
    ]
    page = {
        "accounts": _accounts(),
        "page": events,
        "rows": rows,
        "checks": queries.books_checks()[:NIGHTS],
        "fiscal": queries.fiscal_counts(since=now() - timedelta(days=1)),
        **_compared(request),
    }
    return render(request, "staff/payments.html", page)


def _accounts() -> list[tuple[str, Any, int]]:
    """(code, what it is, how much: what is owed is shown without its sign)."""
    return [(code, ACCOUNTS.get(code, _("with the provider")), abs(sum_)) for code, sum_ in queries.balances().items()]


def _compared(request: HttpRequest) -> dict[str, Any]:
    """The provider is asked for its statement only when staff press the button."""
    if "compare" not in request.GET:
        return {"compared": False}
    try:
        differences = [each for name in settings.PAYMENT_PROVIDERS for each in queries.reconciliation(name, at=now())]
    except gateways.ProviderUnavailable:
        return {"compared": True, "away": True}
    return {"compared": True, "differences": differences}
