"""The life of a hand-over, and of a question to a colleague."""

from collections.abc import Mapping

from django.db import models


class HandOverState(models.TextChoices):
    """ASKED waits for the former specialist's summary, WRITTEN for the client's yes. Of NOTHING nothing goes over."""

    NOTHING = "nothing"
    ASKED = "asked"
    WRITTEN = "written"
    HANDED = "handed"
    ENDED = "ended"


NOTHING, ASKED, WRITTEN, HANDED, ENDED = (
    HandOverState.NOTHING,
    HandOverState.ASKED,
    HandOverState.WRITTEN,
    HandOverState.HANDED,
    HandOverState.ENDED,
)
STANDING = (ASKED, WRITTEN, HANDED)
HAND_OVER_MOVES: Mapping[str, frozenset[str]] = {
    NOTHING: frozenset(),
    ASKED: frozenset({WRITTEN, ENDED}),
    WRITTEN: frozenset({HANDED, ENDED}),
    HANDED: frozenset({ENDED}),
    ENDED: frozenset(),
}


class SupervisionState(models.TextChoices):
    """Whoever asked reads it also when it is OVER; the supervisor does not."""

    ASKED = "asked"
    ANSWERED = "answered"
    OVER = "over"


ANSWERED, OVER = SupervisionState.ANSWERED, SupervisionState.OVER
SUPERVISION_MOVES: Mapping[str, frozenset[str]] = {
    SupervisionState.ASKED: frozenset({ANSWERED, OVER}),
    ANSWERED: frozenset({OVER}),
    OVER: frozenset(),
}
