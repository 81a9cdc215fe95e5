"""Appending, sealing with late commits, and what the database's own owner may try."""

import json
import threading
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError

from harmonia.journal import gateways, operations, queries, rules, tasks
from harmonia.journal.models import Checkpoint, Entry, Leaf
from harmonia.vault import operations as vault

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
DATABASES = ["default", "keys"]


def append(count: int, **facts: Any) -> list[Entry]:
    return [operations.record("test.happened", subject=None, actor=None, at=AT, **facts) for _ in range(count)]


def seal_all() -> None:
    """Other databases of the same server may have transactions under way, below which sealing waits."""
    deadline = time.monotonic() + 240
    while Leaf.objects.count() < Entry.objects.count() and time.monotonic() < deadline:
        operations.seal(AT)
    assert Leaf.objects.count() == Entry.objects.count()


@pytest.mark.django_db(databases=DATABASES)
def test_a_persons_history_is_opened_with_his_key() -> None:
    person, actor = uuid.uuid4(), uuid.uuid4()
    vault.create_subject(person)
    operations.record("test.happened", subject=person, actor=actor, at=AT, number=1)
    operations.record("test.happened", subject=None, actor=None, at=AT, number=2)
    assert [(one.event, one.actor, one.facts) for one in queries.history_of(person)] == [
        ("test.happened", str(actor), {"number": 1})
    ]


@pytest.mark.django_db(databases=DATABASES)
def test_a_row_names_nobody() -> None:
    person = uuid.uuid4()
    vault.create_subject(person)
    entry = operations.record("test.happened", subject=person, actor=person, at=AT)
    stored = bytes(entry.record) + bytes(entry.tag or b"") + queries.text_of(entry)
    assert person.bytes not in stored
    assert str(person).encode() not in stored
    assert person.hex.encode() not in stored


@pytest.mark.django_db(databases=DATABASES)
def test_after_erasure_a_row_belongs_to_nobody() -> None:
    person = uuid.uuid4()
    vault.create_subject(person)
    operations.record("test.happened", subject=person, actor=None, at=AT)
    vault.destroy_subject(person)
    with pytest.raises(vault.Erased):
        queries.history_of(person)
    later = operations.record("test.happened", subject=person, actor=person, at=AT, number=7)
    assert later.tag is None
    assert {key: value for key, value in json.loads(later.record).items() if key != "salt"} == {
        "subject": None,
        "actor": None,
        "facts": {"number": 7},
    }


@pytest.mark.django_db(transaction=True, databases=DATABASES)
class TestSealed:
    def test_a_sealed_entry_is_proved(self) -> None:
        entries = append(5)
        seal_all()
        assert operations.seal(AT) == 0
        point = operations.checkpoint(AT)
        proof = queries.inclusion_proof(entries[3].pk)
        assert rules.includes(
            leaf=rules.leaf_hash(proof.leaf_text),
            position=proof.position,
            size=proof.size,
            path=proof.path,
            tree_root=bytes(point.root),
        )
        assert gateways.signed_by(gateways.public_key(), bytes(point.signature), queries.checkpoint_text(point))

    def test_an_unsealed_entry_is_not(self) -> None:
        with pytest.raises(queries.NotSealed):
            queries.inclusion_proof(append(1)[0].pk)

    def test_checkpoints_extend_each_other(self) -> None:
        append(3)
        seal_all()
        older = operations.checkpoint(AT)
        append(4)
        seal_all()
        newer = operations.checkpoint(AT)
        assert rules.extends(
            old=older.size,
            new=newer.size,
            old_root=bytes(older.root),
            new_root=bytes(newer.root),
            path=queries.consistency_proof(older.size, newer.size),
        )

    def test_a_late_commit_is_not_jumped_over(self) -> None:
        """The row of a slow transaction has a smaller number than those sealed meanwhile; it is sealed afterwards."""
        written, sealed = threading.Event(), threading.Event()

        def slow() -> None:
            with transaction.atomic():
                append(1, slow=True)
                written.set()
                sealed.wait(60)
            connection.close()

        thread = threading.Thread(target=slow)
        thread.start()
        assert written.wait(60)
        quick = append(1)[0]
        naive_watermark = quick.pk
        operations.seal(AT)
        sealed.set()
        thread.join(60)
        late = Entry.objects.filter(event="test.happened").exclude(pk=quick.pk).get()
        assert late.pk < naive_watermark, "sealing by `id > last` would have lost it"
        seal_all()
        assert Leaf.objects.filter(entry__event="test.happened").count() == 2
        assert queries.audit() == []

    def test_nothing_is_lost_under_64_writers(self) -> None:
        """Each in transactions that overlap the others'. What `id > last` loses: bench/journal.py."""
        stop = threading.Event()

        def write() -> None:
            for number in range(5):
                with transaction.atomic():
                    append(1)
                    time.sleep(0.002 * (number % 3))
            connection.close()

        def keep_sealing() -> None:
            while not stop.is_set():
                operations.seal(AT)
            connection.close()

        writers = [threading.Thread(target=write) for _ in range(64)]
        sealer = threading.Thread(target=keep_sealing)
        for thread in [sealer, *writers]:
            thread.start()
        for thread in writers:
            thread.join(60)
        stop.set()
        sealer.join(30)
        seal_all()
        assert Leaf.objects.filter(entry__event="test.happened").count() == 320
        assert queries.audit() == []


