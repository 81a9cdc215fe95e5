"""A new edition: in force on its day, and asking again those whose yes it no longer covers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia import policy
from harmonia.consent import operations, queries
from harmonia.consent.states import Event
from harmonia.policy import editions
from harmonia.vault import operations as vault

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=40)
DAY = date(2026, 12, 20)


@pytest.fixture
def subject() -> UUID:
    person_id = uuid4()
    vault.create_subject(person_id)
    return person_id


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """change("AGREEMENTS", "research", recipients=…): as an editor of the register would, in the one place."""

    def edit(table: str, key: str, **fields: Any) -> None:
        held = getattr(policy.REGISTER, table.lower())
        monkeypatch.setitem(held, key, replace(held[key], **fields))

    return edit


def answer(verb: Callable[..., Any], subject: UUID, agreement: str = "research", *, at: datetime = NOW) -> Any:
    return verb(person_id=subject, agreement=agreement, language="ru", method="cabinet", at=at)


def widen(change: Callable[..., None], agreement: str = "research") -> None:
    today = policy.AGREEMENTS[agreement]
    purposes, recipients = (*today.purposes, policy.REPORTING), (*today.recipients, "google")
    change("AGREEMENTS", agreement, purposes=purposes, recipients=recipients)


def due(subject: UUID, *, at: datetime = LATER) -> list[str]:
    return [standing.agreement.key for standing in queries.to_renew(subject, policy.AGREEMENTS, at=at)]


def passes(subject: UUID, purpose: str, *, at: datetime = LATER, **more: Any) -> bool:
    try:
        operations.check(subject=subject, purpose=purpose, at=at, agreement="research", **more)
    except operations.ConsentMissing:
        return False
    return True


def test_a_wider_edition_asks_again_and_is_refused_until_it_is_answered(
    subject: UUID, change: Callable[..., None]
) -> None:
    answer(operations.grant, subject)
    assert due(subject) == []
    widen(change)
    operations.publish_edition(NOW)
    assert due(subject) == ["research"]
    assert passes(subject, policy.RESEARCH), "what was agreed to goes on"
    assert not passes(subject, policy.REPORTING)
    assert not passes(subject, policy.RESEARCH, recipient="google")
    answer(operations.grant, subject, at=LATER)
    assert due(subject) == []
    assert passes(subject, policy.REPORTING)
    assert passes(subject, policy.RESEARCH, recipient="google")
    assert [record.event for record in queries.history(subject)] == ["given", "superseded", "given"]


def test_a_no_keeps_the_former_yes_and_asks_no_more(subject: UUID, change: Callable[..., None]) -> None:
    before = answer(operations.grant, subject)
    widen(change)
    operations.publish_edition(NOW)
    first = answer(operations.keep, subject, at=LATER)
    assert (first.event, first.edition_id, answer(operations.keep, subject, at=LATER)) == ("kept", 2, first)
    assert due(subject) == []
    assert queries.latest(subject, "research") == before
    assert passes(subject, policy.RESEARCH)
    assert not passes(subject, policy.REPORTING)
    assert not passes(subject, policy.RESEARCH, recipient="google")
    assert queries.allowing([subject], policy.RESEARCH, at=LATER) == {subject}
    assert queries.allowing([subject], policy.REPORTING, at=LATER) == set()
    answer(operations.withdraw, subject, at=LATER)
    assert not passes(subject, policy.RESEARCH)


def test_a_no_to_one_edition_says_nothing_about_the_next(subject: UUID, change: Callable[..., None]) -> None:
    answer(operations.grant, subject)
    widen(change)
    operations.publish_edition(NOW)
    answer(operations.keep, subject, at=LATER)
    change("CLOCKS", "information", amount=2)
    assert operations.publish_edition(NOW) is not None
    assert due(subject) == [], "the third edition widens nothing that he was not asked about"
    change("AGREEMENTS", "research", abroad=True)
    operations.publish_edition(NOW)
    assert due(subject) == ["research"]


def test_there_is_nothing_to_keep_without_a_yes(subject: UUID, change: Callable[..., None]) -> None:
    answer(operations.refuse, subject)
    widen(change)
    operations.publish_edition(NOW)
    assert due(subject) == [], "who said no is not asked again"
    with pytest.raises(operations.NotAnswerable):
        answer(operations.keep, subject, at=LATER)
    answer(operations.grant, subject, at=LATER)
    answer(operations.withdraw, subject, at=LATER)
    with pytest.raises(operations.NotAnswerable):
        answer(operations.keep, subject, at=LATER)


def test_a_narrower_edition_asks_nobody(subject: UUID, change: Callable[..., None]) -> None:
    answer(operations.grant, subject)
    change("AGREEMENTS", "research", recipients=())
    operations.publish_edition(NOW)
    assert due(subject) == []


class TestADayInTheFuture:
    @pytest.fixture(autouse=True)
    def dated(self, change: Callable[..., None], monkeypatch: pytest.MonkeyPatch, subject: UUID) -> None:
        answer(operations.grant, subject)
        widen(change)
        monkeypatch.setattr(editions, "IN_FORCE_ON", DAY)
        operations.publish_edition(NOW)

    def test_until_it_comes_the_former_edition_counts(self, subject: UUID) -> None:
        eve = datetime(2026, 12, 19, 18, 59, tzinfo=UTC)
        coming = queries.latest_edition()
        assert (coming.number, coming.in_force_on) == (2, DAY)
        assert queries.current_edition(at=eve).number == 1
        assert due(subject, at=eve) == []
        other = uuid4()
        vault.create_subject(other)
        record = answer(operations.grant, other, at=eve)
        assert (record.edition_id, policy.REPORTING in record.purposes) == (1, False)
        assert not passes(other, policy.REPORTING, at=eve)

    def test_on_it_the_new_one_counts_from_midnight_in_almaty(self, subject: UUID) -> None:
        midnight = datetime(2026, 12, 19, 19, 0, tzinfo=UTC)
        assert queries.current_edition(at=midnight).number == 2
        assert due(subject, at=midnight) == ["research"]
        record = answer(operations.grant, subject, at=midnight)
        assert (record.edition_id, policy.REPORTING in record.purposes) == (2, True)

    def test_a_day_that_is_past_is_none(self) -> None:
        assert policy.in_force_on(date(2027, 1, 1)) == date(2027, 1, 1)
        assert policy.in_force_on(date(2026, 12, 1)) == DAY


def test_those_concerned_are_written_to_and_nobody_else(subject: UUID, change: Callable[..., None]) -> None:
    refused, withdrawn = uuid4(), uuid4()
    for person in (refused, withdrawn):
        vault.create_subject(person)
    answer(operations.grant, subject)
    answer(operations.refuse, refused)
    answer(operations.grant, withdrawn)
    answer(operations.withdraw, withdrawn)
    widen(change)
    operations.publish_edition(NOW)
    jobs = ProcrastinateJob.objects.filter(task_name="notices.tell_of_edition")
    assert [job.args for job in jobs] == [{"number": 2, "after": ""}]
    assert queries.concerned(2, after="", limit=10) == ([subject], "")
    told, after = set(), ""
    for _ in range(5):
        batch, after = queries.concerned(2, after=after, limit=1)
        told |= set(batch)
        if not after:
            break
    assert told == {subject}


def test_nobody_is_written_to_when_nothing_is_asked(subject: UUID, change: Callable[..., None]) -> None:
    answer(operations.grant, subject)
    change("CLOCKS", "information", amount=2)
    assert operations.publish_edition(NOW) is not None
    assert not ProcrastinateJob.objects.filter(task_name="notices.tell_of_edition").exists()


def test_a_no_to_a_wider_edition_has_its_receipt(subject: UUID, change: Callable[..., None]) -> None:
    answer(operations.grant, subject)
    widen(change)
    operations.publish_edition(NOW)
    receipt = queries.receipt(answer(operations.keep, subject, at=LATER))
    assert (receipt["event"], receipt["notice"]["edition"]) == (Event.KEPT, 2)
    assert policy.REPORTING in [each["key"] for each in receipt["purposes"]], "it says what was refused"
    assert queries.audit() == []
