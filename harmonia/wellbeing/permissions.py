"""Who works on readers' questions: editors write and approve, the owner approves too; editors alone read the words."""

from harmonia.accounts.models import Person
from harmonia.accounts.states import EDITOR, OWNER

MAY_EDIT = (EDITOR, OWNER)


class Denied(Exception):
    """This person does not work on questions, or may not read the words."""


class SamePerson(Exception):
    """Whoever wrote an answer does not approve it."""


def check_edit(person: Person) -> None:
    if not any(person.has_role(role) for role in MAY_EDIT):
        raise Denied


def check_read(person: Person) -> None:
    """The words as they were sent."""
    if not person.has_role(EDITOR):
        raise Denied
