"""A specialist's private notes: written, changed and deleted while he works with the client, by nobody else. What a
note said before a change stays his to read until the note goes. A deleted one has no key of its own that would die, so
its number goes on the list of what is destroyed: an older copy of the database, put back, gives it up again.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import islice
from uuid import UUID, uuid4

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.booking import queries as booking
from harmonia.core import jobs
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.practice import permissions, queries
from harmonia.practice.models import Case, EarlierText, Note
from harmonia.practice.rules import templates
from harmonia.specialists.models import Specialist
from harmonia.vault import operations as vault
from harmonia.vault import reading

AT_ONCE = 1_000


class NoPractice(Exception):
    """Only a specialist has cases."""


class ChangedMeanwhile(Exception):
    """The note was saved from another page since this one was opened."""


@transaction.atomic
def write(*, author: Person, client_id: UUID, template: str, parts: dict[str, str], at: datetime) -> Note:
    """Raises NoPractice, Denied, ConsentMissing, UnknownTemplate, EmptyNote, TooLong."""
    specialist = queries.specialist_of(author)
    if specialist is None:
        raise NoPractice(author.pk)
    permissions.check_works_with(specialist.pk, client_id, at)
    said = {"template": template, "parts": templates.filled(template, parts)}
    case = _case(specialist, client_id, at)
    note = Note.objects.create(case=case, client_id=client_id, author=author, said=said, written_at=at)
    _noted(case, note, event="practice.note_written", at=at)
    return note


def _case(specialist: Specialist, client_id: UUID, at: datetime) -> Case:
    """Theirs, made with a key of its own at the first note. A booking of theirs is locked meanwhile: one a pair."""
    Specialist.objects.select_for_update(of=("self",)).get(pk=specialist.pk)
    case = queries.case_of(specialist.pk, client_id)
    if case is not None:
        return case
    number = uuid4()
    vault.create_subject(number)
    return Case.objects.create(pk=number, client_id=client_id, specialist=specialist, opened_at=at, noted_at=at)


@transaction.atomic
def rewrite(*, note_id: UUID, author: Person, edition: int, parts: dict[str, str], at: datetime) -> Note:
    """`edition`: the one that the writer had before him. Raises Denied, ConsentMissing, ChangedMeanwhile, EmptyNote,
    TooLong; Note.DoesNotExist for another's."""
    note = queries.locked_note(note_id)
    if note.author_id != author.pk:
        raise Note.DoesNotExist
    permissions.check_works_with(note.case.specialist_id, note.client_id, at)
    if note.edition != edition:
        raise ChangedMeanwhile(note.pk)
    template = note.said["template"]
    said = {"template": template, "parts": templates.filled(template, parts)}
    if said != note.said:
        EarlierText.objects.create(
            note=note, case=note.case, client_id=note.client_id, author=author, said=note.said, edition=note.edition,
            written_at=note.changed_at or note.written_at,
        )  # fmt: skip
    note.said = said
    note.edition, note.changed_at = note.edition + 1, at
    note.save(update_fields=["said", "edition", "changed_at"])
    _noted(note.case, note, event="practice.note_changed", at=at)
    return note


@transaction.atomic
def delete(*, note_id: UUID, author: Person, at: datetime) -> None:
    """The note and all that it said before, for good; with the last note of a case goes the case, and its key.

    Whether something binds it to stay is asked by whoever calls. Raises Denied, ConsentMissing; Note.DoesNotExist for
    another's.
    """
    note = queries.locked_note(note_id)
    if note.author_id != author.pk:
        raise Note.DoesNotExist
    permissions.check_works_with(note.case.specialist_id, note.client_id, at)
    case = note.case
    Specialist.objects.select_for_update(of=("self",)).get(pk=case.specialist_id)  # nobody writes into it meanwhile
    _take_out(note, case)
    jobs.defer("practice.remember_deleted", note_id=note_id)
    transaction.on_commit(partial(vault.remember_gone, note_id), robust=True)
    journal.record("practice.note_deleted", subject=note.client_id, actor=author.pk, at=at, note=str(note_id))


def _take_out(note: Note, case: Case) -> None:
    note.earlier.all().delete()
    note.delete()
    if not case.notes.exists():
        case_id = case.pk
        case.delete()
        transaction.on_commit(partial(vault.destroy_subject, case_id), robust=True)


@runs_as(SERVICE)
def delete_again(*, gone: Iterable[UUID], at: datetime) -> int:
    """After an older copy of the data was put back: take out again those notes of it whose numbers are among these.
    Returns how many there were."""
    count, numbers = 0, iter(gone)
    while some := list(islice(numbers, AT_ONCE)):
        for note in Note.objects.filter(pk__in=some).select_related("case").order_by("pk"):
            note_id = note.pk
            with transaction.atomic(), vault.lifted((note.client_id, note.author_id)):
                _take_out(note, note.case)
                journal.record(
                    "practice.note_deleted_again", subject=note.client_id, actor=None, at=at, note=str(note_id)
                )
            count += 1
    return count


def _noted(case: Case, note: Note, *, event: str, at: datetime) -> None:
    case.noted_at, case.ended_at = at, None
    case.save(update_fields=["noted_at", "ended_at"])
    journal.record(event, subject=note.client_id, actor=note.author_id, at=at, note=str(note.pk))


@runs_as(SERVICE)
def follow_relations(*, at: datetime) -> int:
    """Note down which cases' relations have ended, and which go on again; returns how many changed."""
    lasting: dict[UUID, set[UUID]] = {}
    changed = 0
    for case in queries.cases():
        if case.specialist_id not in lasting:
            lasting[case.specialist_id] = set(booking.recent_clients(case.specialist_id, at))
        together = case.client_id in lasting[case.specialist_id]
        if together == (case.ended_at is None):
            continue
        with reading.unless_blocked(), transaction.atomic():
            case.ended_at = None if together else at
            case.save(update_fields=["ended_at"])
            changed += 1
    return changed
