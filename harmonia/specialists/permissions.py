"""Who may do what with an application. Each check raises Denied with a reason that the page explains."""

from harmonia.accounts.models import Person
from harmonia.accounts.states import VERIFIER
from harmonia.specialists.models import Application


class Denied(Exception):
    """`reason` is one of: not_verifier, own, refused_before, in_other_hands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_see(by: Person, application: Application) -> None:
    """Nobody decides about himself."""
    if not by.has_role(VERIFIER):
        raise Denied("not_verifier")
    if application.person_id == by.pk:
        raise Denied("own")


def check_take(by: Person, application: Application) -> None:
    """What an applicant answers to a refusal is looked at by somebody else."""
    check_see(by, application)
    if application.refused_by == by.pk:
        raise Denied("refused_before")


def check_decide(by: Person, application: Application) -> None:
    check_see(by, application)
    if application.taken_by != by.pk:
        raise Denied("in_other_hands")
