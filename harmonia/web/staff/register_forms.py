"""What the registers ask of staff. Choices are the policy's own words in the language of the page."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from harmonia import policy


def _titles(table: str) -> list[tuple[str, str]]:
    spoken = get_language() or "ru"
    return [(key, each.title.in_language(spoken)) for key, each in getattr(policy, table).items()]


def titles(table: str) -> Any:
    return lazy(lambda: _titles(table), list)


def _harms() -> list[tuple[str, str]]:
    return [(key, text.in_language(get_language() or "ru")) for key, text in policy.HARMS.items()]


def moment(**options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **options)


def long(**options: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=8000, **options)


def several(table: str, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=titles(table), widget=forms.CheckboxSelectMultiple, **options)


class TransferForm(forms.Form):
    address = forms.EmailField(label=_("E-mail of the person"), max_length=254)
    recipient = forms.ChoiceField(label=_("To whom"), choices=titles("RECIPIENTS"))
    purpose = forms.ChoiceField(label=_("What for"), choices=titles("PURPOSES"))
    categories = several("CATEGORIES", label=_("Which data"))


class ReleaseForm(forms.Form):
    place = forms.ChoiceField(label=_("What"))
    ground = forms.ChoiceField(label=_("Why nobody loses by it"))

    def __init__(self, *arguments: Any, places: list[Any], grounds: list[Any], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]  # a ChoiceField


class StateRequestForm(forms.Form):
    authority = forms.CharField(label=_("The state body"), max_length=200)
    document_number = forms.CharField(label=_("Number of its letter"), max_length=64)
    document_dated_on = forms.DateField(
        label=_("Date of its letter"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    received_at = moment(label=_("When it came"))
    due_at = moment(label=_("By when it wants an answer"))
    address = forms.EmailField(
        label=_("E-mail of the person"), max_length=254, required=False, help_text=_("If it asks about one person.")
    )
    asked = long(label=_("What it asks, word by word"))
    silent = forms.BooleanField(label=_("The law forbids to tell the person of this request"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        came, due = said.get("received_at"), said.get("due_at")
        if came and due and due <= came:
            self.add_error("due_at", _("The answer is wanted before the request came: one of the two is wrong."))
        _not_in_the_future(self, "received_at", came)
        return said


class DisclosureForm(forms.Form):
    ground = forms.ChoiceField(label=_("On which ground"), choices=titles("DISCLOSURE_GROUNDS"))
    categories = several("CATEGORIES", label=_("Which data are needed, and no more"))


class RefusalForm(forms.Form):
    reason = long(label=_("Why nothing is disclosed"))


class BreachForm(forms.Form):
    found_at = moment(label=_("When it was found"))
    happened = long(label=_("What happened, as far as is known"))
    drill = forms.BooleanField(label=_("This is a drill"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        _not_in_the_future(self, "found_at", said.get("found_at"))
        return said


class BreachDescription(forms.Form):
    happened = long(label=_("What happened"))
    harms = forms.MultipleChoiceField(
        label=_("What it led to"), choices=lazy(_harms, list), widget=forms.CheckboxSelectMultiple
    )
    categories = several("CATEGORIES", label=_("Which data"))
    people_count = forms.IntegerField(label=_("How many people are affected"), min_value=0)
    consequences = long(label=_("Likely consequences"))
    measures = long(label=_("Measures taken"))


def _not_in_the_future(form: forms.Form, field: str, said: datetime | None) -> None:
    if said and said > timezone.now():
        form.add_error(field, _("This moment is still to come."))
