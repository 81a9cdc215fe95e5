"""Where letters and SMS leave the house. Each has a local driver for the demonstration, which writes files instead.

A letter's Message-ID comes from its notice, so that a second copy, sent because we died before noting the first, is
recognisable as the same letter.
"""

import re
import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import urllib3
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=15), retries=False)


class TryLater(Exception):
    """The carrier cannot take it now."""


class Undeliverable(Exception):
    """The carrier will never take it: there is no such address."""


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


@dataclass(frozen=True)
class Sms:
    notice_id: UUID
    to: str
    text: str
    at: datetime


def send_letter(letter: Letter) -> None:
    import_string(settings.LETTERS)().send(letter)


def send_sms(sms: Sms) -> None:
    import_string(settings.SMS)().send(sms)


def _file(notice_id: UUID, at: datetime, ending: str) -> Path:
    """Named by time and notice: newest last, and a second delivery overwrites the first."""
    folder = Path(settings.LETTERS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{at:%Y%m%dT%H%M%S%f}-{notice_id}.{ending}"


class LocalLetters:
    """Files under LETTERS_DIR, one a letter, as they would go over the wire."""

    def send(self, letter: Letter) -> None:
        _file(letter.notice_id, letter.at, "eml").write_bytes(letter.message().message().as_bytes())


class SmtpLetters:
    """Django's SMTP backend, by EMAIL_URL."""

    def send(self, letter: Letter) -> None:
        try:
            letter.message().send()
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise (Undeliverable if code >= 500 else TryLater)(str(code)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(type(error).__name__) from None


class LocalSms:
    """Files under LETTERS_DIR, one an SMS."""

    def send(self, sms: Sms) -> None:
        message = EmailMessage(policy=SMTP)
        message["To"] = sms.to
        message["Date"] = sms.at
        message.set_content(sms.text, cte="8bit")
        _file(sms.notice_id, sms.at, "sms").write_bytes(bytes(message))


class SmscKz:
    """smsc.kz over HTTPS, by its public documents: POST /rest/send/ with a JSON body, an `apikey`, and our own number
    of the message in `id`, by which a repeated request is recognised. An answer with `error_code` was not accepted.
    """

    # Wrong phone number, or a number to which nothing can be delivered. All other errors are ours or pass with time.
    FOR_EVER = frozenset({7, 8})

    def send(self, sms: Sms) -> None:
        request = {
            "apikey": settings.SMSC_API_KEY,
            "phones": re.sub(r"[^+\d]", "", sms.to),
            "mes": sms.text,
            "sender": settings.SMS_SENDER,
            "charset": "utf-8",
            "fmt": 3,
            "id": sms.notice_id.int % 2_147_483_647 + 1,
        }
        try:
            answer = http.request("POST", f"{settings.SMSC_ADDRESS}/rest/send/", json=request, redirect=False)
            told: dict[str, Any] = answer.json() if answer.status == 200 else {"error_code": 0}
            error = told.get("error_code")
        except (urllib3.exceptions.HTTPError, ValueError, AttributeError) as trouble:
            raise TryLater(type(trouble).__name__) from None
        if error is not None:
            raise (Undeliverable if error in self.FOR_EVER else TryLater)(f"smsc.kz: {error}")
        if "id" not in told:
            raise TryLater("smsc.kz: no id")
