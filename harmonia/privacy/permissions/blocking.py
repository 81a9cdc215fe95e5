from uuid import UUID

from harmonia.accounts import queries as people
from harmonia.accounts.states import PRIVACY_OFFICER
from harmonia.privacy.models import Block
from harmonia.privacy.rules import blocking as rules


class Denied(Exception):
    """`reason` is one of: stranger, asked_by_another, officer_only, responsible_only, breach_confirmed,
    breach_not_confirmed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_unblock(by: UUID | None, block: Block, because: str) -> None:
    """`by` None: the service, carrying out what the person asked for in a proved request."""
    facts = rules.Facts(
        origin=block.origin,
        confirmed=block.confirmed_at is not None,
        by_the_person=by in (None, block.person_id),
        by_an_officer=is_officer(by),
    )
    if reason := rules.refusal(facts, because):
        raise Denied(reason)


def check_officer(by: UUID) -> None:
    if not is_officer(by):
        raise Denied("officer_only")


def is_officer(by: UUID | None) -> bool:
    return by is not None and PRIVACY_OFFICER in people.roles_of([by]).get(by, frozenset())
