"""Answers and services at the same moment: they wait for each other, and none slips by."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from harmonia import policy
from harmonia.consent import operations, queries
from harmonia.consent.models import Record
from harmonia.vault import operations as vault

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def subject() -> UUID:
    person_id = uuid4()
    vault.create_subject(person_id)
    return person_id


def answer(verb, subject):
    return verb(person_id=subject, agreement="service", language="ru", method="cabinet", at=NOW)


def in_thread(act: Callable[[], object], results: list[str]) -> threading.Thread:
    def run() -> None:
        try:
            act()
            results.append("ok")
        except Exception as refusal:
            results.append(type(refusal).__name__)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_answers_of_one_person_come_one_after_another(subject):
    results: list[str] = []
    verbs = [operations.grant, operations.withdraw] * 6
    for thread in [in_thread(lambda verb=verb: answer(verb, subject), results) for verb in verbs]:
        thread.join()
    records = queries.history(subject)
    assert [record.number for record in records] == list(range(len(records), 0, -1))
    events = [record.event for record in reversed(records)]
    assert events == ["given", "withdrawn"] * (len(events) // 2) + ["given"] * (len(events) % 2)
    assert set(results) <= {"ok", "NotAnswerable"}
    assert queries.allows(subject, policy.SERVICE) == (events[-1] == "given")


def test_a_withdrawal_waits_for_the_service_that_passed_the_gate(subject):
    answer(operations.grant, subject)
    passed, may_commit, order = threading.Event(), threading.Event(), []

    def serve() -> None:
        with transaction.atomic():
            operations.check(subject=subject, purpose=policy.SERVICE, at=NOW)
            passed.set()
            assert may_commit.wait(60)
            order.append("service")

    def withdraw() -> None:
        answer(operations.withdraw, subject)
        order.append("withdrawal")

    results: list[str] = []
    serving = in_thread(serve, results)
    assert passed.wait(60)
    withdrawing = in_thread(withdraw, results)
    withdrawing.join(0.5)
    assert order == []  # it waits
    may_commit.set()
    for thread in (serving, withdrawing):
        thread.join(60)
    assert order == ["service", "withdrawal"]
    with pytest.raises(operations.ConsentMissing):
        operations.check(subject=subject, purpose=policy.SERVICE, at=NOW)


def test_services_do_not_wait_for_each_other(subject):
    answer(operations.grant, subject)
    both_inside = threading.Barrier(2, timeout=60)

    def serve() -> None:
        with transaction.atomic():
            operations.check(subject=subject, purpose=policy.SERVICE, at=NOW)
            both_inside.wait()

    results: list[str] = []
    for thread in [in_thread(serve, results) for _ in range(2)]:
        thread.join()
    assert results == ["ok", "ok"]


def test_a_withdrawal_that_is_rolled_back_stops_nothing(subject):
    from procrastinate.contrib.django.models import ProcrastinateJob

    answer(operations.grant, subject)
    with pytest.raises(RuntimeError), transaction.atomic():
        answer(operations.withdraw, subject)
        raise RuntimeError
    assert queries.allows(subject, policy.SERVICE)
    jobs = ProcrastinateJob.objects.filter(args={"person_id": str(subject)})
    assert [job.task_name for job in jobs] == ["notices.tell_receipts"], "of the first answer, and nothing after it"
    assert Record.objects.count() == 1
