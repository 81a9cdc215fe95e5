"""One connection for many letters: a worker keeps it open for the next, as long as it does not rest for long.

What matters is where it breaks. Before the body was handed over nothing has left, so a line that broke while it rested
is replaced by a fresh one. Behind that nobody can tell whether the server took the letter, and `Unknown` says so.
"""

import os
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from harmonia.notices.gateways.carrying import Unknown

RESTS_SECONDS = 20.0
LETTERS_A_LINE = 200  # servers end a connection after so many, some with a delay for punishment
TAKEN = frozenset({250, 251})
Place = tuple[str, int, str]


@dataclass
class Line:
    """An open connection, signed in; where it leads; how many letters it carried, and since when it rests."""

    smtp: smtplib.SMTP
    place: Place
    carried: int = 0
    rests_since: float = field(default_factory=monotonic)

    def is_fit(self) -> bool:
        rested = monotonic() - self.rests_since
        return self.place == _place() and self.carried < LETTERS_A_LINE and rested < RESTS_SECONDS


_resting: list[Line] = []
_lock = threading.Lock()
os.register_at_fork(after_in_child=_resting.clear)  # the parent's connections are the parent's


def carry(sender: str, to: str, letter: bytes) -> None:
    """Raises smtplib's own exceptions, OSError, Unknown."""
    with _line() as line:
        _introduce(line.smtp, sender, to, len(letter))
        _hand_over(line.smtp, letter)
        line.carried += 1


@contextmanager
def _line() -> Iterator[Line]:
    """Fit to carry a letter now; rests afterwards, unless it broke."""
    line = _rested() or _opened()
    try:
        yield line
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError):
        _rest(line)  # a refusal of this letter is no trouble of the line
        raise
    except BaseException:
        line.smtp.close()
        raise
    _rest(line)


def _rested() -> Line | None:
    """One that still answers."""
    while True:
        with _lock:
            line = _resting.pop() if _resting else None
        if line is None:
            return None
        with suppress(smtplib.SMTPException, OSError):
            if line.is_fit() and line.smtp.rset()[0] == 250:
                return line
        line.smtp.close()


def _opened() -> Line:
    """Django's own way to connect: encryption, the password, the patience of the settings."""
    backend = EmailBackend()
    backend.open()
    assert backend.connection is not None  # noqa: S101  it raises where it cannot
    backend.connection.ehlo_or_helo_if_needed()
    return Line(backend.connection, _place())


def _place() -> Place:
    return settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER


def _rest(line: Line) -> None:
    line.rests_since = monotonic()
    with _lock:
        _resting.append(line)


def _introduce(smtp: smtplib.SMTP, sender: str, to: str, size_bytes: int) -> None:
    """From whom and to whom. Nothing has left yet, whatever breaks here."""
    code, said = smtp.mail(sender, [f"size={size_bytes}"] if smtp.has_extn("size") else [])
    if code not in TAKEN:
        raise smtplib.SMTPSenderRefused(code, said, sender)
    code, said = smtp.rcpt(to)
    if code not in TAKEN:
        raise smtplib.SMTPRecipientsRefused({to: (code, said)})


def _hand_over(smtp: smtplib.SMTP, letter: bytes) -> None:
    try:
        code, said = smtp.data(letter)
    except smtplib.SMTPDataError:
        raise
    except OSError as broken:  # every other one of smtplib is an OSError, too
        raise Unknown(type(broken).__name__) from None
    if code not in TAKEN:
        raise smtplib.SMTPDataError(code, said)
