"""From bytes to words. The standard library's parser raises on hostile letters: all that is Unreadable here."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from harmonia.support.rules import headers, limits, quoting
from harmonia.support.rules.headers import Field

MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")


class Unreadable(Exception):
    """No parser of ours makes anything of this letter; a person must look at its bytes."""


@dataclass(frozen=True)
class Read:
    """A letter in words. `own_words`: without what it quotes. `attachments`: [{"name", "type", "bytes"}]."""

    fields: tuple[Field, ...]
    sender: str
    subject: str
    text: str
    own_words: str
    attachments: list[dict[str, str | int]]
    message_id: str
    answers: tuple[str, ...]
    written_at: datetime | None
    ambiguous: bool

    @property
    def recipients(self) -> set[str]:
        return headers.addresses(self.fields, "to", "cc")

    @property
    def delivered_to(self) -> set[str]:
        return headers.addresses(self.fields, "to", "cc", "delivered-to", "x-original-to")


def read(raw: bytes) -> Read:
    """Raises Unreadable, and nothing else."""
    try:
        return _read(raw)
    except Exception as error:
        raise Unreadable(type(error).__name__) from None


def _read(raw: bytes) -> Read:
    fields = headers.split(raw)
    message = message_from_bytes(raw, policy=policy.default)
    if not isinstance(message, EmailMessage) or not fields:
        raise Unreadable("no letter")
    text, attachments = _parts(message)
    subject = _clean(str(message.get("Subject", "")))[:500]
    return Read(
        fields=fields,
        sender=headers.author(fields),
        subject=subject,
        text=text[: limits.MOST_WORDS_KEPT],
        own_words=quoting.own_words(text[: limits.MOST_WORDS_KEPT]),
        attachments=attachments,
        message_id=headers.first(fields, "message-id")[:500],
        answers=tuple(
            re.findall(r"<[^<>\s]{3,200}>", headers.first(fields, "references") + headers.first(fields, "in-reply-to"))
        ),
        written_at=_written_at(headers.first(fields, "date")),
        ambiguous=headers.ambiguous(raw, fields),
    )


def _parts(message: EmailMessage) -> tuple[str, list[dict[str, str | int]]]:
    plain: list[str] = []
    marked_up: list[str] = []
    attachments: list[dict[str, str | int]] = []
    for number, part in enumerate(_leaves(message)):
        if number >= limits.MOST_PARTS:
            raise Unreadable("too many parts")
        kind = part.get_content_type()
        if _is_words(part):
            (plain if kind == "text/plain" else marked_up).append(_decoded(part))
        else:
            payload: Any = part.get_payload(decode=True) or b""
            name = _clean(part.get_filename() or "")[:200]
            attachments.append({"name": name, "type": kind[:100], "bytes": len(payload)})
    said = "\n".join(plain).strip() or quoting.without_markup("\n".join(marked_up))
    return _clean(said), attachments


def attached(raw: bytes) -> list[tuple[str, bytes]]:
    """Name and bytes of each file of a letter, in its order. Raises Unreadable, and nothing else."""
    try:
        message: Any = message_from_bytes(raw, policy=policy.default)
        files = [part for part in _leaves(message) if not _is_words(part)]
        return [
            (_clean(part.get_filename() or "")[:200], bytes(part.get_payload(decode=True) or b"")) for part in files
        ]
    except Exception as error:
        raise Unreadable(type(error).__name__) from None


def _is_words(part: Any) -> bool:
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return is_text and part.get_content_disposition() != "attachment"


def _leaves(message: Any) -> Iterator[Any]:
    return (part for part in message.walk() if not part.is_multipart())


def _decoded(part: Any) -> str:
    payload: Any = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(part.get_payload())
    for charset in (str(part.get_content_charset() or "utf-8"), "utf-8", "windows-1251"):
        try:
            return payload.decode(charset)
        except (ValueError, LookupError):
            continue
    return payload.decode("utf-8", "replace")


def _clean(text: str) -> str:
    """What can be stored and shown: no half of a character, no NUL."""
    return text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")


def _written_at(date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def identity(raw: bytes, letter: Read) -> bytes:
    """What two copies of one letter share, whichever way each came: not the lines that servers add."""
    names = ("message-id", "date", "from", "to", "subject")
    said = "\x1f".join(headers.first(letter.fields, name) for name in names).encode()
    found = re.search(rb"\r?\n\r?\n", raw)
    body = raw[found.end() :] if found else b""
    return said + b"\x1f" + hashlib.sha256(body.replace(b"\r\n", b"\n").rstrip()).digest()
