"""One question as a form; what the form gives back is the answer as it is kept."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia.surveys.rules import questions
from harmonia.surveys.rules.questions import Question, WrongAnswer
from harmonia.surveys.states import WORDS, QuestionKind
from harmonia.web import documents
from harmonia.web.forms import DeclaredForm, declared

CATEGORY = "survey_answers"
WRONG = {
    "missing": gettext_lazy("This question needs an answer."),
    "unknown": gettext_lazy("This answer is not among those to choose from."),
    "low": gettext_lazy("This is less than the question allows for."),
    "high": gettext_lazy("This is more than the question allows for."),
    "long": gettext_lazy("This is too long. Please shorten it."),
}


class AnswerForm(DeclaredForm):
    """Its fields are made by `form_for`; `kept` is what to keep."""

    question: Question

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        try:
            if "answer" not in self.errors:
                questions.check(self.question, self.kept)
        except WrongAnswer as wrong:
            self.add_error("answer", ValidationError(WRONG[wrong.reason]))
        return cleaned

    @property
    def kept(self) -> Any:
        value = self.cleaned_data.get("answer")
        if value in ("", None, []):
            return None
        if self.question.kind in WORDS:
            return {"text": value, "quote": self.cleaned_data.get("quote", False)}
        if isinstance(value, date):
            return value.isoformat()
        return int(value) if self.question.kind == QuestionKind.SCALE else value


def form_for(question: Question, data: Any, value: Any = None) -> AnswerForm:
    fields = {"answer": _field(question), "question": question, "__module__": __name__}
    if question.kind in WORDS:
        fields["quote"] = declared(
            CATEGORY,
            forms.BooleanField,
            label=gettext_lazy("These words may be passed on without my name, once a person has read them"),
            help_text="",
            required=False,
        )
    made: Any = type("QuestionForm", (AnswerForm,), fields)
    filled: AnswerForm = made(data, initial=_initial(question, value))
    return filled


def _initial(question: Question, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    return {"answer": value["text"], "quote": value["quote"]} if question.kind in WORDS else {"answer": value}


def _field(question: Question) -> Any:
    kind, options = FIELDS[QuestionKind(question.kind)]
    more = options(question)
    required = _("This question needs an answer.")
    return declared(
        CATEGORY,
        kind,
        label=question.text.in_language(documents.language()),
        help_text=more.pop("help_text", ""),
        required=question.required,
        error_messages={"required": required},
        **more,
    )


def _chosen(question: Question) -> list[tuple[str, str]]:
    return [(choice.key, choice.text.in_language(documents.language())) for choice in question.choices]


def _single(question: Question) -> dict[str, Any]:
    return {"choices": _chosen(question), "widget": forms.RadioSelect}


def _several(question: Question) -> dict[str, Any]:
    return {
        "choices": _chosen(question),
        "widget": forms.CheckboxSelectMultiple,
        "help_text": gettext_lazy("You may choose several."),
    }


def _scale(question: Question) -> dict[str, Any]:
    points = [(str(point), str(point)) for point in questions.points(question)]
    return {"choices": points, "widget": forms.RadioSelect}


def _number(question: Question) -> dict[str, Any]:
    bounds = {"low": question.low, "high": question.high}
    return {
        "min_value": question.low,
        "max_value": question.high,
        "help_text": _("A whole number from %(low)s to %(high)s.") % bounds,
    }


def _date(question: Question) -> dict[str, Any]:
    shown = {"type": "date", "min": f"{question.low}-01-01", "max": f"{question.high}-12-31"}
    bounds = {"low": question.low, "high": question.high}
    return {
        "widget": forms.DateInput(attrs=shown, format="%Y-%m-%d"),
        "help_text": _("A day of the years %(low)s to %(high)s.") % bounds,
    }


def _text(question: Question) -> dict[str, Any]:
    rows = 2 if question.kind == QuestionKind.SHORT_TEXT else 8
    return {
        "max_length": questions.LONGEST[QuestionKind(question.kind)],
        "widget": forms.Textarea(attrs={"rows": rows}),
        "help_text": gettext_lazy("Please no names, yours or another's. No program reads this."),
    }


FIELDS: dict[QuestionKind, Any] = {
    QuestionKind.SINGLE: (forms.ChoiceField, _single),
    QuestionKind.SEVERAL: (forms.MultipleChoiceField, _several),
    QuestionKind.SCALE: (forms.ChoiceField, _scale),
    QuestionKind.NUMBER: (forms.IntegerField, _number),
    QuestionKind.DATE: (forms.DateField, _date),
    QuestionKind.SHORT_TEXT: (forms.CharField, _text),
    QuestionKind.LONG_TEXT: (forms.CharField, _text),
}


class TalkForm(DeclaredForm):
    starts_at = declared(
        CATEGORY,
        forms.DateTimeField,
        label=gettext_lazy("When would it suit you to talk?"),
        help_text=gettext_lazy("From tomorrow on, within thirty days, by the clock where you are."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
