"""Coming in. One form, sent once; what is said in it is kept nowhere until an account is opened with it.

A known address gets the very answer that an unknown one gets: the page that asks for a code, which in this case nobody
has been sent; the owner of the address gets a letter that says so.
"""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from harmonia import policy
from harmonia.accounts import operations
from harmonia.accounts.rules import agreements
from harmonia.web.access import visitor
from harmonia.web.agreements import in_words
from harmonia.web.counting import counted
from harmonia.web.network import network_of
from harmonia.web.public.register_forms import RegistrationForm
from harmonia.web.public.waiting import wait_words

PENDING = "pending"


@visitor
@counted
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("public:after_sign_in")
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.says_too_young():
        return _too_young(request)
    if request.method == "POST" and form.is_valid():
        pending = _open_account(request, form)
        if pending is not None:
            request.session[PENDING] = str(pending)
            return redirect("public:verify_email")
    return render(request, "public/register.html", {"form": form, **_agreements(form)})


@visitor
@require_safe
def too_young(request: HttpRequest) -> HttpResponse:
    return _too_young(request)


def _too_young(request: HttpRequest) -> HttpResponse:
    """Kind words and the lines that help children too. Nothing was stored, and nothing is."""
    return render(request, "public/too_young.html", {"lines": policy.LINES.values()})


def _open_account(request: HttpRequest, form: RegistrationForm) -> UUID | None:
    """Whose code is awaited now: for a known address nobody's, under an id that looks the same. None: see the form."""
    try:
        person = operations.register(
            form.application(language=get_language() or "ru"), network=network_of(request), at=now()
        )
    except operations.AddressKnown:
        return uuid4()
    except operations.AgreementRefused as refused:
        form.refuse_without(refused.missing)
    except operations.TooManyAttempts as beyond:
        form.add_error(None, wait_words(beyond.until))
    else:
        return person.pk
    return None


def _agreements(form: RegistrationForm) -> dict[str, list[dict[str, object]]]:
    def asked(keys: tuple[str, ...]) -> list[dict[str, object]]:
        return [{"field": form[key], "words": in_words(policy.AGREEMENTS[key])} for key in keys]

    return {"required": asked(agreements.REQUIRED_OF_CLIENTS), "offered": asked(agreements.OFFERED_TO_CLIENTS)}
