"""One socket of one side of a room: says who may sit, counts, passes messages on, tells attendance. No database here.

A plain ASGI application rather than a Channels consumer: that one hops to a thread before each message to tidy database
connections that this path never opens. Session descriptions and candidates hold addresses of people: they are handed
over and forgotten, and no log line quotes a message.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import Error
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from harmonia.rooms.rules import descriptions, passes
from harmonia.rooms.rules.attendance import Seen
from harmonia.rooms.states import Place, Role
from harmonia.web.room import protocol
from harmonia.web.room.attendance import Recorder
from harmonia.web.room.hall import Hall, Seat

log = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
PATH = re.compile(r"^/room/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/socket/$")
EXPIRED_GRACE = timedelta(seconds=30)
Stays = Callable[[str], bool]  # whether the guest of this invitation may be in the room; asks the database
Halted = Callable[[Collection[UUID]], set[UUID]]  # which of these rooms may not go on; asks the database


class Closed(Exception):
    """The socket is to be closed with this code."""

    def __init__(self, code: int) -> None:
        self.code = code


def same_origin(scope: Scope) -> bool:
    """A browser tells whose page opens the socket; only our own may, at an address that is ours."""
    headers = dict(scope["headers"])
    origin, host = headers.get(b"origin", b"").decode("latin-1"), headers.get(b"host", b"").decode("latin-1")
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS) and urlsplit(origin).netloc == host


class Socket:
    __slots__ = (
        "_allowance", "_candidates", "_closed", "_counted_at", "_hall", "_receive", "_recorder", "_room_id", "_send",
        "_stays", "expires_at", "guest", "heard_at", "left", "seat",
    )  # fmt: skip

    def __init__(
        self, room_id: UUID, receive: Receive, send: Send, hall: Hall, recorder: Recorder, stays: Stays
    ) -> None:
        self._room_id, self._receive, self._send, self._stays = room_id, receive, send, stays
        self._hall, self._recorder = hall, recorder
        self._allowance, self._candidates, self._closed = float(protocol.BURST), 0, False
        self.heard_at = self._counted_at = time.monotonic()
        self.expires_at = timezone.now()
        self.left, self.guest = False, ""
        self.seat: Seat | None = None

    async def run(self) -> None:
        try:
            await self._sit_down()
            while True:
                await self._one(await self._next())
        except Closed as closed:
            await self.close(closed.code)
        finally:
            await self._stand_up()

    async def tell(self, raw: str) -> None:
        """What cannot reach this side any more is dropped: the other side must not suffer for it."""
        if not self._closed:
            try:
                await self._send({"type": "websocket.send", "text": raw})
            except (OSError, RuntimeError):
                self._closed = True

    async def close(self, code: int) -> None:
        if not self._closed:
            self._closed = True
            with suppress(OSError, RuntimeError):
                await self._send({"type": "websocket.close", "code": code})

    async def end(self) -> None:
        """The session may not go on: over for this side, whatever the other one does. Why is nobody's to know here."""
        await self.tell(protocol.write("bye", why="stopped"))
        self.left = True
        await self.close(protocol.ENDED)

    async def put_out_if_unwanted(self) -> None:
        """A guest whom one of the two no longer wants there goes for good. A database that is away decides nothing."""
        try:
            stays = await self.may_stay()
        except Error as error:
            log.warning("room: whether a guest may stay is not known (%s)", type(error).__name__)
            return
        if not stays:
            self.left = True
            await self._stand_up()  # the others are told now, however long the guest's own browser takes to hang up
            await self.close(protocol.NOT_ALLOWED)

    async def _next(self) -> str:
        event = await self._receive()
        if event["type"] == "websocket.disconnect" or self._closed:
            self._closed = True
            raise Closed(protocol.ENDED)
        raw = event.get("text")
        if raw is None:
            raise Closed(protocol.MALFORMED)
        if len(raw) > protocol.MOST_BYTES:
            raise Closed(protocol.TOO_LARGE)
        self._count()
        return str(raw)

    def _count(self) -> None:
        """A leaky bucket: 50 a second, with some at once when a connection starts."""
        now = time.monotonic()
        earned = (now - self._counted_at) * protocol.MOST_A_SECOND
        self._allowance = min(float(protocol.BURST), self._allowance + earned) - 1
        self.heard_at = self._counted_at = now
        if self._allowance < 0:
            raise Closed(protocol.TOO_FAST)

    async def _sit_down(self) -> None:
        try:
            raw = await asyncio.wait_for(self._next(), protocol.HELLO_SECONDS)
        except TimeoutError:
            raise Closed(protocol.SILENT) from None
        hello = self._read(raw)
        if hello["t"] != "hello" or hello["v"] != protocol.VERSION:
            raise Closed(protocol.MALFORMED)
        role = self._show_pass(hello["pass"])
        if not await self.may_stay():
            raise Closed(protocol.NOT_ALLOWED)
        self.seat = Seat(self._room_id, role, hello["page"], hello["joined"], self.tell, self.close)
        resumed = await self._hall.take(self.seat)
        self._note("entered")
        await self._give_ice(resume=resumed)
        await self._hall.present(self.seat)

    def _show_pass(self, text: str) -> str:
        try:
            one = passes.read(text, secret=settings.SECRET_KEY, at=timezone.now())
        except passes.PassRefused as refused:
            raise Closed(protocol.EXPIRED if str(refused) == "expired" else protocol.NOT_ALLOWED) from None
        if one.room_id != self._room_id or (self.seat and self.seat.role != one.role):
            raise Closed(protocol.NOT_ALLOWED)
        self.expires_at, self.guest = one.expires_at + EXPIRED_GRACE, one.guest
        return one.role

    async def may_stay(self) -> bool:
        """Of a guest the database is asked, when he comes and every second: whoever is put out is out at once."""
        return not self.guest or await asyncio.to_thread(self._stays, self.guest)

    @staticmethod
    def _read(raw: str) -> dict[str, Any]:
        try:
            return protocol.read(raw)
        except protocol.Malformed as malformed:
            log.info("room: a socket was closed (%s)", malformed)
            raise Closed(protocol.MALFORMED) from None

    async def _one(self, raw: str) -> None:
        message, seat = self._read(raw), self._seated
        word = message["t"]
        if word in protocol.FOR_THE_PEER:
            if word == "cand":
                self._count_candidate()
            elif word == "desc":
                self._weigh(message["sdp"])
            await self._hall.hand_over(seat, raw, self._addressee(seat, message))
        else:
            await ANSWERS[word](self, seat, message)

    @staticmethod
    def _addressee(seat: Seat, message: dict[str, Any]) -> str:
        """Nobody speaks in another's name; a guest always says that it is he."""
        unsaid = "" if seat.role == Place.GUEST else seat.role
        if message.get("from", unsaid) != seat.role:
            raise Closed(protocol.NOT_ALLOWED)
        to: str = message.get("to", "")
        if to == seat.role:
            raise Closed(protocol.MALFORMED)
        return to

    def _weigh(self, sdp: str) -> None:
        """A new description begins a new count of candidates; one that asks for too much ends this side's line."""
        refusal = descriptions.refusal(sdp)
        if refusal:
            log.info("room: a socket was closed (a description asks for %s)", refusal)
            raise Closed(protocol.MALFORMED)
        self._candidates = 0

    @property
    def _seated(self) -> Seat:
        if self.seat is None:
            raise Closed(protocol.NOT_ALLOWED)
        return self.seat

    def _count_candidate(self) -> None:
        self._candidates += 1
        if self._candidates > protocol.MOST_CANDIDATES:
            raise Closed(protocol.TOO_FAST)

    async def _give_ice(self, *, resume: bool) -> None:
        seat = self._seated
        servers = relay_servers(seat)
        client = seat.role != Role.SPECIALIST
        relay = client and bool(servers)  # peers learn each other's address, even while waiting; not the client's
        now = int(timezone.now().timestamp() * 1000)  # so that both pages show the same clock, whatever their own says
        said = {"servers": servers, "polite": client, "relay": relay, "resume": resume, "now": now}
        await self.tell(protocol.write("ice", v=protocol.VERSION, **said))

    def _note(self, what: Any, **counters: Any) -> None:
        seat = self._seated
        if seat.role == Place.GUEST:
            return  # when a guest came and went stands with his invitation
        self._recorder.note(Seen(what, seat.room_id, seat.role, seat.page, timezone.now(), **counters))

    async def _renew(self, seat: Seat, message: dict[str, Any]) -> None:
        self._show_pass(message["pass"])
        await self._give_ice(resume=True)

    async def _ping(self, seat: Seat, message: dict[str, Any]) -> None:
        await self.tell('{"t":"pong"}')

    async def _join(self, seat: Seat, message: dict[str, Any]) -> None:
        seat.joined = True
        await self.tell('{"t":"joined"}')
        await self._hall.present(seat, arrived=False)

    async def _leave(self, seat: Seat, message: dict[str, Any]) -> None:
        self.left = True
        raise Closed(protocol.ENDED)

    async def _admit(self, seat: Seat, message: dict[str, Any]) -> None:
        if seat.role != Role.SPECIALIST:
            raise Closed(protocol.NOT_ALLOWED)
        await self._hall.hand_over(seat, protocol.write("admit"))

    async def _bye(self, seat: Seat, message: dict[str, Any]) -> None:
        if seat.role != Role.SPECIALIST:
            raise Closed(protocol.NOT_ALLOWED)
        self._note("finished")
        await self._hall.tell_all(seat, protocol.write("bye"))
        await self.tell(protocol.write("bye"))
        await self._leave(seat, message)

    async def _report(self, seat: Seat, message: dict[str, Any]) -> None:
        self._note("reported", media_up=message["up"], bytes_sent=message["sent"], bytes_received=message["received"])

    async def _hello_again(self, seat: Seat, message: dict[str, Any]) -> None:
        raise Closed(protocol.MALFORMED)

    async def _stand_up(self) -> None:
        if self.seat is not None and await self._hall.give_up(self.seat, for_good=self.left):
            self._note("left")


