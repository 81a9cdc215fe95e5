"""Somebody else's calendar server on 127.0.0.1, over real HTTP: what it answers is written beside each path."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = bytes | tuple[int, dict[str, str]]
DRIPS = "/drips.ics"


class CalendarHouse(ThreadingHTTPServer):
    """`pages`: path -> bytes, or (status, headers); `asked`: what came, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []


class Door(BaseHTTPRequestHandler):
    server: CalendarHouse

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        page: Page = b"" if self.path == DRIPS else self.server.pages.get(self.path, (404, {}))
        status, headers = page if isinstance(page, tuple) else (200, {"Content-Type": "text/calendar"})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if isinstance(page, bytes):
            self.wfile.write(page)
        if self.path == DRIPS:
            self._drip()

    def _drip(self) -> None:
        """A byte now and then, until nobody listens any more."""
        for _ in range(40):
            try:
                self.wfile.write(b"B")
            except OSError:
                return
            time.sleep(0.1)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def opened() -> Iterator[CalendarHouse]:
    with CalendarHouse() as house:
        threading.Thread(target=house.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield house
        house.shutdown()


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\nDTSTAMP:20261101T000000Z\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Somebody//\n{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()
