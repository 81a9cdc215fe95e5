"""A client's sessions: the list, one of them, cancelling and moving it, its entry for a calendar."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from harmonia.booking import operations, permissions, queries
from harmonia.booking.rules import refunds
from harmonia.booking.states import BOOKED, HELD, CancelledBy
from harmonia.core.money import tenge
from harmonia.payments import queries as orders
from harmonia.web import calendars
from harmonia.web.access import client_only, with_service_consent
from harmonia.web.client import free_days
from harmonia.web.client.booking import REFUSALS, ChosenTime
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.paging import Paginator

PER_PAGE = 20
DENIALS: dict[str, str | Promise] = {
    "stranger": gettext_lazy("There is no such session."),
    "over": gettext_lazy("This session is over or cancelled already; nothing was changed."),
    "begun": gettext_lazy("This session has begun; it can no longer be changed."),
    "too_late_to_move": gettext_lazy("It is too late to move this session; you can still cancel it."),
    "moved_enough": gettext_lazy("You have moved this session as often as is possible; you can still cancel it."),
}


class ShownRefund(DeclaredForm):
    """What the page promised when the button was shown: less is never given without asking again."""

    shown_kzt = declared(
        "payments",
        forms.IntegerField,
        min_value=0,
        label=gettext_lazy("Refund"),
        help_text="",
        widget=forms.HiddenInput,
    )


def own(request: HttpRequest, pk: UUID) -> Any:
    return get_object_or_404(queries.appointments_as_client(request.user), pk=pk)  # type: ignore[arg-type]  # client_only lets in people only


@client_only
@require_safe
def appointment_list(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    mine = queries.appointments_as_client(request.user)  # type: ignore[arg-type]  # client_only lets in people only
    earlier = Paginator(queries.earlier(mine, at), PER_PAGE)
    context = {
        "ahead": queries.ahead(mine, at),
        "earlier": earlier.get_page(request.GET.get("page")),
        "sessions_held": queries.sessions_held(request.user.pk),
        "waiting": queries.waitings_of(request.user, at),  # type: ignore[arg-type]  # client_only lets in people only
    }
    return render(request, "client/appointments.html", context)


@client_only
@require_safe
def appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    at = timezone.now()
    found = own(request, pk)
    share, back_kzt = queries.refund_now(found, by=CancelledBy.CLIENT, at=at)
    context = {
        "appointment": found,
        "at": at,
        "is_held": found.state == HELD and found.hold_expires_at > at,
        "share": share,
        "back_kzt": back_kzt,
        "may_leave": queries.specialists_of(request.user, at).filter(pk=found.specialist_id).exists(),  # type: ignore[arg-type]  # client_only lets in people only
    }
    return render(request, "client/appointment.html", context)


@client_only
@require_safe
def calendar_entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    return calendars.entries([(own(request, pk), _page_of(pk))], at=timezone.now())


@client_only
@require_safe
def series_calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All sessions of a series in one file: what was cancelled too, so that a calendar that has it lets go of it."""
    found = list(queries.of_series(request.user, pk))  # type: ignore[arg-type]  # client_only lets in people only
    if not found:
        raise Http404
    return calendars.entries([(one, _page_of(one.pk)) for one in found], at=timezone.now())


def _page_of(pk: UUID) -> str:
    return f"{settings.PUBLIC_ADDRESS}{reverse('client:appointment', args=[pk])}"


@client_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sum is said before the click; if it fell in between, the page asks once more."""
    at = timezone.now()
    found = own(request, pk)
    if request.method == "POST":
        shown = ShownRefund(request.POST)
        back_kzt = queries.refund_now(found, by=CancelledBy.CLIENT, at=at)[1]
        if shown.is_valid() and back_kzt >= shown.cleaned_data["shown_kzt"]:
            return _cancelled(request, found, at)
        messages.warning(request, _("What is given back has changed while the page was open. Please look once more."))
    return render(request, "client/cancel.html", _terms_of_cancelling(found, at))


def _cancelled(request: HttpRequest, found: Any, at: datetime) -> HttpResponse:
    try:
        operations.cancel(appointment_id=found.pk, by=request.user, at=at)  # type: ignore[arg-type]  # client_only lets in people only
    except permissions.Denied as denied:
        messages.error(request, str(DENIALS[denied.reason]))
    else:
        messages.success(request, _("The session is cancelled."))
    return redirect("client:appointment", pk=found.pk)


def _terms_of_cancelling(found: Any, at: datetime) -> dict[str, Any]:
    share, back_kzt = queries.refund_now(found, by=CancelledBy.CLIENT, at=at)
    order = orders.order_about(found.pk)
    paid_kzt = order.amount_kzt + order.credit_kzt if order else found.price_kzt
    return {
        "appointment": found,
        "may_cancel": _may(permissions.check_cancel, found, at),
        "is_paid": found.state == BOOKED,
        "share": share,
        "back_kzt": back_kzt,
        "returned": orders.would_return(order, share) if order else None,
        "holds_until": refunds.next_refund_change(starts_at=found.starts_at, at=at) if share else None,
        "by_specialist": found.moved_by_specialist,
        "steps": [(hours, share, tenge(refunds.refund_kzt(paid_kzt, share))) for hours, share in STEPS_IN_HOURS],
    }


STEPS_IN_HOURS = [(int(notice.total_seconds() // 3600), share) for notice, share in refunds.REFUNDS]


def _may(check: Any, found: Any, at: datetime) -> bool:
    try:
        check(found.client, found, at)
    except permissions.Denied:
        return False
    return True


@client_only
@with_service_consent
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    at = timezone.now()
    found = own(request, pk)
    try:
        permissions.check_reschedule(request.user, found, at)  # type: ignore[arg-type]  # client_only lets in people only
    except permissions.Denied as denied:
        messages.error(request, str(DENIALS[denied.reason]))
        return redirect("client:appointment", pk=pk)
    return move_page(request, found, at=at, template="client/move.html", back="client:appointment")


def move_page(request: HttpRequest, found: Any, *, at: datetime, template: str, back: str) -> HttpResponse:
    """The same for both sides: choose another of the specialist's free times."""
    refusal: str | Promise = ""
    if request.method == "POST":
        form = ChosenTime(request.POST)
        if form.is_valid():
            refusal = _moved(request, found, free_days.moment(form.cleaned_data["starts_at"]), at)
            if not refusal:
                return redirect(back, pk=found.pk)
        else:
            refusal = form.mistakes()
    free = queries.times_to_move_to(found, at=at, until=at + free_days.MONTH)
    context = {
        "appointment": found,
        "days": free_days.drawn(free),
        "refusal": refusal,
        "moves_left": refunds.MOST_CLIENT_MOVES - found.client_moves,
    }
    return render(request, template, context, status=409 if refusal else 200)


def _moved(request: HttpRequest, found: Any, starts_at: datetime, at: datetime) -> str | Promise:
    """Why it was refused; nothing when it is done."""
    try:
        operations.reschedule(appointment_id=found.pk, starts_at=starts_at, by=request.user, at=at)  # type: ignore[arg-type]  # client_only lets in people only
    except permissions.Denied as denied:
        return DENIALS[denied.reason]
    except tuple(REFUSALS) as refused:
        return REFUSALS[type(refused)]
    messages.success(request, _("The session is moved. Both of you get a message with the new time."))
    return ""
