"""What we know of a person: each kind with what, why, on which basis, how long, who receives it and who saw it, and
beside it the ways to correct, take, block, withdraw, object and erase (12.8); and what he may change at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts import operations, states
from harmonia.accounts import queries as people
from harmonia.core import zones
from harmonia.privacy.queries import archives
from harmonia.web import confirmation
from harmonia.web.access import signed_in
from harmonia.web.areas import frame
from harmonia.web.client import my_data, seen
from harmonia.web.client import own_data_forms as forms
from harmonia.web.network import network_of
from harmonia.web.public.waiting import wait_words


@signed_in(purpose=policy.RIGHTS)
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """First what there is; nothing restricted is opened here."""
    person: Any = request.user
    kinds = my_data.kinds_of(
        person, counts=archives.counts(person.pk), looks=archives.looks(person.pk, limit=seen.LATEST)
    )
    for kind in kinds:
        if kind.key in STATED and not kind.masked:
            kind.value, kind.waiting = STATED[kind.key](person)
    held = [kind for kind in kinds if kind.count or kind.value]
    context = {
        "stated": [kind for kind in kinds if kind.change],
        "arisen": [kind for kind in held if not kind.change],
        "absent": [kind for kind in kinds if not kind.change and kind not in held],
        "archives": my_data.path_of("client:archives"),
        "requests": my_data.path_of("client:requests"),
        **frame(person),
    }
    return render(request, "client/own_data.html", context)


def _preferences(person: Any) -> str:
    languages = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
    return f"{languages[person.language]}, {zones.name_of(person.time_zone)}"


# What the person himself has said, in words, and what waits for its code.
STATED: dict[str, Callable[[Any], tuple[str, str]]] = {
    "client_name": lambda person: (person.name, ""),
    "client_age": lambda person: (str(person.age or ""), ""),
    "client_phone": lambda person: (person.phone, person.new_phone or ""),
    "client_email": lambda person: (person.email, person.new_email or ""),
    "credentials": lambda person: ("••••••••••", ""),
    "preferences": lambda person: (_preferences(person), ""),
}


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, what: str) -> HttpResponse:
    person: Any = request.user
    if what not in forms.CHANGES or (what in forms.OF_CLIENTS and not person.has_role(states.CLIENT)):
        raise Http404
    if what in forms.WAYS_IN and people.has_second_factor(person) and not confirmation.is_fresh(request, at=now()):
        return confirmation.ask(request)  # whoever has no second step is asked for the password by the form itself
    changing = forms.CHANGES[what]
    form = changing.form(request.POST if request.method == "POST" else None, initial=changing.initial(person))
    if request.method == "POST" and form.is_valid() and _carried_out(request, form, changing):
        if changing.then != "client:own_data":
            return redirect(changing.then)
        messages.success(request, _("Changed. The new value holds everywhere from now on."))
        return redirect("client:own_data")
    context = {"form": form, "title": changing.title, "explanation": changing.explanation, **frame(person)}
    return render(request, "client/own_data_change.html", context)


def _carried_out(request: HttpRequest, form: Any, changing: forms.Change) -> bool:
    person: Any = request.user
    try:
        changing.carry_out(person.pk, form.cleaned_data, network_of(request), now())
    except operations.TooYoung:
        form.add_error("age", _("The service is for people of 18 and older."))
    except operations.WrongSignIn:
        form.add_error("current", _("This is not the password of your account."))
    except operations.TooManyAttempts as beyond:
        form.add_error(None, wait_words(beyond.until))
    else:
        return True
    return False


@signed_in
@require_POST
def keep_addresses(request: HttpRequest) -> HttpResponse:
    """Stay with the address and the number that stand."""
    person: Any = request.user
    operations.forget_new_addresses(person_id=person.pk, at=now())
    return redirect("client:own_data")
