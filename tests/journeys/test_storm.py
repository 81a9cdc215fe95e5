"""A hundred people want the same hour at the same moment, over HTTP: one has it, ninety-nine are told so."""

import asyncio
import json
import os
import re
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from tests.apart import play
from tests.service import Service, children

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("service")]

PEOPLE = 100
TRIES = 60


@dataclass
class Wanted:
    slug: str
    specialist_id: str
    starts_at: int
    answers: list[str] = field(default_factory=list)


def a_free_hour(service: Service, nth: int) -> Wanted:
    """The nth specialist's first free time at least two days away."""
    [(slug, specialist_id, moment)] = service.sql(
        "SELECT s.slug, s.id, extract(epoch FROM min(f.starts_at))::bigint FROM booking_slot f "
        "JOIN specialists_specialist s ON s.id = f.specialist_id WHERE f.starts_at > now() + interval '2 days' "
        "GROUP BY s.slug, s.id ORDER BY s.slug OFFSET %s LIMIT 1",
        nth,
    )
    return Wanted(str(slug), str(specialist_id), int(str(moment)))


def crowd(service: Service, name: str) -> list[str]:
    return list(json.loads(service.run("tests/journeys/crowd.py", name, str(PEOPLE)).splitlines()[-1]))


def live_at(service: Service, wanted: Wanted) -> int:
    [(count,)] = service.sql(
        "SELECT count(*) FROM booking_appointment WHERE specialist_id = %s AND starts_at = to_timestamp(%s) "
        "AND state IN ('held', 'booked')",
        wanted.specialist_id,
        wanted.starts_at,
    )
    return int(str(count))


async def one_person(browser: httpx.AsyncClient, wanted: Wanted, together: asyncio.Barrier) -> str:
    """Opens the page, waits for the others, chooses; asks again under the same key while nobody answers."""
    address = f"/me/book/{wanted.slug}/"
    page = await patiently(browser, "GET", address)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text[:500]
    form = {"csrfmiddlewaretoken": token[1], "starts_at": wanted.starts_at, "idempotency_key": uuid4().hex}
    await together.wait()
    answer = await patiently(browser, "POST", address, form)
    where = answer.headers.get("Location", "")
    return "got it" if where.endswith("/pay/") else "told" if "taken" in where else f"{answer.status_code}"


async def patiently(
    browser: httpx.AsyncClient, method: str, address: str, form: dict[str, object] | None = None
) -> httpx.Response:
    for _ in range(TRIES):
        try:
            answer = await browser.request(method, address, data=form)
            if answer.status_code not in (500, 502, 503, 504):
                return answer
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.5)
    raise AssertionError(f"{method} {address} was never answered")


async def storm(service: Service, cookies: list[str], wanted: Wanted) -> Counter[str]:
    together = asyncio.Barrier(len(cookies))
    limits = httpx.Limits(max_connections=len(cookies))
    async with asyncio.TaskGroup() as group:
        tasks = []
        for cookie in cookies:
            browser = httpx.AsyncClient(
                base_url=service.address, cookies={"session": cookie}, timeout=60, limits=limits, follow_redirects=False
            )
            tasks.append(group.create_task(_and_close(browser, wanted, together)))
    return Counter(task.result() for task in tasks)


async def _and_close(browser: httpx.AsyncClient, wanted: Wanted, together: asyncio.Barrier) -> str:
    async with browser:
        return await one_person(browser, wanted, together)


def test_a_hundred_people_want_one_hour(service: Service) -> None:
    wanted = a_free_hour(service, 5)
    cookies = crowd(service, "storm")
    outcome = play(storm(service, cookies, wanted))
    assert outcome == {"got it": 1, "told": PEOPLE - 1}
    assert live_at(service, wanted) == 1


def test_and_the_pages_are_killed_meanwhile(service: Service) -> None:
    """Everybody is answered in the end, once; what was promised is there, and nothing is there twice."""
    wanted = a_free_hour(service, 6)
    cookies = crowd(service, "gale")

    async def with_kills() -> Counter[str]:
        asking = asyncio.create_task(storm(service, cookies, wanted))
        deadline = time.monotonic() + timedelta(seconds=6).total_seconds()
        while not asking.done() and time.monotonic() < deadline:
            await asyncio.sleep(0.7)
            for worker in children(service.child("wsgi"))[:1]:
                os.kill(worker, signal.SIGKILL)
        return await asking

    outcome = play(with_kills())
    assert outcome == {"got it": 1, "told": PEOPLE - 1}
    assert live_at(service, wanted) == 1
