"""One front for the room: pages of pytest-django's live server, sockets of a uvicorn that can be killed, a Caddy."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from harmonia.accounts.models import Person
from harmonia.config import processes
from tests.rooms.networks import Hub

PLAIN = """{{
    admin off
    persist_config off
    auto_https off
    log {{
        level ERROR
    }}
}}
"""
CADDYFILE = (
    PLAIN
    + """http://{host}:{port} {{
    bind {bound}
    @sockets path_regexp ^/room/[^/]+/socket/$
    handle @sockets {{
        reverse_proxy 127.0.0.1:{sockets}
    }}
    handle {{
        reverse_proxy {pages}
    }}
}}
"""
)
GATE = PLAIN + "http://{host}:{port} {{\n    bind {host}\n    reverse_proxy {bound}\n}}\n"
CADDY = str(Path(sys.executable).parent / "caddy")


class House:
    """One address for everything; its sockets can be killed and started while people are in the room.

    In a hub's networks the front has a gate there: what no network of this machine's own leads to.
    """

    def __init__(self, pages: str, home: Path, environment: dict[str, str], hub: Hub | None) -> None:
        self._port, self._sockets_port = processes.free_port(), processes.free_port()
        host = bound = hub.address if hub else "127.0.0.1"
        self.address = f"http://{host}:{self._port}"
        self._environment = environment
        self.log = home / "sockets.log"
        if hub:
            self._short = tempfile.TemporaryDirectory()  # as the path of a socket must be
            bound = f"unix/{self._short.name}/front"
        served = {"host": host, "port": self._port, "sockets": self._sockets_port, "pages": urlsplit(pages).netloc}
        self._fronts = [_front(home / "Caddyfile", CADDYFILE.format(bound=bound, **served))]
        if hub:
            self._fronts.append(_front(home / "Gatefile", GATE.format(bound=bound, **served), *hub.inside()))
        self.start_sockets()
        port = self._port
        assert hub.listening(port) if hub else processes.listening(port, within_seconds=120, host=host)

    def start_sockets(self) -> None:
        databases = {
            f"{prefix}DATABASE_URL": _named(os.environ[f"{prefix}DATABASE_URL"], settings.DATABASES[alias]["NAME"])
            for prefix, alias in (("", "default"), ("KEYS_", "keys"))
        }
        with self.log.open("ab") as log:
            self._sockets = subprocess.Popen(
                processes.sockets(self._sockets_port).command,
                env={**os.environ, **databases, **self._environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        assert processes.listening(self._sockets_port, within_seconds=120)

    def kill_sockets(self) -> None:
        self._sockets.kill()
        self._sockets.wait()

    def close(self) -> None:
        """At once: a graceful front would wait for people whose network has gone."""
        for process in (*self._fronts, self._sockets):
            process.kill()
            process.wait()


def _front(caddyfile: Path, text: str, *inside: str) -> subprocess.Popen[bytes]:
    caddyfile.write_text(text)
    return subprocess.Popen([*inside, CADDY, "run", "--config", str(caddyfile), "--adapter", "caddyfile"])


@contextmanager
def running_house(pages: str, home: Path, hub: Hub | None = None, **environment: str) -> Iterator[House]:
    house = House(pages, home, environment, hub)
    try:
        yield house
    finally:
        house.close()


def sign_in(context: BrowserContext, address: str, person: Person) -> None:
    """By a session of the product's own; how one signs in is tested elsewhere."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def _named(url: str, database: str) -> str:
    parts = urlsplit(url)
    return parts._replace(path=f"/{database}").geturl()
