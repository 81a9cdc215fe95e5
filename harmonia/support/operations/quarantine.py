"""Files that came with letters: taken out of the letter into sealed files of their own, and shut until the scanner has
answered. What it finds something in is destroyed; what it cannot read stays shut for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core import jobs, scanner
from harmonia.core.moves import move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.support import permissions, queries
from harmonia.support.models import AttachedFile, Letter
from harmonia.support.rules import limits, names, reading
from harmonia.support.states import FILE_MOVES, FileState, LetterState
from harmonia.vault import files
from harmonia.vault import reading as vault_reading

CATEGORY = "request_files"


class InQuarantine(Exception):
    """The scanner has not said that this file is clean: nobody opens it."""


@dataclass(frozen=True)
class Given:
    """A clean file on its way to a person of the staff. `name` is fit for a header, and is not what he saves it by
    without looking: the browser asks."""

    name: str
    chunks: Iterator[bytes]


@runs_as(SERVICE)
def take_out(*, letter_id: UUID, at: datetime) -> int:
    """Seal the files of a read letter; how many. Safe to repeat: a file has one place, and one id by it."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None or not letter.whole or letter.state in (LetterState.STORED, LetterState.DUPLICATE):
        return 0
    with vault_reading.reading(policy.RIGHTS, actor=None):
        try:
            attached = reading.attached(letter.raw)[: limits.MOST_FILES]
        except reading.Unreadable:
            return 0
    for place, (name, content) in enumerate(attached):
        _seal(letter, place, name, content, at)
    return len(attached)


def _seal(letter: Letter, place: int, name: str, content: bytes, at: datetime) -> None:
    identity = uuid5(letter.pk, str(place))
    if AttachedFile.objects.filter(pk=identity).exists():
        return
    with files.writing(subject_id=letter.pk, category=CATEGORY, file_id=identity) as stream:
        stream.write(content)
    with transaction.atomic():
        AttachedFile.objects.create(
            id=identity, letter=letter, place=place, name=name, size_bytes=len(content), taken_out_at=at
        )
        jobs.defer("support.scan", file_id=identity)


@runs_as(SERVICE)
@transaction.atomic
def scan(*, file_id: UUID, at: datetime) -> AttachedFile | None:
    """Ask the scanner. None: gone, or in other hands. Raises scanner.ScannerAway: it stays where it is."""
    file = queries.locked_file(file_id)
    if file is None or file.state != FileState.QUARANTINED:
        return file
    with vault_reading.reading(policy.RIGHTS, actor=None):
        content = files.opened(subject_id=file.letter_id, category=CATEGORY, file_id=file.pk)
        try:
            file.found = scanner.scan(content).found
            state = FileState.INFECTED if file.found else FileState.CLEAN
        except scanner.TooLargeToScan:
            state = FileState.UNKNOWABLE
    move(file, to=state, moves=FILE_MOVES)
    file.scanned_at = at
    file.save(update_fields=["state", "found", "scanned_at"])
    journal.record("support.scanned", subject=file.letter_id, actor=None, at=at, file=str(file.pk), state=str(state))
    if state == FileState.INFECTED:
        transaction.on_commit(lambda: files.remove(subject_id=file.letter_id, file_id=file.pk))
    return file


@runs_as(SERVICE)
@transaction.atomic
def give(*, letter_id: UUID, file_id: UUID, purpose: str, by: Person, at: datetime) -> Given:
    """A clean file, inside the caller's reading for `purpose`; whose letter it is proved to be sees who took it.

    Raises AttachedFile.DoesNotExist, InQuarantine, files.FileGone.
    """
    permissions.check_decide(by)
    file = queries.file_of(letter_id, file_id)
    if file.state != FileState.CLEAN:
        raise InQuarantine(str(file.pk))
    chunks = files.opened(subject_id=letter_id, category=CATEGORY, file_id=file.pk)
    if file.letter.person_id is not None:
        journal.record(
            "data.read", subject=file.letter.person_id, actor=by.pk, at=at, purpose=purpose, categories=[CATEGORY]
        )
    return Given(names.harmless(file.name), chunks)
