"""An archive is given out once. Its key is asked for inside the person's purpose; its file is gone after that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.privacy.operations.archives.asking import CATEGORY
from harmonia.privacy.queries import archives as queries
from harmonia.privacy.states import ARCHIVE_MOVES, ArchiveState
from harmonia.vault import files


class NotReady(Exception):
    """It is still being made."""


class AlreadyTaken(Exception):
    """It was given out; a new one may be asked for."""


class Expired(Exception):
    """Nobody came for it in time; a new one may be asked for."""


@dataclass(frozen=True)
class Given:
    """`chunks` may be read once."""

    chunks: Iterator[bytes]
    size_bytes: int


REFUSALS = {
    ArchiveState.ASKED: NotReady,
    ArchiveState.MAKING: NotReady,
    ArchiveState.TAKEN: AlreadyTaken,
    ArchiveState.EXPIRED: Expired,
}


@transaction.atomic
def take(*, archive_id: UUID, at: datetime) -> Given:
    """Give it out. It is read to the end first, so that a damaged file does not count as given.

    Raises NotReady, AlreadyTaken, Expired; files.FileGone and rules.Unreadable where the storage lost or changed it.
    """
    archive = queries.locked(archive_id)
    if archive.state in REFUSALS:
        raise REFUSALS[ArchiveState(archive.state)](archive_id)
    if archive.expires_at is not None and archive.expires_at <= at:
        raise Expired(archive_id)
    files.check(subject_id=archive.person_id, category=CATEGORY, file_id=archive.pk)
    chunks = files.opened(subject_id=archive.person_id, category=CATEGORY, file_id=archive.pk)
    move(archive, to=ArchiveState.TAKEN, moves=ARCHIVE_MOVES)
    archive.taken_at = at
    archive.save(update_fields=["state", "taken_at"])
    journal.record("archive.taken", subject=archive.person_id, actor=archive.person_id, at=at, archive=archive.pk)
    return Given(_and_then_gone(chunks, archive.person_id, archive.pk), archive.size_bytes)


def _and_then_gone(chunks: Iterator[bytes], person_id: UUID, archive_id: UUID) -> Iterator[bytes]:
    try:
        yield from chunks
    finally:
        files.remove(subject_id=person_id, file_id=archive_id)
