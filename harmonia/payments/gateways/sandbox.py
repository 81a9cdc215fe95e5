"""The driver of the practice bank (harmonia/sandbox_bank), spoken to over HTTP like any other provider.

Both directions are signed: `Sandbox-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "t." + raw body>`.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import urllib3
from django.conf import settings

from harmonia.payments.gateways.contract import (
    Forged,
    Malformed,
    OutsideWindow,
    ProviderRefused,
    ProviderUnavailable,
    Said,
    Started,
    StatementLine,
    Told,
)

HEADER = "sandbox-signature"
WINDOW_SECONDS = 300
KINDS = {
    "payment.succeeded": Said.PAID,
    "payment.declined": Said.DECLINED,
    "refund.succeeded": Said.REFUND_DONE,
    "refund.failed": Said.REFUND_FAILED,
}
http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=10), retries=False)


def signature(secret: str, body: bytes, seconds: int) -> str:
    return hmac.new(secret.encode(), str(seconds).encode() + b"." + body, hashlib.sha256).hexdigest()


class Sandbox:
    name = "sandbox"

    def __init__(self) -> None:
        self.address: str = settings.SANDBOX_BANK_ADDRESS
        self.secret: str = settings.SANDBOX_BANK_SECRET
        parts = urlsplit(settings.SANDBOX_BANK_PAGES)
        self.origin = f"{parts.scheme}://{parts.netloc}"

    def start(self, *, payment_id: UUID, amount_kzt: int, return_address: str, language: str) -> Started:
        answer = self._call(
            "POST",
            "/api/payments",
            key=str(payment_id),
            amount=amount_kzt,
            currency="KZT",
            reference=str(payment_id),
            return_url=return_address,
            webhook_url=f"{settings.INNER_ADDRESS}/webhooks/{self.name}/",
        )
        return Started(reference=answer["id"], page=f"{answer['page']}?language={language}")

    def refund(self, *, reference: str, refund_id: UUID, amount_kzt: int, returned_kzt: int) -> bool:
        path = f"/api/payments/{reference}/refunds"
        self._call("POST", path, key=str(refund_id), amount=amount_kzt, reference=str(refund_id))
        return False

    def verify(self, *, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
        stamp, _, mac = given.partition(",")
        if not (stamp.startswith("t=") and mac.startswith("v1=") and stamp[2:].isascii() and stamp[2:].isdigit()):
            raise Forged("no signature")
        seconds = int(stamp[2:14])
        if not hmac.compare_digest(signature(self.secret, body, seconds).encode(), mac[3:].encode()):
            raise Forged("the signature is not of these bytes")
        if abs(at.timestamp() - seconds) > WINDOW_SECONDS:
            raise OutsideWindow("signed outside the window")

    def kept(self, body: bytes) -> bytes:
        return body

    def heard(self) -> None:
        return None

    def read(self, body: bytes) -> Told:
        try:
            event = json.loads(body)
            if event["currency"] != "KZT" or type(event["amount"]) is not int:
                raise Malformed("not whole tenge")
            refund = event.get("refund_reference")
            return Told(
                event_id=_short(event["id"]),
                said=KINDS[event["kind"]],
                payment_id=UUID(event["reference"]),
                reference=_short(event["payment"]),
                amount_kzt=event["amount"],
                refund_id=UUID(refund) if refund else None,
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Malformed("the body is not an event") from error

    def statement(self, *, since: date, known: Iterable[tuple[UUID, str | None]]) -> Iterable[StatementLine]:
        lines = self._call("GET", "/api/statement")["lines"]
        return [StatementLine(UUID(line["reference"]), line["paid"], line["refunded"]) for line in lines]

    def transfer(self, *, transfer_id: UUID, amount_kzt: int, iban: str, holder: str) -> str:
        key = str(transfer_id)
        answer = self._call(
            "POST", "/api/transfers", key=key, amount=amount_kzt, iban=iban, holder=holder, reference=key
        )
        return str(answer["id"])

    def _call(self, method: str, path: str, *, key: str = "", **fields: Any) -> dict[str, Any]:
        body = json.dumps(fields).encode() if method == "POST" else b""
        seconds = int(datetime.now(UTC).timestamp())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Sandbox-Signature": f"t={seconds},v1={signature(self.secret, body, seconds)}",
        }
        try:
            answer = http.request(method, self.address + path, body=body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise ProviderUnavailable(self.name) from error
        if answer.status >= 500 or answer.status == 429:
            raise ProviderUnavailable(f"{self.name}: {answer.status}")
        if answer.status >= 300:
            raise ProviderRefused(f"{self.name}: {answer.status}")
        return dict(answer.json())


def _short(name: str) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= 80 or "\x00" in name:
        raise Malformed("a name that no provider of ours would give")
    return name
