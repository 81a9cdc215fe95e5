"""For bench/room.py: what rooms, connections and messages cost, by the server's own CPU time, so that a busy machine
changes little; beside a bare ASGI application that only hands text over.
"""

import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from room_server import pass_for, serving

QUICK = "quick" in sys.argv[1:]


def cpu_seconds(pid: int) -> float:
    """What the scheduler gave all threads of the server, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def memory_kib(pid: int) -> int:
    line = next(one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1])


async def connect(address: str, path: str) -> Any:
    from websockets.asyncio.client import connect as dial

    return await dial(f"ws://{address}{path}", origin=f"http://{address}", compression="deflate", ping_interval=None)


async def sit(address: str, room: UUID, role: str) -> Any:
    wire = await connect(address, f"/room/{room}/socket/")
    await wire.send(json.dumps({"t": "hello", "v": 1, "pass": pass_for(room, role), "page": role, "joined": False}))
    assert json.loads(await wire.recv())["t"] == "ice"
    return wire


async def sit_bare(address: str, room: UUID, role: str) -> Any:
    return await connect(address, f"/bare/{room}/")


async def pair(take_seat: Any, address: str) -> tuple[Any, Any]:
    room = uuid4()
    one, other = await take_seat(address, room, "specialist"), await take_seat(address, room, "client")
    if take_seat is sit:
        await one.recv(), await other.recv()
    return one, other


async def exchange(take_seat: Any, address: str, pid: int, pairs: int, each: int) -> float:
    """Messages a second of one core's time: `each` candidates go each way in every pair."""
    raw = json.dumps({"t": "restart", "call": "0b0e4d9a-2f5e-4f0e-9f43-1a6a8d1c2e11"})
    people = [await pair(take_seat, address) for _ in range(pairs)]

    async def speak(mine: Any) -> None:
        for _ in range(each):
            await mine.send(raw)

    async def hear(mine: Any) -> None:
        for _ in range(each):
            await mine.recv()

    began = cpu_seconds(pid)
    await asyncio.gather(*(does(mine) for both in people for mine in both for does in (speak, hear)))
    spent = cpu_seconds(pid) - began
    await asyncio.gather(*(mine.close() for both in people for mine in both))
    return pairs * 2 * each / spent


async def joins(take_seat: Any, address: str, pid: int, count: int) -> float:
    """Whole arrivals (TCP, handshake; of ours also hello and ice) a second of one core's time."""
    began, wires = cpu_seconds(pid), []
    for _ in range(count):
        wires.append(await take_seat(address, uuid4(), "client"))
    spent = cpu_seconds(pid) - began
    await asyncio.gather(*(wire.close() for wire in wires))
    return count / spent


async def rooms(take_seat: Any, address: str, pid: int, count: int) -> float:
    """Rooms a second of one core's time, until both of the two are in; of ours, until each was told of the other."""
    began = cpu_seconds(pid)
    people = [await pair(take_seat, address) for _ in range(count)]
    spent = cpu_seconds(pid) - began
    await asyncio.gather(*(wire.close() for two in people for wire in two))
    return count / spent


async def idle(take_seat: Any, address: str, pid: int, count: int) -> float:
    before = memory_kib(pid)
    wires = [await take_seat(address, uuid4(), "client") for _ in range(count)]
    await asyncio.sleep(1)
    kib = (memory_kib(pid) - before) / count
    await asyncio.gather(*(wire.close() for wire in wires))
    return kib


def sockets(rounds: int, scale: int) -> dict[str, list[float]]:
    """Each against the bare one, in turn on one server; at last ten times as many. Memory on a server each: what one
    has given back, the next would take again for nothing."""
    many, found = 40 if QUICK else 200, defaultdict(list)

    def measured(name: str, running: Coroutine[Any, Any, float]) -> None:
        found[name].append(asyncio.run(running))

    for name, seat in (("idle KiB", sit), ("idle KiB, bare", sit_bare)):
        with serving(UNLIMITED="1") as (address, pid):
            asyncio.run(joins(seat, address, pid, 50))
            measured(name, idle(seat, address, pid, 400))
    with serving(UNLIMITED="1") as (address, pid):
        asyncio.run(joins(sit, address, pid, 50))
        for _ in range(rounds):
            for more, seat in (("", sit), (", bare", sit_bare)):
                measured(f"messages{more}", exchange(seat, address, pid, 4, 200 * scale))
                measured(f"joins{more}", joins(seat, address, pid, many))
                measured(f"rooms{more}", rooms(seat, address, pid, many // 2))
            measured("messages x10", exchange(sit, address, pid, 40, 20 * scale))
        measured("joins x10", joins(sit, address, pid, 10 * many))
    return found
