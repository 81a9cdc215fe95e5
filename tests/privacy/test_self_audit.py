"""The nightly self-audit: clean when all is well, and each check fails when what it watches is broken."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.utils.timezone import now

from harmonia.consent import operations as consent
from harmonia.journal import operations as journal
from harmonia.journal import queries as proofs
from harmonia.privacy.models import SelfAudit
from harmonia.privacy.operations import audits, breaches
from harmonia.privacy.queries import audits as checks
from harmonia.vault.models import SubjectKey
from tests import factories
from tests.journal.test_journal import seal_all

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def house():
    """As the night finds it: an edition in force, the journal audited, people with keys."""
    at = now()
    consent.publish_edition(at)
    journal.record(proofs.AUDITED, subject=None, actor=None, at=at, findings=0)
    factories.aigerim()
    return at


def found(name: str, at) -> int:
    return checks.CHECKS[name](at)


def test_a_house_in_order_finds_nothing_and_leaves_evidence(house):
    audit = audits.audit_itself(at=house)
    assert {each["check"]: each["found"] for each in audit.document["checks"]} == dict.fromkeys(checks.CHECKS, 0)
    assert (audit.failed, SelfAudit.objects.get().pk) == (0, audit.pk)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_evidence_can_be_proved_and_a_changed_one_cannot():
    house = now()
    audit = audits.audit_itself(at=house)
    seal_all()
    journal.checkpoint(house)
    assert proofs.proved(audit.document, audit.entry_id)["document"] == audit.document
    changed = {**audit.document, "checks": []}
    with pytest.raises(proofs.NotThisDocument):
        proofs.proved(changed, audit.entry_id)


def test_an_answer_changed_in_the_database_is_found(house):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consent_record DISABLE TRIGGER append_only")
        cursor.execute("UPDATE consent_record SET abroad = NOT abroad WHERE number = 1")
        cursor.execute("ALTER TABLE consent_record ENABLE ALWAYS TRIGGER append_only")
    assert found("answers_changed", house) >= 2, "the changed one, and the true one that is missed"


def test_an_audit_of_the_journal_with_findings_or_none_since_yesterday_is_found(house):
    journal.record(proofs.AUDITED, subject=None, actor=None, at=house, findings=3)
    assert found("past_was_changed", house) == 3
    assert found("past_was_changed", house + timedelta(days=3)) == 1


def test_another_register_than_the_published_one_is_found(house, settings):
    settings.OPERATOR = {"name": "SOMEBODY ELSE"}
    assert found("edition_is_not_the_code", house) == 1


def test_a_guard_that_is_off_is_found(house):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER append_only")
        assert found("past_that_could_be_rewritten", house) == 1
        cursor.execute("DROP TRIGGER append_only ON consent_record")
        assert found("past_that_could_be_rewritten", house) == 2


def test_a_person_without_keys_is_found(house):
    SubjectKey.objects.all().delete()
    assert found("people_without_keys", house) == 1


def test_a_duty_overdue_is_found(house):
    pavel = factories.pavel()
    breaches.enter_breach(happened="…", found_at=house - timedelta(days=30), drill=True, by=pavel.pk, at=house)
    assert found("duties_overdue", house) == 1


def test_an_encrypted_column_in_clear_is_found(house):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_person ALTER COLUMN name TYPE text USING encode(name, 'hex')")
    assert found("encrypted_columns_in_clear", house) == 1


def test_a_check_that_breaks_has_failed(house):
    def broken(at) -> int:
        raise signing.BadSignature

    audit = audits.audit_itself(at=house, checks={"broken": broken})
    assert (audit.failed, audit.document["checks"]) == (1, [{"check": "broken", "found": -1}])
