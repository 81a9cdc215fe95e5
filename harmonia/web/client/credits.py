"""Packages of sessions and gift certificates: what I have, what a new one costs, how it is paid and given back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.payments import gateways, operations, queries
from harmonia.payments.rules import credits as rules
from harmonia.payments.states import CreditKind, OrderState
from harmonia.specialists import queries as specialists
from harmonia.web.access import client_only, with_service_consent
from harmonia.web.client import payments as paying
from harmonia.web.client.booking import listed
from harmonia.web.forms import DeclaredForm, declared

TERMS = policy.BOOKING_TERMS


class CodeForm(DeclaredForm):
    code = declared("payments", forms.CharField, label=gettext_lazy("Code"), help_text="", max_length=40)


def _me(request: HttpRequest) -> UUID:
    person: Any = request.user
    pk: UUID = person.pk
    return pk


def _shown(credits: Any) -> list[dict[str, Any]]:
    """Each with its specialist's name and what is left of it."""
    found = list(credits)
    names = specialists.names_of(each.good_for for each in found if each.good_for)
    return [
        {"credit": each, "name": names.get(each.good_for, ""), "sessions_left": queries.sessions_left(each)}
        for each in found
    ]


@client_only
@require_safe
def credit_list(request: HttpRequest) -> HttpResponse:
    me = _me(request)
    return render(request, "client/credits.html", _page(me, CodeForm()))


def _page(me: UUID, form: CodeForm) -> dict[str, Any]:
    bought = [
        {"credit": each, "code": operations.code_of(each.pk) if each.issued_at else ""}
        for each in queries.bought_by(me)
    ]
    return {
        "held": _shown(queries.credits_of(me)),
        "bought": bought,
        "form": form,
        "sums": TERMS.certificates_kzt,
        "days": TERMS.certificate_days,
        "at": now(),
    }


@client_only
@with_service_consent
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            operations.claim(code=form.cleaned_data["code"], person_id=_me(request), at=now())
        except operations.NoSuchCode:
            form.add_error("code", _("There is no such certificate, or its time is over. Please look again."))
        except operations.Claimed:
            form.add_error("code", _("This certificate belongs to somebody already."))
        else:
            messages.success(request, _("The certificate is yours now. You can pay sessions with it."))
            return redirect("client:credits")
    return render(request, "client/credits.html", _page(_me(request), form))


@client_only
@with_service_consent
@require_POST
def certificate(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("amount", "")
    try:
        bought = operations.order_certificate(
            person_id=_me(request), amount_kzt=int(asked) if asked.isdecimal() else 0, at=now()
        )
    except operations.NotOnSale:
        messages.error(request, _("There is no certificate of that sum. Please choose one of those shown."))
        return redirect("client:credits")
    return redirect("client:credit", bought.pk)


@client_only
@with_service_consent
@require_http_methods(["GET", "HEAD", "POST"])
def package(request: HttpRequest, slug: str) -> HttpResponse:
    at = now()
    practice = listed(slug, at)
    offers = rules.on_sale(localdate())
    chosen = next((each for each in offers if str(each.sessions) == request.POST.get("sessions")), None)
    if request.method == "POST" and chosen:
        bought = operations.order_package(
            person_id=_me(request), specialist_id=practice.pk, session_kzt=practice.price_kzt, offer=chosen, at=at
        )
        return redirect("client:credit", bought.pk)
    rows = [
        {"offer": each, "kzt": (kzt := rules.package_kzt(practice.price_kzt, each)), "each": kzt // each.sessions}
        for each in offers
    ]
    return render(request, "client/package.html", {"specialist": practice, "rows": rows})


def _mine(request: HttpRequest, pk: UUID) -> Any:
    return get_object_or_404(queries.ordered_by(_me(request)), pk=pk)


@client_only
@with_service_consent
@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One that I ordered: to be paid, on its way, or ready. The bank brings people back here."""
    found = _mine(request, pk)
    order = found.order
    if request.method == "POST" and order.state == OrderState.OPEN:
        try:
            page = operations.start(order_id=order.pk, return_path=reverse("client:credit", args=[pk]), at=now())
        except operations.AlreadyPaid:
            return redirect("client:credit", pk)
        except (gateways.ProviderUnavailable, gateways.ProviderRefused):
            messages.error(request, _("The bank does not answer at the moment. Nothing was charged; please try again."))
        else:
            return HttpResponse(status=303, headers={"Location": page})
    (shown,) = _shown([found])
    is_gift = found.kind == CreditKind.CERTIFICATE
    context = {
        **shown,
        "order": order,
        "is_gift": is_gift,
        "waiting": order.state == OrderState.OPEN and queries.last_attempt(order.pk) is not None,
        "code": operations.code_of(found.pk) if is_gift and found.issued_at else "",
    }
    return paying.to_providers(render(request, "client/credit.html", context))


@client_only
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What comes back is said before the click."""
    found = _mine(request, pk)
    if request.method == "POST":
        try:
            operations.close(credit_id=pk, by=_me(request), at=now())
        except operations.NotUsable:
            messages.info(request, _("There is nothing left to give back."))
        else:
            messages.success(request, _("The money is on its way back to the card."))
        return redirect("client:credits")
    (shown,) = _shown([found])
    return render(request, "client/credit_close.html", shown)
