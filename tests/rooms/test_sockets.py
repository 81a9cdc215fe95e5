"""Two sides of a room at their sockets: who gets in, what is handed over, and what closes a socket."""

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from channels.layers import InMemoryChannelLayer

from harmonia.web.room import protocol
from tests.apart import play
from tests.rooms.stage import HEADERS, Notebook, Side, Wire, application, pass_for

OFFER = {"call": "c1", "n": 1, "kind": "offer", "sdp": "v=0 secret 192.0.2.7"}


async def both(app: Any = None, notebook: Notebook | None = None) -> tuple[Side, Side]:
    app, room = app or application(notebook), uuid4()
    boris = await Side(app, room, "specialist").open()
    assert (await boris.hear())["t"] == "ice"
    aigerim = await Side(app, room, "client").open()
    assert (await aigerim.hear())["t"] == "ice"
    assert await boris.hear() == {"t": "peer", "page": aigerim.page, "joined": False}
    assert await aigerim.hear() == {"t": "peer", "page": boris.page, "joined": False}
    return aigerim, boris


def test_two_sides_meet_and_join() -> None:
    async def scene() -> None:
        notebook = Notebook()
        aigerim, boris = await both(notebook=notebook)
        await aigerim.say("join")
        assert await aigerim.hear() == {"t": "joined"}
        assert await boris.hear() == {"t": "peer", "page": aigerim.page, "joined": True}
        await aigerim.say("leave")
        assert await aigerim.code() == protocol.ENDED
        assert await boris.hear() == {"t": "peer-gone", "left": True}
        assert notebook.lines == [("entered", "specialist"), ("entered", "client"), ("left", "client")]

    play(scene())


def test_what_is_for_the_peer_is_handed_over_as_it_came() -> None:
    async def scene() -> None:
        aigerim, boris = await both()
        await boris.say("desc", **OFFER)
        assert await aigerim.hear() == {"t": "desc", **OFFER}
        await aigerim.say("state", sound=True, picture=False, screen=False)
        assert await boris.hear() == {"t": "state", "sound": True, "picture": False, "screen": False}
        assert await aigerim.silent()

    play(scene())


def test_the_specialist_lets_in_and_nobody_else_does() -> None:
    async def scene() -> None:
        aigerim, boris = await both()
        await boris.say("admit")
        assert await aigerim.hear() == {"t": "admit"}
        await aigerim.say("admit")
        assert await aigerim.code() == protocol.NOT_ALLOWED
        assert await boris.hear() == {"t": "peer-gone", "left": False}

    play(scene())


def test_reports_go_to_attendance_and_not_to_the_peer() -> None:
    async def scene() -> None:
        notebook = Notebook()
        aigerim, boris = await both(notebook=notebook)
        await aigerim.say("report", up=True, sent=5, received=7)
        await aigerim.say("ping")
        assert await aigerim.hear() == {"t": "pong"}
        assert await boris.silent()
        fact = notebook.facts[-1]
        assert (fact.what, fact.page, fact.media_up, fact.bytes_sent, fact.bytes_received) == (
            "reported", aigerim.page, True, 5, 7,
        )  # fmt: skip

    play(scene())


def test_a_dropped_socket_is_told_apart_from_leaving() -> None:
    async def scene() -> None:
        aigerim, boris = await both()
        await aigerim.drop()
        assert await boris.hear() == {"t": "peer-gone", "left": False}

    play(scene())


def test_a_newer_tab_takes_the_place_over() -> None:
    async def scene() -> None:
        notebook = Notebook()
        app = application(notebook)
        aigerim, boris = await both(app)
        again = await Side(app, aigerim.room_id, "client").open()
        assert await aigerim.code() == protocol.TAKEN_OVER
        assert await boris.hear() == {"t": "peer", "page": again.page, "joined": False}
        await boris.say("restart", call="c1")
        assert (await again.hear())["t"] == "ice"
        assert (await again.hear())["t"] == "peer"
        assert await again.hear() == {"t": "restart", "call": "c1"}
        await aigerim.drop()
        assert await boris.silent()

    play(scene())


def test_however_often_the_device_is_changed_each_side_has_one_place() -> None:
    async def scene() -> None:
        app = application()
        aigerim, boris = await both(app)
        pages = [aigerim]
        for _ in range(4):
            pages.append(await Side(app, aigerim.room_id, "client").open())
            assert await pages[-2].code() == protocol.TAKEN_OVER
            assert (await boris.hear())["page"] == pages[-1].page
            assert [(await pages[-1].hear())["t"] for _ in range(2)] == ["ice", "peer"]
        await boris.say("restart", call="c1")
        assert await pages[-1].hear() == {"t": "restart", "call": "c1"}
        for gone in pages[:-1]:  # whoever was taken over says nothing any more, and hears nothing
            await gone.say("restart", call="c2")
            assert await gone.silent()
        assert await boris.silent()

    play(scene())


def test_the_same_page_resumes() -> None:
    async def scene() -> None:
        app = application()
        aigerim, boris = await both(app)
        again = await Side(app, aigerim.room_id, "client", aigerim.page).open(joined=True)
        assert (await again.hear())["resume"] is True
        assert await boris.hear() == {"t": "peer", "page": aigerim.page, "joined": True}

    play(scene())


