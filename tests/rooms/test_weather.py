"""Two people whose networks are cut, change, leak and narrow: each in a namespace of his own, with a browser in it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from tests.browser import context_of_a_person, listen
from tests.rooms.house import running_house, sign_in
from tests.rooms.journey import SENDS_PICTURE, goes_on, join_both, part
from tests.rooms.networks import Network, two_networks

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
LONG = 60_000  # ends the waiting; what it takes is measured by bench/room.py

AUDIO = """async () => [...(await harmoniaRoom.call.pc.getStats()).values()]
  .find((one) => one.type === "inbound-rtp" && one.kind === "audio")?.packetsReceived ?? 0"""
SOON_TRIED = "harmoniaRoom.adaptation.pause = 500"  # not after eight seconds, of which nothing follows here
HELD_BACK = "(held) => harmoniaRoom.adaptation.holds === held"


class Scene(NamedTuple):
    here: Page
    there: Page
    network: Network  # Aigerim's


@pytest.fixture
def scene(
    live_server: Any,
    chromium: Browser,
    tmp_path: Path,
    settings: Any,
    soon: Appointment,
    aigerim: Person,
    boris: Person,
) -> Iterator[Scene]:
    with ExitStack() as opened:
        hub, hers, his = opened.enter_context(two_networks())
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, hub.address]
        house = opened.enter_context(running_house(live_server.url, tmp_path, hub, ALLOWED_HOSTS=hub.address))

        def come(person: Person, network: Network) -> Page:
            browser = network.browser(chromium, tmp_path, house.address)
            opened.callback(browser.close)
            context = context_of_a_person(browser, house.address)
            sign_in(context, house.address, person)
            page = context.new_page()
            listen(page)
            page.goto(f"{house.address}/room/{soon.pk}/")
            return page

        there, here = come(boris, his), come(aigerim, hers)
        join_both(here, there)
        yield Scene(here, there, hers)


def hears(page: Page) -> int:
    return int(page.evaluate(AUDIO))


def until_hearing(page: Page, fact: Callable[[], bool], seconds: int = 60) -> None:
    """Wait for the fact; all the while sound comes: no second passes without a packet of it."""
    before = hears(page)
    for _ in range(seconds):
        if fact():
            return
        page.wait_for_timeout(1000)
        now = hears(page)
        assert now > before
        before = now
    raise AssertionError("it did not become true")


def test_thirty_seconds_without_a_network_and_another_network_are_got_over(scene: Scene) -> None:
    here, there, network = scene
    network.cut()
    for page in (here, there):
        expect(part(page, "banner")).to_be_visible(timeout=LONG)
        page.wait_for_function(f"() => !({SENDS_PICTURE})()")  # what nobody gets would only come late
    here.wait_for_timeout(30_000)
    network.mend()
    for page in (here, there):
        goes_on(page, 60)
        expect(part(page, "banner")).to_be_hidden(timeout=LONG)
        assert page.evaluate(SENDS_PICTURE)
    address = here.evaluate(ADDRESS)
    network.move_over()
    for page in (here, there):
        goes_on(page, 60)
    here.wait_for_function(f"async (before) => (await ({ADDRESS})()) !== before", arg=address, timeout=LONG)
    assert here.evaluate("() => harmoniaRoom.me.joined")


ADDRESS = """async () => {
  const stats = await harmoniaRoom.call.pc.getStats();
  const pair = stats.get([...stats.values()].find((one) => one.type === "transport").selectedCandidatePairId);
  return stats.get(pair.localCandidateId).address;
}"""


def test_on_a_poor_network_the_picture_waits_and_the_sound_goes_on(scene: Scene) -> None:
    here, there, network = scene
    network.lose(5)
    for _ in range(2):  # usable: both go on seeing and hearing each other
        here.wait_for_timeout(3000)
        goes_on(here)
        goes_on(there)
    assert not here.evaluate("() => harmoniaRoom.adaptation.holds")
    network.mend()
    network.narrow(100)
    until_hearing(there, lambda: bool(here.evaluate(HELD_BACK, True)))
    expect(part(here, "banner")).to_be_visible()  # each is told, in words
    expect(part(there, "remoteOff")).to_be_visible()
    assert here.evaluate("() => harmoniaRoom.me.picture")  # her camera stays as she left it
    until_hearing(there, lambda: bool(there.evaluate(HELD_BACK, True)))
    for page in (here, there):
        page.evaluate(SOON_TRIED)
    network.widen()
    for page in (here, there):
        until_hearing(page, lambda page=page: bool(page.evaluate(HELD_BACK, False)), 120)  # type: ignore[misc]
        goes_on(page, 30)
    expect(part(there, "remoteOff")).to_be_hidden()
