"""The second step of signing in, and a passkey alone in place of both; a passkey also confirms who sits here."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from harmonia.accounts import operations, queries
from harmonia.accounts.operations import passkeys as passkey_operations
from harmonia.accounts.rules import codes
from harmonia.web import arrival, carrying, confirmation, keeping, onward, passkeys
from harmonia.web.access import visitor
from harmonia.web.network import network_of
from harmonia.web.public.second_step_forms import AnswerForm, SecondStepForm
from harmonia.web.public.waiting import wait_words


def wrong_code() -> str:
    return _("This is not the code, or it was used already. Wait for the next one.")


def not_known() -> str:
    return _("We do not know this passkey, or it did not answer as it should. Try once more, or take another way.")


def shown_code() -> str:
    """The demonstration shows the code of its people's app: nobody has their telephone. Elsewhere there is none."""
    return codes.code_at(bytes.fromhex(settings.DEMO_APP_SECRET), now()) if settings.DEMO else ""


@visitor
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    carried = carrying.arriving(request)
    person_id = arrival.awaited(request)
    if person_id is None:
        return carrying.back(request, "public:sign_in", carried)
    form = SecondStepForm(carrying.answers(request, "code"))
    if form.is_bound and form.is_valid():
        person = check(request, form, person_id)
        if person is not None:
            return carrying.go_on(request, carried, arrival.complete(request, person))
    return page(request, form, carried)


def page(request: HttpRequest, form: SecondStepForm, carried: carrying.Carried) -> HttpResponse:
    context = {"form": form, "passkeys": passkeys.are_possible(), "demo_code": shown_code()}
    return carrying.page(request, "public/second_step.html", carried, context)


def check(request: HttpRequest, form: SecondStepForm, person_id: Any) -> operations.Person | None:
    try:
        return operations.check_code(
            person_id=person_id, code=form.cleaned_data["code"], network=network_of(request), at=now()
        )
    except operations.WrongSecondStep:
        form.add_error("code", wrong_code())
    except operations.TooManyAttempts as beyond:
        form.add_error(None, wait_words(beyond.until))
    return None


@visitor
@require_POST
def lost(request: HttpRequest) -> HttpResponse:
    """App, passkey and recovery codes are gone. The digits that are shown here are asked for by telephone."""
    person_id = arrival.awaited(request)
    if person_id is None:
        return redirect("public:sign_in")
    loss = operations.report_loss(person_id=person_id, at=now())
    return render(request, "public/second_step_lost.html", {"loss": loss})


def _expected(request: HttpRequest) -> operations.Person | None:
    """Whose passkey it must be: of whoever is inside, or has taken the first step; None: anybody's."""
    if request.user.is_authenticated:
        return request.user
    person_id = arrival.awaited(request)
    return queries.person(person_id) if person_id else None


@visitor
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    if not passkeys.are_possible():
        raise Http404
    options = passkey_operations.asked_to_use(person=_expected(request))
    return JsonResponse(passkeys.keep(request, options))


@visitor
@sensitive_post_parameters()
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """By the passkey alone, as the second step, or to confirm who sits here: what the session is waiting for."""
    if request.user.is_authenticated:
        return _confirmed(request, _used(request, AnswerForm(keeping.answers(request))))
    person = _used(request, AnswerForm(carrying.answers(request, "answer")))
    carried, awaited = carrying.arriving(request), arrival.awaited(request)
    if person is None:
        return carrying.back(request, "public:second_step" if awaited else "public:sign_in", carried)
    if awaited:
        return carrying.go_on(request, carried, arrival.complete(request, person))
    return carrying.go_on(request, carried, arrival.let_in(request, person, onward.wanted(request)))


def _confirmed(request: HttpRequest, person: operations.Person | None) -> HttpResponse:
    kept = keeping.of(request)
    if person is not None:
        confirmation.enter(request, at=now())
        return keeping.go_on(request, kept)
    if kept is not None:
        return keeping.again(request, kept, reverse("public:confirm"))
    return redirect(confirmation.address(onward.wanted(request)))


def _used(request: HttpRequest, form: AnswerForm) -> operations.Person | None:
    challenge = passkeys.kept(request)
    if not challenge or not form.is_valid():
        messages.error(request, not_known())
        return None
    expected = _expected(request)
    try:
        return passkey_operations.use(
            person_id=expected.pk if expected else None,
            answer=form.cleaned_data["answer"],
            challenge=challenge,
            network=network_of(request),
            at=now(),
        )
    except operations.WrongSecondStep:
        messages.error(request, not_known())
    except operations.TooManyAttempts as beyond:
        messages.error(request, wait_words(beyond.until))
    return None
