"""What an editor fills in: the question written anew, and the answer, each in the languages that are ready."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia import policy
from harmonia.web.public.directory import in_language
from harmonia.web.specialist.supervision_forms import words_of
from harmonia.wellbeing.operations.questions import Texts
from harmonia.wellbeing.states import Refusal

PARTS = ("title", "text", "answer")
LABELS = {
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("The question, written anew"),
    "answer": gettext_lazy("The answer"),
}
LONGEST = {"title": 160, "text": 1500, "answer": 8000}
REFUSALS = {
    Refusal.OFF_TOPIC: gettext_lazy("it is not what we answer here"),
    Refusal.RECOGNISABLE: gettext_lazy("somebody would be recognised, however it is written"),
    Refusal.NEEDS_A_MEETING: gettext_lazy("it needs a talk, not a text"),
    Refusal.ANSWERED_BEFORE: gettext_lazy("it is answered already"),
    Refusal.NOT_A_QUESTION: gettext_lazy("it is no question: an advertisement, or nothing at all"),
    Refusal.NOT_IN_TIME: gettext_lazy("it was not answered in time, and what the reader sent is gone"),
}
TO_CHOOSE = [each for each in REFUSALS.items() if each[0] != Refusal.NOT_IN_TIME]  # nobody decides that
TOPICS = [(one.slug, in_language(one.name)) for one in policy.TOPICS.values()]
CHOOSE = ("", gettext_lazy("choose"))


class WriteForm(forms.Form):
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=[CHOOSE, *TOPICS])
    looked = forms.BooleanField(
        label=gettext_lazy("I have looked it through: nothing in it leads to a person"), required=False
    )

    def __init__(self, data: Any = None, *, question: Any) -> None:
        shown = {name: getattr(question, name) for name in ("topic", *_names())}
        super().__init__(data, initial=shown)
        names = dict(settings.LANGUAGES)
        for name in _names():
            part, _at, code = name.partition("_")
            his = part == "answer" and code in question.own_languages
            self.fields[name] = forms.CharField(
                label=f"{LABELS[part]} ({names[code]})",
                max_length=LONGEST[part],
                required=False,
                disabled=his,
                help_text=_("In the specialist's own words; send it back to have it changed.") if his else "",
                widget=None if part == "title" else forms.Textarea(attrs={"rows": 4 if part == "text" else 14}),
            )

    @property
    def words(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """By language: its code, its name, the fields."""
        names = dict(settings.LANGUAGES)
        return [(code, names[code], [self[f"{part}_{code}"] for part in PARTS]) for code in policy.LANGUAGES]

    def texts(self) -> Texts:
        said = self.cleaned_data
        parts = {part: policy.Text(**{code: said[f"{part}_{code}"] for code in policy.LANGUAGES}) for part in PARTS}
        return Texts(topic=said["topic"], **parts)


def _names() -> list[str]:
    return [f"{part}_{code}" for code in policy.LANGUAGES for part in PARTS]


class GiveForm(forms.Form):
    specialist = forms.TypedChoiceField(label=gettext_lazy("Ask a specialist to answer"), coerce=UUID)

    def __init__(self, *data: Any, specialists: list[tuple[Any, str]]) -> None:
        super().__init__(*data)
        field: Any = self.fields["specialist"]
        field.choices = [CHOOSE, *specialists]


class BackForm(forms.Form):
    word = forms.CharField(
        label=gettext_lazy("What should be otherwise"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuseForm(forms.Form):
    because = forms.ChoiceField(label=gettext_lazy("Why it is not answered"), choices=[CHOOSE, *TO_CHOOSE])


def show(form: forms.Form, found: Any, told: str) -> None:
    """What was found, beside each field, once the form was cleaned."""
    for name, hits in found.items():
        form.add_error(name if name in form.fields else None, told % {"words": words_of(hits)})
