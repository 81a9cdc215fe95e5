"""Named jobs, deferred inside the caller's transaction: a rollback drops the job (Procrastinate over PostgreSQL)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)


def task(name: str, *, queue: str = "default") -> Callable[[Callable[..., None]], Any]:
    """Register a job under its public name; it may run twice and must be safe to."""
    return app.task(name=name, queue=queue, retry=RETRY)


def every(cron: str, name: str) -> Callable[[Callable[..., None]], Any]:
    """A job that runs by the clock; `cron` may have a sixth field of seconds."""

    def register(function: Callable[..., None]) -> Any:
        def run(timestamp: int) -> None:
            function()

        return app.periodic(cron=cron)(app.task(run, name=name, pass_context=False))

    return register


def defer(name: str, *, at: datetime | None = None, once: str | None = None, **arguments: Any) -> None:
    """Queue the job called `name`; ids only, never personal data. `once`: at most one such job waits at a time."""
    plain = {key: str(value) if isinstance(value, UUID) else value for key, value in arguments.items()}
    app.configure_task(name, schedule_at=at, queueing_lock=once).defer(**plain)
