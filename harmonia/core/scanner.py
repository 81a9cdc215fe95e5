"""A program that looks for viruses: ClamAV's clamd at its socket, which reads what it is given and opens nothing else.

Only its own "OK" makes a file clean. Whatever else happens, silence, a broken answer, a limit of its own, is no answer.
"""

import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

SECONDS = 60
PART = 64 * 1024
FOUND = re.compile(r"stream: (?P<name>.{1,200}) FOUND")
TOO_LARGE = "INSTREAM size limit exceeded"


class ScannerAway(Exception):
    """There is no scanner, or it does not answer as one: nothing is known, and nothing may be opened."""


class TooLargeToScan(Exception):
    """The scanner reads no file of this size: nobody will ever know."""


@dataclass(frozen=True)
class Verdict:
    """`found`: what the scanner calls it; empty for a clean file."""

    found: str = ""


def scan(content: Iterable[bytes]) -> Verdict:
    """Raises ScannerAway, TooLargeToScan, and whatever `content` raises."""
    with _connected() as line:
        _send(line, content)
        return _read(_answer(line))


def _send(line: socket.socket, content: Iterable[bytes]) -> None:
    try:
        line.sendall(b"zINSTREAM\0")
        for chunk in content:
            for start in range(0, len(chunk), PART):
                part = chunk[start : start + PART]
                line.sendall(len(part).to_bytes(4, "big") + part)
        line.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return  # it hangs up in the middle when its own limit is passed; its answer says so


def _answer(line: socket.socket) -> str:
    said = bytearray()
    while not said.endswith(b"\0") and len(said) < PART:
        part = line.recv(4096)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _read(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict()
    if match := FOUND.fullmatch(answer):
        return Verdict(match["name"])
    if answer.startswith(TOO_LARGE):
        raise TooLargeToScan
    raise ScannerAway("an answer that is none")


@contextmanager
def _connected() -> Iterator[socket.socket]:
    """`unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`. The network's errors are the scanner's absence."""
    kind, _, place = settings.CLAMD_ADDRESS.partition(":")
    if kind not in ("unix", "tcp"):
        raise ScannerAway("no scanner is set")
    try:
        with socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET) as line:
            line.settimeout(SECONDS)
            host, _, port = place.rpartition(":")
            line.connect(place if kind == "unix" else (host, int(port)))
            yield line
    except (OSError, ValueError) as trouble:
        raise ScannerAway(type(trouble).__name__) from None
