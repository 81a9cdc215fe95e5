"""The second step of signing in, as its owner sees it: what he has, how to add and to remove, and recovery codes."""

from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts import operations, permissions, queries
from harmonia.accounts.operations import passkeys as passkey_operations
from harmonia.accounts.rules import codes, identity
from harmonia.accounts.states import FactorKind
from harmonia.vault import reading
from harmonia.web import passkeys
from harmonia.web.access import freshly_confirmed, securing
from harmonia.web.areas import frame
from harmonia.web.network import network_of
from harmonia.web.public.second_step import not_known, wrong_code
from harmonia.web.public.second_step_forms import AppForm, PasskeyForm
from harmonia.web.public.waiting import wait_words


@securing
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    factors = list(queries.factors_of(person))
    context = {
        "factors": factors,
        "is_obliged": permissions.is_obliged(person.roles),
        "codes_left": queries.recovery_codes_left(person),
        "passkeys": passkeys.are_possible(),
        "loss": queries.living_loss(person.pk),
        **frame(person),
    }
    return render(request, "client/security.html", context)


@securing
@freshly_confirmed
@require_POST
def app_begin(request: HttpRequest) -> HttpResponse:
    factor = operations.begin_app(person_id=_own(request), at=now())
    return redirect("client:security_app", pk=factor.pk)


@securing
@freshly_confirmed
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The secret, as a square and as text, until its app has answered."""
    person: Any = request.user
    factor = queries.unconfirmed_factor(person, pk)
    if factor is None:
        raise Http404
    form = AppForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        recovery_codes = _confirmed(request, form, pk)
        if recovery_codes is not None:
            return _after_adding(request, recovery_codes)
    secret = operations.base32(factor.material)
    with reading.reading(policy.ACCESS, actor=person.pk):
        square = segno.make(codes.address(secret, name=person.name), error="m")
    context = {"form": form, "secret": codes.in_groups(secret), "square": square.svg_data_uri(scale=5), **frame(person)}
    return render(request, "client/security_app.html", context)


def _confirmed(request: HttpRequest, form: AppForm, factor_id: UUID) -> list[str] | None:
    """The first recovery codes (none if there are some already); None: it was not the code."""
    said = form.cleaned_data
    try:
        return operations.confirm_app(
            person_id=_own(request),
            factor_id=factor_id,
            code=said["code"],
            label=said["label"],
            session_key=request.session.session_key or "",
            network=network_of(request),
            at=now(),
        )
    except operations.WrongSecondStep:
        form.add_error("code", wrong_code())
    except operations.TooManyAttempts as beyond:
        form.add_error(None, wait_words(beyond.until))
    return None


@securing
@freshly_confirmed
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    if not passkeys.are_possible():
        raise Http404
    person: Any = request.user
    with reading.reading(policy.ACCESS, actor=person.pk):
        name = person.name
    return JsonResponse(passkeys.keep(request, passkey_operations.asked_to_make(person=person, name=name)))


@securing
@freshly_confirmed
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    if not passkeys.are_possible():
        raise Http404
    person: Any = request.user
    named = identity.device(request.headers.get("User-Agent", ""))
    form = PasskeyForm(request.POST if request.method == "POST" else None, initial={"label": named})
    if request.method == "POST" and form.is_valid():
        recovery_codes = _made(request, form, at=now())
        if recovery_codes is not None:
            return _after_adding(request, recovery_codes)
    return render(request, "client/security_passkey.html", {"form": form, **frame(person)})


def _made(request: HttpRequest, form: PasskeyForm, *, at: datetime) -> list[str] | None:
    try:
        return passkey_operations.make(
            person_id=_own(request),
            answer=form.cleaned_data["answer"],
            challenge=passkeys.kept(request),
            label=form.cleaned_data["label"],
            session_key=request.session.session_key or "",
            at=at,
        )
    except operations.WrongSecondStep:
        form.add_error(None, not_known())
    except passkey_operations.PasskeyKnown:
        form.add_error(None, _("This device has a passkey of your account already."))
    return None


def _after_adding(request: HttpRequest, recovery_codes: list[str]) -> HttpResponse:
    """Whoever has just passed a wall gets a new key; the first recovery codes are shown at once, and never again."""
    request.session.cycle_key()
    messages.success(request, _("Added. From now on it is asked for when you sign in."))
    return _codes_page(request, recovery_codes) if recovery_codes else redirect("client:security")


@securing
@freshly_confirmed
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    return _codes_page(request, operations.renew_codes(person_id=_own(request), at=now()))


def _codes_page(request: HttpRequest, recovery_codes: list[str]) -> HttpResponse:
    person: Any = request.user
    shown = [codes.in_groups(code) for code in recovery_codes]
    return render(request, "client/security_codes.html", {"codes": shown, **frame(person)})


@securing
@freshly_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    factor = queries.factors_of(person).filter(pk=pk).first()
    if factor is None:
        raise Http404
    if request.method == "POST":
        return _removed(request, pk)
    context = {"factor": factor, "is_passkey": factor.kind == FactorKind.PASSKEY, **frame(person)}
    return render(request, "client/security_remove.html", context)


def _removed(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        operations.remove_factor(
            person_id=_own(request), factor_id=pk, session_key=request.session.session_key or "", at=now()
        )
    except operations.NoSuchFactor:
        raise Http404 from None
    except permissions.Denied:
        messages.error(request, _("This is your last one, and your work needs one. Add another first."))
    else:
        request.session.cycle_key()
        messages.success(request, _("Removed. Other devices are signed out."))
    return redirect("client:security")


@securing
@require_POST
def stop_loss(request: HttpRequest) -> HttpResponse:
    operations.stop_loss(person_id=_own(request), at=now())
    messages.success(request, _("Stopped. Nothing is opened without the second step."))
    return redirect("client:security")


def _own(request: HttpRequest) -> UUID:
    person: Any = request.user
    own: UUID = person.pk
    return own
