"""The room speaks WebRTC as the standard has it: a peer that others wrote holds a session with a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from tests.rooms.foreign import Foreigner
from tests.rooms.house import House
from tests.rooms.journey import part, safety_words, until, wait_for_frames
from tests.rooms.stage import pass_for

WORDS = """async (three) => {
  const folder = document.querySelector("script[src*=room]").src;
  const { LANGUAGES, WORDS } = await import(new URL("safety-words.js", folder));
  return LANGUAGES.map((_, place) => three.map((byte) => WORDS[byte][place]).join(" · "));
}"""


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_peer_that_others_wrote_holds_a_session(
    come: Callable[..., Page], house: House, soon: Appointment, boris: Person
) -> None:
    there = come(boris, soon)
    foreigner = Foreigner(house.address, soon.pk, pass_for(soon.pk, "client"))
    try:
        until(lambda: foreigner.state == "connected", 60)
        assert there.evaluate("() => harmoniaRoom.watch.counts.sent") == 0  # nothing before both have joined
        part(there, "join").click()
        wait_for_frames(there)
        until(lambda: foreigner.frames > 5, 60)
        foreigner.tell({"chat": "сәлем"})
        there.wait_for_function("() => document.body.textContent.includes('сәлем')", timeout=60_000)
        until(lambda: len(foreigner.three) == 3, 60)
        mine = there.evaluate(WORDS, list(foreigner.three))
        assert safety_words(there) == mine
    finally:
        foreigner.leave()
    assert foreigner.trouble is None