def test_only_the_specialist_ends_it_for_both() -> None:
    async def scene() -> None:
        notebook = Notebook()
        aigerim, boris = await both(notebook=notebook)
        await aigerim.say("bye")
        assert await aigerim.code() == protocol.NOT_ALLOWED
        aigerim, boris = await both(notebook=notebook)
        await boris.say("bye")
        assert await aigerim.hear() == {"t": "bye"}
        assert await boris.hear() == {"t": "bye"}
        assert ("finished", "specialist") in notebook.lines

    play(scene())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pass": "forged.forged"}, protocol.NOT_ALLOWED),
        ({"pass": None}, protocol.NOT_ALLOWED),  # one for another room
        ({"v": 2}, protocol.MALFORMED),
        ({"joined": "yes"}, protocol.MALFORMED),
    ],
)
def test_without_a_good_pass_nobody_gets_in(changes: dict[str, Any], code: int) -> None:
    async def scene() -> None:
        said = {name: value or pass_for(uuid4(), "client") for name, value in changes.items()}
        side = await Side(application(), uuid4(), "client").open(**said)
        assert await side.code() == code

    play(scene())


def test_an_expired_pass_is_told_apart() -> None:
    async def scene() -> None:
        room = uuid4()
        expired = pass_for(room, "client", valid_for=timedelta(seconds=-1))
        side = await Side(application(), room, "client").open(**{"pass": expired})
        assert await side.code() == protocol.EXPIRED

    play(scene())


def test_a_pass_is_renewed_for_the_same_side_only() -> None:
    async def scene() -> None:
        aigerim, _ = await both()
        await aigerim.say("renew", **{"pass": pass_for(aigerim.room_id, "client")})
        assert (await aigerim.hear())["t"] == "ice"
        await aigerim.say("renew", **{"pass": pass_for(aigerim.room_id, "specialist")})
        assert await aigerim.code() == protocol.NOT_ALLOWED

    play(scene())


@pytest.mark.parametrize(
    "headers",
    [
        [HEADERS[0], (b"origin", b"https://elsewhere.example")],
        [HEADERS[0]],
        [(b"host", b"elsewhere.example"), (b"origin", b"http://elsewhere.example")],
        [HEADERS[0], (b"origin", b"null")],
    ],
)
def test_another_sites_page_opens_no_socket(headers: list[tuple[bytes, bytes]]) -> None:
    async def scene() -> None:
        wire = Wire(application(), f"/room/{uuid4()}/socket/", headers)
        await wire.connect()
        assert await wire.receive_output() == {"type": "websocket.close", "code": protocol.NOT_ALLOWED}

    play(scene())


def test_other_addresses_have_no_socket() -> None:
    async def scene() -> None:
        assert await Wire(application(), "/room/1/socket/").connect() is False

    play(scene())


@pytest.mark.parametrize("raw", ["nonsense", '{"t":"desc"}', '{"t":"hello"}'])
def test_a_malformed_message_closes_the_socket_clearly(raw: str, caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        aigerim, boris = await both()
        await aigerim.send_raw(text=raw)
        assert await aigerim.code() == protocol.MALFORMED
        assert (await boris.hear())["t"] == "peer-gone"

    with caplog.at_level(logging.DEBUG):
        play(scene())
    assert "nonsense" not in caplog.text


def test_bytes_close_the_socket() -> None:
    async def scene() -> None:
        aigerim, _ = await both()
        await aigerim.send_raw(bytes=b"\x00")
        assert await aigerim.code() == protocol.MALFORMED

    play(scene())


def test_too_much_closes_the_socket() -> None:
    async def scene() -> None:
        aigerim, _ = await both()
        await aigerim.say("desc", **OFFER | {"sdp": "x" * (protocol.MOST_BYTES + 1)})
        assert await aigerim.code() == protocol.TOO_LARGE

    play(scene())


def test_too_often_closes_the_socket() -> None:
    async def scene() -> None:
        aigerim, _ = await both()
        for _ in range(protocol.BURST + 20):
            await aigerim.say("ping")
        assert await aigerim.code() == protocol.TOO_FAST

    play(scene())


def test_too_many_candidates_close_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "BURST", 10_000)

    async def scene() -> None:
        aigerim, _ = await both()
        for _ in range(protocol.MOST_CANDIDATES + 1):
            await aigerim.say("cand", call="c1", n=1, cand="candidate:1", mid="0")
        assert await aigerim.code() == protocol.TOO_FAST

    play(scene())


def test_neither_descriptions_nor_candidates_reach_a_log(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> None:
        aigerim, boris = await both()
        await boris.say("desc", **OFFER)
        await aigerim.hear()
        await boris.say("desc", **OFFER | {"kind": "192.0.2.7"})
        await boris.code()

    with caplog.at_level(logging.DEBUG):
        play(scene())
    assert "192.0.2.7" not in caplog.text


def test_sides_in_different_processes_meet_through_the_layer() -> None:
    async def scene() -> None:
        layer, room = InMemoryChannelLayer(), uuid4()
        here, there = application(layer=layer), application(layer=layer)
        boris = await Side(here, room, "specialist").open()
        assert (await boris.hear())["t"] == "ice"
        aigerim = await Side(there, room, "client").open()
        assert (await aigerim.hear())["t"] == "ice"
        assert await boris.hear() == {"t": "peer", "page": aigerim.page, "joined": False}
        assert await aigerim.hear() == {"t": "peer", "page": boris.page, "joined": False}
        await boris.say("desc", **OFFER)
        assert await aigerim.hear() == {"t": "desc", **OFFER}
        await aigerim.say("join")
        assert await aigerim.hear() == {"t": "joined"}
        assert await boris.hear() == {"t": "peer", "page": aigerim.page, "joined": True}
        moved = await Side(here, room, "client").open()
        assert await aigerim.code() == protocol.TAKEN_OVER
        assert await boris.hear() == {"t": "peer", "page": moved.page, "joined": False}
        await moved.say("restart", call="c1")
        assert await boris.hear() == {"t": "restart", "call": "c1"}

    play(scene())