@pytest.mark.django_db(transaction=True, databases=DATABASES)
class TestTheOwnerOfTheDatabase:
    """Every statement is refused; with the triggers taken away, the audit still tells."""

    @pytest.fixture(autouse=True)
    def a_sealed_past(self) -> None:
        append(6)
        seal_all()
        operations.checkpoint(AT)
        assert queries.audit() == []

    STATEMENTS = {
        "change": "UPDATE journal_entry SET event = 'test.other' WHERE id = (SELECT min(id) FROM journal_entry)",
        "delete": "DELETE FROM journal_leaf WHERE position = 5",
        "truncate": "TRUNCATE journal_checkpoint",
    }

    @pytest.mark.parametrize("kind", STATEMENTS)
    @pytest.mark.parametrize("role", ["origin", "replica"])
    def test_is_refused(self, kind: str, role: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {role}")
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(self.STATEMENTS[kind])

    EMPTY = ";".join(f"TRUNCATE journal_{table} CASCADE" for table in ("leaf", "node", "seal", "entry"))
    FORGERIES = {
        "delete an entry and its leaf": "DELETE FROM journal_leaf WHERE position = 2;"
        "DELETE FROM journal_entry WHERE id NOT IN (SELECT entry_id FROM journal_leaf)",
        "delete and close the gap": "DELETE FROM journal_leaf WHERE position = 2;"
        "UPDATE journal_leaf SET position = position - 1 WHERE position > 2",
        "truncate all": EMPTY,
        "swap what two entries say": (
            "UPDATE journal_entry one SET event = other.event, record = other.record, committed = other.committed, "
            "leaf = other.leaf, at = other.at FROM journal_entry other, journal_leaf a, journal_leaf b "
            "WHERE a.entry_id = one.id AND b.entry_id = other.id "
            "AND a.position + b.position = 3 AND a.position IN (1, 2)"
        ),
        "reorder": (
            "UPDATE journal_leaf SET position = position + 100; UPDATE journal_leaf SET position = 105 - position"
        ),
        "put one in between": (
            "UPDATE journal_leaf SET position = position + 100 WHERE position > 2;"
            "UPDATE journal_leaf SET position = position - 99 WHERE position > 99;"
            "INSERT INTO journal_entry (uid, transaction, at, event, record, committed, leaf) "
            "SELECT gen_random_uuid(), '3'::xid8, at, event, record, committed, leaf FROM journal_entry LIMIT 1;"
            "INSERT INTO journal_leaf (position, entry_id, hash) SELECT 3, max(id), sha256('x') FROM journal_entry"
        ),
        "change one bit of a record": (
            "UPDATE journal_entry SET record = set_bit(record, 3, 1 - get_bit(record, 3)) "
            "WHERE id = (SELECT entry_id FROM journal_leaf WHERE position = 4)"
        ),
        "name another transaction of an unsealed one": (
            "INSERT INTO journal_entry (uid, transaction, at, event, record, committed, leaf) "
            "SELECT gen_random_uuid(), '4'::xid8, at, 'test.other', record, committed, leaf FROM journal_entry LIMIT 1"
        ),
        "change an event": "UPDATE journal_entry SET event = 'x' WHERE id = (SELECT min(id) FROM journal_entry)",
        "change a time": "UPDATE journal_entry SET at = at + interval '1 s'",
        "change a record": "UPDATE journal_entry SET record = 'x' WHERE id = (SELECT max(id) FROM journal_entry)",
        "change row and leaf": (
            "UPDATE journal_entry SET leaf = sha256('x') WHERE id = (SELECT min(id) FROM journal_entry);"
            "UPDATE journal_leaf SET hash = sha256('x') WHERE position = 0"
        ),
        "cut the end off": "DELETE FROM journal_leaf WHERE position = 5",
        "swap two": (
            "UPDATE journal_leaf one SET hash = other.hash FROM journal_leaf other "
            "WHERE one.position + other.position = 3 AND one.position IN (1, 2)"
        ),
        "slip one in": (
            "INSERT INTO journal_entry (uid, transaction, at, event, record, committed, leaf) "
            "SELECT gen_random_uuid(), '3'::xid8, at, event, record, committed, leaf FROM journal_entry LIMIT 1"
        ),
        "sign another root": "UPDATE journal_checkpoint SET root = sha256('x')",
    }

    @pytest.mark.parametrize("kind", FORGERIES)
    def test_is_detected(self, kind: str) -> None:
        with connection.cursor() as cursor:
            for table in ("entry", "act", "leaf", "node", "seal", "checkpoint"):
                cursor.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER append_only")
            try:
                for statement in self.FORGERIES[kind].split(";"):
                    cursor.execute(statement)
            finally:
                for table in ("entry", "act", "leaf", "node", "seal", "checkpoint"):
                    cursor.execute(f"ALTER TABLE journal_{table} ENABLE ALWAYS TRIGGER append_only")
        assert queries.audit() != []

    @pytest.mark.parametrize("setting", ["DISABLE TRIGGER append_only", "ENABLE TRIGGER append_only"])
    def test_a_guard_taken_away_is_found_before_anything_is_changed(self, setting: str) -> None:
        """The plain ENABLE leaves the trigger to origin sessions only: a replica's session would pass it."""
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE journal_leaf {setting}")
            found = queries.audit()
            cursor.execute("ALTER TABLE journal_leaf ENABLE ALWAYS TRIGGER append_only")
        assert found == ["table journal_leaf: the guard against changes is off"]
        assert queries.audit() == []

    def test_the_daily_audit_of_a_clean_past_records_that_nothing_was_found(self) -> None:
        assert queries.last_audit() is None
        tasks.audit(0)
        assert (queries.last_audit().findings, operations.audit(AT)) == (0, [])
        assert queries.last_audit() == queries.Audit(AT, 0)

    def test_the_daily_audit_of_a_changed_past_is_recorded_and_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER append_only")
            try:
                cursor.execute(self.FORGERIES["change a time"])
            finally:
                cursor.execute("ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER append_only")
        found = operations.audit(AT)
        assert len(found) >= 6
        assert queries.last_audit() == queries.Audit(AT, len(found))
        assert [line.message for line in caplog.records if line.levelname == "ERROR"] == [
            f"journal: {finding}" for finding in found
        ]

    def test_the_application_may_not_even_try(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE harmonia_app")
            append(1)
            for statement in ("UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry"):
                with pytest.raises((ProgrammingError, InternalError), match="permission denied"), transaction.atomic():
                    cursor.execute(statement)
        assert Checkpoint.objects.count() == 1
