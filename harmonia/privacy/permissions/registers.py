"""Who works on the registers, and who has a thing of theirs in hand."""

from uuid import UUID

from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER
from harmonia.core import queues
from harmonia.privacy.models import Breach, StateRequest, Transfer
from harmonia.privacy.permissions.blocking import Denied

RESPONSIBLE = (PRIVACY_OFFICER, OWNER)


def held_by(thing: Breach | StateRequest | Transfer) -> UUID | None:
    """Whoever has left holds nothing any more."""
    return people.at_work(thing.assigned_to, *RESPONSIBLE)


def check_responsible(person: Person) -> None:
    if not person.roles & set(RESPONSIBLE):
        raise Denied("responsible_only")


def check_free_for(thing: Breach | StateRequest | Transfer, by: UUID) -> None:
    """What another has in hand nobody else decides. Raises queues.InOtherHands."""
    queues.check_not_held(held_by(thing), by)
