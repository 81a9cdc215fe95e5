"""What we know of a person: each kind with why, how long and who receives it, and the way to change it beside it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.accounts import operations, states
from harmonia.core import zones
from harmonia.web import documents
from harmonia.web.access import signed_in
from harmonia.web.areas import frame
from harmonia.web.client import own_data_forms as forms
from harmonia.web.network import network_of
from harmonia.web.public.waiting import wait_words

# Where a kind of data that has a page of its own is seen.
PAGES = {
    "appointments": "client:appointment_list",
    "payments": "client:payments",
    "consent_records": "client:consents",
    "notices_sent": "client:notices",
    "sign_ins": "client:sign_ins",
    "journal_records": "client:seen",
}


@dataclass(frozen=True)
class Kind:
    """One line of the page: what the register says, the value if it is short, and the way to change or see it."""

    words: dict[str, Any]
    value: str = ""
    waiting: str = ""
    change: str = ""
    page: str = ""


@signed_in
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    mine = [
        category for category in policy.CATEGORIES.values() if category.active and set(category.subjects) & _is(person)
    ]
    stated = _stated(person)
    kinds = [_kind(category, stated) for category in mine]
    context = {
        "stated": [kind for kind in kinds if kind.change],
        "arisen": [kind for kind in kinds if not kind.change],
        "is_client": person.has_role(states.CLIENT),
        **frame(person),
    }
    return render(request, "client/own_data.html", context)


def _is(person: Any) -> set[str]:
    """What the person is in the words of the register."""
    kinds = {states.CLIENT: "client", states.SPECIALIST: "specialist"}
    return {kinds.get(states.RoleName(role), "staff") for role in person.roles}


def _stated(person: Any) -> dict[str, dict[str, str]]:
    """What the person himself has said, in words."""
    topics = [policy.TOPICS[slug].name.in_language(person.language) for slug in person.topics or []]
    return {
        "client_name": {"change": "name", "value": person.name},
        "client_age": {"change": "age", "value": str(person.age or "")},
        "client_phone": {"change": "phone", "value": person.phone, "waiting": person.new_phone or ""},
        "client_email": {"change": "email", "value": person.email, "waiting": person.new_email or ""},
        "client_topics": {"change": "topics", "value": ", ".join(topics)},
        "credentials": {"change": "password", "value": "••••••••••"},
        "preferences": {"change": "preferences", "value": _preferences(person)},
    }


def _preferences(person: Any) -> str:
    languages = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
    return f"{languages[person.language]}, {zones.name_of(person.time_zone)}"


def _kind(category: policy.Category, stated: dict[str, dict[str, str]]) -> Kind:
    return Kind(words=documents.entry(category), page=_page(category.key), **stated.get(category.key, {}))


def _page(category: str) -> str:
    try:
        return reverse(PAGES[category]) if category in PAGES else ""
    except NoReverseMatch:
        return ""


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, what: str) -> HttpResponse:
    person: Any = request.user
    if what not in forms.CHANGES or (what in forms.OF_CLIENTS and not person.has_role(states.CLIENT)):
        raise Http404
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
