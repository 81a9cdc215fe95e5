"""Surveys in the cabinet: what, why, how long, who sees; yes and no alike; one question a screen; a way out on each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harmonia import policy
from harmonia.consent.operations import ConsentMissing, NotAnswerable
from harmonia.surveys import operations, queries
from harmonia.surveys.permissions import Denied
from harmonia.surveys.rules import questions
from harmonia.surveys.states import ParticipationState, SurveyKind, SurveyState
from harmonia.web import documents, survey_words
from harmonia.web.access import client_only
from harmonia.web.agreements import in_words
from harmonia.web.client.survey_forms import TalkForm, form_for

ENDED = (operations.NotTakingPart, operations.WrongState, Denied, ConsentMissing)


@client_only
@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    places = [_shown(place) for place in queries.places_of(person.pk)]
    context = {
        "waiting": [each for each in places if each["stands"] in ("new", "begun")],
        "others": [each for each in places if each["stands"] not in ("new", "begun")],
    }
    return render(request, "client/surveys.html", context)


def _shown(place: queries.Place) -> dict[str, Any]:
    return {
        "place": place,
        "paper": place.version.paper,
        "kind": survey_words.KINDS[SurveyKind(place.survey.kind)],
        "stands": _stands(place),
    }


def _stands(place: queries.Place) -> str:
    if place.said_no:
        return "no"
    if place.participation is None:
        return "new"
    if place.participation.state == ParticipationState.FINISHED:
        return "finished"
    return "begun" if place.survey.state == SurveyState.OPEN else "over"


@client_only
@require_safe
def survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    place = _place(request, pk)
    context = {
        **_shown(place),
        "words": in_words(policy.AGREEMENTS[place.survey.kind]),
        "newer": queries.newer(place),
        "results": _results(place),
        "talk": queries.talk_of(place.participation) if place.participation else None,
        "talk_form": _talk_form(place),
        "threshold": policy.THRESHOLDS["survey_cell"].amount,
    }
    return render(request, "client/survey.html", context)


def _place(request: HttpRequest, pk: UUID) -> queries.Place:
    person: Any = request.user
    place = queries.place_of(person.pk, pk)
    if place is None:
        raise Http404
    return place


def _results(place: queries.Place) -> list[dict[str, Any]]:
    found = [each for each in queries.results(place.survey.pk) if each.version_id == place.version.pk]
    return survey_words.results(place.version.paper, found[0].document) if found else []


def _talk_form(place: queries.Place) -> TalkForm | None:
    mine = place.participation
    if mine is None or place.survey.kind != SurveyKind.INTERVIEW or place.survey.state != SurveyState.OPEN:
        return None
    return TalkForm() if mine.state == ParticipationState.FINISHED else None


@client_only
@require_POST
def survey_agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    _place(request, pk)
    try:
        operations.agree(person_id=person.pk, survey_id=pk, name=person.name, language=documents.language(), at=now())
    except Denied:
        messages.info(request, _("It is closed by now. Thank you for wanting to take part."))
        return redirect("client:survey", pk)
    return _onward(request, pk)


@client_only
@require_POST
def survey_refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    _place(request, pk)
    try:
        operations.refuse(person_id=person.pk, survey_id=pk, name=person.name, language=documents.language(), at=now())
    except NotAnswerable:
        return redirect("client:survey", pk)
    messages.success(request, _("Your no is recorded. Nothing changes for you, and we do not ask again."))
    return redirect("client:surveys")


@client_only
@require_POST
def survey_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    _place(request, pk)
    try:
        operations.leave(person_id=person.pk, survey_id=pk, language=documents.language(), at=now())
    except operations.NotTakingPart:
        return redirect("client:survey", pk)
    messages.success(request, _("You have left. Your answers and the key that they stood under are destroyed."))
    return redirect("client:surveys")


@client_only
@require_POST
def survey_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The newer version instead of the one that was begun."""
    person: Any = request.user
    _place(request, pk)
    try:
        operations.start_over(person_id=person.pk, survey_id=pk, at=now())
    except ENDED:
        return redirect("client:survey", pk)
    return _onward(request, pk)


@client_only
@require_http_methods(["GET", "HEAD", "POST"])
def survey_question(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    place = _place(request, pk)
    mine = place.participation
    if mine is None or _stands(place) != "begun":
        return redirect("client:survey", pk)
    asked = questions.asked(place.version.paper, mine.answers)
    one = next((each for each in asked if each.key == key), None)
    if one is None:
        return _onward(request, pk)
    form = form_for(one, request.POST if request.method == "POST" else None, mine.answers.get(key))
    if request.method == "POST" and form.is_valid():
        return _keep(request, pk, key, form.kept)
    context = {
        **_shown(place),
        "question": one,
        "form": form,
        "number": asked.index(one) + 1,
        "all": len(asked),
        "before": questions.before(place.version.paper, mine.answers, key),
    }
    return render(request, "client/survey_question.html", context)


def _keep(request: HttpRequest, pk: UUID, key: str, value: Any) -> HttpResponse:
    person: Any = request.user
    try:
        operations.answer(person_id=person.pk, survey_id=pk, key=key, value=value, at=now())
    except (*ENDED, operations.NotAsked):
        return redirect("client:survey", pk)
    return _onward(request, pk)


def _onward(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next open question, or the page before handing in."""
    place = _place(request, pk)
    if place.participation is None or _stands(place) != "begun":
        return redirect("client:survey", pk)
    still_open = questions.next_open(place.version.paper, place.participation.answers)
    return redirect("client:survey_question", pk, still_open.key) if still_open else redirect("client:survey_check", pk)


@client_only
@require_http_methods(["GET", "HEAD", "POST"])
def survey_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All answers once more, each to be changed; then they are handed in."""
    person: Any = request.user
    place = _place(request, pk)
    mine = place.participation
    if mine is None or _stands(place) != "begun":
        return redirect("client:survey", pk)
    if questions.next_open(place.version.paper, mine.answers):
        return _onward(request, pk)
    if request.method == "POST":
        operations.finish(person_id=person.pk, survey_id=pk, at=now())
        messages.success(request, _("Thank you. Your answers are handed in."))
        return redirect("client:survey", pk)
    asked = questions.asked(place.version.paper, mine.answers)
    rows = [{"question": one, "said": survey_words.said(one, mine.answers[one.key])} for one in asked]
    return render(request, "client/survey_check.html", {**_shown(place), "rows": rows})


@client_only
@require_POST
def survey_talk(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    _place(request, pk)
    form = TalkForm(request.POST)
    starts_at: datetime | None = form.cleaned_data["starts_at"] if form.is_valid() else None
    try:
        if starts_at is None:
            raise operations.BadTime
        operations.offer_talk(person_id=person.pk, survey_id=pk, starts_at=starts_at, at=now())
        messages.success(request, _("Your time is passed on. The answer comes to your notices."))
    except operations.BadTime:
        messages.error(request, _("Please choose a time from tomorrow on, within thirty days."))
    except ENDED:
        messages.info(request, _("No talk can be offered here now."))
    return redirect("client:survey", pk)
