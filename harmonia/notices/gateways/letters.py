"""Letters on their way out: by SMTP (`smtp.py`), or by a provider's API.

A letter's Message-ID comes from its notice, so that a second copy, sent because we died before noting the first, is
recognisable as the same letter. Its envelope names an address of ours that is signed for this one letter: what comes
back there is about a letter of ours, and nobody else can say so (`returning.py`).
"""

import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parseaddr
from uuid import UUID

from anymail.exceptions import AnymailError, AnymailRecipientsRefused, AnymailRequestsAPIError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import sanitize_address
from django.utils.module_loading import import_string
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, SSLError

from harmonia.notices.gateways import returning, smtp
from harmonia.notices.gateways.carrying import TryLater, Undeliverable, Unknown, file_for
from harmonia.notices.rules import reports
from harmonia.notices.rules.providers import PROVIDERS

LONGEST_NUMBER = 200
NEVER_LEFT = (NewConnectionError, ConnectTimeoutError, SSLError)
SAYS_NOTHING = frozenset({500, 502, 504})  # it broke over the letter, or somebody in between did


@dataclass(frozen=True)
class Letter:
    notice_id: UUID
    to: str
    subject: str
    text: str
    html: str
    at: datetime
    headers: dict[str, str] = field(default_factory=dict)

    def message(self) -> EmailMultiAlternatives:
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
        headers = {
            "Auto-Submitted": "auto-generated",  # a letter that a person wrote says otherwise
            **self.headers,
            "Message-ID": f"<{self.notice_id}@{domain}>",
            "Date": format_datetime(self.at),
        }
        letter = EmailMultiAlternatives(self.subject, self.text, to=[self.to], headers=headers)
        letter.attach_alternative(self.html, "text/html")
        return letter


def send_letter(letter: Letter) -> str:
    """The carrier's own number of the letter, if it has one. Raises TryLater, Undeliverable."""
    number: str = import_string(settings.LETTERS)().send(letter)
    return number


class LocalLetters:
    """Files under LETTERS_DIR, one a letter, as they would go over the wire."""

    def send(self, letter: Letter) -> str:
        file_for(letter.notice_id, letter.at, "eml").write_bytes(letter.message().message().as_bytes())
        return ""


class SmtpLetters:
    """The server that EMAIL_URL names."""

    def send(self, letter: Letter) -> str:
        message = letter.message()
        sender = returning.address(letter.notice_id) or parseaddr(message.from_email)[1]
        whole = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own takes it
        try:
            smtp.carry(sender, sanitize_address(letter.to, "utf-8"), whole)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _refusal(code, said) from None
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as refused:
            if refused.smtp_code < 500 or not isinstance(refused, smtplib.SMTPDataError):
                raise TryLater(str(refused.smtp_code)) from None  # who sends is our own affair, and can be mended
            raise Undeliverable(str(refused.smtp_code)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(type(error).__name__) from None
        return ""


def _refusal(code: int, said: bytes) -> TryLater | Undeliverable:
    if code < 500:
        return TryLater(str(code))
    status = reports.status_in(said.decode("ascii", "replace"))
    return Undeliverable(str(code), dead=not status or reports.is_dead(status))


class AnymailLetters:
    """The provider MAIL_PROVIDER, by django-anymail; its keys are the environment's ANYMAIL_*."""

    def send(self, letter: Letter) -> str:
        message = letter.message()
        del message.extra_headers["Date"]  # theirs to write, and some refuse ours
        message.connection = get_connection(f"anymail.backends.{settings.MAIL_PROVIDER}.EmailBackend")
        if PROVIDERS[settings.MAIL_PROVIDER].watches:
            message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]  # anymail's own
        try:
            message.send()
        except AnymailRecipientsRefused:
            raise Undeliverable("refused", dead=True) from None
        except (AnymailError, OSError, ValueError) as error:  # its text quotes the letter
            kind = Unknown if _may_have_taken_it(error) else TryLater
            raise kind(type(error).__name__) from None
        told = message.anymail_status  # type: ignore[attr-defined]  # anymail's own
        if told.status and "failed" in told.status:
            raise TryLater("failed")
        return str(told.message_id or "")[:LONGEST_NUMBER]


def _may_have_taken_it(error: Exception) -> bool:
    """The letter left, and nothing that can be understood came back."""
    if not isinstance(error, AnymailRequestsAPIError):
        return False
    if error.status_code is not None:
        return error.status_code < 300 or error.status_code in SAYS_NOTHING
    broken = next(iter(getattr(error.__cause__, "args", ())), None)
    return not isinstance(getattr(broken, "reason", broken), NEVER_LEFT)
