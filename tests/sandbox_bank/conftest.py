import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import urllib3

from harmonia.sandbox_bank import signing
from harmonia.sandbox_bank.program import Bank

SECRET = "bank-test-secret"


class Shop:
    """Listens for webhooks; answers each with the next of `answers`, then with 200."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, str]] = []
        self.answers: list[int] = []
        shop = self

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                shop.heard.append((body, self.headers[signing.HEADER]))
                self.send_response(shop.answers.pop(0) if shop.answers else 200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhooks/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.heard]


class Caller:
    """A shop's client of the bank's API, and a payer's browser without scripts."""

    def __init__(self, bank: Bank, shop: Shop) -> None:
        self.bank, self.shop = bank, shop
        self.http = urllib3.PoolManager(retries=False, timeout=5)

    def api(
        self, method: str, path: str, fields: Any = None, *, key: str = "k", signature: str | None = None
    ) -> urllib3.BaseHTTPResponse:
        body = b"" if fields is None else json.dumps(fields).encode()
        signed = signing.sign(SECRET, body, int(time.time())) if signature is None else signature
        headers = {signing.HEADER: signed, "Idempotency-Key": key}
        return self.http.request(method, self.bank.address + path, body=body, headers=headers)

    def asked(self, **changes: Any) -> dict[str, Any]:
        return {
            "amount": 12000,
            "currency": "KZT",
            "reference": "order-1",
            "return_url": "http://127.0.0.1:9/back/",
            "webhook_url": self.shop.url,
            **changes,
        }

    def payment(self, key: str = "k", **changes: Any) -> dict[str, Any]:
        answer = self.api("POST", "/api/payments", self.asked(**changes), key=key)
        assert answer.status == 201, answer.data
        return dict(answer.json())

    def pay(self, payment: dict[str, Any], card: str) -> urllib3.BaseHTTPResponse:
        return self.http.request("POST", payment["page"], fields={"card": card}, encode_multipart=False, redirect=False)

    def see(self, payment: dict[str, Any], language: str = "ru") -> str:
        return self.http.request("GET", f"{payment['page']}?language={language}").data.decode()

    def state(self, payment: dict[str, Any]) -> str:
        return str(self.api("GET", f"/api/payments/{payment['id']}").json()["state"])


def within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return true()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.server.shutdown()


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    bank = Bank(tmp_path, port=0, secret=SECRET, haste=10)
    threading.Thread(target=bank.serve, daemon=True).start()
    yield bank
    bank.stop()


@pytest.fixture
def caller(bank: Bank, shop: Shop) -> Caller:
    return Caller(bank, shop)
