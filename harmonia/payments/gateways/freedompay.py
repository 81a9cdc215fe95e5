"""Freedom Pay (once PayBox.money), which works in Kazakhstan, by its public documents (docs.freedompay.kz, Merchant
API; freedompay.kz/docs-en/merchant-api: pay, after-pay). `docs/adr/0023` says why this one stands beside CloudPayments.

We ask `init_payment.php` for a transaction, and it gives a page of its own for the payer. It tells us how it ended at
`pg_result_url`, as a form, and comes again every half hour until it has heard 200 and reads an answer in XML. Every
message either way is signed by `pg_sig`: MD5 over the name of the called script, the values of all fields in the order
of their names, and the secret, joined by semicolons. It carries no time: each counts once, by its transaction.

A refund (`revoke.php`) is answered at once and has no name of ours, so before each we ask `get_status3.php` what went
back already: an answer that was lost is found there, and nothing is returned twice.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from urllib.parse import parse_qsl
from uuid import UUID, uuid4
from xml.etree import ElementTree

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

RESULT = "result"  # the last part of the address at which it speaks to us: a part of every signature
LANGUAGES = {"en": "en"}
OK, SUCCESS = "ok", "success"
KEPT = ("pg_order_id", "pg_payment_id", "pg_amount", "pg_currency", "pg_result")
LONGEST_ANSWER = 64 * 1024
http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=20), retries=False)


def signature(secret: str, script: str, values: Iterable[str]) -> str:
    """MD5, because the provider knows nothing else; the secret closes it, and no message is longer than it was."""
    return hashlib.md5(";".join([script, *values, secret]).encode(), usedforsecurity=False).hexdigest()


def in_order(fields: Mapping[str, str]) -> list[str]:
    return [fields[name] for name in sorted(fields) if name != "pg_sig"]


class FreedomPay:
    name = "freedompay"

    def __init__(self) -> None:
        self.address: str = settings.FREEDOMPAY_ADDRESS
        self.secret: str = settings.FREEDOMPAY_SECRET
        self.origin: str = settings.FREEDOMPAY_PAGES

    def start(self, *, payment_id: UUID, amount_kzt: int, return_address: str, language: str) -> Started:
        answer = self._call(
            "init_payment.php",
            pg_order_id=str(payment_id),
            pg_amount=str(amount_kzt),
            pg_currency="KZT",
            pg_description=str(payment_id)[:8].upper(),
            pg_language=LANGUAGES.get(language, "ru"),
            pg_result_url=f"{settings.PUBLIC_ADDRESS}/webhooks/{self.name}/{RESULT}",
            pg_request_method="POST",
            pg_success_url=return_address,
            pg_failure_url=return_address,
            pg_idempotency_key=str(payment_id),
        )
        return Started(reference=_text(answer, "pg_payment_id"), page=_text(answer, "pg_redirect_url"))

    def refund(self, *, reference: str, refund_id: UUID, amount_kzt: int, returned_kzt: int) -> bool:
        gone_kzt = _sums(self._status(reference))[1]
        if gone_kzt == returned_kzt + amount_kzt:
            return True  # it was done, and its answer was lost
        if gone_kzt != returned_kzt:
            raise ProviderUnavailable(f"{self.name}: another return of this payment is not known yet")
        self._call(
            "revoke.php",
            pg_payment_id=reference,
            pg_refund_amount=str(amount_kzt),
            pg_idempotency_key=str(refund_id),
        )
        return True

    def verify(self, *, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        try:
            fields = _form(body)
        except ValueError:
            raise Forged("no form") from None
        true = signature(self.secret, RESULT, in_order(fields))
        if not self.secret or not hmac.compare_digest(true.encode(), fields.get("pg_sig", "").encode()):
            raise Forged("the signature is absent or is not of these values")
        if not fields.keys() >= {*KEPT}:
            raise Forged("the signature is not of the names: without those that count nothing is theirs")

    def kept(self, body: bytes) -> bytes:
        return kept_fields(body, KEPT)

    def read(self, body: bytes) -> Told:
        try:
            form = _form(body)
            said = {"1": Said.PAID, "0": Said.DECLINED}[form["pg_result"]]
            return Told(
                event_id=f"{said}:{_number(form['pg_payment_id'])}",
                said=said,
                payment_id=UUID(form["pg_order_id"]),
                reference=form["pg_payment_id"],
                amount_kzt=whole_tenge(form["pg_amount"], form.get("pg_currency", "KZT")),
            )
        except (ValueError, KeyError) as error:
            raise Malformed("the body is no result of a payment") from error

    def heard(self) -> bytes:
        """What it reads as a yes; signed as all else."""
        said = {"pg_status": OK, "pg_salt": uuid4().hex}
        said["pg_sig"] = signature(self.secret, RESULT, in_order(said))
        answer = ElementTree.Element("response")
        for name, value in said.items():
            ElementTree.SubElement(answer, name).text = value
        return bytes(ElementTree.tostring(answer, encoding="utf-8", xml_declaration=True))

    def statement(self, *, since: date, known: Iterable[tuple[UUID, str | None]]) -> Iterable[StatementLine]:
        """It is asked about one payment at a time, and has nothing to say of those that we do not name."""
        for payment_id, reference in known:
            if reference is not None:
                paid_kzt, returned_kzt = _sums(self._status(reference))
                yield StatementLine(payment_id, paid_kzt, returned_kzt)

    def _status(self, reference: str) -> ElementTree.Element:
        return self._call("get_status3.php", pg_payment_id=reference)

    def _call(self, script: str, **fields: str) -> ElementTree.Element:
        said = {**fields, "pg_merchant_id": settings.FREEDOMPAY_MERCHANT_ID, "pg_salt": uuid4().hex}
        said["pg_sig"] = signature(self.secret, script, in_order(said))
        try:
            answer = http.request(
                "POST", f"{self.address}/{script}", fields=said, encode_multipart=False, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise ProviderUnavailable(self.name) from error
        if answer.status >= 500 or answer.status == 429:
            raise ProviderUnavailable(f"{self.name}: {answer.status}")
        told = self._told(script, answer.data)
        if answer.status >= 300 or told.findtext("pg_status") != OK:
            raise ProviderRefused(f"{self.name}: {answer.status}, {told.findtext('pg_error_code')}")
        return told

    def _told(self, script: str, body: bytes) -> ElementTree.Element:
        """Its answer, once the signature holds; one that refuses us by name may have none."""
        if len(body) > LONGEST_ANSWER or b"<!" in body:  # neither a doctype nor entities are in its documents
            raise ProviderUnavailable(f"{self.name}: no answer of its documents")
        try:
            told = ElementTree.fromstring(body)  # noqa: S314  nothing in it can be expanded, see above
        except ElementTree.ParseError as error:
            raise ProviderUnavailable(f"{self.name}: no XML") from error
        true = signature(self.secret, script, _values(told))
        given = told.findtext("pg_sig") or ""
        if told.findtext("pg_status") == OK and not hmac.compare_digest(true.encode(), given.encode()):
            raise ProviderUnavailable(f"{self.name}: an answer that it did not sign")
        return told


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))


def _values(element: ElementTree.Element) -> Iterator[str]:
    """All values in the order of their names, and those within a field in its place."""
    for field in sorted(element, key=lambda one: one.tag):
        if field.tag == "pg_sig":
            continue
        if len(field):
            yield from _values(field)
        else:
            yield field.text or ""


def _sums(status: ElementTree.Element) -> tuple[int, int]:
    """(taken, returned) in tenge; what goes back is written below zero."""
    if status.findtext("pg_payment_status") != SUCCESS:
        return 0, 0
    currency = status.findtext("pg_currency") or "KZT"
    returned = whole_tenge(status.findtext("pg_refund_amount") or "0", currency)
    return whole_tenge(_text(status, "pg_amount"), currency), abs(returned)


def _text(answer: ElementTree.Element, name: str) -> str:
    found = answer.findtext(name)
    if not found:
        raise ProviderUnavailable(f"an answer without {name}")
    return found


def _number(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise Malformed("a transaction has a number")
    return text
