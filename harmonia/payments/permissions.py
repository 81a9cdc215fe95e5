"""What takes two people: whoever prepared a payout run neither lets it go nor says that it was sent. The database says
the same."""

from uuid import UUID

from harmonia.accounts.models import Person
from harmonia.accounts.states import ACCOUNTANT, OWNER
from harmonia.payments.models import PayoutRun

PAYING = (ACCOUNTANT, OWNER)


class SamePerson(Exception):
    """He prepared the run himself."""


class Denied(Exception):
    """He does not work on payouts."""


def check_work_on(by: Person, run: PayoutRun) -> None:
    """Whoever looks at a run has not prepared it."""
    if not any(by.has_role(role) for role in PAYING):
        raise Denied
    check_approve(by.pk, run)


def check_approve(by: UUID, run: PayoutRun) -> None:
    if run.prepared_by == by:
        raise SamePerson(by)


def check_mark(by: UUID, run: PayoutRun) -> None:
    check_approve(by, run)
