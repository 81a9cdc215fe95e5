"""A guest at his socket: the third place of a room, in whose name he may speak, and how he is put out."""

import asyncio
from uuid import uuid4

import pytest
from channels.layers import InMemoryChannelLayer
from django.db import OperationalError

from harmonia.web.room import protocol
from tests.apart import play
from tests.rooms.stage import GUEST, Notebook, Side, application
from tests.rooms.test_hostile import PICTURE
from tests.rooms.test_sockets import OFFER, both


async def three(app, notebook=None):
    aigerim, boris = await both(app)
    guest = await Side(app, aigerim.room_id, "guest").open()
    assert (await guest.hear())["t"] == "ice"
    for side, role in ((aigerim, "client"), (boris, "specialist")):
        assert await guest.hear() == {"t": "peer", "page": side.page, "joined": False, "role": role}
        assert await side.hear() == {"t": "peer", "page": guest.page, "joined": False, "role": "guest"}
    return aigerim, boris, guest


def test_a_guest_is_announced_to_both_and_each_hears_what_is_for_him():
    async def scene():
        notebook = Notebook()
        aigerim, boris, guest = await three(application(notebook))
        await boris.say("desc", **OFFER, to="guest", **{"from": "specialist"})
        assert await guest.hear() == {"t": "desc", **OFFER, "to": "guest", "from": "specialist"}
        await guest.say("restart", call="c1", to="client", **{"from": "guest"})
        assert await aigerim.hear() == {"t": "restart", "call": "c1", "to": "client", "from": "guest"}
        state = {"t": "state", "sound": True, "picture": False, "screen": False, "from": "guest"}
        await guest.say("state", **{key: value for key, value in state.items() if key != "t"})
        assert (await aigerim.hear(), await boris.hear()) == (state, state)
        await boris.say("desc", **OFFER)
        assert await aigerim.hear() == {"t": "desc", **OFFER}
        assert await guest.silent()
        await guest.say("leave")
        for side in (aigerim, boris):
            assert await side.hear() == {"t": "peer-gone", "left": True, "role": "guest"}
        assert {fact.role for fact in notebook.facts} == {"client", "specialist"}

    play(scene())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"call": "c1"}, protocol.NOT_ALLOWED),
        ({"call": "c1", "from": "specialist"}, protocol.NOT_ALLOWED),
        ({"call": "c1", "from": "guest", "to": "guest"}, protocol.MALFORMED),
        ({"call": "c1", "from": "guest", "to": "everybody"}, protocol.MALFORMED),
    ],
)
def test_a_guest_speaks_in_nobody_elses_name(said, code):
    async def scene():
        _aigerim, boris, guest = await three(application())
        await guest.say("restart", **said)
        assert await guest.code() == code
        assert (await boris.hear())["t"] == "peer-gone"

    play(scene())


def test_a_guest_asks_for_no_second_picture_and_no_recording():
    """Of each connection of the three the same is refused: one sound, one picture, nothing kept."""

    async def scene():
        for more in (PICTURE, "a=record:on\r\n"):
            _aigerim, boris, guest = await three(application())
            asked = OFFER | {"sdp": f"v=0\r\n{PICTURE}{more}"}
            await guest.say("desc", **asked, to="specialist", **{"from": "guest"})
            assert await guest.code() == protocol.MALFORMED
            assert (await boris.hear())["t"] == "peer-gone"  # and no description before it

    play(scene())


def test_neither_of_the_two_speaks_in_the_guests_name():
    async def scene():
        aigerim, _boris, _guest = await three(application())
        await aigerim.say("restart", call="c1", to="specialist", **{"from": "guest"})
        assert await aigerim.code() == protocol.NOT_ALLOWED

    play(scene())


@pytest.mark.parametrize("word", ["bye", "admit"])
def test_a_guest_neither_ends_the_session_nor_lets_anybody_in(word):
    async def scene():
        aigerim, _boris, guest = await three(application())
        await guest.say(word)
        assert await guest.code() == protocol.NOT_ALLOWED
        assert (await aigerim.hear())["t"] == "peer-gone"

    play(scene())


