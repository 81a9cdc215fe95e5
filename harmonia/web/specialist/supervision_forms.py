"""What a colleague is asked, and his answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from harmonia.specialists.rules.identifiers import AGE_BANDS, Identifier
from harmonia.web.finding import FoundField
from harmonia.web.forms import DeclaredForm, declared

CATEGORY = "supervision"
BANDS = dict(
    zip(AGE_BANDS, (_("under 25"), _("25 to 34"), _("35 to 44"), _("45 to 54"), _("55 and older")), strict=True)
)
TOO_LONG = _("This is too long. Please shorten it.")


class AskForm(DeclaredForm):
    supervisor = declared(
        CATEGORY,
        FoundField,
        label=_("Whom you ask"),
        help_text="",
        error_messages={"required": _("Choose a colleague.")},
    )
    title = declared(
        CATEGORY,
        forms.CharField,
        label=_("What it is about"),
        help_text=_("A few words, for example: anxiety before exams."),
        max_length=120,
        error_messages={"required": _("Say in a few words what it is about."), "max_length": TOO_LONG},
    )
    age_band = declared(
        CATEGORY,
        forms.ChoiceField,
        label=_("The client's age"),
        help_text="",
        choices=[("", _("not told")), *BANDS.items()],
        required=False,
    )
    question = declared(
        CATEGORY,
        forms.CharField,
        label=_("Your question"),
        help_text="",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to ask."), "max_length": TOO_LONG},
    )
    text = declared(
        CATEGORY,
        forms.CharField,
        label=_("The case"),
        help_text=_("Without names, places of work, addresses, numbers, dates and exact ages."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Describe the case."), "max_length": TOO_LONG},
    )
    looked = declared(
        CATEGORY,
        forms.BooleanField,
        label=_("I have looked it through: nothing in it leads to a person"),
        help_text="",
        required=False,
    )

    def __init__(self, *arguments: Any, colleagues: QuerySet[Any], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field: Any = self.fields["supervisor"]
        field.find(self, "supervisor", colleagues)


class AnswerForm(DeclaredForm):
    answer = declared(
        CATEGORY,
        forms.CharField,
        label=_("Your answer"),
        help_text="",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write an answer, or end it."), "max_length": TOO_LONG},
    )


def words_of(found: Iterable[Identifier]) -> str:
    return ", ".join(dict.fromkeys(f"“{one.words}”" for one in found))
