"""What a researcher fills in: a survey's head, one question at a time, each text in three languages."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia import policy
from harmonia.surveys.rules.questions import After, Choice, Paper, Question
from harmonia.surveys.states import BOUNDED, CHOSEN, QuestionKind
from harmonia.web import documents, survey_words

TONGUES = {"kk": "қазақша", "ru": "русский", "en": "English"}
HEAD = {
    "title": (gettext_lazy("Title"), 120),
    "why": (gettext_lazy("What for: what will become better"), 600),
    "who_sees": (gettext_lazy("Who sees the results"), 300),
}
LINE = "\n"


def _in_three(name: str, label: Any, length: int, rows: int = 1) -> dict[str, forms.Field]:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else None
    return {
        f"{name}_{code}": forms.CharField(label=f"{label} ({TONGUES[code]})", max_length=length, widget=widget)
        for code in policy.LANGUAGES
    }


def _text(cleaned: Mapping[str, Any], name: str) -> dict[str, str]:
    return {code: cleaned[f"{name}_{code}"].strip() for code in policy.LANGUAGES}


class HeadForm(forms.Form):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, (label, length) in HEAD.items():
            self.fields |= _in_three(name, label, length, rows=2 if length > 200 else 1)
        most = policy.THRESHOLDS["survey_days"].amount
        self.fields["minutes"] = forms.IntegerField(label=_("How many minutes it takes"), min_value=1, max_value=60)
        self.fields["days"] = forms.IntegerField(label=_("Open for how many days"), min_value=1, max_value=most)

    @property
    def head(self) -> dict[str, Any]:
        return {**{name: _text(self.cleaned_data, name) for name in HEAD}, "minutes": self.cleaned_data["minutes"]}


class NewForm(HeadForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(survey_words.KINDS.items()))


def head_of(of: Paper, days: int) -> dict[str, Any]:
    said = {f"{name}_{code}": getattr(of, name).in_language(code) for name in HEAD for code in policy.LANGUAGES}
    return {**said, "minutes": of.minutes, "days": days}


class QuestionForm(forms.Form):
    """The fields that a question of this kind has. `earlier`: those whose answers may decide whether it is asked."""

    def __init__(self, kind: str, earlier: list[Question], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kind = kind
        self.fields |= _in_three("text", _("Question"), 400, rows=2)
        if kind in CHOSEN:
            self.fields |= _in_three("choices", _("Answers, one a line"), 2000, rows=5)
        if kind in BOUNDED:
            self.fields["low"] = forms.IntegerField(label=_("From (for a date: the first year)"))
            self.fields["high"] = forms.IntegerField(label=_("To (for a date: the last year)"))
        self.fields["required"] = forms.BooleanField(label=_("It must be answered"), required=False)
        if after := _after_choices(earlier):
            self.fields["shown_after"] = forms.MultipleChoiceField(
                label=_("Ask it only after these answers, all to one question"),
                choices=after,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind in CHOSEN and not self.errors and len({len(self._lines(code)) for code in policy.LANGUAGES}) != 1:
            self.add_error("choices_kk", ValidationError(_("There must be as many answers in each language.")))
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low >= high:
            self.add_error("high", ValidationError(_("This must be more than the other bound.")))
        if len({each.partition(".")[0] for each in cleaned.get("shown_after", ())}) > 1:
            self.add_error("shown_after", ValidationError(_("Please choose answers to one question only.")))
        return cleaned

    def _lines(self, code: str) -> list[str]:
        said: str = self.cleaned_data.get(f"choices_{code}", "")
        return [line.strip() for line in said.splitlines() if line.strip()]

    def question(self, key: str = "") -> Question:
        said = self.cleaned_data
        spoken = zip(*(self._lines(code) for code in policy.LANGUAGES), strict=True) if self.kind in CHOSEN else ()
        return Question(
            key=key or f"q{uuid4().hex[:8]}",
            kind=self.kind,
            text=policy.Text(**_text(said, "text")),
            required=said["required"],
            choices=tuple(Choice(f"c{place}", policy.Text(*texts)) for place, texts in enumerate(spoken, start=1)),
            low=said.get("low"),
            high=said.get("high"),
            shown_after=_after(said.get("shown_after", [])),
        )


def _after_choices(earlier: list[Question]) -> list[tuple[str, str]]:
    spoken = documents.language()
    return [
        (f"{one.key}.{choice.key}", f"{one.text.in_language(spoken)} — {choice.text.in_language(spoken)}")
        for one in earlier
        if one.kind == QuestionKind.SINGLE
        for choice in one.choices
    ]


def _after(chosen: list[str]) -> After | None:
    parts = [each.split(".", 1) for each in chosen]
    return After(parts[0][0], tuple(answer for _question, answer in parts)) if parts else None


def question_of(one: Question) -> dict[str, Any]:
    said: dict[str, Any] = {"required": one.required, "low": one.low, "high": one.high}
    for code in policy.LANGUAGES:
        said[f"text_{code}"] = one.text.in_language(code)
        said[f"choices_{code}"] = LINE.join(choice.text.in_language(code) for choice in one.choices)
    if one.shown_after:
        said["shown_after"] = [f"{one.shown_after.question}.{answer}" for answer in one.shown_after.answers]
    return said
