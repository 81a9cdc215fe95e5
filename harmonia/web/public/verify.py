"""Proving the addresses: first the mailbox, which lets in; then the phone, from inside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from harmonia import policy
from harmonia.accounts import operations
from harmonia.accounts.states import CodeKind
from harmonia.web import arrival
from harmonia.web.access import signed_in, visitor
from harmonia.web.network import network_of
from harmonia.web.public.register import PENDING
from harmonia.web.public.register_forms import CodeForm
from harmonia.web.public.waiting import wait_words


@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def verify_email(request: HttpRequest) -> HttpResponse:
    person_id = _awaited(request)
    if person_id is None:
        return redirect("public:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = _confirm(request, form, person_id, CodeKind.EMAIL)
        if person is not None and request.user.is_authenticated:
            messages.success(request, _("Thank you: the address is yours."))
            return redirect("public:after_sign_in")
        if person is not None:
            request.session.pop(PENDING, None)
            return arrival.receive(
                request, person, reverse("public:after_sign_in" if person.phone_verified_at else "public:verify_phone")
            )
    return render(request, "public/verify_email.html", {"form": form})


@signed_in(purpose=policy.CHECKING)
@require_http_methods(["GET", "HEAD", "POST"])
def verify_phone(request: HttpRequest) -> HttpResponse:
    """The code is sent when the person asks for it: an SMS costs, and a page may be opened twice."""
    person: Any = request.user
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _confirm(request, form, person.pk, CodeKind.PHONE):
        messages.success(request, _("Thank you: the phone is yours."))
        return redirect("public:after_sign_in")
    sent = operations.is_code_awaited(person_id=person.pk, kind=CodeKind.PHONE, at=now())
    return render(request, "public/verify_phone.html", {"form": form, "sent": sent or form.is_bound})


@visitor
@require_POST
def send_email_code(request: HttpRequest) -> HttpResponse:
    person_id = _awaited(request)
    if person_id is not None:
        _send(request, person_id, CodeKind.EMAIL)
    return redirect("public:verify_email")


@signed_in(purpose=policy.CHECKING)
@require_POST
def send_phone_code(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    _send(request, person.pk, CodeKind.PHONE)
    return redirect("public:verify_phone")


def _awaited(request: HttpRequest) -> UUID | None:
    """Whose mailbox is being proved: the signed-in person's own, or of whoever has just registered here."""
    if request.user.is_authenticated:
        return request.user.pk
    return UUID(request.session[PENDING]) if PENDING in request.session else None


def _confirm(request: HttpRequest, form: CodeForm, person_id: UUID, kind: CodeKind) -> operations.Person | None:
    try:
        return operations.confirm(
            person_id=person_id, kind=kind, code=form.cleaned_data["code"], network=network_of(request), at=now()
        )
    except operations.WrongCode:
        form.add_error("code", _("This is not the code, or its time is over. Look once more, or ask for a new one."))
    except operations.TooManyAttempts as beyond:
        form.add_error(None, wait_words(beyond.until))
    return None


def _send(request: HttpRequest, person_id: UUID, kind: CodeKind) -> None:
    try:
        operations.ask_code(person_id=person_id, kind=kind, at=now())
    except operations.TooManyAttempts as beyond:
        messages.warning(request, wait_words(beyond.until))
    else:
        messages.success(request, _("A new code is on its way. The former one no longer works."))
