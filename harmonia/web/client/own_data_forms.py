"""A form for each thing that a person may change about himself, and the operation that carries it out. A table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmonia.accounts import operations
from harmonia.core import zones
from harmonia.web.forms import DeclaredForm, declared
from harmonia.web.public import register_forms as fields


class NameForm(DeclaredForm):
    name = fields.name_field()


class AgeForm(DeclaredForm):
    age = fields.age_field()


class TopicsForm(DeclaredForm):
    topics = fields.topics_field()


def _own_password() -> Any:
    return fields.password_field(
        autocomplete="current-password",
        label=_("Your password"),
        help_text=_("So that nobody else changes it for you."),
    )


class EmailForm(DeclaredForm):
    email = fields.email_field(label=_("The new address"))
    current = _own_password()


class PhoneForm(DeclaredForm):
    phone = fields.phone_field(label=_("The new number"))
    current = _own_password()

    def clean_phone(self) -> str:
        return fields.clean_phone(self.cleaned_data["phone"])


class PasswordForm(fields.NewPasswordForm):
    current = fields.password_field(
        autocomplete="current-password", label=_("The password that you have now"), help_text=""
    )
    field_order = ("current", "password")


class PreferencesForm(DeclaredForm):
    language = declared(
        "preferences",
        forms.ChoiceField,
        label=_("Language"),
        help_text="",
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    time_zone = declared(
        "preferences",
        forms.ChoiceField,
        label=_("Time zone"),
        help_text=_("All times of sessions are shown to you in it."),
        choices=zones.choices,
    )


@dataclass(frozen=True)
class Change:
    form: type[DeclaredForm]
    title: str | Promise
    explanation: str | Promise
    initial: Callable[[Any], dict[str, Any]]
    carry_out: Callable[[UUID, dict[str, Any], str, datetime], Any]
    then: str = "client:own_data"


def _nothing(person: Any) -> dict[str, Any]:
    return {}


CHANGES: dict[str, Change] = {
    "name": Change(
        NameForm,
        _("Change the name"),
        _("A pseudonym is as good as a name."),
        lambda person: {"name": person.name},
        lambda person_id, said, network, at: operations.change_name(person_id=person_id, name=said["name"], at=at),
    ),
    "age": Change(
        AgeForm,
        _("Change the age"),
        "",
        lambda person: {"age": person.age},
        lambda person_id, said, network, at: operations.change_age(person_id=person_id, age=said["age"], at=at),
    ),
    "topics": Change(
        TopicsForm,
        _("Change the topics"),
        _("Only you and the specialist with whom you have a session see them."),
        lambda person: {"topics": person.topics},
        lambda person_id, said, network, at: operations.change_topics(
            person_id=person_id, topics=said["topics"], at=at
        ),
    ),
    "email": Change(
        EmailForm,
        _("Change the address"),
        _("We shall send a code to the new address. Until you enter it, the former address stays."),
        _nothing,
        lambda person_id, said, network, at: operations.ask_new_email(
            person_id=person_id, email=said["email"], password=said["current"], network=network, at=at
        ),
        then="public:verify_email",
    ),
    "phone": Change(
        PhoneForm,
        _("Change the phone"),
        _("We shall send a code to the new number. Until you enter it, the former number stays."),
        _nothing,
        lambda person_id, said, network, at: operations.ask_new_phone(
            person_id=person_id, phone=said["phone"], password=said["current"], network=network, at=at
        ),
        then="public:verify_phone",
    ),
    "password": Change(
        PasswordForm,
        _("Change the password"),
        _("All devices will be signed out, this one too."),
        _nothing,
        lambda person_id, said, network, at: operations.change_password(
            person_id=person_id, current=said["current"], password=said["password"], network=network, at=at
        ),
        then="public:sign_in",
    ),
    "preferences": Change(
        PreferencesForm,
        _("Change the language and the time zone"),
        "",
        lambda person: {"language": person.language, "time_zone": person.time_zone},
        lambda person_id, said, network, at: operations.change_preferences(
            person_id=person_id, language=said["language"], time_zone=said["time_zone"], at=at
        ),
    ),
}
OF_CLIENTS = frozenset({"age", "topics"})
# What lets in, or leads to it: changed only by whoever has just shown that it is he.
WAYS_IN = frozenset({"email", "phone", "password"})
