"""Boris works with Aigerim: a session held, one ahead, and a note with words that nobody else has."""

from datetime import datetime, timedelta
from typing import Any

from harmonia.accounts.models import Person
from harmonia.practice import operations
from harmonia.practice.models import Note
from harmonia.specialists.models import Specialist
from tests.factories import NOW
from tests.rooms.scene import session

CANARY = "тұнық-қарлығаш-5527"
DAY = timedelta(days=1)


def together(client: Person, practice: Specialist, at: datetime = NOW) -> None:
    """Met a week ago, to meet again in two days."""
    session(client, practice, at - 7 * DAY, state="completed", over_at=at - 7 * DAY)
    session(client, practice, at + 2 * DAY)


def write(author: Person, client: Person, **changes: Any) -> Note:
    said = {"template": "soap", "parts": {"said": CANARY, "plan": "Thursday"}, "at": NOW}
    return operations.write(**{"author": author, "client_id": client.pk, **said, **changes})
