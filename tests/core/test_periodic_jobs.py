"""How often the jobs come that run by the clock."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicTask

BEGIN = datetime(2026, 11, 23, 3, 43, 30, tzinfo=UTC).timestamp()
LOOKED_AT = 61  # times: enough to see the bursts of an expression whose fields are in the wrong order


def _all() -> dict[str, PeriodicTask[Any, Any, Any]]:
    return {name: task for (name, _), task in app.periodic_registry.periodic_tasks.items()}


def gaps(task: PeriodicTask[Any, Any, Any]) -> list[float]:
    """Seconds between one time and the next, the first counted from BEGIN."""
    times = [BEGIN]
    for _ in range(LOOKED_AT):
        times.append(task.croniter.get_next(ret_type=float, start_time=times[-1]))
    return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.parametrize("name", sorted(_all()))
def test_no_job_comes_in_bursts(name: str) -> None:
    assert min(gaps(_all()[name])[1:]) >= 10


@pytest.mark.parametrize(
    ("name", "seconds"), [("journal.seal", 10), ("core.take_up_stalled", 10), ("support.poll", 30)]
)
def test_what_people_wait_for_comes_soon(name: str, seconds: int) -> None:
    assert max(gaps(_all()[name])) <= seconds
