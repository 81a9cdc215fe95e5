"""CloudPayments, which works in Kazakhstan, by its public documents (developers.cloudpayments.ru).

We ask it for an order, and it gives a page of its own for the payer. It tells us by notifications Pay, Fail and
Refund, all sent to one address of ours as forms, signed by `Content-HMAC`: base64 of HMAC-SHA-256 over the body, with
the secret of its API. They carry no time, so an old one is no worse than a new one: each counts once, by its
transaction. The notification Check is not to be switched on. Our calls are named by `X-Request-ID`; a repeated one is
answered alike.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import urllib3
from django.conf import settings

from harmonia.payments.gateways.contract import (
    Forged,
    Malformed,
    ProviderRefused,
    ProviderUnavailable,
    Said,
    Started,
    StatementLine,
    Told,
    kept_fields,
    whole_tenge,
)

HEADER = "content-hmac"
CULTURES = {"kk": "kk-KZ", "en": "en-US"}
REFUND, PAYMENT = "Refund", "Payment"
COMPLETED = "Completed"
KEPT = (
    "TransactionId", "OperationType", "Status", "ReasonCode", "InvoiceId", "Amount", "Currency", "Data",
    "PaymentTransactionId",
)  # fmt: skip
http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=20), retries=False)


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class CloudPayments:
    name = "cloudpayments"

    def __init__(self) -> None:
        self.address: str = settings.CLOUDPAYMENTS_ADDRESS
        self.secret: str = settings.CLOUDPAYMENTS_API_SECRET
        self.origin: str = settings.CLOUDPAYMENTS_PAGES

    def start(self, *, payment_id: UUID, amount_kzt: int, return_address: str, language: str) -> Started:
        """The transaction that pays it has a name only when somebody has paid: the notification brings it."""
        answer = self._call(
            "/orders/create",
            key=str(payment_id),
            Amount=amount_kzt,
            Currency="KZT",
            Description=str(payment_id)[:8].upper(),
            InvoiceId=str(payment_id),
            SendEmail=False,
            CultureName=CULTURES.get(language, "ru-RU"),
            SuccessRedirectUrl=return_address,
            FailRedirectUrl=return_address,
        )
        return Started(reference=None, page=str(answer["Url"]))

    def refund(self, *, reference: str, refund_id: UUID, amount_kzt: int, returned_kzt: int) -> bool:
        named = json.dumps({"refund": str(refund_id)})
        self._call(
            "/payments/refund", key=str(refund_id), TransactionId=int(reference), Amount=amount_kzt, JsonData=named
        )
        return False

    def verify(self, *, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
        if not self.secret or not hmac.compare_digest(signature(self.secret, body).encode(), given.encode()):
            raise Forged("the signature is absent or is not of these bytes")

    def kept(self, body: bytes) -> bytes:
        return kept_fields(body, KEPT)

    def heard(self) -> None:
        return None

    def read(self, body: bytes) -> Told:
        try:
            form = dict(parse_qsl(body.decode(), strict_parsing=True))
            said, named = _said(form), json.loads(form.get("Data") or "{}")
            transaction = _transaction(form["TransactionId"])
            paid_by = _transaction(form["PaymentTransactionId"]) if said == Said.REFUND_DONE else transaction
            return Told(
                event_id=f"{said}:{transaction}",
                said=said,
                payment_id=UUID(form["InvoiceId"]),
                reference=paid_by,
                amount_kzt=whole_tenge(form["Amount"], form.get("Currency", "KZT")),
                refund_id=UUID(named["refund"]) if said == Said.REFUND_DONE else None,
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Malformed("the body is not a notification") from error

    def statement(self, *, since: date, known: Iterable[tuple[UUID, str | None]]) -> Iterable[StatementLine]:
        """The provider gives its operations day by day."""
        for number in range((datetime.now(UTC).date() - since).days + 1):
            for line in self._of_day(since + timedelta(days=number)):
                kzt = whole_tenge(str(line["Amount"]), line["Currency"])
                back = line["OperationType"] == REFUND
                yield StatementLine(UUID(line["InvoiceId"]), 0 if back else kzt, kzt if back else 0)

    def _of_day(self, day: date) -> list[dict[str, Any]]:
        lines = self._call("/payments/list", Date=day.isoformat(), TimeZone="UTC")
        return [line for line in lines if line["Status"] == COMPLETED]

    def _call(self, path: str, *, key: str = "", **fields: Any) -> Any:
        login = urllib3.make_headers(basic_auth=f"{settings.CLOUDPAYMENTS_PUBLIC_ID}:{self.secret}")
        headers = {**login, "Content-Type": "application/json", "X-Request-ID": key}
        body = json.dumps(fields).encode()
        try:
            answer = http.request("POST", self.address + path, body=body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise ProviderUnavailable(self.name) from error
        if answer.status >= 500 or answer.status == 429:
            raise ProviderUnavailable(f"{self.name}: {answer.status}")
        if answer.status >= 300 or not (told := answer.json())["Success"]:
            raise ProviderRefused(f"{self.name}: {answer.status}")
        return told.get("Model")


def _said(form: Mapping[str, str]) -> Said:
    if form["OperationType"] == REFUND:
        return Said.REFUND_DONE
    if form["OperationType"] != PAYMENT:
        raise Malformed("an operation that we never ask for")
    if "ReasonCode" in form:
        return Said.DECLINED
    if form["Status"] != COMPLETED:
        raise Malformed("a payment in two steps, which we never ask for")
    return Said.PAID


def _transaction(number: str) -> str:
    if not (number.isascii() and number.isdigit() and len(number) <= 20):
        raise Malformed("a transaction has a number")
    return number
