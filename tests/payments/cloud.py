"""Somebody else's payment service: a program that speaks the protocol of CloudPayments over HTTP, and nothing of ours.

`python tests/payments/cloud.py` prints its address, then serves. Besides the documented calls it has `/practice/…`, by
which a test plays the payer: it pays or is declined, and the notification leaves for the shop, signed.
"""

import base64
import hashlib
import hmac
import json
import sys
import urllib.request
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

LOGIN, SECRET = "pk_practice", "cloud-practice-secret"
ORDERS: dict[str, dict[str, Any]] = {}
LINES: list[dict[str, Any]] = []
ANSWERED: dict[str, Any] = {}


class Refused(Exception):
    """Understood, and no."""


class Desk(BaseHTTPRequestHandler):
    shop = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        asked, key = json.loads(body or b"{}"), self.headers.get("X-Request-ID", "")
        expected = "Basic " + base64.b64encode(f"{LOGIN}:{SECRET}".encode()).decode()
        if not self.path.startswith("/practice/") and self.headers.get("Authorization") != expected:
            return self.answer(401, {})
        try:
            if not key or key not in ANSWERED:
                ANSWERED[key] = {"Success": True, "Message": None, "Model": CALLS[self.path](asked)}
            self.answer(200, ANSWERED[key])
        except Refused as refused:
            self.answer(200, {"Success": False, "Message": str(refused), "Model": None})
        ANSWERED.pop("", None)

    def answer(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def create(asked: dict[str, Any]) -> dict[str, Any]:
    if asked["Currency"] != "KZT" or asked["Amount"] <= 0:
        raise Refused("Amount")
    ORDERS[asked["InvoiceId"]] = asked
    return {"Id": f"order{len(ORDERS)}", "Url": f"https://orders.example/d/{asked['InvoiceId']}"}


def operation(kind: str, invoice: str, amount: float, **more: Any) -> dict[str, Any]:
    line = {
        "TransactionId": 500 + len(LINES), "OperationType": kind, "InvoiceId": invoice, "Amount": amount,
        "Currency": "KZT", "Status": "Completed", "DateTime": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}", **more,
    }  # fmt: skip
    LINES.append(line)
    return line


def pay(asked: dict[str, Any]) -> dict[str, Any]:
    order = ORDERS[asked["InvoiceId"]]
    declined = {"Status": "Declined", "Reason": "InsufficientFunds", "ReasonCode": 5051} if asked.get("decline") else {}
    return notify(operation("Payment", order["InvoiceId"], order["Amount"], **declined), asked["to"])


def refund(asked: dict[str, Any]) -> dict[str, Any]:
    paid = [line for line in LINES if line["TransactionId"] == asked["TransactionId"]]
    gone = sum(line["Amount"] for line in LINES if line.get("PaymentTransactionId") == asked["TransactionId"])
    if not paid or paid[0]["Status"] != "Completed" or gone + asked["Amount"] > paid[0]["Amount"]:
        raise Refused("Amount is more than is left")
    more = {"PaymentTransactionId": asked["TransactionId"], "Data": asked["JsonData"]}
    return {"TransactionId": operation("Refund", paid[0]["InvoiceId"], asked["Amount"], **more)["TransactionId"]}


def tell(asked: dict[str, Any]) -> dict[str, Any]:
    """The last operation, once more."""
    return notify(LINES[-1], asked["to"])


def notify(line: dict[str, Any], to: str) -> dict[str, Any]:
    """What leaves for the shop; without an address it is given to the test, to be delivered as it likes."""
    body = urlencode({**line, "Amount": f"{line['Amount']:.2f}"}).encode()
    mac = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    if to:
        asked = urllib.request.Request(to, body, {"Content-HMAC": mac})  # noqa: S310  the test's own server
        with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310  the same
            return {"body": body.decode(), "mac": mac, "answer": json.loads(answer.read())}
    return {"body": body.decode(), "mac": mac}


def listed(asked: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in LINES if line["DateTime"].startswith(asked["Date"])]


CALLS = {
    "/orders/create": create,
    "/payments/refund": refund,
    "/payments/list": listed,
    "/practice/pay": pay,
    "/practice/tell": tell,
}

if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    print(server.server_address[1], flush=True)  # noqa: T201  how the test learns the address
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)
