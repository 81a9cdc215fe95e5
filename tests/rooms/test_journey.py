"""Two people in two real browsers: they meet, hear and see each other, lose the line, leave, come back."""

import json
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.rooms.models import Attendance, Room
from harmonia.rooms.states import RoomState
from tests.rooms.house import House
from tests.rooms.journey import (
    COUNTS,
    connected,
    goes_on,
    join_both,
    part,
    safety_state,
    safety_words,
    until,
    wait_for_frames,
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.fixture
def appointment(soon: Appointment) -> Appointment:
    return soon


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


def test_the_specialist_lets_in_who_comes_while_he_waits(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there = come(boris, appointment)
    expect(part(there, "doorWait")).to_be_visible()
    part(there, "join").click()
    expect(part(there, "callWait")).to_be_visible()
    here = come(aigerim, appointment)
    connected(here)
    expect(part(there, "callWait")).to_be_hidden()
    part(here, "join").click()
    expect(part(there, "admit")).to_be_visible()
    expect(part(here, "waiting")).to_be_visible()
    waits = part(here, "waitingText").inner_text()
    time.sleep(1)
    for page in (here, there):  # both have joined, and nothing flows before he lets her in
        assert page.evaluate(COUNTS) == {"sent": 0, "received": 0}
    here.reload()  # who waits and reloads still waits
    connected(here)
    expect(part(here, "waitingText")).to_have_text(waits)
    part(there, "admit").click()
    for page in (here, there):
        wait_for_frames(page)
        assert page.complaints == []  # type: ignore[attr-defined]  what the console said
    there.reload()  # the host comes back, and lets in again by himself
    wait_for_frames(there)
    goes_on(here)


def test_media_goes_on_while_the_server_is_dead_and_the_line_comes_back(
    come: Callable[..., Page], house: House, appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    join_both(here, there)
    house.kill_sockets()
    expect(part(here, "banner")).to_be_visible()
    for page in (here, there):
        goes_on(page)
    call = here.evaluate("() => harmoniaRoom.call.id")
    house.start_sockets()
    for page in (here, there):
        page.wait_for_function("() => globalThis.harmoniaRoom?.line.ready", timeout=60_000)
        goes_on(page)
    expect(part(here, "banner")).to_be_hidden()
    assert here.evaluate("() => harmoniaRoom.call.id") == call  # the same connection all the time
    assert Attendance.objects.count() == 2


def test_a_changed_network_restarts_ice_at_once(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    join_both(here, there)
    fragment = "() => harmoniaRoom.call.pc.localDescription.sdp.match(/ice-ufrag:(.*)/)[1]"
    before = here.evaluate(fragment)
    here.evaluate("() => dispatchEvent(new Event('online'))")
    here.wait_for_function(f"(before) => ({fragment})() !== before", arg=before, timeout=60_000)
    for page in (here, there):
        connected(page)
        goes_on(page)


def test_a_reloaded_page_is_back_in_by_itself(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    join_both(here, there)
    for refreshed, other in ((here, there), (there, here)):
        refreshed.reload()
        wait_for_frames(refreshed)
        goes_on(other)


def test_who_left_comes_back_by_the_door(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    join_both(here, there)
    here.keyboard.press("Escape")
    part(here, "leaveNow").click()
    expect(part(there, "waiting")).to_be_visible(timeout=60_000)
    sent = there.evaluate(COUNTS)["sent"]
    part(here, "again").click()
    expect(part(here, "door")).to_be_visible()
    connected(here)
    assert here.evaluate(COUNTS)["received"] == 0  # nothing before both join again
    part(here, "join").click()
    wait_for_frames(here)
    until(lambda: there.evaluate(COUNTS)["sent"] > sent)


def test_a_second_tab_takes_the_place_over(
    come: Callable[..., Page], house: House, appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    join_both(here, there)
    tab = here.context.new_page()
    tab.goto(here.url)
    expect(part(here, "over")).to_be_visible()
    part(tab, "join").click()
    wait_for_frames(tab)
    assert here.evaluate("() => harmoniaRoom.call.pc") is None
    phone = come(aigerim, appointment, width=360)  # and another device takes it over from the tab
    expect(part(tab, "over")).to_be_visible()
    part(phone, "join").click()
    wait_for_frames(phone)
    goes_on(there)
    assert tab.evaluate("() => harmoniaRoom.call.pc") is None


def test_one_joins_by_voice_alone(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    connected(here)
    part(there, "join").click()
    part(here, "joinByVoice").click()
    wait_for_frames(here)
    expect(part(there, "remoteOff")).to_be_visible()
    until(lambda: there.evaluate(COUNTS)["received"] > 0)
    assert there.evaluate("() => harmoniaRoom.peer.picture") is False
    part(here, "picture").click()
    wait_for_frames(there)
    expect(part(there, "remoteOff")).to_be_hidden()


DENIED = """(() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) =>
    wanted.video ? Promise.reject(new DOMException("", "NotAllowedError")) : ask(wanted);
})()"""


def test_a_denied_camera_is_explained_and_the_voice_joins(
    come: Callable[..., Page], house: House, appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    here.context.add_init_script(DENIED)
    here.reload()
    expect(part(here, "problem")).to_be_visible()
    expect(here.locator("[data-problem=denied]")).to_be_visible()
    connected(here)
    part(there, "join").click()
    part(here, "join").click()
    wait_for_frames(here)
    until(lambda: there.evaluate(COUNTS)["received"] > 0)
    expect(part(there, "remoteOff")).to_be_visible()


NOTHING_GIVEN = """navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException("", "NotAllowedError"))"""


def test_one_joins_by_text_alone_and_is_read(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    here.context.add_init_script(NOTHING_GIVEN)
    here.reload()
    expect(here.locator("[data-problem=denied]")).to_be_visible()
    connected(here)
    part(there, "join").click()
    part(here, "joinByText").click()
    wait_for_frames(here)
    expect(part(there, "remoteOff")).to_be_visible()
    for writer, reader, words in ((here, there, "I only write"), (there, here, "I read you")):
        if not part(writer, "chat").is_visible():
            part(writer, "chatToggle").click()
        part(writer, "chatInput").fill(words)
        part(writer, "chatInput").press("Enter")
        expect(part(reader, "chatList")).to_contain_text(words)
    assert (here.evaluate(COUNTS)["sent"], there.evaluate(COUNTS)["received"]) == (0, 0)


def test_at_the_door_devices_are_chosen_and_tried(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person
) -> None:
    """The stand-in microphone of the test beeps, so the bar must move."""
    here = come(aigerim, appointment)
    level = "() => document.querySelector('[data-room=level]').value"
    expect(part(here, "preview")).to_be_visible()
    for kind in ("doorCamera", "doorMicrophone"):
        expect(part(here, kind)).to_be_visible()
        assert all(words.strip() for words in part(here, kind).locator("option").all_inner_texts())
    until(lambda: here.evaluate(level) > 0.02)
    last = part(here, "doorMicrophone").locator("option").last.get_attribute("value")
    part(here, "doorMicrophone").select_option(last)
    until(lambda: here.evaluate("() => harmoniaRoom.devices.sound?.getSettings().deviceId") == last)
    until(lambda: here.evaluate(level) < 0.02)
    until(lambda: here.evaluate(level) > 0.02)
    part(here, "doorSound").click()
    until(lambda: here.evaluate(level) == 0)


def test_the_door_says_when_the_other_is_there(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    here = come(aigerim, appointment)
    expect(part(here, "presence")).to_have_attribute("data-state", "away")
    alone = part(here, "presence").inner_text()
    there = come(boris, appointment)
    for page in (here, there):
        expect(part(page, "presence")).to_have_attribute("data-state", "here")
    assert part(here, "presence").inner_text() != alone
    there.close()
    expect(part(here, "presence")).to_have_attribute("data-state", "away")
    expect(part(here, "presence")).to_have_text(alone)


def test_the_keyboard_does_everything(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    join_both(here, there)
    here.keyboard.press("m")
    expect(part(here, "sound")).to_have_attribute("aria-pressed", "false")
    expect(part(there, "remoteMuted")).to_be_visible()
    here.keyboard.press("v")
    expect(part(there, "remoteOff")).to_be_visible()
    here.keyboard.press("c")
    here.keyboard.type("vms")
    here.keyboard.press("Enter")
    expect(part(there, "chatList")).to_contain_text("vms")
    here.keyboard.press("Escape")
    expect(part(here, "chat")).to_be_hidden()
    here.keyboard.press("Escape")
    expect(part(here, "leaveDialog")).to_be_visible()
    time.sleep(0.8)  # two Escapes at once leave the site, as on every page of the client's
    here.keyboard.press("Escape")
    expect(part(here, "leaveDialog")).to_be_hidden()
    assert here.evaluate("() => harmoniaRoom.me.joined")


def test_the_specialist_shows_his_screen(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, appointment), come(aigerim, appointment)
    join_both(here, there)
    there.keyboard.press("s")
    until(lambda: here.evaluate("() => harmoniaRoom.peer.screen"))
    goes_on(here)
    there.keyboard.press("s")
    until(lambda: not here.evaluate("() => harmoniaRoom.peer.screen"))


def test_both_see_the_same_numbers_of_their_connection(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    """Numbers, told as words; and their devices remember what they compared, until a key changes."""
    there, here = come(boris, appointment), come(aigerim, appointment, language="kk")
    join_both(here, there)
    assert safety_words(here) == safety_words(there)
    assert [len(row.split(" · ")) for row in safety_words(here)] == [3, 3, 3]
    assert part(there, "safetyWords").inner_text() == safety_words(there)[1]
    assert (safety_state(here), safety_state(there)) == ("new", "new")
    part(here, "safety").locator("summary").first.click()
    part(here, "safetySame").click()
    expect(part(here, "safetyAsk")).to_be_hidden()
    compared = safety_words(here)
    here.reload()
    until(lambda: safety_state(here) == "same", 60)  # another connection with other words, between the same devices
    assert safety_words(here) != compared
    assert safety_state(there) == "new"  # each remembers what he himself has compared
    there.evaluate("() => new Promise((done) => (indexedDB.deleteDatabase('room').onsuccess = done))")
    there.reload()
    until(lambda: safety_state(here) == "changed", 60)
    expect(part(here, "banner")).to_be_visible()
    assert not part(here, "safetyAsk").evaluate("(part) => part.hidden")


def test_whoever_changes_a_commitment_on_the_way_ends_the_call(
    come: Callable[..., Page], appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    """On both sides, and each is told."""
    there, here = come(boris, appointment), come(aigerim, appointment)

    def swap(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(raw: str | bytes) -> None:
            message = json.loads(raw)
            if message["t"] == "reveal":
                message["nonce"] = "0" * 64
            socket.send(json.dumps(message))

        server.on_message(pass_on)

    here.route_web_socket(re.compile("/socket/$"), swap)
    here.reload()
    for page in (here, there):
        expect(part(page, "over")).to_be_visible(timeout=60_000)
        assert page.evaluate("() => harmoniaRoom.call.pc") is None
        assert part(page, "overText").inner_text() != ""
        expect(part(page, "again")).to_be_hidden()
