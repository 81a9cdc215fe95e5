"""Paying for an appointment: what is paid for, the way to the provider and back, the receipt."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.booking import operations as booking
from harmonia.booking import queries as bookings
from harmonia.booking.states import HELD
from harmonia.payments import gateways, queries
from harmonia.payments import operations as payments
from harmonia.payments.states import OrderState, PaymentState
from harmonia.web.access import client_only, with_service_consent
from harmonia.web.paging import Paginator

PER_PAGE = 20
SPENDING_REFUSALS: dict[type[Exception], str | Promise] = {
    payments.AlreadyPaid: gettext_lazy("This is paid for already."),
    payments.SumIsWithTheBank: gettext_lazy(
        "The bank has this sum already. To pay otherwise, give up this time and choose it once more."
    ),
    payments.UsedBefore: gettext_lazy("You have used this already."),
    payments.NotUsable: gettext_lazy("It can't pay this session: it is used up, over, or for another specialist."),
    payments.FallenByMore: gettext_lazy(
        "The price has fallen by as much already, and a code does not add to that. You can keep the code."
    ),
    payments.NoSuchCode: gettext_lazy("There is no such code, or it counts no longer. Nothing has changed."),
}
SPENDING_REFUSED = tuple(SPENDING_REFUSALS)


def _payable(appointment: Any, order: Any, at: datetime) -> bool:
    kept = appointment.state == HELD and appointment.hold_expires_at and appointment.hold_expires_at > at
    return bool(kept and order.state == OrderState.OPEN)


def _found(request: HttpRequest, pk: UUID) -> tuple[Any, Any]:
    """The person's own appointment and its order."""
    appointment = get_object_or_404(bookings.appointments_as_client(request.user), pk=pk)  # type: ignore[arg-type]
    order = queries.order_about(appointment.pk)
    if order is None:
        raise Http404
    return appointment, order


@client_only
@with_service_consent
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, pk: UUID) -> HttpResponse:
    appointment, order = _found(request, pk)
    at = now()
    if order.state != OrderState.OPEN:
        return redirect("client:paid", pk=pk)
    if request.method == "POST" and _payable(appointment, order, at):
        try:
            page = payments.start(order_id=order.pk, return_path=reverse("client:paid", args=[pk]), at=at)
        except payments.AlreadyPaid:
            return redirect("client:paid", pk=pk)
        except (gateways.ProviderUnavailable, gateways.ProviderRefused):
            messages.error(request, _("The bank does not answer at the moment. Nothing was charged; please try again."))
        else:
            return HttpResponse(status=303, headers={"Location": page})
    return to_providers(render(request, "client/pay.html", _summary(appointment, order, at)))


@client_only
@with_service_consent
@require_POST
def pay_by_credit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """With a package or a certificate: what it does not cover is left to the bank."""
    appointment, order = _found(request, pk)
    at = now()
    if not _payable(appointment, order, at):
        return redirect("client:pay", pk=pk)
    chosen = next(
        (each for each in _usable(appointment, order, at) if str(each.pk) == request.POST.get("credit")), None
    )
    try:
        if chosen is None:
            raise payments.NotUsable
        order = payments.spend(
            order_id=order.pk,
            credit_id=chosen.pk,
            good_for=appointment.specialist_id,
            is_ordinary=appointment.is_ordinary,
            at=at,
        )
    except SPENDING_REFUSED as refused:
        messages.error(request, str(SPENDING_REFUSALS[type(refused)]))
        return redirect("client:pay", pk=pk)
    if order.state == OrderState.OPEN:
        return redirect("client:pay", pk=pk)
    booking.follow(order_id=order.pk, at=at)
    return redirect("client:paid", pk=pk)


@client_only
@with_service_consent
@require_POST
def pay_with_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the code takes off is shown before anything is paid."""
    appointment, order = _found(request, pk)
    at = now()
    if not _payable(appointment, order, at):
        return redirect("client:pay", pk=pk)
    typed = request.POST.get("code", "")[:40]
    try:
        payments.redeem(order_id=order.pk, code=typed, at=at)
    except SPENDING_REFUSED as refused:
        page = _summary(appointment, order, at) | {"typed": typed, "refusal": SPENDING_REFUSALS[type(refused)]}
        return to_providers(render(request, "client/pay.html", page))
    messages.success(request, _("The code counts. The sum below is what is left to pay."))
    return redirect("client:pay", pk=pk)


def _usable(appointment: Any, order: Any, at: datetime) -> list[Any]:
    if order.credit_kzt or order.state != OrderState.OPEN or queries.last_attempt(order.pk) is not None:
        return []
    return queries.usable(
        appointment.client_id,
        good_for=appointment.specialist_id,
        price_kzt=order.price_kzt,
        is_ordinary=appointment.is_ordinary,
        at=at,
    )


def _summary(appointment: Any, order: Any, at: datetime) -> dict[str, Any]:
    payable = _payable(appointment, order, at)
    left = appointment.hold_expires_at - at if payable else timedelta()
    minutes_left = -(-int(left.total_seconds()) // 60)
    spent = order.credit_kzt or queries.has_code(order.pk) or queries.last_attempt(order.pk)
    return {
        "appointment": appointment,
        "order": order,
        "payable": payable,
        "minutes_left": minutes_left,
        "usable": [(each, queries.sessions_left(each)) for each in _usable(appointment, order, at)] if payable else [],
        "may_use_code": payable and not spent,
    }


def to_providers(response: HttpResponse) -> HttpResponse:
    """A browser holds the redirect after a form to form-action as well, so this one page names the providers."""
    response._csp_update = {"form-action": queries.provider_origins()}  # type: ignore[attr-defined]  # django-csp's own
    return response


@client_only
@require_safe
def paid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the provider sends people back. The truth comes by webhook; until then this page asks again by itself."""
    appointment, order = _found(request, pk)
    attempt = queries.last_attempt(order.pk)
    standing = _standing(appointment, order, attempt)
    page = {"appointment": appointment, "order": order, "standing": standing, "waiting": standing == "waiting"}
    page["payable"] = _payable(appointment, order, now())
    if not request.headers.get("HX-Request"):
        return render(request, "client/paid.html", page)
    if page["waiting"]:
        return HttpResponse(status=204)  # nothing to swap, nothing for a screen reader to say again
    return render(request, "client/_paid.html", page)


def _standing(appointment: Any, order: Any, attempt: Any) -> str:
    """waiting, declined, none (nothing was started), late (paid when the time was gone), or booked."""
    if order.state == OrderState.OPEN:
        if attempt is None:
            return "none"
        return "declined" if attempt.state == PaymentState.DECLINED else "waiting"
    if appointment.booked_at is not None:
        return "booked"
    return "waiting" if appointment.state == HELD else "late"


@client_only
@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    appointment, order = _found(request, pk)
    if order.paid_at is None:
        raise Http404
    operator = policy.Operator(**settings.OPERATOR)
    page = {
        "appointment": appointment,
        "order": order,
        "refunds": queries.refunds_of(order.pk),
        "fiscal": queries.fiscal_receipts_of(order.pk),
        "operator": operator,
        "operator_name": operator.full_name(get_language() or settings.LANGUAGE_CODE),
    }
    return render(request, "client/receipt.html", page)


@client_only
@require_safe
def payment_list(request: HttpRequest) -> HttpResponse:
    orders = Paginator(queries.orders_of(request.user.pk), PER_PAGE)  # type: ignore[arg-type]
    return render(request, "client/payments.html", {"page": orders.get_page(request.GET.get("page"))})
