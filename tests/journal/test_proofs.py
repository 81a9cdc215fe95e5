"""Proofs are accepted by a verifier that shares no code with us, and cost a handful of rows at any length."""

import json
import uuid
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from harmonia.journal import gateways, operations, queries, rules
from harmonia.journal.models import Act, Checkpoint, Entry, Leaf, Node, Seal
from harmonia.vault import operations as vault
from tests.journal import verifier
from tests.journal.test_journal import AT, DATABASES, append, seal_all

TABLES = ("journal_entry", "journal_act", "journal_leaf", "journal_node", "journal_seal", "journal_checkpoint")


def by_owner(*statements: str) -> None:
    """The database's owner takes the triggers away, and puts them back."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        for statement in statements:
            cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 13, 64, 65])
def test_our_proofs_convince_the_other_verifier(count: int) -> None:
    hashes = [verifier.leaf_of(str(number).encode()) for number in range(count)]
    nodes = {(level, index): node for level, index, node in rules.grow(0, [], hashes)}

    def node_of(level: int, index: int) -> bytes:
        return nodes[level, index]

    root = verifier.tree_hash(hashes)
    for position in range(count):
        path = rules.inclusion_path(position, count, node_of)
        assert verifier.root_of_path(hashes[position], position, count, path) == root
        assert verifier.root_of_path(verifier.leaf_of(b"another"), position, count, path) != root
        assert verifier.root_of_path(hashes[position], position, count, [*path, root]) != root
    for old in range(1, count):
        older = verifier.tree_hash(hashes[:old])
        path = rules.consistency_path(old, count, node_of)
        assert verifier.roots_of_proof(old, count, older, path) == (older, root)
        forged = verifier.leaf_of(b"another past")
        assert verifier.roots_of_proof(old, count, forged, path) != (forged, root)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
class TestAgainstTheOtherVerifier:
    def test_an_entry_a_checkpoint_and_its_growth(self) -> None:
        person = uuid.uuid4()
        vault.create_subject(person)
        about = operations.record("test.happened", subject=person, actor=None, at=AT)
        append(6)
        seal_all()
        older = operations.checkpoint(AT)
        append(9)
        seal_all()
        newer = operations.checkpoint(AT)
        said = verifier.signed(gateways.public_key(), bytes(newer.signature), queries.checkpoint_text(newer))
        assert said is not None
        assert (said["size"], said["root"]) == (newer.size, bytes(newer.root).hex())
        proof = queries.inclusion_proof(about.pk)
        leaf = verifier.leaf_of(proof.leaf_text)
        assert verifier.root_of_path(leaf, proof.position, proof.size, proof.path) == bytes(newer.root)
        path = queries.consistency_proof(older.size, newer.size)
        roots = bytes(older.root), bytes(newer.root)
        assert verifier.roots_of_proof(older.size, newer.size, roots[0], path) == roots
        assert person.hex not in proof.leaf_text.decode().replace("-", "")

    def test_a_signature_over_another_root_is_refused(self) -> None:
        append(2)
        seal_all()
        point = operations.checkpoint(AT)
        changed = queries.checkpoint_text(point).replace(b'"size":%d' % point.size, b'"size":1')
        assert changed != queries.checkpoint_text(point)
        assert verifier.signed(gateways.public_key(), bytes(point.signature), changed) is None

    def test_a_proof_reads_a_handful_of_rows(self, django_assert_max_num_queries: Any) -> None:
        entries = append(200)
        seal_all()
        with django_assert_max_num_queries(4):
            queries.inclusion_proof(entries[77].pk)
        with django_assert_max_num_queries(3):
            queries.consistency_proof(77, 200)

    @pytest.mark.parametrize(("old", "new"), [(0, 1), (2, 1), (1, 1000)])
    def test_a_growth_that_never_was_has_no_proof(self, old: int, new: int) -> None:
        append(3)
        seal_all()
        with pytest.raises(queries.NotSealed):
            queries.consistency_proof(old, new)

    def test_zones_do_not_change_a_leaf(self) -> None:
        entry = operations.record(
            "test.happened", subject=None, actor=None, at=AT.astimezone(timezone(timedelta(hours=5)))
        )
        assert rules.leaf_hash(queries.text_of(Entry.objects.get(pk=entry.pk))) == bytes(entry.leaf)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
class TestOutsideOfTheDatabase:
    """Who owns the database can shorten the journal with its checkpoints; copies elsewhere tell."""

    SHORTEN = (
        "DELETE FROM journal_checkpoint WHERE size > 4",
        "DELETE FROM journal_seal WHERE size > 4",
        "DELETE FROM journal_node WHERE id > (SELECT count(*) - 1 FROM journal_leaf WHERE position < 4)"
        " + (SELECT min(id) - 1 FROM journal_node)",
        "DELETE FROM journal_leaf WHERE position >= 4",
        "DELETE FROM journal_entry WHERE id NOT IN (SELECT entry_id FROM journal_leaf)",
    )

    @pytest.fixture(autouse=True)
    def two_checkpoints(self, checkpoints_outside: Path) -> None:
        by_owner(*(f"DELETE FROM {table}" for table in ("journal_leaf", "journal_node", "journal_seal")))
        by_owner("DELETE FROM journal_entry")
        for count in (4, 3):
            append(count)
            seal_all()
            operations.checkpoint(AT)
        assert queries.audit() == []

    def test_a_journal_cut_back_to_an_older_checkpoint_is_found(self) -> None:
        by_owner(*self.SHORTEN)
        assert queries.audit() == ["copy outside of 7: only 4 leaves are left"]

    def test_without_the_copies_it_would_not_be(self, checkpoints_outside: Path) -> None:
        by_owner(*self.SHORTEN)
        checkpoints_outside.unlink()
        assert queries.audit() == []

    def test_a_changed_copy_is_found(self, checkpoints_outside: Path) -> None:
        checkpoints_outside.write_text(checkpoints_outside.read_text().replace('\\"size\\":7', '\\"size\\":6'))
        assert "copy outside of 6: not signed by us" in queries.audit()

    def test_a_copy_is_made_only_of_what_was_committed(self, checkpoints_outside: Path) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            operations.checkpoint(AT)
            raise ZeroDivisionError
        assert len(checkpoints_outside.read_text().splitlines()) == 2

    @pytest.mark.parametrize(
        "forgery",
        [
            "UPDATE journal_node SET hash = sha256('x') WHERE level = 2",
            "DELETE FROM journal_node WHERE level = 2",
            "INSERT INTO journal_node (level, index, hash) VALUES (9, 9, sha256('x'))",
        ],
    )
    def test_a_changed_inner_node_is_found(self, forgery: str) -> None:
        by_owner(forgery)
        assert queries.audit() != []


@pytest.mark.django_db(transaction=True, databases=DATABASES)
class TestSealing:
    def test_batches_lose_nothing_and_repeat_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(operations, "BATCH", 3)
        with transaction.atomic():
            append(7)  # one transaction, longer than a batch
        append(4)
        seal_all()
        assert Leaf.objects.filter(entry__event="test.happened").count() == 11
        assert queries.audit() == []

    def test_a_journal_restored_on_another_server_goes_on(self) -> None:
        """There transactions are numbered from the beginning: far below those that were sealed before."""
        append(2)
        seal_all()
        far = 1 << 60
        by_owner(
            f"UPDATE journal_entry SET transaction = '{far}'::xid8",
            f"UPDATE journal_seal SET sealed_below = '{far + 1}'::xid8",
        )
        unsealed_before = append(1)[0]
        by_owner(f"UPDATE journal_entry SET transaction = '{far + 5}'::xid8 WHERE id = {unsealed_before.pk}")
        append(3)
        seal_all()
        append(2)
        seal_all()
        assert Leaf.objects.filter(entry__event="test.happened").count() == 8
        assert queries.audit() == []
        assert Seal.objects.order_by("-id")[0].sealed_below < far

    def test_naive_sealing_loses_what_these_do_not(self) -> None:
        """The negative control: taking `id > last` jumps over the transaction that commits late."""
        late, early = _interleaved()
        assert late < early
        naive = [number for number in Entry.objects.order_by("id").values_list("pk", flat=True) if number > early]
        assert late not in naive
        seal_all()
        assert Leaf.objects.filter(entry_id=late).exists()


def _interleaved() -> tuple[int, int]:
    """(id committed after the sealing, id committed before it)."""
    import threading

    written, sealed, numbers = threading.Event(), threading.Event(), []

    def slow() -> None:
        with transaction.atomic():
            numbers.append(append(1)[0].pk)
            written.set()
            sealed.wait(60)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(60)
    early = append(1)[0].pk
    operations.seal(AT)
    sealed.set()
    thread.join(60)
    return numbers[0], early


@pytest.mark.django_db(databases=DATABASES)
class TestRecording:
    def test_an_actor_is_not_named_in_a_row_about_nobody(self) -> None:
        actor = uuid.uuid4()
        vault.create_subject(actor)
        entry = operations.record("test.approved", subject=None, actor=actor, at=AT, article="a")
        assert actor.hex not in bytes(entry.record).hex()
        assert str(actor).encode() not in bytes(entry.record) + queries.text_of(entry)
        assert [(one.event, one.actor) for one in queries.history_of(actor)] == [("test.approved", str(actor))]

    def test_rows_of_two_people_are_told_apart_by_their_keys_alone(self) -> None:
        people = [uuid.uuid4(), uuid.uuid4()]
        for person in people:
            vault.create_subject(person)
            operations.record("test.happened", subject=person, actor=None, at=AT, number=1)
        assert len({bytes(tag) for tag in Entry.objects.exclude(tag=None).values_list("tag", flat=True)}) == 2
        assert len(queries.history_of(people[0])) == 1

    def test_a_row_cannot_pass_for_another(self) -> None:
        person = uuid.uuid4()
        vault.create_subject(person)
        first = operations.record("test.first", subject=person, actor=None, at=AT)
        second = operations.record("test.second", subject=person, actor=None, at=AT)
        by_owner(
            f"UPDATE journal_entry SET record = decode('{bytes(first.record).hex()}', 'hex') WHERE id = {second.pk}"
        )
        with pytest.raises(Exception, match="another place"):
            queries.history_of(person)

    @pytest.mark.parametrize(
        "fact",
        ["I feel that " * 30, "two\nlines", {"words": "anything"}, 1.5, b"bytes", object()],
        ids=lambda one: type(one).__name__,
    )
    def test_what_may_be_content_is_refused(self, fact: Any) -> None:
        with pytest.raises(rules.NotAFact):
            operations.record("test.happened", subject=None, actor=None, at=AT, fact=fact)

    def test_facts_are_ids_keys_numbers_and_moments(self) -> None:
        number = uuid.UUID(int=7)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        entry = operations.record("test.happened", subject=None, actor=None, at=AT, one=number, two=at, three=[1, "k"])
        assert json.loads(bytes(entry.record))["facts"] == {
            "one": str(number),
            "two": "2026-01-01T00:00:00+00:00",
            "three": [1, "k"],
        }


def test_every_table_of_the_journal_is_guarded() -> None:
    assert {model._meta.db_table for model in (Entry, Act, Leaf, Node, Seal, Checkpoint)} == set(TABLES)
