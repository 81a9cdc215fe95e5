"""One door for everybody: clients, specialists and staff; inside, each comes to his own place."""

from contextlib import suppress
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia.accounts import operations, states
from harmonia.accounts.states import CodeKind
from harmonia.notices import queries as notices
from harmonia.web import arrival, onward, passkeys
from harmonia.web.access import securing, visitor
from harmonia.web.network import network_of
from harmonia.web.public.register import PENDING
from harmonia.web.public.register_forms import SignInForm
from harmonia.web.public.waiting import wait_words

# The first that fits. Whoever has no desk of his own yet comes to his own data.
PLACES = (
    (states.SPECIALIST, "specialist:home"),
    (states.SUPPORT, "staff:home"),
    (states.VERIFIER, "staff:home"),
    (states.PRIVACY_OFFICER, "staff:home"),
    (states.ACCOUNTANT, "staff:home"),
    (states.OWNER, "staff:home"),
    (states.EDITOR, "staff:campaigns"),
    (states.RESEARCHER, "staff:surveys"),
    (states.ANALYST, "staff:readings"),
    (states.CLIENT, "client:home"),
)


@visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(onward.wanted(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = _recognise(request, form)
        if person is not None and person.email_verified_at is None:
            return _prove_first(request, person)
        if person is not None:
            return arrival.receive(request, person, onward.wanted(request))
    context = {"form": form, "next": request.GET.get("next", ""), "passkeys": passkeys.are_possible()}
    return render(request, "public/sign_in.html", context)


@securing
@require_safe
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the person's own place."""
    person: Any = request.user
    page = next((page for role, page in PLACES if person.has_role(role)), "client:own_data")
    return redirect(page)


@visitor
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sign_in_id = operations.this_sign_in(request.session.session_key or "")
    stays = sign_in_id is not None and notices.stays_after(sign_in_id)
    logout(request)
    return arrival.leave(redirect("public:home"), signals_stay=stays)


def _recognise(request: HttpRequest, form: SignInForm) -> operations.Person | None:
    said = form.cleaned_data
    try:
        return operations.sign_in(email=said["email"], password=said["password"], network=network_of(request), at=now())
    except operations.WrongSignIn:
        form.add_error(None, _("The address or the password is not right. Look at them once more."))
    except operations.TooManyAttempts as beyond:
        form.add_error(None, wait_words(beyond.until))
    return None


def _prove_first(request: HttpRequest, person: operations.Person) -> HttpResponse:
    """The password is right, the mailbox is not proved yet: a fresh code, and in by that."""
    request.session[PENDING] = str(person.pk)
    with suppress(operations.TooManyAttempts):  # the last code is still good, or the page says when to ask again
        operations.ask_code(person_id=person.pk, kind=CodeKind.EMAIL, at=now())
    return redirect("public:verify_email")
