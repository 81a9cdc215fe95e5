"""Who sits where in this process, and how a message reaches the other side of a room.

A room has one place a side, and one for a guest. Whoever comes later takes the place over. When those who talk sit in
this process a message is handed over directly; when they do not, through the channel layer (several socket processes
share it; one alone has none). Nothing here is stored: after a restart the pages come back and say themselves whether
they had joined.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from harmonia.rooms.states import Place
from harmonia.web.room import protocol

log = logging.getLogger(__name__)
AWAY_SECONDS = 1.0
SAY_AGAIN_SECONDS = 5.0
Tell = Callable[[str], Awaitable[None]]
Close = Callable[[int], Awaitable[None]]
PLACES: tuple[str, ...] = tuple(Place.values)
OTHER = {Place.CLIENT.value: Place.SPECIALIST.value, Place.SPECIALIST.value: Place.CLIENT.value}


@dataclass(slots=True, eq=False)
class Seat:
    room_id: UUID
    role: str
    page: str
    joined: bool
    tell: Tell
    close: Close
    since: float = field(default_factory=time.time)  # of two pages of one side the newer one stays


@dataclass(slots=True)
class Places:
    """The places of one room: who sits here, and which other process says that somebody sits there."""

    here: dict[str, Seat] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)


class Hall:
    def __init__(self, layer: Any = None) -> None:
        self._rooms: dict[UUID, Places] = {}
        self._layer = layer
        self._address = ""
        self._ear: asyncio.Task[None] | None = None
        self._voice: asyncio.Task[None] | None = None

    async def take(self, seat: Seat) -> bool:
        """Sit down; whoever sat there is asked to go. Tells whether the same page sat there already (it came back)."""
        places = self._rooms.setdefault(seat.room_id, Places())
        before = places.here.get(seat.role)
        places.here[seat.role] = seat
        if before:
            await before.close(protocol.TAKEN_OVER)
        return bool(before and before.page == seat.page)

    async def give_up(self, seat: Seat, *, for_good: bool) -> bool:
        """Stand up; False if the place has been taken over meanwhile."""
        places = self._rooms.get(seat.room_id)
        if places is None or places.here.get(seat.role) is not seat:
            return False
        del places.here[seat.role]
        if not places.here:
            del self._rooms[seat.room_id]
        for role in others(seat.role):
            gone = protocol.write("peer-gone", left=for_good, **_of_a_guest(seat.role, role))
            await self._deliver(places, seat.room_id, role, gone)
        if self._layer is not None and not places.here:
            await self._reach(self._layer.group_discard(_group(seat.room_id), self._address))
        return True

    async def hand_over(self, seat: Seat, raw: str, to: str = "") -> None:
        """Pass `raw` on as it came, to the place named or else from one of the two to the other; a guest's to both.

        Who is away misses it, and it is said again when he is back.
        """
        places = self._rooms.get(seat.room_id)
        if places is not None:
            for role in (to,) if to else (OTHER[seat.role],) if seat.role in OTHER else others(seat.role):
                await self._deliver(places, seat.room_id, role, raw)

    async def tell_all(self, seat: Seat, raw: str) -> None:
        """For everybody else in the room."""
        places = self._rooms.get(seat.room_id)
        if places is not None:
            for role in others(seat.role):
                await self._deliver(places, seat.room_id, role, raw)

    async def present(self, seat: Seat, *, arrived: bool = True) -> None:
        """Tell the others that this side is here; and, when it has just arrived, tell it who is."""
        places = self._rooms.get(seat.room_id)
        if places is None:
            return
        for role in others(seat.role):
            peer = places.here.get(role)
            if peer is not None or not arrived:
                await self._deliver(places, seat.room_id, role, peer_message(seat, role))
            if peer is not None and arrived:
                await seat.tell(peer_message(peer, seat.role))
        if arrived and self._layer is not None:
            await self._announce(seat, "took")

    async def _deliver(self, places: Places, room_id: UUID, role: str, raw: str) -> None:
        peer = places.here.get(role)
        if peer is not None:
            await peer.tell(raw)
            return
        address = places.elsewhere.get(role)
        if address is not None:
            await self._send(address, room_id, raw=raw, to=role)

    # Between processes: a group a room for finding each other, then the process's own address for every message.

    async def _announce(self, seat: Seat, what: str, to: str = "") -> None:
        """To everybody who has somebody in the room, or only to the process that has asked by arriving."""
        if self._ear is None:
            self._address = await self._layer.new_channel("hall")
            self._ear, self._voice = asyncio.create_task(self._listen()), asyncio.create_task(self._say_again())
        raw = {role: peer_message(seat, role) for role in others(seat.role)}
        said: dict[str, Any] = {"type": "hall", "what": what, "room": str(seat.room_id), "role": seat.role}
        said |= {"from": self._address, "since": seat.since, "alone": self._is_alone(seat)}
        if await self._reach(self._layer.group_add(_group(seat.room_id), self._address)):
            told = self._layer.send(to, said | {"raw": raw}) if to else self._to_room(seat.room_id, said | {"raw": raw})
            await self._reach(told)

    def _to_room(self, room_id: UUID, message: dict[str, Any]) -> Awaitable[None]:
        sent: Awaitable[None] = self._layer.group_send(_group(room_id), message)
        return sent

    async def _send(self, address: str, room_id: UUID, *, raw: str, to: str) -> None:
        message = {"type": "hall", "what": "say", "room": str(room_id), "raw": raw, "role": to}
        await self._reach(self._layer.send(address, message))

    @staticmethod
    async def _reach(asked: Awaitable[None]) -> bool:
        """A full or absent layer loses a message, and both sides say it again; who sits in one process needs none."""
        try:
            await asked
        except Exception as error:
            log.warning("hall: the layer between processes did not take it (%s)", type(error).__name__)
            return False
        return True

    async def _listen(self) -> None:
        while True:
            try:
                message = await self._layer.receive(self._address)
            except Exception as error:
                log.warning("hall: the layer between processes is away (%s)", type(error).__name__)
                await asyncio.sleep(AWAY_SECONDS)
                continue
            try:
                await self._heard(message)
            except Exception as error:  # one bad message must not make the whole process deaf
                log.error("hall: %s", type(error).__name__)

    async def _say_again(self) -> None:
        """A layer that was started anew has forgotten who listens to which room, and says nothing of it."""
        while True:
            await asyncio.sleep(SAY_AGAIN_SECONDS)
            for seat in [seat for places in self._rooms.values() for seat in places.here.values()]:
                await self._announce(seat, "sits")

    async def _heard(self, message: dict[str, Any]) -> None:
        places = self._rooms.get(UUID(message["room"]))
        if places is None or message.get("from") == self._address:
            return
        if message["what"] == "say":
            seat = places.here.get(message["role"])
            if seat is not None:
                await seat.tell(message["raw"])
        elif await self._gives_way(places, message):
            await self._heard_of(places, message)

    @staticmethod
    async def _gives_way(places: Places, message: dict[str, Any]) -> bool:
        """The same side may have sat down in another process: of the two pages the newer one stays."""
        seat = places.here.get(message["role"])
        if seat is None:
            return True
        if seat.since > message["since"]:
            return False
        del places.here[seat.role]
        await seat.close(protocol.TAKEN_OVER)
        return True

    async def _heard_of(self, places: Places, message: dict[str, Any]) -> None:
        """Somebody sits in another process. Whoever has arrived, or knows of nobody, is answered first: before that
        nothing can be passed on to here; then those who sit here are told."""
        role = message["role"]
        known = places.elsewhere.get(role) == message["from"]
        places.elsewhere[role] = message["from"]
        seats = [places.here[each] for each in others(role) if each in places.here]
        if message["what"] == "took" or message.get("alone"):
            for seat in seats:
                await self._announce(seat, "answers", message["from"])
        if not known or message["what"] != "sits":
            for seat in seats:
                await seat.tell(message["raw"][seat.role])

    def _is_alone(self, seat: Seat) -> bool:
        """It knows of nobody else in the room, here or elsewhere; what was said of them may have been lost."""
        places = self._rooms.get(seat.room_id, Places())
        return not any(each in places.here or each in places.elsewhere for each in others(seat.role))


def _group(room_id: UUID) -> str:
    return f"room.{room_id}"


def others(role: str) -> tuple[str, ...]:
    return tuple(each for each in PLACES if each != role)


def peer_message(seat: Seat, to: str) -> str:
    return protocol.write("peer", page=seat.page, joined=seat.joined, **_of_a_guest(seat.role, to))


def _of_a_guest(role: str, to: str) -> dict[str, str]:
    """The two know each other; whom a guest hears, and that it is a guest, is named."""
    return {"role": role} if Place.GUEST in (role, to) else {}
