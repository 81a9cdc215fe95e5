"""SMS on their way out: by a gateway over HTTPS."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from uuid import UUID

import urllib3
from django.conf import settings
from django.utils.module_loading import import_string

from harmonia.notices.gateways.carrying import TryLater, Undeliverable, file_for

http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=15), retries=False)


@dataclass(frozen=True)
class Sms:
    notice_id: UUID
    to: str
    text: str
    at: datetime


def send_sms(sms: Sms) -> None:
    import_string(settings.SMS)().send(sms)


class LocalSms:
    """Files under LETTERS_DIR, one an SMS."""

    def send(self, sms: Sms) -> None:
        message = EmailMessage(policy=SMTP)
        message["To"] = sms.to
        message["Date"] = sms.at
        message.set_content(sms.text, cte="8bit")
        file_for(sms.notice_id, sms.at, "sms").write_bytes(bytes(message))


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
