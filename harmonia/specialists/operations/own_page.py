"""The picture that a specialist shows of himself, changed by himself. What was checked (his name, education, practice,
entry in the register) is not here: that goes through the verification again."""

from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from harmonia.core import scanner
from harmonia.journal import operations as journal
from harmonia.specialists import queries, rules
from harmonia.specialists.models import Specialist


class Infected(Exception):
    """The scanner found something in the picture."""


def change_photo(*, specialist_id: UUID, content: bytes, by: UUID, at: datetime) -> Specialist:
    """Only the dots of the picture are kept, drawn again.

    Raises scanner.ScannerAway, scanner.TooLargeToScan, Infected, rules.NotAPaper, rules.Unreadable.
    """
    if scanner.scan([content]).found:
        raise Infected
    stored = default_storage.save(f"portraits/{uuid4()}.jpg", ContentFile(rules.portrait_of(content)))
    return _put(specialist_id, stored, by=by, at=at)


@transaction.atomic
def _put(specialist_id: UUID, stored: str, *, by: UUID, at: datetime) -> Specialist:
    specialist = queries.locked(specialist_id)
    before, specialist.photo = specialist.photo, stored
    specialist.save(update_fields=["photo"])
    facts = {"specialist_id": str(specialist.pk)}
    journal.record("specialist.photo_changed", subject=specialist.person_id, actor=by, at=at, **facts)
    if before:
        transaction.on_commit(lambda: default_storage.delete(before))
    return specialist
