"""For bench/room.py: the product's sockets and its page without a database, a bare application beside them, a coturn.

Attendance goes to a recorder that writes nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from harmonia.config import processes

ROOT = Path(__file__).resolve().parent.parent
SECRET = "bench"


def application() -> Any:
    import django

    django.setup()
    from harmonia.web.room import protocol
    from harmonia.web.room.attendance import Recorder
    from harmonia.web.room.consumer import Sockets

    if os.environ.get("UNLIMITED"):
        protocol.MOST_A_SECOND = protocol.BURST = 10**9
    rooms, waiting = Sockets(Recorder(lambda facts: None)), {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket" and scope["path"].startswith("/bare/"):
            await bare(scope["path"], waiting, receive, send)
        elif scope["type"] == "http":
            await page(scope["path"], send)
        else:
            await rooms(scope, receive, send)

    return app


async def bare(path: str, waiting: dict[str, Any], receive: Any, send: Any) -> None:
    """The limit of sockets: text goes from one to the other unread."""
    await receive()
    await send({"type": "websocket.accept"})
    others = waiting.setdefault(path, [])
    others.append(send)
    while (event := await receive())["type"] == "websocket.receive":
        for other in others:
            if other is not send:
                await other({"type": "websocket.send", "text": event["text"]})


async def page(path: str, send: Any) -> None:
    file = ROOT / "harmonia" / "web" / path.lstrip("/")
    if path.startswith("/room/"):
        _, _, room, role = path.rstrip("/").split("/")
        body, kind = room_page(UUID(room), role).encode(), "text/html; charset=utf-8"
    elif path == "/blank/":
        body, kind = b"<!doctype html><title>limit</title>", "text/html"
    elif file.is_file():
        kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
        body, kind = file.read_bytes(), kinds.get(file.suffix, "application/octet-stream")
    else:
        body, kind = b"", "text/plain"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind.encode())]})
    await send({"type": "http.response.body", "body": body})


def room_page(room: UUID, role: str) -> str:
    from django.template.loader import render_to_string

    from harmonia.web.room.words import words_of_the_room

    starts_at = datetime.now(UTC)
    appointment = SimpleNamespace(pk=room, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=50))
    config = {
        "id": str(room), "pair": str(room), "role": role,
        "socket": f"/room/{room}/socket/", "pass": pass_for(room, role),
        "pass_seconds": 300, "pass_address": "/", "after": "/blank/", "csrf": "", "words": words_of_the_room("Boris"),
        "now": starts_at.isoformat(), "starts": starts_at.isoformat(), "ends": appointment.ends_at.isoformat(),
        "waiting": [], "blur": None,
    }  # fmt: skip
    context = {"appointment": appointment, "other": "Boris", "is_client": False, "config": config, "cabinet": "/"}
    return render_to_string("room/room.html", context)


def pass_for(room: UUID, role: str) -> str:
    from django.conf import settings

    from harmonia.rooms.rules import passes

    one = passes.Pass(room, role, datetime.now(UTC) + timedelta(hours=1))
    return passes.write(one, secret=settings.SECRET_KEY)


@contextmanager
def serving(hub: Any = None, **environment: str) -> Iterator[tuple[str, int]]:
    """(address without scheme, process id). `hub`: in whose network it stands, if not in this machine's own."""
    port, host = processes.free_port(), hub.address if hub else "127.0.0.1"
    command = hub.inside() if hub else []
    command += [sys.executable, "-m", "uvicorn", "--factory", "--app-dir", str(ROOT / "bench"), "--lifespan", "off"]
    command += ["--host", host, "--port", str(port), "--log-level", "warning", "room_server:application"]
    command += ["--ws-max-size", str(64 * 1024), "--ws-per-message-deflate", "false"]  # as config.processes does
    server = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        wait_for(port, hub)
        yield f"{host}:{port}", server.pid
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int, hub: Any = None) -> None:
    if not (hub.listening(port) if hub else processes.listening(port, within_seconds=30)):
        raise SystemExit(f"nothing listens on {port}")


@contextmanager
def relaying() -> Iterator[dict[str, str]]:
    """A coturn of ours, or nothing where it is not installed."""
    command, port, home = shutil.which("turnserver"), processes.free_port(), tempfile.mkdtemp()
    if command is None:
        yield {}
        return
    options = f"--listening-port={port} --listening-ip=127.0.0.1 --relay-ip=127.0.0.1 --realm=bench --use-auth-secret"
    options += (
        f" --static-auth-secret={SECRET} --allow-loopback-peers --no-cli --no-tls --no-dtls --log-file={home}/log"
    )
    options += f" --userdb={home}/db --pidfile={home}/pid -n"
    server = subprocess.Popen([command, *options.split()], cwd=home, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield {"TURN_URLS": f"turn:127.0.0.1:{port}?transport=udp", "TURN_SECRET": SECRET}
    finally:
        server.terminate()
        server.wait(20)
