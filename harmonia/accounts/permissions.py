"""Who may do what to a second step. Each check raises Denied with a reason that the page explains."""

from collections.abc import Collection

from harmonia.accounts.models import Loss, Person
from harmonia.accounts.states import CLIENT, STAFF


class Denied(Exception):
    """`reason` is one of: obliged, not_staff, own, twice."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_obliged(roles: Collection[str]) -> bool:
    """Whoever reads other people's data does not come in by a password alone."""
    return not set(roles) <= {CLIENT}


def check_remove_last(person: Person) -> None:
    if is_obliged(person.roles):
        raise Denied("obliged")


def check_vouch(by: Person, loss: Loss) -> None:
    """Two different people of the staff, neither of them the one who lost it."""
    check_refuse(by, loss)
    if by.pk == loss.first_by_id:
        raise Denied("twice")


def check_refuse(by: Person, loss: Loss) -> None:
    if not by.roles & STAFF:
        raise Denied("not_staff")
    if by.pk == loss.person_id:
        raise Denied("own")
