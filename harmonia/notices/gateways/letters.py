"""Letters on their way out.

A letter's Message-ID comes from its notice, so that a second copy, sent because we died before noting the first, is
recognisable as the same letter.
"""

import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from harmonia.notices.gateways.carrying import TryLater, Undeliverable, file_for


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


def send_letter(letter: Letter) -> None:
    import_string(settings.LETTERS)().send(letter)


class LocalLetters:
    """Files under LETTERS_DIR, one a letter, as they would go over the wire."""

    def send(self, letter: Letter) -> None:
        file_for(letter.notice_id, letter.at, "eml").write_bytes(letter.message().message().as_bytes())


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
