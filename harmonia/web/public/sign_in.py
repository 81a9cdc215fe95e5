"""One door for everybody: clients, specialists and staff; inside, each comes to his own place."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia.accounts import operations, states
from harmonia.accounts.states import CodeKind
from harmonia.notices import queries as notices
from harmonia.web import arrival, carrying, onward, passkeys
from harmonia.web.access import securing, visitor
from harmonia.web.network import network_of
from harmonia.web.public import second_step
from harmonia.web.public.register import PENDING
from harmonia.web.public.register_forms import SignInForm
from harmonia.web.public.second_step_forms import SecondStepForm
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
    carried = carrying.arriving(request)
    if request.user.is_authenticated:
        return carrying.go_on(request, carried, onward.wanted(request))
    form = SignInForm(carrying.answers(request, "email"))
    if form.is_bound and form.is_valid():
        person = _recognise(request, form)
        if person is not None and person.email_verified_at is None:
            return _prove_first(request, person, carried)
        if person is not None:
            return _receive(request, person, carried)
    going = carrying.going(request) if carried else request.GET.get("next", "")
    context = {"form": form, "next": going, "passkeys": passkeys.are_possible()}
    return carrying.page(request, "public/sign_in.html", carried, context)


def _receive(request: HttpRequest, person: operations.Person, carried: carrying.Carried) -> HttpResponse:
    answer = arrival.receive(request, person, onward.wanted(request))
    if not carried:
        return answer
    if arrival.awaited(request):
        return second_step.page(request, SecondStepForm(), carried)
    return carrying.go_on(request, carried, answer.url)


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
    operations.put_out_forms(secret=request.META.get("CSRF_COOKIE", ""), at=now())
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


def _prove_first(request: HttpRequest, person: operations.Person, carried: carrying.Carried) -> HttpResponse:
    """The password is right, the mailbox is not proved yet: a fresh code, and in by that."""
    if carried:
        messages.warning(request, carrying.not_shown())
    request.session[PENDING] = str(person.pk)
    with suppress(operations.TooManyAttempts):  # the last code is still good, or the page says when to ask again
        operations.ask_code(person_id=person.pk, kind=CodeKind.EMAIL, at=now())
    return redirect("public:verify_email")
