"""Before what a stranger at an open screen must not do: show once more that it is you."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from harmonia.accounts import operations, queries
from harmonia.web import confirmation, keeping, passkeys
from harmonia.web.access import securing
from harmonia.web.areas import frame
from harmonia.web.network import network_of
from harmonia.web.public.register_forms import ConfirmForm
from harmonia.web.public.second_step import check, shown_code
from harmonia.web.public.second_step_forms import SecondStepForm
from harmonia.web.public.waiting import wait_words


@securing
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """By the second step, for whoever has one; else by the password."""
    person: Any = request.user
    has_second = queries.has_second_factor(person)
    kind = SecondStepForm if has_second else ConfirmForm
    kept = keeping.of(request)
    form = kind(keeping.answers(request))
    if form.is_bound and form.is_valid() and _is_right(request, form):
        confirmation.enter(request, at=now())
        return keeping.go_on(request, kept)
    context = {
        "form": form,
        "next": keeping.wanted(request),
        "kept": keeping.packed(kept),
        "passkeys": has_second and passkeys.are_possible(),
        "demo_code": shown_code() if has_second else "",
        **frame(person),
    }
    return render(request, "public/confirm.html", context)


def _is_right(request: HttpRequest, form: Any) -> bool:
    person: Any = request.user
    if isinstance(form, SecondStepForm):
        return check(request, form, person.pk) is not None
    try:
        operations.confirm_password(
            person_id=person.pk, password=form.cleaned_data["password"], network=network_of(request), at=now()
        )
    except operations.WrongSignIn:
        form.add_error("password", _("This is not the password of your account."))
    except operations.TooManyAttempts as beyond:
        form.add_error(None, wait_words(beyond.until))
    else:
        return True
    return False
