"""Three people in three real browsers: a guest is seen and heard by both, and put out; and who does not come in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.rooms import operations
from harmonia.rooms.models import Attendance, Guest
from tests.browser import context_of_a_person, listen, overflow, shot, violations
from tests.rooms.house import House
from tests.rooms.journey import goes_on, join_both, part, until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
RECEIVED = """async (place) => {
  const call = place === "guest" ? harmoniaRoom.third.leg.call : harmoniaRoom.legs.get(place).call;
  const all = call.pc ? [...(await call.pc.getStats()).values()].filter(({ type }) => type === "inbound-rtp") : [];
  const of = (kind, figure) => all.find((one) => one.kind === kind)?.[figure] ?? 0;
  return [of("video", "framesDecoded"), of("audio", "totalAudioEnergy")];
}"""
# Three browsers on one machine: each sends small pictures, a few a second.
SMALL = """(() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const small = { width: 320, height: 180, frameRate: 10 };
  navigator.mediaDevices.getUserMedia = (wanted) => ask({ ...wanted, video: wanted.video && small });
})()"""
WORDS = (
    "(place) => [...document.querySelectorAll(`[data-tile=${place}] [data-of-three]`)].map((row) => row.textContent)"
)
ENDED = "() => harmoniaRoom.line.ended && [...harmoniaRoom.legs.values()].every(({ call }) => call.pc === null)"


@pytest.fixture
def visitor(chromium: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """visitor(code) -> somebody without an account, who has opened the link in a browser of his own."""
    with ExitStack() as opened:

        def open_link(code: str, **options: Any) -> Page:
            context = context_of_a_person(chromium, house.address, **options)
            opened.callback(context.close)
            context.add_init_script(SMALL)
            page = context.new_page()
            listen(page)
            page.goto(f"{house.address}/room/guest/#{code}")
            page.locator("[name=agree]").check()
            return page

        yield open_link


def invited(appointment: Appointment, asking: Person, other: Person) -> str:
    guest = operations.ask_guest(person=asking, appointment=appointment, kind="partner", language="ru", at=now())
    guest = operations.agree_to_guest(person=other, guest_id=guest.pk, language="ru", at=now())
    return operations.link_of(guest)


def tile(page: Page, place: str) -> Any:
    return page.locator(f"[data-tile={place}]")


def sees_and_hears(page: Page, place: str) -> None:
    """Pictures of that one are decoded here, and sound of his has energy; both grow."""
    first = page.evaluate(RECEIVED, place)
    until(
        lambda: all(figure > before for figure, before in zip(page.evaluate(RECEIVED, place), first, strict=True)), 60
    )
    expect(tile(page, place).locator("[data-part=blank]")).to_be_hidden()


def three_words(page: Page, place: str) -> list[str]:
    expect(tile(page, place).locator("[data-part=safety]")).to_be_visible(timeout=60_000)
    return list(page.evaluate(WORDS, place))


def test_a_guest_is_seen_and_heard_by_both_and_gone_when_put_out(
    come: Callable[..., Page], visitor: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    code = invited(soon, aigerim, boris)
    there, here, partner = come(boris, soon), come(aigerim, soon, width=360), visitor(code)
    for page in (here, there):
        page.context.add_init_script(SMALL)
        page.reload()
    partner.locator("#guest-name").fill("Тимур")
    partner.get_by_role("button", name="Войти").click()
    partner.wait_for_function("() => globalThis.harmoniaRoom?.line.ready", timeout=60_000)
    part(partner, "join").click()
    for page in (here, there):
        expect(part(page, "guestPresence")).to_be_visible(timeout=60_000)
    partner.wait_for_timeout(1000)
    assert partner.evaluate(RECEIVED, "client") == [0, 0]  # nobody has joined: nothing flows to the guest either
    join_both(here, there)
    for page in (here, there):
        sees_and_hears(page, "guest")
        expect(tile(page, "guest").locator("[data-part=name]")).to_have_text("Тимур")
    for place, page in (("client", here), ("specialist", there)):
        sees_and_hears(partner, place)
        assert three_words(partner, place) == three_words(page, "guest")
    assert three_words(partner, "client") != three_words(partner, "specialist")

    part(partner, "chatToggle").click()
    part(partner, "chatInput").fill("Сәлем!")
    part(partner, "chatInput").press("Enter")
    for page in (here, there):
        expect(part(page, "chatList")).to_contain_text("Сәлем!")
    partner.evaluate("() => harmoniaRoom.line.say('stop', { why: 'unsafe', from: 'guest' })")  # not a guest's to say
    for page, name in ((here, "client-360"), (there, "specialist-1280"), (partner, "guest-1280")):
        assert (violations(page), overflow(page), page.complaints) == ([], 0, [])  # type: ignore[attr-defined]
        shot(page, f"room-three-{name}")

    fourth = visitor(code)
    fourth.get_by_role("button", name="Войти").click()
    expect(fourth.get_by_role("heading", level=1)).to_contain_text("уже использовано")
    uninvited = visitor(code[:-4] + "AAAA")
    uninvited.get_by_role("button", name="Войти").click()
    expect(uninvited.locator("[data-room=join]")).to_have_count(0)

    part(here, "guestOut").click()
    part(here, "guestOutNow").click()
    for page in (here, there):
        expect(tile(page, "guest")).to_be_hidden(timeout=60_000)
        assert page.evaluate("() => harmoniaRoom.third.leg.call.pc") is None
        goes_on(page, 60)
    partner.wait_for_function(ENDED, timeout=60_000)
    expect(part(partner, "over")).to_be_visible()
    partner.reload()
    expect(part(partner, "join")).to_have_count(0)
    assert Guest.objects.get().state == "ended"
    assert set(Attendance.objects.values_list("role", flat=True)) == {"client", "specialist"}
