"""A room opens a quarter of an hour before its session, waits for both, is live, ends, and then has one outcome."""

from django.db import models


class Role(models.TextChoices):
    CLIENT = "client"
    SPECIALIST = "specialist"


class Place(models.TextChoices):
    """Where one may sit in a room. The session is of the first two; a guest is there because both agreed."""

    CLIENT = "client"
    SPECIALIST = "specialist"
    GUEST = "guest"


class RoomState(models.TextChoices):
    SCHEDULED = "scheduled"
    OPEN = "open"
    WAITING = "waiting"
    LIVE = "live"
    ENDED = "ended"
    HELD = "held"
    NO_SHOW_CLIENT = "no_show_client"
    NO_SHOW_SPECIALIST = "no_show_specialist"
    FAILED = "failed"


OUTCOMES: frozenset[str] = frozenset(
    {RoomState.HELD, RoomState.NO_SHOW_CLIENT, RoomState.NO_SHOW_SPECIALIST, RoomState.FAILED}
)
# People may come and go as long as the room is one of these.
COMING_AND_GOING: frozenset[str] = frozenset({RoomState.OPEN, RoomState.WAITING, RoomState.LIVE})

MOVES: dict[str, frozenset[str]] = {
    RoomState.SCHEDULED: frozenset({RoomState.OPEN}),
    RoomState.OPEN: frozenset({RoomState.WAITING, RoomState.ENDED}),
    RoomState.WAITING: frozenset({RoomState.OPEN, RoomState.LIVE, RoomState.ENDED}),
    RoomState.LIVE: frozenset({RoomState.OPEN, RoomState.WAITING, RoomState.ENDED}),
    RoomState.ENDED: OUTCOMES,
    RoomState.HELD: frozenset(),
    RoomState.NO_SHOW_CLIENT: frozenset(),
    RoomState.NO_SHOW_SPECIALIST: frozenset(),
    RoomState.FAILED: frozenset(),
}


class BypassReason(models.TextChoices):
    """Signs at which the law lets help begin before the written consent (332-VIII, article 8(4))."""

    SUICIDAL = "suicidal"
    CRISIS = "crisis"
    VIOLENCE = "violence"
