"""An answer is kept with every item that the law wants in it, and nobody can change it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from harmonia import policy
from harmonia.consent import operations, queries
from harmonia.consent.models import Edition, Record
from harmonia.journal.models import Entry
from harmonia.vault import operations as vault
from harmonia.vault import reading

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def subject():
    person_id = uuid4()
    vault.create_subject(person_id)
    return person_id


def answer(verb, subject, agreement="service", *, at=NOW, language="ru", **more):
    arguments = {"person_id": subject, "agreement": agreement, "language": language, "method": "cabinet", "at": at}
    return verb(**arguments, **more)


def test_a_record_has_every_item_of_the_law(subject):
    record = Record.objects.get(pk=answer(operations.grant, subject, name="Айгерим", language="kk").pk)
    edition = queries.current_edition()
    notice = policy.render("service", "kk")
    agreement = policy.AGREEMENTS["service"]
    with reading.reading(policy.IDENTIFICATION, actor=subject):
        assert record.subject_name == "Айгерим"
    assert {
        "schema": record.schema_version,
        "subject": record.subject_id,
        "controller": (record.controller_name, record.controller_bin),
        "edition": record.edition_id,
        "hash": record.notice_sha256,
        "language": record.language,
        "purposes": record.purposes,
        "categories": record.categories,
        "recipients": record.recipients,
        "third_parties": record.third_parties,
        "abroad": record.abroad,
        "published": record.published,
        "term": record.term,
        "method": record.method,
        "event": record.event,
        "at": record.at,
        "withdraw": record.way_to_withdraw,
    } == {
        "schema": "ISO/IEC TS 27560:2023",
        "subject": subject,
        "controller": (policy.Operator().full_name("kk"), policy.Operator().bin),
        "edition": edition.number,
        "hash": notice.sha256,
        "language": "kk",
        "purposes": list(agreement.purposes),
        "categories": list(agreement.categories),
        "recipients": list(agreement.recipients),
        "third_parties": True,
        "abroad": False,
        "published": False,
        "term": agreement.term.kk,
        "method": "cabinet",
        "event": "given",
        "at": NOW,
        "withdraw": agreement.way_to_withdraw.kk.format(email="help@harmonia.kz"),
    }
    assert queries.text_by_hash(record.notice_sha256).text == notice.text


def test_the_name_is_unreadable_once_the_keys_are_gone(subject):
    record = answer(operations.grant, subject, name="Айгерим")
    vault.destroy_subject(subject)
    fresh = Record.objects.get(pk=record.pk)
    with pytest.raises(vault.Erased), reading.reading(policy.IDENTIFICATION, actor=None):
        fresh.subject_name  # noqa: B018  reading it is the act


def test_every_answer_is_journalled(subject):
    answer(operations.grant, subject)
    answer(operations.withdraw, subject)
    answer(operations.refuse, subject, "marketing_sms")
    events = Entry.objects.filter(event__startswith="consent.").order_by("id")
    assert [entry.event for entry in events] == ["consent.given", "consent.withdrawn", "consent.refused"]


@pytest.mark.parametrize("change", ["UPDATE consent_record SET event = 'given'", "DELETE FROM consent_record",
                                    "TRUNCATE consent_record", "DELETE FROM consent_editiontext",
                                    "UPDATE consent_edition SET register_sha256 = repeat('0', 64)"])  # fmt: skip
def test_nobody_changes_what_was_said_or_published(subject, change):
    answer(operations.refuse, subject)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(change)


def test_a_second_yes_to_the_same_text_is_the_first_one(subject):
    first = answer(operations.grant, subject)
    assert answer(operations.grant, subject, at=NOW + timedelta(days=1)) == first
    assert Record.objects.count() == 1


def test_a_yes_to_a_newer_edition_supersedes(subject):
    answer(operations.grant, subject, name="Айгерим")
    Edition.objects.create(
        number=2, register_sha256="a" * 64, register=policy.as_data(), published_at=NOW, in_force_on=NOW.date()
    ).texts.create(key="service", language="ru", title="t", sections=[], text="new words", sha256="b" * 64)
    answer(operations.grant, subject, at=NOW + timedelta(days=1))
    newest = queries.history(subject)
    assert [(record.number, record.event, record.edition_id) for record in newest] == [
        (3, "given", 2),
        (2, "superseded", 2),
        (1, "given", 1),
    ]
    with reading.reading(policy.IDENTIFICATION, actor=subject):
        assert newest[0].subject_name == "Айгерим"


def test_there_is_nothing_to_withdraw_without_a_yes(subject):
    with pytest.raises(operations.NotAnswerable):
        answer(operations.withdraw, subject)
    answer(operations.refuse, subject)
    with pytest.raises(operations.NotAnswerable):
        answer(operations.withdraw, subject)


def test_a_yes_is_withdrawn_not_refused(subject):
    answer(operations.grant, subject)
    with pytest.raises(operations.NotAnswerable):
        answer(operations.refuse, subject)


@pytest.mark.parametrize("agreement", ["offer", "confidentiality", "staff_warning"])
def test_duties_end_with_the_account_only(subject, agreement):
    answer(operations.grant, subject, agreement)
    with pytest.raises(operations.NotWithdrawable):
        answer(operations.withdraw, subject, agreement)
    assert queries.accepted(subject, agreement)


def test_informed_consent_is_about_one_specialist_and_can_be_taken_back(subject):
    boris, vera = uuid4(), uuid4()
    answer(operations.grant, subject, "informed_consent", about_id=boris)
    assert queries.accepted(subject, "informed_consent", about=boris)
    assert not queries.accepted(subject, "informed_consent", about=vera)
    answer(operations.withdraw, subject, "informed_consent", about_id=boris)
    assert not queries.accepted(subject, "informed_consent", about=boris)
