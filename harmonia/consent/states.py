"""What a person may say to an agreement, and what may follow it. A record never changes: the next one follows it."""

from django.db import models


class Event(models.TextChoices):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


# SUPERSEDED ends a record whose text or scope has changed since; the new answer follows it in the same transaction.
MOVES: dict[str, frozenset[str]] = {
    Event.GIVEN: frozenset({Event.WITHDRAWN, Event.SUPERSEDED}),
    Event.REFUSED: frozenset({Event.GIVEN, Event.REFUSED}),
    Event.WITHDRAWN: frozenset({Event.GIVEN, Event.REFUSED}),
    Event.SUPERSEDED: frozenset({Event.GIVEN, Event.REFUSED}),
}
FIRST: frozenset[str] = frozenset({Event.GIVEN, Event.REFUSED})


class Method(models.TextChoices):
    """By which action the answer was collected (6.4: any form that lets one confirm the fact)."""

    REGISTRATION_FORM = "registration_form"
    CABINET = "cabinet"
    ROOM_DOOR = "room_door"
    UNSUBSCRIBE_LINK = "unsubscribe_link"
    LETTER = "letter"
    PAPER = "paper"
    PLANTED = "planted"
