"""What a person may say to an agreement, and what may follow it. A record never changes: the next one follows it."""

from django.db import models


class Event(models.TextChoices):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    KEPT = "kept"


# SUPERSEDED ends a record whose text or scope has changed since; the new answer follows it in the same transaction.
# KEPT is a no to a wider edition: the yes to the former one stands as it was given, and goes on to be the answer that
# counts. So nothing follows a KEPT: what may come next depends on the yes before it.
MOVES: dict[str, frozenset[str]] = {
    Event.GIVEN: frozenset({Event.WITHDRAWN, Event.SUPERSEDED, Event.KEPT}),
    Event.REFUSED: frozenset({Event.GIVEN, Event.REFUSED}),
    Event.WITHDRAWN: frozenset({Event.GIVEN, Event.REFUSED}),
    Event.SUPERSEDED: frozenset({Event.GIVEN, Event.REFUSED}),
    Event.KEPT: frozenset(),
}
FIRST: frozenset[str] = frozenset({Event.GIVEN, Event.REFUSED})
# Of an answer that nobody's name stands under.
OF_A_VISITOR: tuple[str, ...] = (Event.GIVEN, Event.REFUSED, Event.WITHDRAWN)


class Method(models.TextChoices):
    """By which action the answer was collected (6.4: any form that lets one confirm the fact)."""

    REGISTRATION_FORM = "registration_form"
    CABINET = "cabinet"
    ROOM_DOOR = "room_door"
    UNSUBSCRIBE_LINK = "unsubscribe_link"
    SPAM_BUTTON = "spam_button"
    LETTER = "letter"
    PAPER = "paper"
    PLANTED = "planted"
