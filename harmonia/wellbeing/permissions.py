"""Who works on articles and readers' questions: editors and the owner; editors alone read the words that were sent."""

from harmonia.accounts.models import Person
from harmonia.accounts.states import EDITOR, OWNER

MAY_EDIT = (EDITOR, OWNER)


class Denied(Exception):
    """This person does not work on what everybody reads, or may not read the words."""


class SamePerson(Exception):
    """Whoever wrote an answer or an article does not approve it."""


def check_edit(person: Person) -> None:
    if not any(person.has_role(role) for role in MAY_EDIT):
        raise Denied


def check_read(person: Person) -> None:
    """The words as they were sent."""
    if not person.has_role(EDITOR):
        raise Denied
