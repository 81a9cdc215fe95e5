"""The gate opens by a yes in force, and by nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia import policy
from harmonia.consent import operations, queries, rules
from harmonia.vault import operations as vault

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def subject():
    person_id = uuid4()
    vault.create_subject(person_id)
    return person_id


def answer(verb, subject, agreement, *, at=NOW):
    return verb(person_id=subject, agreement=agreement, language="ru", method="cabinet", at=at)


def asked_for(subject, purpose, *, at=NOW, agreement=None):
    """The agreement that the gate wants, or None when it lets pass."""
    try:
        operations.check(subject=subject, purpose=purpose, at=at, agreement=agreement)
    except operations.ConsentMissing as missing:
        return missing.agreement
    return None


def test_nobody_has_agreed_by_using_the_site(subject):
    asked = {purpose: asked_for(subject, purpose) for purpose in policy.PURPOSES}
    assert asked == {key: purpose.agreement for key, purpose in policy.PURPOSES.items()}


def test_what_the_law_wants_needs_no_consent(subject):
    assert [asked_for(subject, purpose) for purpose in (policy.RIGHTS, policy.LEGAL_DUTY, policy.SECURITY)] == [
        None
    ] * 3


def test_a_yes_opens_its_own_purposes_only(subject):
    answer(operations.grant, subject, "service")
    assert asked_for(subject, policy.SERVICE) is None
    assert asked_for(subject, policy.NEWS) == "marketing_email"
    assert asked_for(subject, policy.RESEARCH) == "research"


def test_a_no_opens_nothing(subject):
    answer(operations.refuse, subject, "service")
    assert asked_for(subject, policy.SERVICE) == "service"


def test_a_withdrawal_closes_at_once(subject):
    answer(operations.grant, subject, "service")
    answer(operations.withdraw, subject, "service")
    assert asked_for(subject, policy.SERVICE) == "service"
    answer(operations.grant, subject, "service")
    assert asked_for(subject, policy.SERVICE) is None


def stopping():
    """All jobs but the letters with receipts, which follow every answer."""
    return ProcrastinateJob.objects.exclude(task_name="notices.tell_receipts")


def test_withdrawing_the_service_stops_services_by_name(subject):
    answer(operations.grant, subject, "service")
    answer(operations.withdraw, subject, "service")
    jobs = stopping().order_by("id").values_list("task_name", "args")
    assert list(jobs) == [
        ("booking.stop_services", {"person_id": str(subject)}),
        ("rooms.stop_services", {"person_id": str(subject)}),
        ("notices.tell", {"event": "consent.withdrawn", "person_id": str(subject)}),
    ]


def test_withdrawing_news_stops_no_service(subject):
    answer(operations.grant, subject, "service")
    answer(operations.grant, subject, "marketing_email")
    answer(operations.withdraw, subject, "marketing_email")
    assert asked_for(subject, policy.SERVICE) is None
    assert asked_for(subject, policy.NEWS) == "marketing_email"
    assert [job.task_name for job in stopping()] == ["notices.marketing_withdrawn", "notices.tell"]


def test_each_channel_of_marketing_is_its_own(subject):
    answer(operations.grant, subject, "marketing_sms")
    assert asked_for(subject, policy.NEWS, agreement="marketing_sms") is None
    assert asked_for(subject, policy.NEWS, agreement="marketing_email") == "marketing_email"


def test_a_specialist_serves_by_the_practice_agreement_and_not_by_publication(subject):
    answer(operations.grant, subject, "publication")
    assert asked_for(subject, policy.SERVICE) == "service"
    answer(operations.grant, subject, "practice")
    assert asked_for(subject, policy.SERVICE) is None


def test_a_consent_ends_with_its_term(subject):
    answer(operations.grant, subject, "research")
    assert asked_for(subject, policy.RESEARCH, at=NOW + timedelta(days=364)) is None
    assert asked_for(subject, policy.RESEARCH, at=NOW + timedelta(days=365)) == "research"
    answer(operations.grant, subject, "research", at=NOW + timedelta(days=366))
    assert asked_for(subject, policy.RESEARCH, at=NOW + timedelta(days=366)) is None


def test_terms_are_asked_beside_the_purpose_and_in_one_look(subject, django_assert_num_queries):
    answer(operations.grant, subject, "offer")
    assert queries.missing(subject, policy.SERVICE, at=NOW, terms="offer") == "service"
    answer(operations.grant, subject, "service")
    with django_assert_num_queries(1):
        assert queries.missing(subject, policy.SERVICE, at=NOW, terms="offer") is None
    assert queries.missing(subject, policy.SERVICE, at=NOW, terms="staff_warning") == "staff_warning"
    assert queries.missing(subject, policy.RIGHTS, at=NOW, terms="staff_warning") == "staff_warning"
    with pytest.raises(operations.TermsNotAccepted):
        operations.check(subject=subject, purpose=policy.SERVICE, at=NOW, terms="staff_warning")


def test_another_persons_yes_opens_nothing(subject):
    answer(operations.grant, subject, "service")
    assert asked_for(uuid4(), policy.SERVICE) == "service"


def test_a_new_purpose_is_not_covered_by_an_old_yes(subject, monkeypatch):
    from dataclasses import replace

    answer(operations.grant, subject, "research")
    today = policy.AGREEMENTS["research"]
    wider = replace(today, purposes=(*today.purposes, "reporting"), recipients=(*today.recipients, "google"))
    monkeypatch.setitem(policy.AGREEMENTS, "research", wider)
    operations.publish_edition(NOW)
    assert asked_for(subject, policy.RESEARCH) is None
    assert queries.missing(subject, "reporting", at=NOW, agreement="research") == "research"
    (standing,) = queries.standings(subject, ["research"], at=NOW)
    assert standing.beyond == rules.Beyond(frozenset({"reporting"}), frozenset({"google"}), frozenset())


def test_in_force_lists_what_counts_now(subject):
    for agreement in ("service", "offer", "marketing_sms"):
        answer(operations.grant, subject, agreement)
    answer(operations.withdraw, subject, "marketing_sms")
    answer(operations.refuse, subject, "research")
    assert [record.agreement for record in queries.in_force(subject)] == ["service", "offer"]
