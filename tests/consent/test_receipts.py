"""Every answer gives a receipt that anyone may verify, and a changed answer is found by its receipt."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import rfc8785
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia import policy
from harmonia.consent import operations, queries, rules
from harmonia.consent.models import Record
from harmonia.journal import gateways
from harmonia.journal import operations as journal
from harmonia.journal import queries as entries
from harmonia.vault import operations as vault
from tests.consent.test_records import NOW, answer
from tests.journal import verifier
from tests.journal.test_journal import seal_all

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture(autouse=True)
def first_edition() -> None:
    operations.publish_edition(NOW)


@pytest.fixture
def subject() -> UUID:
    person_id = uuid4()
    vault.create_subject(person_id)
    return person_id


def sealed() -> None:
    seal_all()
    journal.checkpoint(NOW)


def by_owner(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE consent_record DISABLE TRIGGER append_only")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE consent_record ENABLE ALWAYS TRIGGER append_only")


@pytest.mark.parametrize(
    ("verbs", "event"),
    [
        ([operations.grant], "given"),
        ([operations.refuse], "refused"),
        ([operations.grant, operations.withdraw], "withdrawn"),
    ],
)
def test_each_answer_gives_a_receipt_that_the_other_verifier_accepts(
    subject: UUID, verbs: list[Callable[..., Record]], event: str
) -> None:
    record = [answer(verb, subject, language="kk") for verb in verbs][-1]
    sealed()
    proved = queries.proved_receipt(Record.objects.get(pk=record.pk))
    document = verifier.accepted(rfc8785.dumps(proved), gateways.public_key())
    assert document is not None
    assert (document["event"], document["at"], document["method"]) == (event, NOW.isoformat(), "cabinet")
    assert proved["leaf"]["event"] == f"consent.{event}"


def test_a_receipt_has_every_item_of_the_law_and_names_nobody(subject: UUID) -> None:
    record = answer(operations.grant, subject, name="Айгерим", language="kk")
    agreement, operator = policy.AGREEMENTS["service"], policy.Operator()
    receipt = queries.receipt(record)
    assert receipt == {
        "type": "consent_receipt",
        "version": 1,
        "id": str(record.pk),
        "number": 1,
        "schema": "ISO/IEC TS 27560:2023",
        "jurisdiction": "KZ",
        "event": "given",
        "at": NOW.isoformat(),
        "method": "cabinet",
        "subject": rules.pseudonym(subject),
        "about": None,
        "controller": {"name": operator.full_name("kk"), "bin": operator.bin},
        "notice": {
            "agreement": "service",
            "edition": record.edition_id,
            "language": "kk",
            "sha256": policy.render("service", "kk").sha256,
        },
        "purposes": [{"key": key, "title": policy.PURPOSES[key].title.kk} for key in agreement.purposes],
        "categories": [{"key": key, "title": policy.CATEGORIES[key].title.kk} for key in agreement.categories],
        "recipients": [{"key": key, "title": policy.RECIPIENTS[key].title.kk} for key in agreement.recipients],
        "third_parties": agreement.third_parties,
        "abroad": agreement.abroad,
        "published": agreement.published,
        "term": agreement.term.kk,
        "way_to_withdraw": agreement.way_to_withdraw.kk.format(email=operator.email),
    }
    told = json.dumps(receipt, ensure_ascii=False)
    assert [name for name in ("Айгерим", str(subject), subject.hex) if name in told] == []


def test_it_is_the_same_after_the_name_is_gone_and_the_register_has_changed(
    subject: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    record = answer(operations.grant, subject, name="Айгерим")
    before = queries.receipt(record)
    vault.destroy_subject(subject)
    monkeypatch.setitem(policy.AGREEMENTS, "service", replace(policy.AGREEMENTS["service"], purposes=()))
    assert queries.receipt(Record.objects.get(pk=record.pk)) == before
    sealed()
    assert queries.proved_receipt(record)["document"] == before


def test_it_is_not_given_out_before_it_is_sealed(subject: UUID) -> None:
    record = answer(operations.grant, subject)
    with pytest.raises(entries.NotSealed):
        queries.proved_receipt(record)


@pytest.mark.parametrize(
    "change",
    [
        "event = 'refused'",
        "at = at - interval '1 year'",
        "purposes = '[]'",
        "abroad = true",
        "subject_id = gen_random_uuid()",
    ],
)
def test_an_answer_changed_by_the_owner_of_the_database_is_found(subject: UUID, change: str) -> None:
    record = answer(operations.grant, subject)
    answer(operations.refuse, subject, "research")
    sealed()
    assert queries.audit() == []
    by_owner(f"UPDATE consent_record SET {change} WHERE id = '{record.pk}'")
    with pytest.raises(entries.NotThisDocument):
        queries.proved_receipt(Record.objects.get(pk=record.pk))
    found = queries.audit()
    assert found[0] == f"answer {record.pk}: not the one that was journalled"
    assert len(found) == 2, "and the true one is missed"


def test_an_answer_deleted_or_slipped_in_is_found(subject: UUID) -> None:
    record = answer(operations.grant, subject)
    by_owner(f"DELETE FROM consent_record WHERE id = '{record.pk}'")
    assert [finding.startswith("an answer is gone") for finding in queries.audit()] == [True]
    forged = uuid4()
    Record.objects.bulk_create([Record(pk=forged, **_columns(record))])
    assert f"answer {forged}: not the one that was journalled" in queries.audit()


def _columns(record: Record) -> dict[str, Any]:
    names = [field.attname for field in Record._meta.concrete_fields if field.name not in ("id", "subject_name")]
    return {**{name: getattr(record, name) for name in names}, "subject_name": "X"}


def test_a_letter_with_the_checkpoint_follows_each_answer_but_not_a_planted_one(subject: UUID) -> None:
    answer(operations.grant, subject)
    told = ProcrastinateJob.objects.filter(task_name="notices.tell_receipts")
    assert [job.args for job in told] == [{"person_id": str(subject)}]
    operations.grant(person_id=subject, agreement="research", language="ru", method="planted", at=NOW)
    assert told.count() == 1
