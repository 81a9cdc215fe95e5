"""The jobs of a worker that died go back into the queue; those of one that lives stay his."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from harmonia.core import jobs, tasks

pytestmark = pytest.mark.django_db


def _worker(*, last_seen: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [last_seen])
        return int(cursor.fetchone()[0])


def _job(*, worker: int | None, attempts: int = 0, once: str | None = None) -> int:
    jobs.defer("journal.seal", once=once)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s"
            " WHERE id = (SELECT max(id) FROM procrastinate_jobs) RETURNING id",
            [worker, attempts],
        )
        return int(cursor.fetchone()[0])


def _states() -> dict[int, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def test_the_job_of_a_dead_worker_is_taken_up_and_that_of_a_living_one_is_not() -> None:
    dead, living = _worker(last_seen=now() - timedelta(minutes=1)), _worker(last_seen=now())
    forgotten, silent, busy = _job(worker=None), _job(worker=dead), _job(worker=living)
    tasks.take_up_stalled(0)
    assert _states() == {forgotten: "todo", silent: "todo", busy: "doing"}


def test_a_job_that_killed_many_workers_is_given_up() -> None:
    deadly, unlucky = _job(worker=None, attempts=tasks.DEATHS), _job(worker=None, attempts=tasks.DEATHS - 1)
    tasks.take_up_stalled(0)
    assert _states() == {deadly: "failed", unlucky: "todo"}


def test_where_the_same_job_waits_already_one_remains() -> None:
    _job(worker=None, once="seal")
    jobs.defer("journal.seal", once="seal")
    tasks.take_up_stalled(0)
    assert list(_states().values()) == ["todo"]


def test_one_that_ended_since_we_looked_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    first, ended, last = (_job(worker=None) for _ in range(3))
    retry = app.job_manager.retry_job_by_id

    def late(number: int, **options: Any) -> None:
        if number == first:
            tasks._finish(ended, Status.SUCCEEDED, delete=False)
        retry(number, **options)

    monkeypatch.setattr(app.job_manager, "retry_job_by_id", late)
    tasks.take_up_stalled(0)
    assert _states() == {first: "todo", ended: "succeeded", last: "todo"}
