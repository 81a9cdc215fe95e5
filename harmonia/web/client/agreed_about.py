"""Agreements that are given about each thing by itself: help by one specialist, one survey, one guest of a session, one
hand-over. Each stands among the person's own with its record and receipt, and is taken back where it stands.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent import rules
from harmonia.consent.states import Event, Method
from harmonia.practice import operations as cases
from harmonia.practice import queries as practice
from harmonia.practice.rules.handing_over import HAND_OVER
from harmonia.practice.states import STANDING
from harmonia.rooms import operations as rooms
from harmonia.rooms import queries as sessions
from harmonia.rooms.permissions import Denied
from harmonia.rooms.rules import entrance
from harmonia.rooms.states import LIVING_GUESTS, GuestKind
from harmonia.specialists import queries as specialists
from harmonia.surveys import operations as surveys
from harmonia.surveys import queries as survey_reads
from harmonia.surveys.states import SurveyKind
from harmonia.web import documents, survey_words
from harmonia.web.access import signed_in
from harmonia.web.room.guests import KINDS


def sections(person: Any, *, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """For the page of the agreements, the newest answer first in each."""
    return {
        "informed": _informed(person, at),
        "surveys": _surveys(person, at),
        "guests": _guests(person, at),
        "hand_overs": _hand_overs(person, at),
    }


def _answers(person_id: UUID, agreements: Iterable[str], at: datetime) -> list[dict[str, Any]]:
    records = [record for key in agreements for record in consents.latest_about_each(person_id, key)]
    return [
        {
            "record": record,
            "about": record.about_id,
            "refused": record.event == Event.REFUSED,
            "in_force": rules.in_force(record.event, record.at, now=at, term_days=rules.term_days(record.agreement)),
        }
        for record in sorted(records, key=lambda record: -record.number)
    ]


def _informed(person: Any, at: datetime) -> list[dict[str, Any]]:
    """The consents to psychological help: one for each specialist that the person has met at the door of the room."""
    answers = _answers(person.pk, [sessions.INFORMED_CONSENT], at)
    names = specialists.names_of([each["about"] for each in answers])
    return [{**each, "specialist": names.get(each["about"], "")} for each in answers]


def _surveys(person: Any, at: datetime) -> list[dict[str, Any]]:
    answers = _answers(person.pk, SurveyKind.values, at)
    titles = survey_reads.titles_of([each["about"] for each in answers])
    return [
        {
            **each,
            "title": titles[each["about"]],
            "kind": survey_words.KINDS[SurveyKind(each["record"].agreement)],
        }
        for each in answers
        if each["about"] in titles
    ]


def _guests(person: Any, at: datetime) -> list[dict[str, Any]]:
    """A yes to a guest ends with the session; the specialist is not told here whose session it was."""
    answers = _answers(person.pk, [sessions.THIRD_PERSON], at)
    guests = sessions.guests_of([each["about"] for each in answers])
    return [_guest(each, guests[each["about"]], person, at) for each in answers if each["about"] in guests]


def _hand_overs(person: Any, at: datetime) -> list[dict[str, Any]]:
    """A yes to a hand-over ends with it."""
    mine = {one.pk: one for one in practice.hand_overs_of(person)}
    answers = _answers(person.pk, [HAND_OVER], at)
    return [_hand_over(each, mine[each["about"]]) for each in answers if each["about"] in mine]


def _hand_over(answer: dict[str, Any], found: Any) -> dict[str, Any]:
    over = found.state not in STANDING
    return {
        **answer,
        "giver": found.giver.display_name,
        "receiver": found.receiver.display_name if found.receiver else "",
        "over": answer["in_force"] and over,
        "in_force": answer["in_force"] and not over,
    }


def _guest(answer: dict[str, Any], guest: Any, person: Any, at: datetime) -> dict[str, Any]:
    appointment = guest.appointment
    over = guest.state not in LIVING_GUESTS or at >= entrance.closes_at(appointment.ends_at)
    return {
        **answer,
        "kind": KINDS[GuestKind(guest.kind)],
        "starts_at": appointment.starts_at,
        "specialist": appointment.specialist.display_name if appointment.client_id == person.pk else "",
        "over": answer["in_force"] and over,
        "in_force": answer["in_force"] and not over,
    }


@signed_in(purpose=policy.RIGHTS)
@require_POST
def withdraw_informed(request: HttpRequest, about: UUID) -> HttpResponse:
    """Stop the work with one specialist: possible at any stage (332-VIII art. 11(2))."""
    person: Any = request.user
    try:
        consent.withdraw(
            person_id=person.pk,
            agreement=sessions.INFORMED_CONSENT,
            language=documents.language(),
            method=Method.CABINET,
            about_id=about,
            at=now(),
        )
    except consent.NotAnswerable:
        raise Http404 from None
    return _taken_back(request)


@signed_in(purpose=policy.RIGHTS)
@require_POST
def withdraw_survey(request: HttpRequest, about: UUID) -> HttpResponse:
    """Leaving it: the answers go with the agreement."""
    person: Any = request.user
    if about not in {each["about"] for each in _answers(person.pk, SurveyKind.values, now())}:
        raise Http404
    try:
        surveys.leave(person_id=person.pk, survey_id=about, language=documents.language(), at=now())
    except surveys.NotTakingPart:
        return redirect("client:consents")
    return _taken_back(request)


@signed_in(purpose=policy.RIGHTS)
@require_POST
def withdraw_guest(request: HttpRequest, about: UUID) -> HttpResponse:
    """The guest is out at once, or never comes."""
    person: Any = request.user
    if about not in sessions.guests_of([about]):
        raise Http404
    try:
        rooms.end_guest(person=person, guest_id=about, language=documents.language(), at=now())
    except Denied:
        raise Http404 from None
    except rooms.WrongState:
        return redirect("client:consents")
    return _taken_back(request)


@signed_in(purpose=policy.RIGHTS)
@require_POST
def withdraw_hand_over(request: HttpRequest, about: UUID) -> HttpResponse:
    """It closes at once, and the summary is destroyed."""
    person: Any = request.user
    if not practice.hand_overs_of(person).filter(pk=about).exists():
        raise Http404
    try:
        cases.take_back(client=person, hand_over_id=about, at=now())
    except cases.WrongState:
        return redirect("client:consents")
    return _taken_back(request)


def _taken_back(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your agreement is taken back. It holds from this moment."))
    return redirect("client:consents")
