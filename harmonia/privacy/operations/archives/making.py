"""Making an archive: everything of the person, under his key from the first byte that touches a disk.

It may be interrupted at any moment, and made again from the start: the storage has a whole file or none, and the state
says READY only after that. A full disk puts it off; the person is told so, and nothing is lost.
"""

import errno
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from time import sleep
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone, translation

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import queries as consents
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.journal import queries as proofs
from harmonia.notices import operations as notices
from harmonia.privacy.models import Archive
from harmonia.privacy.operations.archives.asking import CATEGORY
from harmonia.privacy.queries import archives as queries
from harmonia.privacy.queries.archives import contents
from harmonia.privacy.queries.archives.schema import schema
from harmonia.privacy.rules import archives as rules
from harmonia.privacy.states import ARCHIVE_MOVES, ArchiveState
from harmonia.vault import files
from harmonia.vault.reading import reading

FULL = (errno.ENOSPC, errno.EDQUOT)
PARTS = 6
PROOF = "manifest.proof.json"
PATIENCE = 30  # tries, a second apart, until the journal has sealed what we recorded


class NoRoom(Exception):
    """The disk is full. The job's retry brings the archive again, after a growing pause."""


class NotProvedYet(Exception):
    """The journal has not sealed the manifest: a long transaction is under way. It is tried again."""


def make(*, archive_id: UUID, at: datetime) -> None:
    """Safe to run twice, and at once: the second finds it under way or made. Raises NoRoom, NotProvedYet."""
    with _alone(archive_id) as alone:
        archive = _begun(archive_id) if alone else None
        if archive is None:
            return
        try:
            entry_id, size = _written(archive, at)
        except BaseException as failed:
            full = isinstance(failed, OSError) and failed.errno in FULL
            _put_off(archive_id, "no_room" if full else "")
            if full:
                raise NoRoom(archive_id) from failed
            raise
        _finish(archive_id, size=size, entry_id=entry_id, at=at)


@contextmanager
def _alone(archive_id: UUID) -> Iterator[bool]:
    """One maker at a time: the lock goes with the process that holds it, however that ends."""
    name = f"archive {archive_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        taken = bool(cursor.fetchone()[0])
        try:
            yield taken
        finally:
            if taken:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


@transaction.atomic
def _begun(archive_id: UUID) -> Archive | None:
    """None when it is over, or the person was erased meanwhile."""
    archive = Archive.objects.select_for_update(of=("self",)).filter(pk=archive_id).first()
    if archive is None or archive.state not in (ArchiveState.ASKED, ArchiveState.MAKING):
        return None
    if archive.state == ArchiveState.ASKED:
        move(archive, to=ArchiveState.MAKING, moves=ARCHIVE_MOVES)
    archive.done, archive.total, archive.trouble = 0, PARTS, ""
    archive.save(update_fields=["state", "done", "total", "trouble"])
    return archive


@transaction.atomic
def _put_off(archive_id: UUID, trouble: str) -> None:
    archive = queries.locked(archive_id)
    move(archive, to=ArchiveState.ASKED, moves=ARCHIVE_MOVES)
    archive.trouble = trouble
    archive.save(update_fields=["state", "trouble"])


def _made(archive: Archive, part: int) -> None:
    """So many parts are done: the page shows it."""
    Archive.objects.filter(pk=archive.pk).update(done=part)


