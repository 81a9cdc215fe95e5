"""Feedback for quality: totals over many people of a quarter that is over, and never one person's answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.core import working_days
from harmonia.rooms import queries
from harmonia.rooms.rules import checks
from harmonia.web.access import specialist_only
from harmonia.web.check_words import CHOICES, QUESTIONS


@specialist_only
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    totals = queries.quality_of(person, now())
    since, until = checks.closed_quarter(working_days.day_of(now()))
    told = [
        (QUESTIONS[key], [(CHOICES[key, option], number) for option, number in options.items()])
        for key, options in (totals or {}).items()
    ]
    terms = policy.FEEDBACK_TERMS
    context = {"told": told, "since": since, "until": until - working_days.DAY, "terms": terms}
    return render(request, "specialist/quality.html", context)
