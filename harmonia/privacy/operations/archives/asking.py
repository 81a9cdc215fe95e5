"""Asking for an archive, and putting it off or ending it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts import queries as people
from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.privacy.models import Archive
from harmonia.privacy.queries import archives as queries
from harmonia.privacy.states import ARCHIVE_MOVES, ArchiveState
from harmonia.vault import files

CATEGORY = "archives"


@transaction.atomic
def prepare(*, person_id: UUID, request_id: UUID | None, at: datetime) -> Archive:
    """Everything that we hold of the person, as one file, made by a job. One that is under way or waits is that one."""
    people.locked(person_id)
    current = queries.current(person_id)
    if current is not None:
        return current
    archive = Archive.objects.create(person_id=person_id, request_id=request_id, asked_at=at)
    journal.record("archive.asked", subject=person_id, actor=person_id, at=at, archive=archive.pk, request=request_id)
    jobs.defer("privacy.make_archive", archive_id=archive.pk)
    return archive


def resume(*, archive_id: UUID) -> None:
    """Once more, unless such a job is waiting already."""
    jobs.defer("privacy.make_archive", once=f"archive {archive_id}", archive_id=archive_id)


@transaction.atomic
def expire(*, archive_id: UUID, at: datetime) -> None:
    """Nobody came for it in time, or a fuller one takes its place. The second call finds it gone."""
    archive = queries.locked(archive_id)
    if archive.state == ArchiveState.READY:
        move(archive, to=ArchiveState.EXPIRED, moves=ARCHIVE_MOVES)
        archive.save(update_fields=["state"])
        journal.record("archive.expired", subject=archive.person_id, actor=None, at=at, archive=archive.pk)
    if archive.state in (ArchiveState.EXPIRED, ArchiveState.TAKEN):
        files.remove(subject_id=archive.person_id, file_id=archive.pk)
