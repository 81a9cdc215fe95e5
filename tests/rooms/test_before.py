"""Before the session: devices are tried, chosen, remembered here only; a refusal is explained; the relay is tried."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from tests.rooms.house import House, running_house
from tests.rooms.journey import COUNTS, join_both, part, until, wait_for_frames
from tests.rooms.turn import SECRET, Relay, running_relay

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]

KEPT = "() => JSON.parse(localStorage.getItem('devices')) ?? {}"
SOUND_COMES_FROM = "() => harmoniaRoom.devices.sound?.getSettings().deviceId"


@pytest.fixture(scope="module")
def chromium(whole_chromium: Browser) -> Browser:
    """Its engine alone has one microphone, between which and none there is no choice."""
    return whole_chromium


@pytest.fixture
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with running_relay(tmp_path_factory.mktemp("coturn")) as relay:
        yield relay


@pytest.fixture
def house_with_relay(live_server: Any, tmp_path_factory: pytest.TempPathFactory, relay: Relay) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house")
    with running_house(live_server.url, home, TURN_URLS=relay.url, TURN_SECRET=SECRET) as house:
        yield house


class TestWithoutARelay:
    def test_what_is_chosen_is_remembered_on_this_device_and_sent_nowhere(
        self, come: Callable[..., Page], soon: Appointment, aigerim: Person
    ) -> None:
        here = come(aigerim, soon)
        sent: list[str] = []
        here.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
        here.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
        here.reload()
        expect(part(here, "heard")).not_to_be_empty()
        last = part(here, "doorMicrophone").locator("option").last.get_attribute("value")
        assert last
        part(here, "doorMicrophone").select_option(last)
        until(lambda: here.evaluate(SOUND_COMES_FROM) == last)
        here.reload()
        until(lambda: here.evaluate(SOUND_COMES_FROM) == last)
        expect(part(here, "doorMicrophone")).to_have_value(last)
        assert here.evaluate(KEPT)["chosen"]["audioinput"] == last
        assert sent
        assert not [one for one in sent if last in one]
        # the next time it is not plugged in: another one does, and nobody is stopped
        here.evaluate("() => localStorage.setItem('devices', JSON.stringify({chosen: {audioinput: 'gone'}}))")
        here.reload()
        until(lambda: here.evaluate(SOUND_COMES_FROM) is not None)
        expect(part(here, "problem")).to_be_hidden()

    def test_the_loudspeaker_is_tried_where_one_chose_it(
        self, come: Callable[..., Page], soon: Appointment, aigerim: Person
    ) -> None:
        here = come(aigerim, soon)
        expect(part(here, "heard")).not_to_be_empty()
        here.evaluate(
            """() => { globalThis.sinks = []; const set = AudioContext.prototype.setSinkId;
               AudioContext.prototype.setSinkId = function (id) { sinks.push(id); return set.call(this, id); } }"""
        )
        last = part(here, "doorSpeaker").locator("option").last.get_attribute("value")
        assert last
        part(here, "doorSpeaker").select_option(last)
        part(here, "speakerTest").click()
        expect(part(here, "speakerTest")).to_have_attribute("aria-disabled", "true")
        expect(part(here, "speakerResult")).to_have_text(re.compile("Услышали"), timeout=60_000)
        assert here.evaluate("sinks") == [last]
        assert here.evaluate("() => document.querySelector('[data-room=remote]').sinkId") == last


DENIED = """navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException("", globalThis.allowed ? "NotFoundError" : "NotAllowedError"))"""


def test_a_refusal_is_explained_in_the_words_of_the_browser(
    come: Callable[..., Page], soon: Appointment, aigerim: Person
) -> None:
    agents = {
        "firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
    }
    for browser, agent in agents.items():
        here = come(aigerim, soon, user_agent=agent)
        here.context.add_init_script(DENIED)
        here.reload()
        expect(here.locator(f"[data-browser={browser}]")).to_be_visible()
        assert here.locator("[data-browser]:visible").count() == 1
        expect(here.locator("[data-problem=missing]")).to_be_hidden()
        here.evaluate("globalThis.allowed = true")  # allowed, but nothing is plugged in
        part(here, "retry").click()
        expect(here.locator("[data-problem=missing]")).to_be_visible()
        expect(here.locator("[data-browser]:visible")).to_have_count(0)
        here.context.close()


def test_a_microphone_that_is_unplugged_is_replaced_and_a_camera_only_by_choice(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, soon), come(aigerim, soon)
    join_both(here, there)
    before = here.evaluate("() => harmoniaRoom.devices.sound.id")
    here.evaluate("() => harmoniaRoom.devices.sound.dispatchEvent(new Event('ended'))")
    until(lambda: here.evaluate("() => harmoniaRoom.devices.sound?.id ?? null") not in (before, None))
    expect(part(here, "said")).to_contain_text("другой")
    heard = there.evaluate(COUNTS)["received"]
    until(lambda: there.evaluate(COUNTS)["received"] > heard + 2000)
    here.evaluate("() => harmoniaRoom.devices.picture.dispatchEvent(new Event('ended'))")
    expect(part(there, "remoteOff")).to_be_visible()
    expect(part(here, "picture")).to_have_attribute("aria-pressed", "false")
    part(here, "picture").click()
    expect(part(there, "remoteOff")).to_be_hidden()
    wait_for_frames(there)


class TestTheRelay:
    @pytest.fixture
    def house(self, house_with_relay: House) -> House:
        return house_with_relay

    def test_the_network_is_tried_against_our_relay_and_the_words_say_how_it_went(
        self, come: Callable[..., Page], soon: Appointment, aigerim: Person, relay: Relay
    ) -> None:
        here = come(aigerim, soon)
        here.wait_for_function("() => globalThis.harmoniaRoom?.line.ready")
        here.evaluate(
            """() => { globalThis.policies = []; const Bare = RTCPeerConnection;
               globalThis.RTCPeerConnection = class extends Bare {
                 constructor(options) { super(options); policies.push(options.iceTransportPolicy); } } }"""
        )
        part(here, "relayTest").click()
        expect(part(here, "relayResult")).to_have_text(re.compile(r"\d мс.*\d Мбит"), timeout=30_000)
        assert here.evaluate("policies") == ["relay", "relay"]
        relay.stop()
        part(here, "relayTest").click()
        expect(part(here, "relayResult")).to_have_text(re.compile("не отвечает"), timeout=30_000)
