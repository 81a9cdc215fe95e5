"""What an editor fills in: the question written anew, and the answer, each in the languages that are ready."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia.web.specialist.supervision_forms import words_of
from harmonia.web.staff.editing import CHOOSE, Part, SpokenForm, as_it_stands
from harmonia.wellbeing.operations.questions import Texts
from harmonia.wellbeing.states import Refusal

PARTS = {
    "title": Part(gettext_lazy("Title"), 160),
    "text": Part(gettext_lazy("The question, written anew"), 1500, rows=4),
    "answer": Part(gettext_lazy("The answer"), 8000, rows=14),
}
REFUSALS = {
    Refusal.OFF_TOPIC: gettext_lazy("it is not what we answer here"),
    Refusal.RECOGNISABLE: gettext_lazy("somebody would be recognised, however it is written"),
    Refusal.NEEDS_A_MEETING: gettext_lazy("it needs a talk, not a text"),
    Refusal.ANSWERED_BEFORE: gettext_lazy("it is answered already"),
    Refusal.NOT_A_QUESTION: gettext_lazy("it is no question: an advertisement, or nothing at all"),
    Refusal.NOT_IN_TIME: gettext_lazy("it was not answered in time, and what the reader sent is gone"),
}
TO_CHOOSE = [each for each in REFUSALS.items() if each[0] != Refusal.NOT_IN_TIME]  # nobody decides that


class WriteForm(SpokenForm):
    parts = PARTS
    looked = forms.BooleanField(
        label=gettext_lazy("I have looked it through: nothing in it leads to a person"), required=False
    )

    def __init__(self, data: Any = None, *, question: Any) -> None:
        opened = (question.language, *question.languages)
        super().__init__(data, shown=as_it_stands(question, PARTS), opened=opened)
        for code in question.own_languages:
            his = self.fields[f"answer_{code}"]
            his.disabled, his.help_text = True, _("In the specialist's own words; send it back to have it changed.")

    def texts(self) -> Texts:
        return Texts(topic=self.cleaned_data["topic"], **self.said())


class GiveForm(forms.Form):
    specialist = forms.TypedChoiceField(label=gettext_lazy("Ask a specialist to answer"), coerce=UUID)

    def __init__(self, *data: Any, specialists: list[tuple[Any, str]]) -> None:
        super().__init__(*data)
        field: Any = self.fields["specialist"]
        field.choices = [CHOOSE, *specialists]


class RefuseForm(forms.Form):
    because = forms.ChoiceField(label=gettext_lazy("Why it is not answered"), choices=[CHOOSE, *TO_CHOOSE])


def show(form: forms.Form, found: Any, told: str) -> None:
    """What was found, beside each field, once the form was cleaned."""
    for name, hits in found.items():
        form.add_error(name if name in form.fields else None, told % {"words": words_of(hits)})
