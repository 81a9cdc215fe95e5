"""What a hostile page may send: descriptions that ask for too much, and any words in any order from both sides."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from harmonia.rooms.rules import descriptions
from harmonia.web.room import protocol
from tests.apart import play
from tests.rooms.stage import Notebook, Side, application, pass_for

SOUND, PICTURE = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
CHANNEL = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
WHOLE = f"v=0\r\n{SOUND}a=sendrecv\r\n{PICTURE}a=sendrecv\r\n{CHANNEL}"


@pytest.mark.parametrize(
    ("sdp", "why"),
    [
        (WHOLE, None),
        ("", None),
        (WHOLE + PICTURE, "streams"),
        (WHOLE + SOUND, "streams"),
        (WHOLE + CHANNEL, "streams"),
        (WHOLE + "m=text 9 UDP/TLS/RTP/SAVPF 98\r\n", "streams"),
        (WHOLE + "a=record:on\r\n", "recording"),
        (WHOLE + "a=recordpref:on\r\n", "recording"),
        ("v=0\r\nm=audio 9 RTP/AVP 0\r\n", "open media"),
        ("v=0\r\nm=audio 9 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n", "open media"),
    ],
)
def test_a_description_asks_for_what_a_room_has_and_no_more(sdp: str, why: str | None) -> None:
    assert descriptions.refusal(sdp) == why


@given(some.lists(some.sampled_from([SOUND, PICTURE, CHANNEL, "a=mid:0\r\n", "\r\n", "m=", "m=audio", "a=record"])))
def test_no_order_of_lines_hides_a_stream_too_many(lines: list[str]) -> None:
    sdp = "v=0\r\n" + "".join(lines)
    too_many = any(sdp.count(f"\n{stream}") > 1 for stream in (SOUND, PICTURE, CHANNEL))
    assert not too_many or descriptions.refusal(sdp) is not None


async def two_sides(notebook: Notebook) -> dict[str, Side]:
    app, room = application(notebook), uuid4()
    return {role: await Side(app, room, role).open() for role in ("specialist", "client")}


def test_a_description_that_asks_for_more_ends_the_line_and_is_not_handed_over() -> None:
    async def scene() -> None:
        sides = await two_sides(Notebook())
        for _ in range(2):
            await sides["specialist"].hear()
        await sides["client"].say("desc", call="c", n=1, kind="offer", sdp=WHOLE + PICTURE)
        assert await sides["client"].code() == protocol.MALFORMED
        assert (await sides["specialist"].hear())["t"] == "peer-gone"

    play(scene())


@pytest.mark.parametrize(
    ("valid_for", "other_room", "code"),
    [(timedelta(days=-1), False, protocol.EXPIRED), (timedelta(minutes=5), True, protocol.NOT_ALLOWED)],
)
def test_yesterdays_pass_and_that_of_another_room_open_nothing(
    valid_for: timedelta, other_room: bool, code: int
) -> None:
    async def scene() -> None:
        room, notebook = uuid4(), Notebook()
        shown = pass_for(uuid4() if other_room else room, "client", valid_for=valid_for)
        side = await Side(application(notebook), room, "client").open(**{"pass": shown})
        assert await side.code() == code
        assert notebook.facts == []

    play(scene())


def test_a_pass_used_twice_makes_one_place_and_the_first_is_told() -> None:
    async def scene() -> None:
        room, app = uuid4(), application()
        shown = pass_for(room, "client")
        first, second = [await Side(app, room, "client").open(**{"pass": shown}) for _ in range(2)]
        assert await first.code() == protocol.TAKEN_OVER
        assert (await second.hear())["t"] == "ice"

    play(scene())


TEXT = some.text(max_size=60)
WHATEVER = some.none() | some.booleans() | some.integers() | TEXT | some.lists(some.integers(), max_size=2)
RIGHT: dict[str, some.SearchStrategy[Any]] = {
    "call": some.sampled_from(["c1", "c2", ""]),
    "n": some.integers(0, 1_000_000),
    "kind": some.sampled_from(["offer", "answer"]),
    "sdp": some.sampled_from([WHOLE, "v=0", WHOLE + PICTURE, WHOLE + "a=record:on\r\n"]),
    "cand": TEXT,
    "mid": some.just("0"),
    "hash": some.just("0" * 64),
    "nonce": some.just("f" * 64),
    "why": some.sampled_from(["unsafe", "foreign", "differ"]),
}


@some.composite
def messages(draw: some.DrawFn) -> str:
    """Mostly well-formed, sometimes with a field wrong, missing or unknown, sometimes not a message at all."""
    kind = draw(some.integers(0, 9))
    if kind == 0:
        return draw(TEXT | some.sampled_from(["[", "null", '{"t":1}', "{" * 2000, '{"t":"desc"}', '{"t":"\\ud800"}']))
    word = draw(some.sampled_from(sorted(protocol.SPOKEN)))
    fields = {
        field.rstrip("?"): draw(RIGHT.get(field, some.booleans()))
        for field in protocol.SPOKEN[word]
        if field[-1] != "?"
    }
    if kind == 1 and fields:
        fields[draw(some.sampled_from(sorted(fields)))] = draw(WHATEVER)
    if kind == 2:
        fields[draw(some.text(max_size=5))] = draw(WHATEVER)
    return json.dumps({**fields, "t": word})


TALK = some.lists(some.tuples(some.sampled_from(["client", "specialist"]), messages()), max_size=25)
CODES = {protocol.ENDED, protocol.MALFORMED, protocol.EXPIRED, protocol.NOT_ALLOWED, protocol.TAKEN_OVER}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TALK)
def test_whatever_two_sides_say_in_whatever_order_nothing_breaks_and_nothing_slips_through(
    talk: list[tuple[str, str]],
) -> None:
    async def scene() -> None:
        notebook = Notebook()
        sides = await two_sides(notebook)
        for who, raw in talk:
            await sides[who].send_raw(text=raw)
            for _ in range(8):
                await asyncio.sleep(0)
        for role, side in sides.items():
            other = {raw for who, raw in talk if who != role}
            check(await everything(side), {raw for raw in other if is_for_the_peer(raw)})
            assert not side.wire.future.done() or side.wire.future.exception() is None
            side.wire.future.cancel()

    play(scene())


async def everything(side: Side) -> list[dict[str, Any]]:
    events = []
    while not side.wire.output_queue.empty():
        events.append(side.wire.output_queue.get_nowait())
    return events


def is_for_the_peer(raw: str) -> bool:
    try:
        message = protocol.read(raw)
    except protocol.Malformed:
        return False
    return message["t"] in protocol.FOR_THE_PEER and not descriptions.refusal(message.get("sdp", ""))


OURS = {"ice", "peer", "peer-gone", "joined", "pong", "bye", "admit"}  # what the server itself says


def check(events: list[dict[str, Any]], might_come: set[str]) -> None:
    """Only what was let through, then at most one close, with a code that says why, and nothing after it."""
    closes = [event["code"] for event in events if event["type"] == "websocket.close"]
    assert len(closes) <= 1
    assert set(closes) <= CODES
    assert not closes or events[-1]["type"] == "websocket.close"
    for event in events:
        if event["type"] == "websocket.send":
            assert event["text"] in might_come or json.loads(event["text"])["t"] in OURS
