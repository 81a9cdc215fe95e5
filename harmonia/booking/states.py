"""The life of an appointment."""

from collections.abc import Mapping

from django.db import models


class AppointmentState(models.TextChoices):
    HELD = "held"
    BOOKED = "booked"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    NO_SHOW_CLIENT = "no_show_client"
    NO_SHOW_SPECIALIST = "no_show_specialist"
    FAILED = "failed"


HELD, BOOKED, EXPIRED, CANCELLED = (
    AppointmentState.HELD,
    AppointmentState.BOOKED,
    AppointmentState.EXPIRED,
    AppointmentState.CANCELLED,
)
COMPLETED, NO_SHOW_CLIENT, NO_SHOW_SPECIALIST, FAILED = (
    AppointmentState.COMPLETED,
    AppointmentState.NO_SHOW_CLIENT,
    AppointmentState.NO_SHOW_SPECIALIST,
    AppointmentState.FAILED,
)

# These occupy the time of both people; the database forbids two of them at once.
LIVE = (HELD, BOOKED)
# How a session may end; rooms say which.
OUTCOMES = frozenset({COMPLETED, NO_SHOW_CLIENT, NO_SHOW_SPECIALIST, FAILED})

MOVES: Mapping[str, frozenset[str]] = {
    HELD: frozenset({BOOKED, EXPIRED, CANCELLED}),
    BOOKED: frozenset({CANCELLED, *OUTCOMES}),
    EXPIRED: frozenset(),
    CANCELLED: frozenset(),
    COMPLETED: frozenset(),
    NO_SHOW_CLIENT: frozenset(),
    NO_SHOW_SPECIALIST: frozenset(),
    FAILED: frozenset(),
}


class CancelledBy(models.TextChoices):
    CLIENT = "client"
    SPECIALIST = "specialist"
    SERVICE = "service"


class Trouble(models.TextChoices):
    """Why nothing came from a specialist's other calendar."""

    NOT_AN_ADDRESS = "not_an_address"
    NOT_PUBLIC = "not_public"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    LEADS_ON = "leads_on"
    SLOW = "slow"
    LARGE = "large"
    UNREADABLE = "unreadable"
    CROWDED = "crowded"


class Origin(models.TextChoices):
    """How a time came to be kept: chosen once, or week by week; freed for who waits; suggested by the specialist."""

    CHOSEN = "chosen"
    SERIES = "series"
    WAITING = "waiting"
    SUGGESTED = "suggested"
