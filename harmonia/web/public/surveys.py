"""What is asked just now, for everybody to read: what for, who sees it, how long it takes. Answers need an account;
results are nowhere before the closing, and never those of a few."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.surveys import queries
from harmonia.surveys.states import SurveyKind
from harmonia.web import survey_words
from harmonia.web.access import visitor
from harmonia.web.agreements import InWords, in_words
from harmonia.web.counting import counted


@visitor
@counted
@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    asked = list(queries.open_to_all(now()))
    words = {kind: in_words(policy.AGREEMENTS[kind]) for kind in {version.survey.kind for version in asked}}
    context = {
        "open": [_shown(version, words) for version in asked],
        "fewest": policy.THRESHOLDS["survey_people"].amount,
        "threshold": policy.THRESHOLDS["survey_cell"].amount,
    }
    return render(request, "public/surveys.html", context)


def _shown(version: Any, words: dict[str, InWords]) -> dict[str, Any]:
    return {
        "survey": version.survey,
        "paper": version.paper,
        "kind": survey_words.KINDS[SurveyKind(version.survey.kind)],
        "words": words[version.survey.kind],
    }
