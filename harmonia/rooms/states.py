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


class GuestKind(models.TextChoices):
    PARTNER = "partner"
    INTERPRETER = "interpreter"


class GuestState(models.TextChoices):
    """ASKED by one of the two; OPEN: both agreed, the link works; INSIDE: used; ENDED: one of the two took it back."""

    ASKED = "asked"
    OPEN = "open"
    INSIDE = "inside"
    DECLINED = "declined"
    ENDED = "ended"


LIVING_GUESTS: frozenset[str] = frozenset({GuestState.ASKED, GuestState.OPEN, GuestState.INSIDE})

GUEST_MOVES: dict[str, frozenset[str]] = {
    GuestState.ASKED: frozenset({GuestState.OPEN, GuestState.DECLINED, GuestState.ENDED}),
    GuestState.OPEN: frozenset({GuestState.INSIDE, GuestState.ENDED}),
    GuestState.INSIDE: frozenset({GuestState.ENDED}),
    GuestState.DECLINED: frozenset(),
    GuestState.ENDED: frozenset(),
}


class BypassReason(models.TextChoices):
    """Signs at which the law lets help begin before the written consent (332-VIII, article 8(4))."""

    SUICIDAL = "suicidal"
    CRISIS = "crisis"
    VIOLENCE = "violence"


class CaseCause(models.TextChoices):
    """ANSWER: what the client said after the session. CONTESTED: it was otherwise than the room noted."""

    ANSWER = "answer"
    CONTESTED = "contested"


class CaseState(models.TextChoices):
    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


# A later and graver answer opens a closed one again.
CASE_MOVES: dict[str, frozenset[str]] = {
    CaseState.OPEN: frozenset({CaseState.TAKEN}),
    CaseState.TAKEN: frozenset({CaseState.OPEN, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.OPEN}),
}


class CaseOutcome(models.TextChoices):
    TALKED = "talked"
    HELPED = "helped"
    PASSED_ON = "passed_on"
    NOT_REACHED = "not_reached"
    NOTHING = "nothing"
