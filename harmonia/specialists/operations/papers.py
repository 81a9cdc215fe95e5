"""Papers of applicants: sealed as they come, shut until the scanner has answered, then made anew and the original
destroyed. A verifier takes one for a named purpose, and whose it is sees in his cabinet who took it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from django.core.files.storage import default_storage
from django.db import transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.core import jobs, scanner
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.specialists import permissions, queries, rules
from harmonia.specialists.models import Document
from harmonia.specialists.operations.applications import AGREEMENT, NoSuchApplication
from harmonia.specialists.states import DOCUMENT_MOVES, WRITABLE, DocumentState
from harmonia.vault import files, reading

CATEGORY = "specialist_documents"
TERMS = policy.VERIFICATION_TERMS


class TooLarge(Exception):
    """More bytes than a paper may have."""


class TooMany(Exception):
    """He has sent as many as anybody will read."""


class InQuarantine(Exception):
    """The scanner has not answered, or has found something: nobody opens it."""


@dataclass(frozen=True)
class Given:
    name: str
    chunks: Iterator[bytes]


@transaction.atomic
def upload(
    *, person_id: UUID, kind: str, name: str, content: bytes, at: datetime, valid_until_on: date | None = None
) -> Document:
    """Raises NoSuchApplication, WrongState, ConsentMissing, rules.NotAPaper, TooLarge, TooMany."""
    application = queries.locked_application_of(person_id)
    if application is None:
        raise NoSuchApplication
    if application.state not in WRITABLE:
        raise WrongState(f"{application.pk}: {application.state}")
    consent.check(subject=person_id, purpose=policy.VERIFICATION, agreement=AGREEMENT, at=at)
    if len(content) > TERMS.largest_bytes:
        raise TooLarge
    rules.kind_of(name, content[:16])
    if queries.papers_of(application).count() >= TERMS.most_documents:
        raise TooMany
    identity = uuid4()
    with files.writing(subject_id=person_id, category=CATEGORY, file_id=identity) as stream:
        stream.write(content)
    document = Document.objects.create(
        id=identity, application=application, person_id=person_id, kind=kind, name=name, size_bytes=len(content),
        stored=files.place(person_id, identity), valid_until_on=valid_until_on, uploaded_at=at,
    )  # fmt: skip
    jobs.defer("specialists.scan_paper", document_id=identity)
    _note("sent", document, person_id, at)
    return document


@transaction.atomic
def scan(*, document_id: UUID, at: datetime) -> Document | None:
    """Ask the scanner, then make the paper anew. None: it is gone. Raises scanner.ScannerAway: it stays shut."""
    document = queries.locked_paper(document_id)
    if document is None or document.state != DocumentState.QUARANTINED:
        return document
    with reading.reading(policy.VERIFICATION, actor=None):
        content = b"".join(files.opened(subject_id=document.person_id, category=CATEGORY, file_id=document.pk))
    original = document.stored
    state, found = _looked_at(document, content)
    move(document, to=state, moves=DOCUMENT_MOVES)
    document.found, document.scanned_at = found, at
    document.save(update_fields=["state", "found", "scanned_at", "content", "stored", "size_bytes"])
    _note("scanned", document, None, at, state=str(state))
    transaction.on_commit(lambda: default_storage.delete(original))
    return document


def _looked_at(document: Document, content: bytes) -> tuple[DocumentState, str]:
    """What became of it; a clean one has its new bytes stored."""
    try:
        found = scanner.scan([content]).found
    except scanner.TooLargeToScan:
        return DocumentState.UNKNOWABLE, ""
    if found:
        return DocumentState.INFECTED, found
    try:
        anew = rules.made_anew(content)
    except rules.Unreadable as refusal:
        return DocumentState.UNREADABLE, refusal.why
    identity = uuid5(document.pk, "anew")
    with files.writing(subject_id=document.person_id, category=CATEGORY, file_id=identity) as stream:
        stream.write(anew)
    document.content, document.stored = identity, files.place(document.person_id, identity)
    document.size_bytes = len(anew)
    return DocumentState.CLEAN, ""


@transaction.atomic
def remove(*, person_id: UUID, document_id: UUID, at: datetime) -> None:
    """Raises Document.DoesNotExist, WrongState: it is being looked at."""
    document = queries.paper_of_person(person_id, document_id)
    if document.application.state not in WRITABLE:
        raise WrongState(f"{document.application_id}: {document.application.state}")
    stored = document.stored
    _note("removed", document, person_id, at)
    document.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))


@transaction.atomic
def give(*, application_id: UUID, document_id: UUID, by: Person, at: datetime) -> Given:
    """A clean paper for whoever has the application in hand, inside the caller's reading, which notes it.

    Raises Document.DoesNotExist, permissions.Denied, InQuarantine, files.FileGone.
    """
    document = queries.paper_of_application(application_id, document_id)
    permissions.check_decide(by, document.application)
    if document.state != DocumentState.CLEAN or document.content is None:
        raise InQuarantine(str(document.pk))
    ending = rules.ending_of(document.name)
    chunks = files.opened(subject_id=document.person_id, category=CATEGORY, file_id=document.content)
    return Given(f"{document.kind}-{document.pk.hex[:6]}.{ending}", chunks)


def _note(what: str, document: Document, actor: UUID | None, at: datetime, **facts: str) -> None:
    journal.record(
        f"application.paper_{what}", subject=document.person_id, actor=actor, at=at, document=str(document.pk), **facts
    )
