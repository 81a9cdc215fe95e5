"""What the journal says of a person, naming nobody: an actor is a role, an id that is not his is left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from harmonia.accounts import queries as people
from harmonia.journal import queries as journal
from harmonia.privacy.rules import archives as rules

CATEGORY = "journal_records"
TABLE = "journal.Entry"  # sealed by hand: its rows are found by the person's key, not by a column
ALL = 1_000_000_000
ONESELF, THE_SERVICE, GONE = "oneself", "the service", "no longer here"


@dataclass(frozen=True)
class Look:
    """Once that somebody opened the person's data. `by`: roles, or ONESELF, THE_SERVICE, GONE."""

    at: datetime
    by: tuple[str, ...]
    purpose: str
    categories: tuple[str, ...]


def looks(person_id: UUID, *, limit: int = ALL) -> list[Look]:
    """Newest first."""
    events = [event for event in journal.history_of(person_id, limit) if event.event == "data.read"]
    said_of = _roles(events)
    return [
        Look(
            event.at,
            _by(event.actor, person_id, said_of),
            str(event.facts["purpose"]),
            tuple(event.facts["categories"]),
        )
        for event in events
    ]


def rows(person_id: UUID) -> list[rules.Row]:
    """Every record, oldest first, numbered."""
    events = journal.history_of(person_id, ALL)[::-1]
    said_of = _roles(events)
    return [
        rules.Row(TABLE, str(number), {"record": _record(event, person_id, said_of)})
        for number, event in enumerate(events, start=1)
    ]


def count(person_id: UUID) -> int:
    return journal.count_of(person_id)


def _record(event: journal.Event, person_id: UUID, said_of: dict[UUID, frozenset[str]]) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "event": event.event,
        "by": list(_by(event.actor, person_id, said_of)),
        "facts": {name: value for name, value in event.facts.items() if not _names_another(value, person_id)},
    }


def _names_another(value: Any, person_id: UUID) -> bool:
    """An id may be a person's: of these only his own is his."""
    if isinstance(value, list):
        return any(_names_another(one, person_id) for one in value)
    try:
        return UUID(value) != person_id
    except (ValueError, TypeError, AttributeError):
        return False


def _roles(events: list[journal.Event]) -> dict[UUID, frozenset[str]]:
    return people.roles_of({UUID(event.actor) for event in events if event.actor})


def _by(actor: str | None, person_id: UUID, said_of: dict[UUID, frozenset[str]]) -> tuple[str, ...]:
    if actor is None:
        return (THE_SERVICE,)
    if actor == str(person_id):
        return (ONESELF,)
    return tuple(sorted(said_of.get(UUID(actor), ()))) or (GONE,)
