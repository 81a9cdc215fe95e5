"""SMS on their way out: by a gateway over HTTPS, after its public documents.

Neither gateway knows a message that it is given twice. So whoever cannot be sure that the first request was lost asks
first (`again`): an SMS that was taken is not given a second time.
"""

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
    """`again`: it was tried before, and nobody knows what became of it."""

    notice_id: UUID
    to: str
    text: str
    at: datetime
    again: bool = False

    @property
    def digits(self) -> str:
        return re.sub(r"\D", "", self.to)


def send_sms(sms: Sms) -> None:
    """Raises TryLater, Undeliverable."""
    import_string(settings.SMS)().send(sms)


def _answer(method: str, address: str, **request: Any) -> dict[str, Any]:
    """What a gateway said, if it said anything in its own tongue. Raises TryLater."""
    try:
        answer = http.request(method, address, redirect=False, **request)
        told = answer.json() if answer.status == 200 else None
    except (urllib3.exceptions.HTTPError, ValueError, RecursionError) as trouble:
        raise TryLater(type(trouble).__name__) from None
    if not isinstance(told, dict):
        raise TryLater(f"answer {answer.status}")
    return told


class LocalSms:
    """Files under LETTERS_DIR, one an SMS."""

    def send(self, sms: Sms) -> None:
        message = EmailMessage(policy=SMTP)
        message["To"] = sms.to
        message["Date"] = sms.at
        message.set_content(sms.text, cte="8bit")
        file_for(sms.notice_id, sms.at, "sms").write_bytes(bytes(message))


class SmscKz:
    """smsc.kz: POST /rest/send/ with a JSON body and an `apikey`; our own number of the message is its `id`, by which
    /sys/status.php tells what became of it. An answer with `error_code` was not accepted.
    """

    # Wrong phone number, or a number to which nothing can be delivered. All other errors are ours or pass with time.
    FOR_EVER = frozenset({7, 8})
    NOT_FOUND = -3

    def send(self, sms: Sms) -> None:
        if sms.again and self._is_taken(sms):
            return
        request = {
            "apikey": settings.SMSC_API_KEY,
            "phones": f"+{sms.digits}",
            "mes": sms.text,
            "sender": settings.SMS_SENDER,
            "charset": "utf-8",
            "fmt": 3,
            "id": self.number(sms),
        }
        told = _answer("POST", f"{settings.SMSC_ADDRESS}/rest/send/", json=request)
        error = told.get("error_code")
        if error is not None:
            raise Undeliverable(f"smsc.kz: {error}", dead=True) if error in self.FOR_EVER else TryLater(str(error))
        if "id" not in told:
            raise TryLater("smsc.kz: no id")

    @staticmethod
    def number(sms: Sms) -> int:
        return sms.notice_id.int % 2_147_483_647 + 1

    def _is_taken(self, sms: Sms) -> bool:
        """Raises TryLater while it does not answer."""
        request = {"apikey": settings.SMSC_API_KEY, "phone": f"+{sms.digits}", "id": self.number(sms), "fmt": 3}
        status = _answer("POST", f"{settings.SMSC_ADDRESS}/sys/status.php", fields=request, encode_multipart=False)
        if not isinstance(status.get("status"), int):
            raise TryLater("smsc.kz: no status")
        return bool(status["status"] != self.NOT_FOUND)


class MobizonKz:
    """mobizon.kz: POST of a form to /service/message/sendSmsMessage, the key in the query; `code` 0 was accepted. Each
    SMS is a campaign there, named by our notice, and is found again among the campaigns to its number.
    """

    OK, VALIDATION, WRONG_PARAMETER = 0, 1, 12

    def send(self, sms: Sms) -> None:
        if sms.again and self._is_taken(sms):
            return
        form = {"recipient": sms.digits, "text": sms.text, "params[name]": str(sms.notice_id)}
        told = self._ask(
            "message/sendSmsMessage", form | ({"from": settings.SMS_SENDER} if settings.SMS_SENDER else {})
        )
        code, said = told.get("code"), told.get("data")
        if code in (self.VALIDATION, self.WRONG_PARAMETER) and isinstance(said, dict) and "recipient" in said:
            raise Undeliverable(f"mobizon.kz: {code}", dead=True)
        if code != self.OK or not isinstance(said, dict) or "messageId" not in said:
            raise TryLater(f"mobizon.kz: {code if isinstance(code, int) else 'no code'}")

    def _is_taken(self, sms: Sms) -> bool:
        """Raises TryLater while it does not answer."""
        form = {"criteria[recipient]": sms.digits, "pagination[pageSize]": "100", "sort[createTs]": "DESC"}
        told = self._ask("campaign/list", form)
        items = told["data"].get("items") if isinstance(told.get("data"), dict) else None
        if told.get("code") != self.OK or not isinstance(items, list):
            raise TryLater("mobizon.kz: no list")
        return any(isinstance(item, dict) and item.get("name") == str(sms.notice_id) for item in items)

    def _ask(self, method: str, form: dict[str, str]) -> dict[str, Any]:
        address = f"{settings.MOBIZON_ADDRESS}/service/{method}?output=json&api=v1&apiKey={settings.MOBIZON_API_KEY}"
        return _answer("POST", address, fields=form, encode_multipart=False)
