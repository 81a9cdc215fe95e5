"""What ends a session while two people are in it: a description that asks for more, a consent that is taken back."""

import json
import re
from collections.abc import Callable

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, WebSocketRoute, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.consent import operations as consents
from tests.rooms.journey import join_both, part

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]

DESCRIPTION = "() => ({ call: harmoniaRoom.call.id, sdp: harmoniaRoom.call.pc.localDescription.sdp })"
ANOTHER_PICTURE = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:9\r\na=sendonly\r\n"


def test_an_offer_of_a_third_stream_ends_the_call_on_both_sides_with_words(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, soon), come(aigerim, soon)
    lines: list[WebSocketRoute] = []

    def keep(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        lines.append(socket)

    here.route_web_socket(re.compile("/socket/$"), keep)
    here.reload()
    join_both(here, there)
    asked = there.evaluate(DESCRIPTION)
    offer = {"t": "desc", "call": asked["call"], "n": 1000, "kind": "offer", "sdp": asked["sdp"] + ANOTHER_PICTURE}
    lines[-1].send(json.dumps(offer))  # past a server that would have refused it
    for page in (here, there):
        expect(part(page, "over")).to_be_visible(timeout=60_000)
        expect(part(page, "again")).to_be_hidden()
        assert page.evaluate("() => harmoniaRoom.call.pc") is None
    assert part(here, "overText").inner_text() == part(there, "overText").inner_text() != ""


def test_who_takes_the_consent_back_in_the_middle_ends_it_at_once_and_both_are_told_so_calmly(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, soon), come(aigerim, soon)
    join_both(here, there)
    consents.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=now())
    for page in (here, there):
        words = "Эта сессия сейчас не может продолжаться"  # whose doing it is nobody is told
        expect(part(page, "overText")).to_contain_text(words, timeout=60_000)
        expect(part(page, "again")).to_be_hidden()
        assert page.evaluate("() => [harmoniaRoom.call.pc, harmoniaRoom.devices.picture]") == [None, None]
        assert page.complaints == []  # type: ignore[attr-defined]  what the console said
    here.reload()
    expect(part(here, "join")).to_have_count(0)
