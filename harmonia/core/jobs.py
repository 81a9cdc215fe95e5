"""Named jobs, deferred inside the caller's transaction: a rollback drops the job (Procrastinate over PostgreSQL)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate import RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from harmonia.core import row_security

LATER_SECONDS = 600


class Later(Exception):
    """It may not be done now, and will be when something else ends: the job waits, however often it has come."""


class _Retry(RetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Later):
            return RetryDecision(retry_in={"seconds": LATER_SECONDS})
        return super().get_retry_decision(exception=exception, job=job)


RETRY = _Retry(max_attempts=8, exponential_wait=3)


def task(name: str, *, queue: str = "default") -> Callable[[Callable[..., None]], Any]:
    """Register a job under its public name; it may run twice and must be safe to."""

    def register(function: Callable[..., None]) -> Any:
        return app.task(name=name, queue=queue, retry=RETRY)(_framed(function))

    return register


def _framed(function: Callable[..., None]) -> Callable[..., None]:
    """A job is one reading of personal data, as a request is: its keys and its journal rows end with it."""

    @wraps(function)
    def run(*arguments: Any, **options: Any) -> None:
        with row_security.as_reader(row_security.SERVICE), import_string(settings.JOB_FRAME)():
            function(*arguments, **options)

    return run


def every(cron: str, name: str) -> Callable[[Callable[..., None]], Any]:
    """A job that runs by the clock; `cron` may have a sixth and last field, of seconds."""

    def register(function: Callable[..., None]) -> Any:
        framed = _framed(function)

        def run(timestamp: int) -> None:
            framed()

        return app.periodic(cron=cron)(app.task(name=name)(run))

    return register


def defer(name: str, *, at: datetime | None = None, once: str | None = None, **arguments: Any) -> None:
    """Queue the job called `name`; ids only, never personal data. `once`: at most one such job waits at a time."""
    plain = {key: str(value) if isinstance(value, UUID) else value for key, value in arguments.items()}
    app.configure_task(name, schedule_at=at, queueing_lock=once).defer(**plain)
