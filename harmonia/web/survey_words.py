"""Surveys in the words of the pages of clients and staff alike: kinds, states, and results cell by cell."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia.surveys.rules import counting
from harmonia.surveys.rules.questions import Paper, Question
from harmonia.surveys.states import QuestionKind, SurveyKind, SurveyState, VersionState
from harmonia.web import documents

KINDS = {
    SurveyKind.SURVEY: gettext_lazy("survey"),
    SurveyKind.INTERVIEW: gettext_lazy("interview"),
    SurveyKind.TEST: gettext_lazy("test"),
    SurveyKind.STUDY: gettext_lazy("study"),
}
STATES = {
    SurveyState.DRAFT: gettext_lazy("being written"),
    SurveyState.OPEN: gettext_lazy("open for answers"),
    SurveyState.CLOSED: gettext_lazy("closed, being counted"),
    SurveyState.COUNTED: gettext_lazy("closed and counted"),
}
VERSION_STATES = {
    VersionState.DRAFT: gettext_lazy("a draft"),
    VersionState.PROPOSED: gettext_lazy("waits for a second person"),
    VersionState.PUBLISHED: gettext_lazy("is asked now"),
    VersionState.REPLACED: gettext_lazy("replaced by a newer one"),
}
QUESTIONS = {
    QuestionKind.SINGLE: gettext_lazy("one of several answers"),
    QuestionKind.SEVERAL: gettext_lazy("several answers"),
    QuestionKind.SCALE: gettext_lazy("a scale"),
    QuestionKind.NUMBER: gettext_lazy("a number"),
    QuestionKind.DATE: gettext_lazy("a date"),
    QuestionKind.SHORT_TEXT: gettext_lazy("a short text"),
    QuestionKind.LONG_TEXT: gettext_lazy("a long text"),
}
CELLS = {
    counting.BLANK: gettext_lazy("no answer"),
    counting.CHOSE: gettext_lazy("chosen"),
    counting.DID_NOT: gettext_lazy("not chosen"),
    counting.WROTE: gettext_lazy("wrote something"),
}


def results(of: Paper, document: dict[str, Any]) -> list[dict[str, Any]]:
    """A table a question, or a choice of it: title, how many were asked, the cells in words."""
    spoken = documents.language()
    told = []
    for table in document["tables"]:
        question = of.question(table["question"])
        if question is not None:
            names = _names(question)
            title = question.text.in_language(spoken)
            choice = names.get(table["choice"], "") if table["choice"] else ""
            cells = [(names.get(each["cell"], each["cell"]), each["people"]) for each in table["cells"]]
            told.append(
                {"title": f"{title} — {choice}" if choice else title, "people": table["people"], "cells": cells}
            )
    return told


def _names(question: Question) -> dict[str, Any]:
    chosen = {choice.key: choice.text.in_language(documents.language()) for choice in question.choices}
    return {**CELLS, **chosen}


def said(question: Question, value: Any) -> str:
    """An answer as its author sees it again."""
    if value is None or value == []:
        return _("no answer")
    if question.kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT):
        return str(value["text"])
    names = _names(question)
    return ", ".join(str(names.get(key, key)) for key in (value if isinstance(value, list) else [value]))
