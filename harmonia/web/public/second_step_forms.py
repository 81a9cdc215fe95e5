"""The forms of the second step: a code, the answer of a passkey, the name of a device."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harmonia.web.forms import DeclaredForm, declared

LABEL_LONGEST = 40
ANSWER_LONGEST = 16_000


def _code_field(**options: Any) -> Any:
    return declared(
        "credentials",
        forms.CharField,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "class": "code"}
        ),
        **options,
    )


def _label_field() -> Any:
    return declared(
        "credentials",
        forms.CharField,
        max_length=LABEL_LONGEST,
        label=_("What shall we call this device?"),
        help_text=_("Only you see the name: it helps you to tell one from another later."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SecondStepForm(DeclaredForm):
    code = _code_field(
        label=_("The code of your app"), help_text=_("Six digits; or one of your recovery codes, if the app is lost.")
    )


class AppForm(DeclaredForm):
    label = _label_field()
    code = _code_field(label=_("The code that the app shows now"), help_text=_("Six digits; each code works once."))


class AnswerForm(DeclaredForm):
    """What the browser brings back from a passkey, as it is."""

    answer = declared(
        "credentials",
        forms.CharField,
        label="",
        help_text="",
        required=False,
        max_length=ANSWER_LONGEST,
        widget=forms.HiddenInput,
    )

    def clean_answer(self) -> dict[str, Any]:
        try:
            answer = json.loads(self.cleaned_data["answer"])
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise ValidationError(_("The passkey did not answer. Try once more, or take another way."))
        return answer


class PasskeyForm(AnswerForm):
    label = _label_field()
