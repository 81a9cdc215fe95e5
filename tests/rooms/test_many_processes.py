"""Rooms over several socket processes that share a real Redis: one may die, and so may the store between them."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from harmonia.config import processes
from harmonia.web.room import protocol
from tests.apart import play
from tests.rooms.stage import pass_for
from tests.rooms.store import Store, running_store

pytestmark = [
    pytest.mark.real_clock,  # the processes read the passes by the machine's clock
    pytest.mark.xdist_group("hosts"),  # the last test kills one
]
OFFER = {"call": "c1", "n": 1, "kind": "offer", "sdp": "v=0\r\n"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with running_store(tmp_path_factory.mktemp("store")) as made:
        yield made


class Host:
    """One socket process, as on a host of its own."""

    def __init__(self, store: Store) -> None:
        self.port = processes.free_port()
        environment = os.environ | {"CHANNEL_LAYER_URL": store.url, "LOG_LEVEL": "ERROR"}
        self._process = subprocess.Popen(processes.sockets(self.port).command, env=environment)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def hosts(store: Store) -> Iterator[tuple[Host, Host]]:
    two = Host(store), Host(store)
    try:
        for one in two:
            assert processes.listening(one.port, within_seconds=120)
        yield two
    finally:
        for one in two:
            one.kill()


class Side:
    """One side's page: the socket that it holds to one of the hosts."""

    def __init__(self, room_id: UUID, role: str) -> None:
        self.room_id, self.role, self.page, self.joined = room_id, role, uuid4().hex, False
        self.socket: ClientConnection

    async def come(self, host: Host, held: AsyncExitStack) -> "Side":
        address = f"127.0.0.1:{host.port}"
        opening = websockets.connect(f"ws://{address}/room/{self.room_id}/socket/", origin=f"http://{address}")  # type: ignore[arg-type]
        self.socket = await held.enter_async_context(opening)
        shown = pass_for(self.room_id, self.role)
        await self.say("hello", v=protocol.VERSION, **{"pass": shown}, page=self.page, joined=self.joined)
        await self.hears("ice")
        return self

    async def say(self, word: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"t": word, **fields}))

    async def hears(self, word: str, **expected: Any) -> dict[str, Any]:
        """The next message that is so; what comes before it is let go."""

        async def awaited() -> dict[str, Any]:
            while True:
                message: dict[str, Any] = json.loads(await self.socket.recv())
                if message["t"] == word and expected.items() <= message.items():
                    return message

        return await asyncio.wait_for(awaited(), 20)


async def until_heard(speaker: Side, hearer: Side) -> None:
    """What was said while the store was away is lost; said again and again, it arrives."""
    for _ in range(20):
        await speaker.say("restart", call="c2")
        with suppress(TimeoutError):
            await asyncio.wait_for(hearer.hears("restart", call="c2"), 1)
            return
    raise AssertionError("they do not hear each other")


async def within(scene: Callable[[AsyncExitStack], Any]) -> None:
    """Whatever the scene opens is closed with it."""
    async with AsyncExitStack() as held:
        await scene(held)


def test_a_store_that_forgets_everything_is_told_again_who_sits_where(hosts: tuple[Host, Host], store: Store) -> None:
    here, there = hosts

    async def scene(held: AsyncExitStack) -> None:
        room = uuid4()
        boris, aigerim = Side(room, "specialist"), Side(room, "client")
        await boris.come(here, held)
        await aigerim.come(there, held)
        await boris.hears("peer", page=aigerim.page)
        store.kill()
        await boris.say("ping")
        await boris.hears("pong")  # the line itself lives, and so does whoever sits in one process with the other
        store.start()
        await until_heard(aigerim, boris)
        moved = Side(room, "client")
        await moved.come(here, held)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await aigerim.hears("nothing more")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == protocol.TAKEN_OVER

    play(within(scene))


def test_without_a_store_the_two_do_not_find_each_other(hosts: tuple[Host, Host], store: Store) -> None:
    """The negative control: it is the store that carries the words between the hosts."""
    here, there = hosts
    store.kill()

    async def scene(held: AsyncExitStack) -> None:
        room = uuid4()
        boris, aigerim = Side(room, "specialist"), Side(room, "client")
        await boris.come(here, held)
        await aigerim.come(there, held)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(boris.hears("peer"), 3)
        await Side(room, "client").come(here, held)
        await boris.hears("peer")

    play(within(scene))
    store.start()


def test_the_store_sees_nothing_of_what_is_said(hosts: tuple[Host, Host], store: Store, tmp_path: Path) -> None:
    here, there = hosts
    listening = subprocess.Popen(
        ["redis-cli", "-u", store.url, "monitor"], stdout=(tmp_path / "seen").open("wb"), stderr=subprocess.DEVNULL
    )

    async def scene(held: AsyncExitStack) -> None:
        room = uuid4()
        boris, aigerim = Side(room, "specialist"), Side(room, "client")
        await boris.come(here, held)
        await aigerim.come(there, held)
        await boris.hears("peer", page=aigerim.page)
        await boris.say("cand", call="c1", n=1, cand="candidate:1 1 udp 1 192.0.2.7 5000 typ host", mid="0")
        await aigerim.hears("cand")

    try:
        play(within(scene))
    finally:
        listening.terminate()
        listening.wait()
    seen = (tmp_path / "seen").read_bytes()
    assert b"asgi" in seen
    assert b"192.0.2.7" not in seen


def test_two_sides_on_two_hosts_and_one_host_dies(hosts: tuple[Host, Host]) -> None:
    here, there = hosts

    async def scene(held: AsyncExitStack) -> None:
        room = uuid4()
        boris, aigerim = Side(room, "specialist"), Side(room, "client")
        await boris.come(here, held)
        await aigerim.come(there, held)
        await boris.hears("peer", page=aigerim.page)
        await aigerim.hears("peer", page=boris.page)
        await boris.say("desc", **OFFER)
        assert await aigerim.hears("desc") == {"t": "desc", **OFFER}
        here.kill()
        with pytest.raises(websockets.ConnectionClosed):
            await boris.hears("nothing more")
        boris.joined = True
        await boris.come(there, held)
        await aigerim.hears("peer", page=boris.page, joined=True)
        await aigerim.say("restart", call="c1")
        assert await boris.hears("restart") == {"t": "restart", "call": "c1"}

    play(within(scene))
