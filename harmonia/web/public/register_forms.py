"""The forms of coming in. Labels and reasons are the register's; what a field is for stands in its category."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from harmonia import policy
from harmonia.accounts.operations import Application
from harmonia.accounts.rules import agreements, identity
from harmonia.web.forms import DeclaredForm, declared

NAME_LONGEST = 80
PASSWORD_LONGEST = 200


def _summary(key: str) -> str:
    return policy.AGREEMENTS[key].summary.in_language(get_language() or "ru")


def _topic(slug: str) -> str:
    return policy.TOPICS[slug].name.in_language(get_language() or "ru")


summary_of = lazy(_summary, str)
topic_name = lazy(_topic, str)


def agreement(key: str) -> Any:
    """One agreement: unticked until the person ticks it. Whether it may stay so is decided when the account opens."""
    return declared("consent_records", forms.BooleanField, label=summary_of(key), help_text="", required=False)


def name_field(**options: Any) -> Any:
    return declared(
        "client_name",
        forms.CharField,
        max_length=NAME_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        **options,
    )


def age_field() -> Any:
    return declared(
        "client_age",
        forms.IntegerField,
        min_value=0,
        max_value=identity.OLDEST_YEARS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4, "maxlength": 3}),
        error_messages={"invalid": _("Write your age in full years, as a number.")},
    )


def email_field(**options: Any) -> Any:
    return declared(
        "client_email",
        forms.EmailField,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"invalid": _("This does not look like an e-mail address. An example: aigerim@example.kz")},
        **options,
    )


def phone_field(**options: Any) -> Any:
    return declared(
        "client_phone",
        forms.CharField,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        **options,
    )


def password_field(*, autocomplete: str, **options: Any) -> Any:
    """`autocomplete`: 'new-password' or 'current-password', so that a keeper of passwords knows what to do."""
    return declared(
        "credentials",
        forms.CharField,
        strip=False,
        max_length=PASSWORD_LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        **options,
    )


def topics_field() -> Any:
    return declared(
        "client_topics",
        forms.MultipleChoiceField,
        required=False,
        choices=[(slug, topic_name(slug)) for slug in policy.TOPICS],
        widget=forms.CheckboxSelectMultiple,
    )


def clean_phone(typed: str) -> str:
    try:
        return identity.phone(typed)
    except identity.NotAPhone:
        raise ValidationError(_("There is no such number. An example: +7 701 123 45 67")) from None


class RegistrationForm(DeclaredForm):
    name = name_field(label=_("What shall we call you?"))
    age = age_field()
    email = email_field()
    phone = phone_field()
    password = password_field(
        autocomplete="new-password",
        label=_("Think of a password"),
        help_text=_("At least 10 characters. A few unrelated words are easier to remember and harder to guess."),
    )
    topics = topics_field()
    offer = agreement("offer")
    service = agreement("service")
    confidentiality = agreement("confidentiality")
    marketing_email = agreement("marketing_email")
    marketing_sms = agreement("marketing_sms")
    research = agreement("research")

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])

    def says_too_young(self) -> bool:
        """Before anything else is looked at: whoever is too young is asked nothing more."""
        self.full_clean()
        age = self.cleaned_data.get("age")
        return age is not None and age < identity.ADULT_FROM_YEARS

    def application(self, *, language: str) -> Application:
        said = self.cleaned_data
        return Application(
            name=said["name"],
            age=said["age"],
            phone=said["phone"],
            email=said["email"],
            password=said["password"],
            topics=said["topics"],
            agreements=[key for key in agreements.AT_REGISTRATION if said[key]],
            language=language,
        )

    def refuse_without(self, missing: tuple[str, ...]) -> None:
        for key in missing:
            self.add_error(key, _("We cannot open an account without this one. Nothing has been saved."))


class CodeForm(DeclaredForm):
    code = declared(
        "credentials",
        forms.CharField,
        label=_("The code of six digits"),
        help_text=_("It works for 15 minutes, and once."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )


class SignInForm(DeclaredForm):
    email = email_field(help_text="")
    password = password_field(autocomplete="current-password", label=_("Password"), help_text="")


class ConfirmForm(DeclaredForm):
    password = password_field(autocomplete="current-password", label=_("Your password"), help_text="")


class RecoveryForm(DeclaredForm):
    email = email_field(help_text=_("We shall send a letter with a link to this address."))


class NewPasswordForm(DeclaredForm):
    password = password_field(
        autocomplete="new-password",
        label=_("The new password"),
        help_text=_("At least 10 characters. A few unrelated words are easier to remember and harder to guess."),
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])
