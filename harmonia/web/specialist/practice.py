"""What every page of the practice begins with: whose practice it is, and what may be said of his clients."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from harmonia.booking import queries
from harmonia.policy import TOPICS


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment as the specialist may see it. Without a card the client is not named."""

    appointment: Any
    name: str
    topics: tuple[str, ...]


def own(request: HttpRequest) -> Any:
    """The person's timetable, with the profile beside it; 404 when there is none."""
    timetable = queries.practice_of(request.user)  # type: ignore[arg-type]  # the audience lets in people only
    if timetable is None:
        raise Http404
    return timetable


def meetings(appointments: Iterable[Any], at: datetime) -> list[Meeting]:
    found = list(appointments)
    cards = queries.cards_of_clients(found, at=at)
    return [_meeting(appointment, cards.get(appointment.pk)) for appointment in found]


def _meeting(appointment: Any, card: queries.ClientCard | None) -> Meeting:
    if card is None:
        return Meeting(appointment, "", ())
    language = get_language() or "ru"
    topics = tuple(TOPICS[slug].name.in_language(language) for slug in card.topics if slug in TOPICS)
    return Meeting(appointment, card.name, topics)


def by_day(found: list[Meeting]) -> dict[date, list[Meeting]]:
    """By the person's own calendar."""
    return {day: list(those) for day, those in groupby(found, key=lambda one: _local_day(one.appointment.starts_at))}


def _local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
