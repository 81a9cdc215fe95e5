"""One front for the room: pages of pytest-django's live server, sockets of a uvicorn that can be killed, a Caddy."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from harmonia.accounts.models import Person
from harmonia.config import processes

CADDYFILE = """{{
    admin off
    persist_config off
    auto_https off
    log {{
        level ERROR
    }}
}}
http://{host}:{port} {{
    bind {host}
    @sockets path_regexp ^/room/[^/]+/socket/$
    handle @sockets {{
        reverse_proxy 127.0.0.1:{sockets}
    }}
    handle {{
        reverse_proxy {pages}
    }}
}}
"""


class House:
    """One address for everything; its sockets can be killed and started while people are in the room."""

    def __init__(self, pages: str, home: Path, environment: dict[str, str], host: str) -> None:
        self._port, self._sockets_port = processes.free_port(), processes.free_port()
        self.address = f"http://{host}:{self._port}"
        self._environment = environment
        self.log = home / "sockets.log"
        caddyfile = home / "Caddyfile"
        pages = urlsplit(pages).netloc
        caddyfile.write_text(CADDYFILE.format(host=host, port=self._port, sockets=self._sockets_port, pages=pages))
        caddy = str(Path(sys.executable).parent / "caddy")
        self._front = subprocess.Popen([caddy, "run", "--config", str(caddyfile), "--adapter", "caddyfile"])
        self.start_sockets()
        assert processes.listening(self._port, within_seconds=120, host=host)

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
        for process in (self._front, self._sockets):
            process.kill()
            process.wait()


@contextmanager
def running_house(pages: str, home: Path, host: str = "127.0.0.1", **environment: str) -> Iterator[House]:
    house = House(pages, home, environment, host)
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
