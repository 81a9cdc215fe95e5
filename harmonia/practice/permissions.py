"""Who may open a case and write in it."""

from datetime import datetime
from uuid import UUID

from harmonia.consent import operations as consent
from harmonia.policy import SERVICE
from harmonia.practice import queries


class Denied(Exception):
    """`reason`: not_together."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_works_with(specialist_id: UUID, client_id: UUID, at: datetime) -> None:
    """Only while the two work together and the client agrees to the service (6.10). Raises Denied, ConsentMissing."""
    if not queries.works_with(specialist_id, client_id, at):
        raise Denied("not_together")
    consent.check(subject=client_id, purpose=SERVICE, at=at)
