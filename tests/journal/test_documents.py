"""A signed document stands in the journal: its proof convinces, and nothing else does."""

import uuid
from typing import Any

import pytest

from harmonia.journal import gateways, operations, queries, rules, tasks
from harmonia.journal.models import Checkpoint, Entry
from harmonia.vault import operations as vault
from tests.journal.test_journal import AT, DATABASES, append, seal_all
from tests.journal.test_proofs import by_owner


def a_document(**more: Any) -> dict[str, Any]:
    return {
        "type": "test",
        "id": str(uuid.uuid4()),
        "words": "Айгерім ”ә“\n",
        "number": 7,
        "list": [None, True],
        **more,
    }


@pytest.mark.parametrize(
    "document",
    [
        {"id": str(uuid.uuid4())},
        {"type": "", "id": str(uuid.uuid4())},
        {"type": "test"},
        {"type": "test", "id": "1"},
        {"type": "test", "id": "00000000-0000-0000-0000-000000000001"},
        {"type": "test", "id": str(uuid.uuid4()).upper()},
        {"type": "test", "id": str(uuid.uuid4()), "sum": 1.5},
        {"type": "test", "id": str(uuid.uuid4()), "sum": [1 << 53]},
        {"type": "test", "id": str(uuid.uuid4()), "имя": 1},
    ],
)
def test_what_could_be_guessed_or_said_in_two_ways_is_no_document(document: dict[str, Any]) -> None:
    with pytest.raises(rules.NotADocument):
        rules.document_hash(document)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
class TestADocument:
    def test_is_proved_once_it_is_sealed_and_signed(self) -> None:
        document = a_document()
        append(3)
        entry = operations.record_document("test.told", document=document, subject=None, actor=None, at=AT)
        append(2)
        with pytest.raises(queries.NotSealed):
            queries.proved(document, entry.pk)
        seal_all()
        with pytest.raises(queries.NotSealed):
            queries.proved(document, entry.pk)
        assert operations.checkpoint_documents(AT) is not None
        assert operations.checkpoint_documents(AT) is None
        proof = queries.proved(document, entry.pk)
        assert set(proof) == {"format", "document", "signature", "key", "leaf", "inclusion", "checkpoint"}
        assert proof["leaf"]["document"] == rules.document_hash(document).hex()
        assert (proof["leaf"]["v"], proof["inclusion"]["size"]) == (2, proof["checkpoint"]["text"]["size"])

    def test_has_the_same_proof_for_ever(self) -> None:
        document = a_document()
        entry = operations.record_document("test.told", document=document, subject=None, actor=None, at=AT)
        seal_all()
        operations.checkpoint(AT)
        first = queries.proved(document, entry.pk)
        append(5)
        seal_all()
        operations.checkpoint(AT)
        assert queries.proved(document, entry.pk) == first
        assert queries.entry_of(document) == entry.pk

    def test_that_was_changed_is_another_one(self) -> None:
        document = a_document()
        entry = operations.record_document("test.told", document=document, subject=None, actor=None, at=AT)
        plain = append(1)[0]
        seal_all()
        operations.checkpoint(AT)
        changed = {**document, "number": 8}
        for brought, number in ((changed, entry.pk), (document, plain.pk)):
            with pytest.raises(queries.NotThisDocument):
                queries.proved(brought, number)
        with pytest.raises(queries.NotThisDocument):
            queries.entry_of(changed)

    def test_survives_the_keys_of_its_person(self) -> None:
        person, document = uuid.uuid4(), a_document()
        vault.create_subject(person)
        entry = operations.record_document("test.told", document=document, subject=person, actor=person, at=AT)
        seal_all()
        operations.checkpoint(AT)
        before = queries.proved(document, entry.pk)
        vault.destroy_subject(person)
        assert queries.proved(document, entry.pk) == before
        assert str(person) not in str(before["leaf"])

    @pytest.mark.parametrize(
        "forgery",
        [
            "UPDATE journal_entry SET at = at + interval '1 s' WHERE document IS NOT NULL",
            "UPDATE journal_entry SET event = 'test.other' WHERE document IS NOT NULL",
            "UPDATE journal_checkpoint SET root = sha256('x')",
            "UPDATE journal_checkpoint SET signature = sha512('x')",
            "UPDATE journal_leaf SET hash = sha256('x') WHERE position = 0",
        ],
    )
    def test_of_a_changed_past_is_not_given_out(self, forgery: str) -> None:
        document = a_document()
        by_owner(*(f"DELETE FROM {table}" for table in ("journal_leaf", "journal_node", "journal_seal")))
        by_owner("DELETE FROM journal_entry")
        append(1)
        entry = operations.record_document("test.told", document=document, subject=None, actor=None, at=AT)
        seal_all()
        operations.checkpoint(AT)
        by_owner(forgery)
        with pytest.raises(queries.PastChanged):
            queries.proved(document, entry.pk)
        assert queries.audit() != []

    def test_another_document_put_into_its_row_is_found(self) -> None:
        document = a_document()
        entry = operations.record_document("test.told", document=a_document(), subject=None, actor=None, at=AT)
        seal_all()
        operations.checkpoint(AT)
        assert queries.audit() == []
        by_owner(
            f"UPDATE journal_entry SET document = decode('{rules.document_hash(document).hex()}', 'hex')"
            f" WHERE id = {entry.pk}"
        )
        with pytest.raises(queries.PastChanged):
            queries.proved(document, entry.pk)
        assert queries.audit() != []

    def test_is_signed_for_by_the_job_that_seals(self) -> None:
        document = a_document()
        tasks.seal(0)
        before = Checkpoint.objects.count()
        entry = operations.record_document("test.told", document=document, subject=None, actor=None, at=AT)
        while Entry.objects.filter(sealed_as=None).exists():
            tasks.seal(0)
        assert Checkpoint.objects.count() == before + 1
        assert queries.proved(document, entry.pk)["key"] == gateways.public_key().hex()
