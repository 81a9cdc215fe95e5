"""Two people in two real browsers: they meet, hear and see each other, lose the line, leave, come back."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.rooms.models import Attendance, Room
from harmonia.rooms.states import RoomState
from harmonia.specialists.models import Specialist
from tests.browser import context_of_a_person, listen
from tests.rooms import scene
from tests.rooms.house import House, running_house, sign_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]

FRAMES = """() => document.querySelector("[data-room=remote]").getVideoPlaybackQuality().totalVideoFrames"""
MORE_FRAMES = """(least) => document.querySelector("[data-room=remote]").getVideoPlaybackQuality().totalVideoFrames > least"""
COUNTS = "() => harmoniaRoom.watch.counts"
TOGETHER = "() => harmoniaRoom.me.joined && harmoniaRoom.peer.joined"


@pytest.fixture
def house(live_server: Any, tmp_path: Path) -> Iterator[House]:
    with running_house(live_server.url, tmp_path) as house:
        yield house


@pytest.fixture
def appointment(transactional_db: None, aigerim: Person, practice: Specialist) -> Appointment:
    """It begins in five minutes, by the real clock."""
    made = scene.session(aigerim, practice, now() + timedelta(minutes=5))
    scene.agree(aigerim, practice, now())
    return made


@pytest.fixture
def come(chromium: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """come(person, appointment, language="ru", …) -> the page of the room in a browser context of his own."""
    with ExitStack() as opened:

        def enter(person: Person, appointment: Appointment, *, path: str = "", **options: Any) -> Page:
            context = context_of_a_person(chromium, house.address, **options)
            opened.callback(context.close)
            sign_in(context, house.address, person)
            page = context.new_page()
            listen(page)
            page.goto(f"{house.address}/room/{appointment.pk}/{path}")
            return page

        yield enter


def part(page: Page, name: str) -> Any:
    return page.locator(f"[data-room={name}]")


def frames(page: Page) -> int:
    return int(page.evaluate(FRAMES))


def wait_for_frames(page: Page, more_than: int = 5, seconds: float = 20) -> None:
    page.wait_for_function(MORE_FRAMES, arg=more_than, timeout=seconds * 1000)


def until(fact: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.1)


def connected(page: Page) -> None:
    page.wait_for_function("() => harmoniaRoom.call.connected", timeout=20_000)


def test_two_people_meet_see_each_other_and_part(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there = come(boris, appointment)
    here = come(aigerim, appointment)
    connected(here)
    connected(there)
    time.sleep(1)
    for page in (here, there):  # the waiting room is connected, and not one byte of sound or picture has gone
        assert page.evaluate(COUNTS) == {"sent": 0, "received": 0}
    part(there, "join").click()
    expect(part(there, "waiting")).to_be_visible()
    time.sleep(1)
    assert there.evaluate(COUNTS) == {"sent": 0, "received": 0}
    part(here, "join").click()
    wait_for_frames(here)
    wait_for_frames(there)
    for page in (here, there):
        assert page.evaluate(COUNTS)["received"] > 0
        assert page.complaints == []  # type: ignore[attr-defined]  what the console said
    until(lambda: Room.objects.get(pk=appointment.pk).state == RoomState.LIVE)
    assert Attendance.objects.filter(media_up_at__isnull=False).count() == 2
    part(here, "leave").click()
    part(here, "leaveNow").click()
    expect(part(here, "over")).to_be_visible()
    expect(part(there, "waiting")).to_be_visible()
    until(lambda: Room.objects.get(pk=appointment.pk).state == RoomState.WAITING)
