"""What the bank answers over HTTP: to shops in JSON, to payers in pages."""

import json
import sqlite3
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from harmonia.sandbox_bank import pages, signing
from harmonia.sandbox_bank.cards import BY_NUMBER, digits
from harmonia.sandbox_bank.store import KeyReused, Store, TooMuch
from harmonia.sandbox_bank.wording import LANGUAGES

LONGEST_BODY = 64 * 1024
REFUND_SECONDS = 1.0
ASKED: dict[str, type] = {
    "amount": int,
    "currency": str,
    "reference": str,
    "return_url": str,
    "webhook_url": str,
}
ASKED_OF_REFUND: dict[str, type] = {"amount": int, "reference": str}
ASKED_OF_TRANSFER: dict[str, type] = {"amount": int, "iban": str, "holder": str, "reference": str}
CLOSED_ACCOUNT = "0000"  # an account number that ends so belongs to nobody any more


class BadRequest(Exception):
    """The shop's request is not as documented."""


class BankServer(ThreadingHTTPServer):
    """What all requests share. `pages`: where payers see this bank; `haste` divides every wait, for tests."""

    store: Store
    secret: str
    pages: str
    haste: float
    daemon_threads = True


class Desk(BaseHTTPRequestHandler):
    """One request."""

    server: BankServer
    server_version, sys_version = "sandbox-bank", ""
    timeout = 15

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/bank.css":
            self._send(200, pages.STYLE.encode(), {"Content-Type": "text/css; charset=utf-8"})
        elif path.startswith("/pay/"):
            self._page(path.removeprefix("/pay/"))
        elif path.startswith("/api/"):
            self._api("GET", path, b"")
        else:
            self._html(404, pages.missing_page(self._language()))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self.close_connection = True
            return self._json(413, {"error": "too long"})
        body = self.rfile.read(int(length))
        path = urlsplit(self.path).path
        if path.startswith("/pay/"):
            self._pay(path.removeprefix("/pay/"), body)
        else:
            self._api("POST", path, body)

    def _api(self, method: str, path: str, body: bytes) -> None:
        if not signing.is_true(self.server.secret, body, self.headers.get(signing.HEADER, ""), int(time.time())):
            return self._json(401, {"error": "signature"})
        try:
            status, answer = self._route(method, path.strip("/").split("/"), body)
        except BadRequest as error:
            status, answer = 400, {"error": str(error)}
        except KeyReused:
            status, answer = 409, {"error": "idempotency key reused"}
        except TooMuch:
            status, answer = 422, {"error": "more than is left"}
        self._json(status, answer)

    def _route(self, method: str, parts: list[str], body: bytes) -> tuple[int, dict[str, Any]]:
        match method, parts:
            case "POST", ["api", "payments"]:
                return self._new_payment(_asked(body, ASKED))
            case "GET", ["api", "payments", payment_id]:
                return self._of(payment_id, lambda payment: (200, self._told(payment)))
            case "POST", ["api", "payments", payment_id, "refunds"]:
                asked = _asked(body, ASKED_OF_REFUND)
                return self._of(payment_id, lambda payment: self._new_refund(payment, asked))
            case "POST", ["api", "transfers"]:
                return self._new_transfer(_asked(body, ASKED_OF_TRANSFER))
            case "GET", ["api", "transfers"]:
                return 200, {"lines": self.server.store.transfers()}
            case "GET", ["api", "statement"]:
                return 200, {"lines": self.server.store.statement()}
        return 404, {"error": "no such address"}

    def _of(
        self, payment_id: str, answer: Callable[[sqlite3.Row], tuple[int, dict[str, Any]]]
    ) -> tuple[int, dict[str, Any]]:
        payment = self.server.store.payment(payment_id)
        return answer(payment) if payment else (404, {"error": "no such payment"})

    def _new_payment(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if asked["currency"] != "KZT":
            raise BadRequest("currency")
        if not all(asked[name].startswith(("http://", "https://")) for name in ("return_url", "webhook_url")):
            raise BadRequest("url")
        return 201, self._told(self.server.store.create_payment(self._key(), asked))

    def _new_refund(self, payment: sqlite3.Row, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        due = time.time() + REFUND_SECONDS / self.server.haste
        refund = self.server.store.create_refund(self._key(), payment["id"], asked, due)
        return 202, {"id": refund["id"], "state": refund["state"]}

    def _new_transfer(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if asked["iban"].endswith(CLOSED_ACCOUNT):
            return 422, {"error": "account closed"}
        return 201, {"id": self.server.store.create_transfer(self._key(), asked)["id"]}

    def _key(self) -> str:
        key = self.headers.get("Idempotency-Key", "")
        if not 0 < len(key) <= 80:
            raise BadRequest("idempotency key")
        return key

    def _told(self, payment: sqlite3.Row) -> dict[str, Any]:
        return {
            "id": payment["id"],
            "state": payment["state"],
            "amount": payment["amount"],
            "page": f"{self.server.pages}/pay/{payment['id']}",
        }

    def _page(self, payment_id: str) -> None:
        payment = self.server.store.payment(payment_id)
        if payment is None:
            return self._html(404, pages.missing_page(self._language()))
        self._html(200, pages.payment_page(payment, self._language()))

    def _pay(self, payment_id: str, body: bytes) -> None:
        payment = self.server.store.payment(payment_id)
        if payment is None:
            return self._html(404, pages.missing_page(self._language()))
        language = self._language()
        typed = parse_qs(body.decode(errors="replace")).get("card", [""])[0]
        card = BY_NUMBER.get(digits(typed))
        if card is None:
            return self._html(422, pages.payment_page(payment, language, wrong_number=True))
        self.server.store.take_card(payment_id, card.number, time.time() + card.after_seconds / self.server.haste)
        self._send(303, b"", {"Location": f"/pay/{payment_id}?language={language}"})

    def _language(self) -> str:
        asked = parse_qs(urlsplit(self.path).query).get("language", [""])[0]
        return asked if asked in LANGUAGES else "ru"

    def _html(self, status: int, page: str) -> None:
        self._send(status, page.encode(), pages.HEADERS)

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """A bank that logs card numbers would be a bad example; it logs nothing."""


def _asked(body: bytes, fields: dict[str, type]) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except ValueError as error:
        raise BadRequest("json") from error
    if not isinstance(asked, dict) or set(asked) != set(fields):
        raise BadRequest("fields")
    if any(type(asked[name]) is not kind for name, kind in fields.items()) or asked["amount"] <= 0:
        raise BadRequest("values")
    return asked
