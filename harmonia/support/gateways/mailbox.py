"""The mailbox of the service, read over IMAP. It is a letter box, not an archive: a letter that is stored with us is
moved aside, and after some days removed. Whatever dies in between, the letter still lies here or is stored, or both;
the pair (UIDVALIDITY, UID) says which.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

SECONDS = 60
AT_A_TIME = 200
STORED = "HarmoniaStored"  # a mark, where the server cannot move


class MailboxAway(Exception):
    """The mail server does not answer, or not as one. Nothing is lost: the letters lie there."""


@dataclass(frozen=True)
class Waiting:
    """A letter that lies in the mailbox. `place` is its name for ever; its size is known before it is fetched."""

    uid: str
    place: str
    size_bytes: int


class Mailbox:
    """An open folder. `source` names it without the password."""

    def __init__(self, connection: imaplib.IMAP4, *, source: str, validity: str, kept: str) -> None:
        self.connection, self.source, self.validity, self.kept = connection, source, validity, kept
        self.can_move = b" MOVE" in _text(self._asked("CAPABILITY", connection.capability()))

    def waiting(self) -> list[Waiting]:
        """What was not moved aside or marked yet, the oldest first, so many at a time."""
        numbers = _text(self._uid("SEARCH", "UNDELETED", f"UNKEYWORD {STORED}"))
        uids = sorted((uid.decode() for uid in numbers.split()), key=int)[:AT_A_TIME]
        if not uids:
            return []
        found = self._uid("FETCH", ",".join(uids), "(RFC822.SIZE)")
        sizes = dict(pair for line in found if (pair := _size(line)))
        return [Waiting(uid, f"{self.validity}:{uid}", sizes[uid]) for uid in uids if uid in sizes]

    def whole(self, letter: Waiting) -> bytes:
        return self._literal(letter, "BODY.PEEK[]")

    def beginning(self, letter: Waiting, size_bytes: int) -> bytes:
        """Of a letter that is too large: no more than this much of its headers."""
        return self._literal(letter, f"BODY.PEEK[HEADER]<0.{size_bytes}>")

    def put_aside(self, letter: Waiting) -> None:
        """Whoever was killed may have asked for it before us, and the server refuses what another session has moved."""
        try:
            if self.can_move:
                self._uid("MOVE", letter.uid, f'"{self.kept}"')
            else:
                self._uid("STORE", letter.uid, "+FLAGS.SILENT", f"(\\Seen {STORED})")
        except MailboxAway:
            if self._lies_here(letter):
                raise

    def _lies_here(self, letter: Waiting) -> bool:
        self._asked("NOOP", self.connection.noop())  # so that the server tells what went meanwhile
        return bool(_text(self._uid("SEARCH", "UID", letter.uid)))

    def remove_before(self, day: date) -> int:
        """Copies put aside before the day are not needed any more; how many went."""
        if not self.can_move:
            return 0
        self._asked("SELECT", self.connection.select(f'"{self.kept}"'))
        uids = _text(self._uid("SEARCH", f"BEFORE {day:%d}-{MONTHS[day.month - 1]}-{day:%Y}")).split()
        if uids:
            self._uid("STORE", b",".join(uids).decode(), "+FLAGS.SILENT", "(\\Deleted)")
            self._asked("EXPUNGE", self.connection.expunge())
        return len(uids)

    def _literal(self, letter: Waiting, what: str) -> bytes:
        for part in self._uid("FETCH", letter.uid, f"({what})"):
            if isinstance(part, tuple):
                return bytes(part[1])
        raise MailboxAway("the letter is not there any more")

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        return self._asked(command, self.connection.uid(command, *arguments))

    def _asked(self, command: str, answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise MailboxAway(f"{command} was refused")
        return answer[1]


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIZE = re.compile(rb"UID (\d+)[^)]*RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)[^)]*UID (\d+)")


def _text(answer: list[Any]) -> bytes:
    return bytes(answer[0]) if answer and answer[0] else b""


def _size(line: object) -> tuple[str, int] | None:
    found = SIZE.search(line) if isinstance(line, bytes) else None
    if found is None:
        return None
    uid, size = (found[1], found[2]) if found[1] else (found[4], found[3])
    return uid.decode(), int(size)


@contextmanager
def opened(address: str, *, kept: str) -> Iterator[Mailbox]:
    """The folder of `imaps://user:password@host:993/INBOX` (imap: without TLS, for this machine only).

    Raises MailboxAway, for whatever reason mail cannot be read now.
    """
    where = urlsplit(address)
    folder = unquote(where.path.lstrip("/")) or "INBOX"
    user, source = unquote(where.username or ""), f"{where.hostname}/{unquote(where.username or '')}/{folder}"
    connection = None
    try:
        connection = _connected(where.scheme, where.hostname or "", where.port)
        connection.login(user, unquote(where.password or ""))
        if connection.select(f'"{folder}"')[0] != "OK":
            raise MailboxAway("no such folder")
        with suppress(imaplib.IMAP4.error):
            connection.create(f'"{kept}"')  # refused when it exists already
        validity = (connection.response("UIDVALIDITY")[1] or [b"0"])[0] or b"0"
        yield Mailbox(connection, source=source[:120], validity=validity.decode(), kept=kept)
    except (imaplib.IMAP4.error, OSError) as trouble:
        raise MailboxAway(type(trouble).__name__) from None
    finally:
        if connection is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                connection.logout()


def _connected(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    return imaplib.IMAP4(host, port or 143, timeout=SECONDS)
