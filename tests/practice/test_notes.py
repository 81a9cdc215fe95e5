"""Row 50: a specialist's private notes are the author's alone, while he works with the client; staff open none."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.consent import operations as consent
from harmonia.core import row_security
from harmonia.core.row_security import SERVICE, as_reader
from harmonia.journal import queries as journal
from harmonia.practice import operations, queries, tasks
from harmonia.practice.models import Case, EarlierText, Note
from harmonia.practice.rules import templates
from harmonia.privacy.models import Request
from harmonia.privacy.operations import archives, blocking, erasure, notes, retention
from harmonia.privacy.queries import archives as archive_reads
from harmonia.privacy.queries import retention as retention_reads
from harmonia.privacy.states import HoldGround, ReleaseGround
from harmonia.specialists.models import Specialist
from harmonia.vault import operations as vault
from harmonia.vault import reading
from harmonia.vault.models import BlockedRecord, DestroyedKey
from tests import factories
from tests.booking import scene as bookings
from tests.factories import NOW
from tests.practice.scene import CANARY, DAY, together, write

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
STAFF_PURPOSES = sorted({purpose for role in policy.STAFF_ROLES.values() for purpose in role.purposes})


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim()


@pytest.fixture
def boris() -> Person:
    return factories.boris()


@pytest.fixture
def practice(boris: Person, aigerim: Person) -> Specialist:
    found = bookings.practice_of(boris)
    together(aigerim, found)
    return found


@pytest.fixture
def note(practice: Specialist, boris: Person, aigerim: Person) -> Note:
    return write(boris, aigerim)


def read(note: Note, purpose: str, actor: Person | None) -> str:
    with reading.reading(purpose, actor=actor.pk if actor else None):
        words: str = Note.objects.get(pk=note.pk).said["parts"]["said"]
    return words


class TestWhoReads:
    def test_the_author_and_it_is_journalled_for_the_client(self, note: Note, boris: Person, aigerim: Person) -> None:
        assert read(note, policy.SERVICE, boris) == CANARY
        looked = journal.history_of(aigerim.pk)[0]
        assert (looked.event, looked.facts["categories"]) == ("data.read", ["session_notes"])

    @pytest.mark.parametrize("purpose", STAFF_PURPOSES)
    def test_no_member_of_staff_for_any_purpose_of_any_role(self, note: Note, purpose: str) -> None:
        with pytest.raises(reading.PurposeRefused):
            read(note, purpose, factories.pavel())

    def test_nor_the_client_under_his_own_rights(self, note: Note, aigerim: Person) -> None:
        for purpose in (policy.ACCESS, policy.RIGHTS):
            with pytest.raises(reading.PurposeRefused):
                read(note, purpose, aigerim)

    def test_a_program_that_makes_the_archive_may(self, note: Note) -> None:
        assert read(note, policy.RIGHTS, None) == CANARY

    def test_what_staff_may_open_of_a_client_they_open(self, aigerim: Person) -> None:
        """The refusals above are about notes, not about Pavel."""
        with reading.reading(policy.RIGHTS, actor=factories.pavel().pk):
            assert Person.objects.get(pk=aigerim.pk).name == "Aigerim"

    def test_no_word_of_it_stands_in_the_database(self, note: Note) -> None:
        row = next(line for line in _rows("practice_note"))
        assert CANARY.encode().hex() not in row
        assert "soap" not in row, "which template it is would tell of a crisis"

    def test_it_dies_with_the_key_of_its_case(self, note: Note, boris: Person) -> None:
        vault.destroy_subject(note.case_id)
        with pytest.raises(reading.Erased):
            read(note, policy.SERVICE, boris)


def _rows(table: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(one)::text FROM {table} one")
        yield from (row for (row,) in cursor.fetchall())


class TestTheSecondWall:
    @pytest.fixture(autouse=True)
    def _as_the_application(self, note: Note) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL ROLE harmonia_app")
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    def test_the_row_is_there_for_the_author_and_the_service(self, boris: Person) -> None:
        for reader in (row_security.person(boris.pk), SERVICE):
            with as_reader(reader):
                assert Note.objects.count() == 1

    def test_and_for_nobody_else(self, aigerim: Person) -> None:
        staff = [row_security.staff(purpose) for purpose in STAFF_PURPOSES]
        for reader in ("", row_security.GATE, row_security.person(aigerim.pk), *staff):
            with as_reader(reader):
                assert Note.objects.count() == 0, reader

    def test_nobody_writes_in_the_authors_name(self, note: Note, boris: Person, aigerim: Person) -> None:
        with (
            as_reader(row_security.person(aigerim.pk)),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            Note.objects.create(case_id=note.case_id, client=aigerim, author=boris, said={}, written_at=NOW)


class TestWriting:
    def test_one_case_a_pair_however_many_notes(self, note: Note, boris: Person, aigerim: Person) -> None:
        again = write(boris, aigerim, template="free", parts={"text": "more"}, at=NOW + DAY)
        assert again.case_id == note.case_id
        case = Case.objects.get()
        assert (case.opened_at, case.noted_at, case.ended_at) == (NOW, NOW + DAY, None)

    def test_a_stranger_to_the_client_writes_nothing(self, practice: Specialist, aigerim: Person) -> None:
        vera = factories.vera()
        with pytest.raises(operations.NoPractice):
            write(vera, aigerim)
        bookings.practice_of(vera)
        with pytest.raises(operations.Denied, match="not_together"):
            write(vera, aigerim)
        assert not Case.objects.exists()

    def test_who_left_is_closed_and_open_again_when_he_books(
        self, note: Note, practice: Specialist, boris: Person, aigerim: Person
    ) -> None:
        booking.leave_specialist(client=aigerim, specialist_id=practice.pk, at=NOW)
        with pytest.raises(operations.Denied, match="not_together"):
            write(boris, aigerim, at=NOW + DAY)
        with reading.reading(policy.SERVICE, actor=boris.pk):
            assert queries.relation(practice.pk, aigerim.pk, NOW) is None
            assert queries.relations_of(practice.pk, NOW) == []
        bookings.book(aigerim, practice, at=NOW + timedelta(minutes=1))
        with reading.reading(policy.SERVICE, actor=boris.pk):
            assert queries.relation(practice.pk, aigerim.pk, NOW + DAY) is not None
        assert write(boris, aigerim, at=NOW + DAY).case_id == note.case_id

    def test_nothing_without_the_clients_consent(self, note: Note, boris: Person, aigerim: Person) -> None:
        consent.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=NOW)
        with pytest.raises(operations.ConsentMissing):
            write(boris, aigerim)

    def test_nothing_while_the_client_is_blocked(self, note: Note, boris: Person, aigerim: Person) -> None:
        blocking.block(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=NOW)
        with pytest.raises(reading.Blocked):
            read(note, policy.SERVICE, boris)
        with pytest.raises(reading.Blocked), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(edition=2)

    def test_a_change_says_when_and_asks_what_it_changes(self, note: Note, boris: Person) -> None:
        with reading.reading(policy.SERVICE, actor=boris.pk):
            changed = operations.rewrite(
                note_id=note.pk, author=boris, edition=1, parts={"seen": "calmer"}, at=NOW + DAY
            )
            assert changed.said == {"template": "soap", "parts": {"seen": "calmer"}}
            assert (changed.edition, changed.changed_at) == (2, NOW + DAY)
            with pytest.raises(operations.ChangedMeanwhile):
                operations.rewrite(note_id=note.pk, author=boris, edition=1, parts={"seen": "x"}, at=NOW + DAY)
            with pytest.raises(Note.DoesNotExist):
                operations.rewrite(note_id=note.pk, author=factories.vera(), edition=2, parts={"seen": "x"}, at=NOW)


class TestEarlierTexts:
    @pytest.fixture
    def changed(self, note: Note, boris: Person) -> Note:
        with reading.reading(policy.SERVICE, actor=boris.pk):
            for number, words in enumerate(("calmer", "calmer", "sleeps")):
                at = NOW + (number + 1) * DAY
                operations.rewrite(note_id=note.pk, author=boris, edition=number + 1, parts={"said": words}, at=at)
        return note

    def test_what_it_said_before_each_change_is_there_for_its_author(self, changed: Note, boris: Person) -> None:
        with reading.reading(policy.SERVICE, actor=boris.pk):
            earlier = queries.earlier_texts(changed)
            found = [(one.edition, one.written_at, one.said["parts"]["said"]) for one in earlier]
        assert found == [(3, NOW + 2 * DAY, "calmer"), (1, NOW, CANARY)], "what was saved unchanged is no change"

    def test_and_for_no_member_of_staff(self, changed: Note) -> None:
        with reading.reading(policy.RIGHTS, actor=factories.pavel().pk), pytest.raises(reading.PurposeRefused):
            _ = queries.earlier_texts(changed)[0].said
        assert CANARY.encode().hex() not in "".join(_rows("practice_earliertext"))

    def test_the_row_is_there_for_the_author_and_the_service_alone(
        self, changed: Note, boris: Person, aigerim: Person
    ) -> None:
        readers = {
            row_security.person(boris.pk): 2, SERVICE: 2, row_security.person(aigerim.pk): 0,
            row_security.staff("rights"): 0, "": 0,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL ROLE harmonia_app")
            for reader, number in readers.items():
                with as_reader(reader):
                    assert EarlierText.objects.count() == number, reader
            cursor.execute("RESET ROLE")

    @pytest.mark.parametrize("who", ["client", "specialist"])
    def test_they_go_with_either_person(self, who: str, changed: Note, boris: Person, aigerim: Person) -> None:
        gone = aigerim if who == "client" else boris
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        erasure.erase_person(person_id=gone.pk, request_id=None, by=gone.pk, at=NOW)
        assert not EarlierText.objects.exists()


class TestDeleting:
    def test_a_note_goes_with_all_that_it_said_and_the_last_with_its_case(
        self, note: Note, boris: Person, aigerim: Person, django_capture_on_commit_callbacks: Any
    ) -> None:
        other = write(boris, aigerim, template="free", parts={"text": "more"}, at=NOW)
        with reading.reading(policy.SERVICE, actor=boris.pk):
            operations.rewrite(note_id=note.pk, author=boris, edition=1, parts={"said": "calmer"}, at=NOW)
            notes.delete_note(note_id=note.pk, author=boris, at=NOW + DAY)
        assert (list(Note.objects.all()), EarlierText.objects.count(), Case.objects.count()) == ([other], 0, 1)
        [event] = [one for one in journal.history_of(aigerim.pk) if one.event == "practice.note_deleted"]
        assert (event.actor, event.facts) == (str(boris.pk), {"note": str(note.pk)})
        with django_capture_on_commit_callbacks(execute=True):
            notes.delete_note(note_id=other.pk, author=boris, at=NOW + DAY)
        assert (Note.objects.count(), Case.objects.count()) == (0, 0)
        assert DestroyedKey.objects.filter(subject_id=note.case_id).exists()

    def test_anothers_is_a_missing_one_and_who_left_is_closed(
        self, note: Note, practice: Specialist, boris: Person, aigerim: Person
    ) -> None:
        for stranger in (factories.vera(), aigerim):
            with pytest.raises(Note.DoesNotExist):
                notes.delete_note(note_id=note.pk, author=stranger, at=NOW)
        booking.leave_specialist(client=aigerim, specialist_id=practice.pk, at=NOW)
        with pytest.raises(operations.Denied, match="not_together"):
            notes.delete_note(note_id=note.pk, author=boris, at=NOW + DAY)
        assert Note.objects.count() == 1

    @pytest.mark.parametrize("whose", ["client", "specialist"])
    def test_what_is_held_stays_until_it_is_let_go(
        self, whose: str, note: Note, boris: Person, aigerim: Person
    ) -> None:
        person = aigerim if whose == "client" else boris
        hold = retention.hold(
            ground=HoldGround.DISPUTE, reference="D-1", by=person.pk, at=NOW, expires_at=NOW + 9 * DAY,
            person_id=person.pk,
        )  # fmt: skip
        with pytest.raises(notes.NoteStays, match="held"):
            notes.delete_note(note_id=note.pk, author=boris, at=NOW)
        retention.release(hold_id=hold.pk, by=person.pk, at=NOW)
        notes.delete_note(note_id=note.pk, author=boris, at=NOW)
        assert not Note.objects.exists()

    def test_what_the_client_has_asked_for_stays_until_he_is_answered(
        self, note: Note, boris: Person, aigerim: Person
    ) -> None:
        asked = Request.objects.create(
            year=2026, serial=1, kind="information", way="cabinet", asked_by="self", proof="fresh", state="in_work",
            person_id=aigerim.pk, language="ru", received_at=NOW, opened_at=NOW, due_at=NOW + 3 * DAY,
        )  # fmt: skip
        assert notes.why_it_stays(note_id=note.pk, author=boris, at=NOW) == "asked"
        with pytest.raises(notes.NoteStays, match="asked"):
            notes.delete_note(note_id=note.pk, author=boris, at=NOW)
        Request.objects.filter(pk=asked.pk).update(state="done", closed_at=NOW)
        assert notes.why_it_stays(note_id=note.pk, author=boris, at=NOW) == ""

    def test_nothing_goes_while_the_client_is_blocked(self, note: Note, boris: Person, aigerim: Person) -> None:
        blocking.block(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=NOW)
        with pytest.raises((reading.Blocked, operations.ConsentMissing, operations.Denied)), transaction.atomic():
            notes.delete_note(note_id=note.pk, author=boris, at=NOW)
        assert Note.objects.count() == 1


class TestAnOlderCopyPutBack:
    """tests/config/test_restore_drill.py does it with a whole backup."""

    @pytest.fixture
    def rewritten(self, note: Note, boris: Person) -> Note:
        with reading.reading(policy.SERVICE, actor=boris.pk):
            operations.rewrite(note_id=note.pk, author=boris, edition=1, parts={"said": "calmer"}, at=NOW)
        return note

    def test_what_is_deleted_goes_on_the_list_of_what_is_destroyed(
        self, note: Note, boris: Person, aigerim: Person, django_capture_on_commit_callbacks: Any
    ) -> None:
        other = write(boris, aigerim)
        with django_capture_on_commit_callbacks(execute=True):
            notes.delete_note(note_id=note.pk, author=boris, at=NOW)
        tasks.remember_deleted(str(note.pk))  # the job that waits, should the process have ended: again is once
        listed = DestroyedKey.objects.filter(subject_id__in=(note.pk, other.pk, note.case_id))
        assert list(listed.values_list("subject_id", "key_class")) == [(note.pk, "")]
        [job] = ProcrastinateJob.objects.filter(task_name="practice.remember_deleted")
        assert job.args == {"note_id": str(note.pk)}

    def test_what_was_not_deleted_is_not_on_it(
        self, note: Note, django_capture_on_commit_callbacks: Any, boris: Person
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
            notes.delete_note(note_id=note.pk, author=boris, at=NOW)
            raise ZeroDivisionError
        assert Note.objects.filter(pk=note.pk).exists()
        assert not DestroyedKey.objects.exists()
        assert not ProcrastinateJob.objects.filter(task_name="practice.remember_deleted").exists()

    def test_those_on_the_list_go_with_what_they_said_before_and_no_others(
        self, rewritten: Note, boris: Person, aigerim: Person
    ) -> None:
        other = write(boris, aigerim)
        assert operations.delete_again(gone=[aigerim.pk, rewritten.pk], at=NOW) == 1
        assert (list(Note.objects.all()), EarlierText.objects.count(), Case.objects.count()) == ([other], 0, 1)
        assert "practice.note_deleted_again" in {one.event for one in journal.history_of(aigerim.pk)}
        assert operations.delete_again(gone=[rewritten.pk], at=NOW) == 0
        assert operations.delete_again(gone=[other.pk], at=NOW) == 1
        assert not Case.objects.exists(), "the last goes with its case"

    @pytest.mark.parametrize("who", ["client", "specialist"])
    def test_a_block_of_that_time_does_not_stop_it_and_stands(
        self, who: str, note: Note, boris: Person, aigerim: Person
    ) -> None:
        person = aigerim if who == "client" else boris
        blocking.block(person_id=person.pk, request_id=None, by=person.pk, at=NOW)
        vault.block_record(subject_id=person.pk, table="practice_note", row=str(note.pk), request_id=None, at=NOW)
        with pytest.raises(reading.Blocked), transaction.atomic():
            note.delete()
        assert operations.delete_again(gone=[note.pk], at=NOW) == 1
        assert not Note.objects.exists()
        with pytest.raises(reading.Blocked), transaction.atomic():
            vault.keep_unblocked(person.pk, "test")
        assert BlockedRecord.objects.count() == 1

    def test_row_security_does_not_hide_them_from_it(self, note: Note) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL ROLE harmonia_app")
            with row_security.as_nobody():
                assert not Note.objects.exists()
                assert operations.delete_again(gone=[note.pk], at=NOW) == 1
            cursor.execute("RESET ROLE")


class TestTemplates:
    def test_parts_are_those_of_the_template_in_its_order(self) -> None:
        kept = templates.filled("crisis", {"done": " told the family ", "happened": "…", "stray": "x", "danger": ""})
        assert list(kept.items()) == [("happened", "…"), ("done", "told the family")]

    def test_nothing_too_much_and_unknown_are_refused(self) -> None:
        with pytest.raises(templates.EmptyNote):
            templates.filled("free", {"text": "  "})
        with pytest.raises(templates.TooLong, match="text"):
            templates.filled("free", {"text": "x" * (templates.LONGEST_PART + 1)})
        with pytest.raises(templates.UnknownTemplate):
            templates.filled("diagnosis", {"text": "x"})

    def test_every_word_stands_in_three_languages(self) -> None:
        words = [
            text
            for template in templates.TEMPLATES.values()
            for text in (template.title, *(each for part in template.parts for each in (part.title, part.hint)))
        ]
        assert all(text.in_language(code).strip() for text in words for code in policy.LANGUAGES)
        assert len(words) > 20


class TestHowLong:
    """`conversation`: a year after the end of the work."""

    def due(self, at: datetime) -> set[str]:
        return {one.table for one in retention_reads.due(at) if one.table.startswith("practice.")}

    def test_a_year_after_the_work_ended_and_not_a_day_before(
        self, note: Note, practice: Specialist, aigerim: Person
    ) -> None:
        assert operations.follow_relations(at=NOW) == 0
        booking.leave_specialist(client=aigerim, specialist_id=practice.pk, at=NOW)
        assert operations.follow_relations(at=NOW) == 1
        assert Case.objects.get().ended_at == NOW
        year = timedelta(days=policy.RETENTION["conversation"].days or 0)
        assert self.due(NOW + year - DAY) == set()
        assert self.due(NOW + year) == {"practice.Case", "practice.Note"}

    def test_who_comes_back_keeps_them(self, note: Note, practice: Specialist, aigerim: Person) -> None:
        booking.leave_specialist(client=aigerim, specialist_id=practice.pk, at=NOW)
        operations.follow_relations(at=NOW)
        bookings.book(aigerim, practice, at=NOW + timedelta(minutes=1))
        assert operations.follow_relations(at=NOW + DAY) == 1
        assert Case.objects.get().ended_at is None

    @pytest.mark.parametrize("who", ["client", "specialist"])
    def test_they_go_with_either_person(self, who: str, note: Note, boris: Person, aigerim: Person) -> None:
        gone = aigerim if who == "client" else boris
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        erasure.erase_person(person_id=gone.pk, request_id=None, by=gone.pk, at=NOW)
        assert not Note.objects.exists()
        assert not Case.objects.exists()


class TestTheClientsView:
    def test_that_there_are_notes_and_since_when_not_what_they_say(self, note: Note, aigerim: Person) -> None:
        with reading.reading(policy.RIGHTS, actor=None):
            found = archive_reads.collected(aigerim.pk, categories={"session_notes"})
        (case,) = [row for row in found.rows["session_notes"] if row.table == "practice.Case"]
        assert case.values["opened_at"] == NOW.isoformat()
        assert case.values["specialist"] == "Борис Ахметов"
        assert CANARY not in str(found.rows)
        assert ("practice.Note", "said") in {(one.table, one.column) for one in found.withheld}

    def test_two_people_release_it_without_reading(self, note: Note, aigerim: Person) -> None:
        place = ("practice.Note", str(note.pk), "said")
        pavel, owner = factories.pavel(), factories.olga()
        with as_reader(row_security.staff("rights")):
            release = archives.propose(
                person_id=aigerim.pk, place=place, ground=ReleaseGround.OTHER_AGREED, by=pavel.pk, at=NOW
            )
        archives.approve(release_id=release.pk, by=owner.pk, at=NOW)
        with reading.reading(policy.RIGHTS, actor=None):
            found = archive_reads.collected(aigerim.pk, released=archive_reads.released(aigerim.pk))
        assert CANARY in str(found.rows["session_notes"])
        with reading.reading(policy.RIGHTS, actor=None):
            assert CANARY not in str(archive_reads.collected(aigerim.pk).rows)
