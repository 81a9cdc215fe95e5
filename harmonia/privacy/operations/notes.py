"""A specialist deletes a note of his by hand, where nothing binds it to stay."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.practice import operations as practice
from harmonia.practice import queries as practices
from harmonia.privacy.queries import notes as queries


class NoteStays(Exception):
    """`reason`: what queries.why_it_stays says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@runs_as(SERVICE)
@transaction.atomic
def delete_note(*, note_id: UUID, author: Person, at: datetime) -> None:
    """Raises Note.DoesNotExist for another's, NoteStays, practice.Denied, practice.ConsentMissing."""
    if reason := queries.why_it_stays(practices.notes_by(author).get(pk=note_id), at):
        raise NoteStays(reason)
    practice.delete(note_id=note_id, author=author, at=at)


@runs_as(SERVICE)
def why_it_stays(*, note_id: UUID, author: Person, at: datetime) -> str:
    """What would be said to him if he deleted it now."""
    return queries.why_it_stays(practices.notes_by(author).get(pk=note_id), at)
