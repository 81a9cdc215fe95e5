"""Who may decide about letters: support, and whoever answers for personal data; and who leads disputes."""

from harmonia.accounts.models import Person
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER, SUPPORT

MAY_DECIDE = (SUPPORT, PRIVACY_OFFICER, OWNER)


class Denied(Exception):
    """This person may not decide about letters, or disputes."""


def check_decide(person: Person) -> None:
    if not any(person.has_role(role) for role in MAY_DECIDE):
        raise Denied


def check_lead(person: Person) -> None:
    """Who leads a dispute reads what was said in it."""
    if not person.has_role(SUPPORT):
        raise Denied
