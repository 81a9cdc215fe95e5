"""States of requests, archives, erasures and registers, and how each may move."""

from django.db import models


class TransferState(models.TextChoices):
    PROPOSED = "proposed"
    MADE = "made"
    TOLD = "told"
    REFUSED = "refused"


TRANSFER_MOVES: dict[str, frozenset[str]] = {
    TransferState.PROPOSED: frozenset({TransferState.MADE, TransferState.REFUSED}),
    TransferState.MADE: frozenset({TransferState.TOLD}),
    TransferState.TOLD: frozenset(),
    TransferState.REFUSED: frozenset(),
}


class StateRequestState(models.TextChoices):
    RECEIVED = "received"
    PREPARED = "prepared"
    DISCLOSED = "disclosed"
    REFUSED = "refused"


STATE_REQUEST_MOVES: dict[str, frozenset[str]] = {
    StateRequestState.RECEIVED: frozenset({StateRequestState.PREPARED, StateRequestState.REFUSED}),
    StateRequestState.PREPARED: frozenset({StateRequestState.DISCLOSED, StateRequestState.REFUSED}),
    StateRequestState.DISCLOSED: frozenset(),
    StateRequestState.REFUSED: frozenset(),
}


class BreachState(models.TextChoices):
    FOUND = "found"
    NOTIFIED = "notified"
    NOT_CONFIRMED = "not_confirmed"
    CLOSED = "closed"


BREACH_MOVES: dict[str, frozenset[str]] = {
    BreachState.FOUND: frozenset({BreachState.NOTIFIED, BreachState.NOT_CONFIRMED}),
    BreachState.NOTIFIED: frozenset({BreachState.CLOSED}),
    BreachState.NOT_CONFIRMED: frozenset(),
    BreachState.CLOSED: frozenset(),
}


class Harm(models.TextChoices):
    """What a breach of security may have led to (94-V art. 1(15-1))."""

    DISSEMINATION = "dissemination"
    CHANGE = "change"
    DESTRUCTION = "destruction"
    ACCESS = "access"
