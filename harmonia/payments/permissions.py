"""What takes two people: whoever prepared a payout run neither lets it go nor says that it was sent. The database says
the same."""

from uuid import UUID

from harmonia.payments.models import PayoutRun


class SamePerson(Exception):
    """He prepared the run himself."""


def check_approve(by: UUID, run: PayoutRun) -> None:
    if run.prepared_by == by:
        raise SamePerson(by)


def check_mark(by: UUID, run: PayoutRun) -> None:
    check_approve(by, run)
