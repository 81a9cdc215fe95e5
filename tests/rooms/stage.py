"""A room without a house: passes, facts and a plain ASGI conversation, for tests of sockets."""

import json
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.utils import timezone

from harmonia.rooms.rules import passes
from harmonia.rooms.rules.attendance import Seen
from harmonia.web.room import protocol
from harmonia.web.room.consumer import Sockets

GUEST = "a guest's invitation"
HEADERS = [(b"host", b"127.0.0.1:8000"), (b"origin", b"http://127.0.0.1:8000")]


class Notebook:
    """In the place of the recorder: what sockets saw, in order."""

    def __init__(self) -> None:
        self.facts: list[Seen] = []
        self.blocked: set[UUID] = set()

    def note(self, fact: Seen) -> None:
        self.facts.append(fact)

    def stopped(self) -> set[UUID]:
        return self.blocked

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(fact.what, fact.role) for fact in self.facts]


def application(
    notebook: Notebook | None = None,
    layer: Any = None,
    stays: Callable[[str], bool] = bool,
    halted: Callable[[Collection[UUID]], set[UUID]] = lambda rooms: set(),
) -> Sockets:
    return Sockets(notebook or Notebook(), layer, stays, halted)  # type: ignore[arg-type]  it notes, and that is all


def pass_for(room_id: UUID, role: str, *, valid_for: timedelta = passes.PASS_LASTS) -> str:
    one = passes.Pass(room_id, role, timezone.now() + valid_for, GUEST if role == "guest" else "")
    return passes.write(one, secret=settings.SECRET_KEY)


class Wire(ApplicationCommunicator):
    """A WebSocket without a network."""

    def __init__(self, app: Sockets, path: str, headers: list[tuple[bytes, bytes]] = HEADERS) -> None:
        super().__init__(app, {"type": "websocket", "path": path, "headers": headers})

    async def connect(self) -> bool:
        await self.send_input({"type": "websocket.connect"})
        return bool((await self.receive_output(timeout=20))["type"] == "websocket.accept")

    async def receive_text(self) -> str:
        event = await self.receive_output(timeout=20)
        assert event["type"] == "websocket.send", event
        return str(event["text"])


class Side:
    """One side's socket."""

    def __init__(self, app: Sockets, room_id: UUID, role: str, page: str | None = None) -> None:
        self.room_id, self.role, self.page = room_id, role, page or uuid4().hex
        self.wire = Wire(app, f"/room/{room_id}/socket/")

    async def open(self, **changes: Any) -> "Side":
        await self.wire.connect()
        hello = {"v": protocol.VERSION, "pass": pass_for(self.room_id, self.role), "page": self.page, "joined": False}
        await self.say("hello", **(hello | changes))
        return self

    async def say(self, word: str, **fields: Any) -> None:
        await self.send_raw(text=json.dumps({"t": word, **fields}))

    async def send_raw(self, **frame: Any) -> None:
        await self.wire.send_input({"type": "websocket.receive", **frame})

    async def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.wire.receive_text())
        return message

    async def code(self, within: float = 30) -> int:
        """The code that this socket is closed with; what was said before is skipped."""
        while True:
            event = await self.wire.receive_output(timeout=within)
            if event["type"] == "websocket.close":
                code: int = event["code"]
                return code

    async def silent(self) -> bool:
        return bool(await self.wire.receive_nothing(timeout=0.05))

    async def drop(self) -> None:
        """The network goes away without a word."""
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1006})