ANSWERS = {
    "hello": Socket._hello_again,
    "renew": Socket._renew,
    "ping": Socket._ping,
    "join": Socket._join,
    "leave": Socket._leave,
    "admit": Socket._admit,
    "bye": Socket._bye,
    "report": Socket._report,
}


def relay_servers(seat: Seat) -> list[dict[str, Any]]:
    if not settings.TURN_URLS:
        return []
    username, password = passes.relay_credentials(
        seat.room_id, seat.role, secret=settings.TURN_SECRET, at=timezone.now()
    )
    return [{"urls": settings.TURN_URLS, "username": username, "credential": password}]


class Sockets:
    """The ASGI application of all rooms in this process, and the sweeper that closes sockets: the silent, the expired,
    and those of rooms that may not go on, since somebody is blocked or has taken the consent back."""

    def __init__(
        self, recorder: Recorder, layer: Any = None, stays: Stays = bool, halted: Halted = lambda rooms: set()
    ) -> None:
        self._hall, self._recorder, self._stays, self._halted = Hall(layer), recorder, stays, halted
        self._open: set[Socket] = set()
        self._sweeper: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body"})
        if scope["type"] == "websocket":
            await receive()  # websocket.connect
            await self._meet(scope, receive, send)

    async def _meet(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = PATH.match(scope["path"])
        if address is None:
            await send({"type": "websocket.close"})
            return
        await send({"type": "websocket.accept"})  # a refusal after it reaches the page as a code, one before does not
        if not same_origin(scope):
            await send({"type": "websocket.close", "code": protocol.NOT_ALLOWED})
            return
        socket = Socket(UUID(address[1]), receive, send, self._hall, self._recorder, self._stays)
        self._open.add(socket)
        if self._sweeper is None:
            self._sweeper = asyncio.create_task(self._sweep())
        try:
            await socket.run()
        finally:
            self._open.discard(socket)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(1)
            silent_since, now = time.monotonic() - protocol.SILENT_SECONDS, timezone.now()
            stopped = self._recorder.stopped() | await self._halted_now()
            for socket in list(self._open):
                if socket.seat and socket.seat.room_id in stopped:
                    await socket.end()
                elif socket.heard_at < silent_since:
                    await socket.close(protocol.SILENT)
                elif socket.seat and socket.expires_at < now:
                    await socket.close(protocol.EXPIRED)
                elif socket.guest:
                    await socket.put_out_if_unwanted()

    async def _halted_now(self) -> set[UUID]:
        """One question for all rooms. A database that is away decides nothing."""
        rooms = {socket.seat.room_id for socket in self._open if socket.seat}
        try:
            return await asyncio.to_thread(self._halted, rooms) if rooms else set()
        except Error as error:
            log.warning("room: which rooms may go on is not known (%s)", type(error).__name__)
            return set()