class Bundle:
    """The ZIP that grows into the sealed stream, and the fingerprints of what is in it."""

    def __init__(self, bundle: zipfile.ZipFile) -> None:
        self.bundle = bundle
        self.names: dict[str, dict[str, Any]] = {}

    def add(self, name: str, content: bytes) -> None:
        self.bundle.writestr(name, content)
        self.names[name] = {"sha256": rules.sha256(content), "bytes": len(content)}

    def add_stream(self, name: str, chunks: Iterator[bytes]) -> None:
        digest = rules.Fingerprint()
        with self.bundle.open(name, "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(digest.seen(chunk))
        self.names[name] = {"sha256": digest.sha256, "bytes": digest.size}


def _written(archive: Archive, at: datetime) -> tuple[int, int]:
    """The journal's entry of the manifest, and the size of the ZIP."""
    person = Person.objects.get(pk=archive.person_id)
    with (
        translation.override(person.language),
        timezone.override(ZoneInfo(person.time_zone)),
        reading(policy.RIGHTS, actor=None),
        files.writing(subject_id=person.pk, category=CATEGORY, file_id=archive.pk) as stream,
    ):
        counted = rules.Counted(stream)
        with zipfile.ZipFile(counted, "w", zipfile.ZIP_DEFLATED) as bundle:
            entry_id = _fill(Bundle(bundle), archive, person, at)
    return entry_id, counted.size


def _fill(bundle: Bundle, archive: Archive, person: Person, at: datetime) -> int:
    released = queries.released(person.pk)
    found = queries.collected(person.pk, released=released)
    said = contents.data(person, found, at=at)
    _made(archive, 1)
    receipts, unproved = _receipts(bundle, person.pk)
    _made(archive, 2)
    looked = queries.looks(person.pk)
    bundle.add("accesses.json", rules.as_json(contents.accesses(looked)))
    bundle.add("data.json", rules.as_json(said))
    bundle.add("archive.schema.json", rules.as_json(schema()))
    _made(archive, 3)
    for file in found.files:
        bundle.add_stream(file.path, _content(person.pk, file))
    _made(archive, 4)
    bundle.add("index.html", contents.page(person, said, found, looked, receipts, at))
    _made(archive, 5)
    return _sign(bundle, archive, rules.manifest(str(uuid4()), bundle.names, found, released, unproved, at))


def _receipts(bundle: Bundle, person_id: UUID) -> tuple[list[str], list[str]]:
    """A receipt for each answer, as it is given out by itself: the names of the files, and those without a proof."""
    names, unproved = [], []
    for record in consents.history(person_id):
        name = f"receipts/{record.number:04}-{record.agreement}.json"
        try:
            bundle.add(name, rules.as_proof(patiently(partial(consents.proved_receipt, record))))
            names.append(name)
        except proofs.NotThisDocument:  # the record is not the one that was journalled: the audit tells of it
            unproved.append(name)
    return names, unproved


def _content(person_id: UUID, file: rules.Attached) -> Iterator[bytes]:
    if file.sealed is not None:
        yield from files.opened(subject_id=person_id, category=file.category, file_id=file.sealed)
    elif file.stored:
        if default_storage.exists(file.stored):
            with default_storage.open(file.stored) as plain:
                yield from plain.chunks()
    else:
        yield file.content


def _sign(bundle: Bundle, archive: Archive, manifest: dict[str, Any]) -> int:
    bundle.add("manifest.json", rules.as_json(manifest))
    entry = journal.record_document(
        "archive.made",
        document=manifest,
        subject=archive.person_id,
        actor=None,
        at=timezone.now(),
        archive=archive.pk,
    )
    proof = patiently(partial(proofs.proved, manifest, entry.pk))
    bundle.add(PROOF, rules.as_proof(proof))
    return int(entry.pk)


def patiently(proved: Callable[[], dict[str, Any]], tries: int | None = None) -> dict[str, Any]:
    """The proof of what was just recorded: it can be given as soon as the transactions of before are over."""
    for attempt in range(tries or PATIENCE):
        if attempt > 1:  # the first look shows whether there is anything to seal
            sleep(1)
        try:
            return proved()
        except proofs.NotSealed:
            journal.seal(timezone.now())
            journal.checkpoint_documents(timezone.now())
    raise NotProvedYet


@transaction.atomic
def _finish(archive_id: UUID, *, size: int, entry_id: int, at: datetime) -> None:
    archive = queries.locked(archive_id)
    move(archive, to=ArchiveState.READY, moves=ARCHIVE_MOVES)
    archive.done, archive.size_bytes, archive.ready_at = PARTS, size, at
    archive.expires_at = at + timedelta(days=policy.RETENTION[CATEGORY].days or 0)
    archive.save(update_fields=["state", "done", "size_bytes", "ready_at", "expires_at"])
    path = f"/me/archives/{archive.pk}/"
    notices.send("archive.ready", person_id=archive.person_id, at=at, facts={"path": path})