def test_the_end_of_the_session_is_told_to_the_guest_too():
    async def scene():
        aigerim, boris, guest = await three(application())
        await boris.say("bye")
        assert await aigerim.hear() == {"t": "bye"}
        assert await guest.hear() == {"t": "bye"}

    play(scene())


def test_a_guest_is_put_out_within_a_moment_and_does_not_come_back():
    async def scene():
        wanted = {GUEST}
        app = application(stays=wanted.__contains__)
        aigerim, boris, guest = await three(app)
        wanted.clear()
        assert await guest.code(within=60) == protocol.NOT_ALLOWED
        for side in (aigerim, boris):
            assert await side.hear() == {"t": "peer-gone", "left": True, "role": "guest"}
        again = await Side(app, guest.room_id, "guest").open()
        assert await again.code() == protocol.NOT_ALLOWED
        assert await boris.silent()

    play(scene())


def test_a_room_that_may_not_go_on_ends_for_all_three_and_no_other_room_does():
    async def scene():
        halted = set()
        app = application(halted=lambda rooms: halted & set(rooms))
        three_of_it, others = await three(app), await both(app)
        halted.add(three_of_it[0].room_id)
        for side in three_of_it:
            while (heard := await side.hear())["t"] == "peer-gone":
                pass  # of whoever was told before
            assert heard == {"t": "bye", "why": "stopped"}
            assert await side.code() == protocol.ENDED
        assert all([await side.silent() for side in others])

    play(scene())


def test_a_database_that_is_away_ends_no_session(caplog):
    def away(rooms):
        raise OperationalError("no address of anybody")

    async def scene():
        two = await both(application(halted=away))
        while not caplog.records:
            await asyncio.sleep(0.05)
        assert all([await side.silent() for side in two])
        assert "no address" not in caplog.text

    play(scene())


async def told_of(side, **pages):
    """Until this side has been told of each page, by place; between processes it may be told twice, in any order."""
    while pages:
        heard = await side.hear()
        if heard["t"] == "peer" and pages.get(heard.get("role", "other")) == heard["page"]:
            del pages[heard.get("role", "other")]


def test_whoever_comes_back_is_told_who_sits_in_another_process():
    """In one process with him sits another, so that the process has not forgotten the room meanwhile."""

    async def scene():
        layer = InMemoryChannelLayer()
        here, there = application(layer=layer), application(layer=layer)
        room = uuid4()
        boris = await Side(there, room, "specialist").open()
        guest = await Side(here, room, "guest").open()
        aigerim = await Side(here, room, "client").open()
        await told_of(guest, specialist=boris.page, client=aigerim.page)
        await told_of(aigerim, other=boris.page, guest=guest.page)
        await aigerim.drop()
        again = await Side(here, room, "client", page=aigerim.page).open()
        await told_of(again, other=boris.page, guest=guest.page)

    play(scene())


def test_three_in_three_processes_find_each_other():
    async def scene():
        layer = InMemoryChannelLayer()
        here, there, third = (application(layer=layer) for _ in range(3))
        room = uuid4()
        aigerim = await Side(here, room, "client").open()
        boris = await Side(there, room, "specialist").open()
        await told_of(aigerim, other=boris.page)
        await told_of(boris, other=aigerim.page)
        guest = await Side(third, room, "guest").open()
        await told_of(guest, client=aigerim.page, specialist=boris.page)
        await told_of(aigerim, guest=guest.page)
        await told_of(boris, guest=guest.page)
        await guest.say("restart", call="c1", to="client", **{"from": "guest"})
        while (heard := await aigerim.hear())["t"] == "peer":
            pass
        assert heard == {"t": "restart", "call": "c1", "to": "client", "from": "guest"}

    play(scene())
