"""Somebody else's payment service: a program that speaks the protocol of Freedom Pay over HTTP, and nothing of ours.

`python tests/payments/freedom.py` prints its address, then serves. Besides the documented calls it has `/practice/…`,
by which a test plays the payer and the line: a payment succeeds or fails, and the answer of a refund is lost.
"""

import json
import sys
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

MERCHANT, SECRET = "530000", "freedom-practice-secret"
PAYMENTS: dict[str, dict[str, Any]] = {}
ANSWERED: dict[str, dict[str, Any]] = {}
LOST: list[str] = []


class Refused(Exception):
    """Understood, and no: the code of the error."""


def signed(script: str, fields: dict[str, str]) -> str:
    values = [value for name, value in sorted(fields.items()) if name != "pg_sig"]
    return md5(";".join([script, *values, SECRET]).encode(), usedforsecurity=False).hexdigest()


class Desk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        script = self.path.rpartition("/")[2]
        if self.path.startswith("/practice/"):
            return self.answer(json.dumps(PRACTICE[script](json.loads(body))))
        asked = dict(parse_qsl(body, keep_blank_values=True))
        if asked.get("pg_sig") != signed(script, asked) or asked["pg_merchant_id"] != MERCHANT:
            return self.answer("<response><pg_status>error</pg_status><pg_error_code>9998</pg_error_code></response>")
        try:
            told = self.told(script, asked)
        except Refused as refused:
            told = {"pg_status": "error", "pg_error_code": str(refused)}
        if script in LOST:
            LOST.remove(script)
            return self.answer("", 502)
        self.answer(written(script, told))

    def told(self, script: str, asked: dict[str, str]) -> dict[str, Any]:
        key = asked.get("pg_idempotency_key", "")
        if script == "init_payment.php" and key in ANSWERED:
            return ANSWERED[key]
        told = {"pg_status": "ok", **CALLS[script](asked)}
        ANSWERED[key] = told
        return told

    def answer(self, text: str, status: int = 200) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def written(script: str, told: dict[str, Any]) -> str:
    """The answer in XML; the values of nested fields are signed in their field's place."""
    fields = {**told, "pg_salt": "some random string"}
    flat = {name: ";".join(v for _, v in sorted(value.items())) if isinstance(value, dict) else value
            for name, value in fields.items()}  # fmt: skip
    fields["pg_sig"] = signed(script, flat)
    return "<?xml version='1.0'?><response>" + "".join(map(tag, fields.items())) + "</response>"


def tag(field: tuple[str, Any]) -> str:
    name, value = field
    inner = "".join(map(tag, value.items())) if isinstance(value, dict) else value
    return f"<{name}>{inner}</{name}>"


def init(asked: dict[str, str]) -> dict[str, str]:
    if asked["pg_currency"] != "KZT" or float(asked["pg_amount"]) <= 0:
        raise Refused("101")
    number = str(4567788 + len(PAYMENTS))
    PAYMENTS[number] = {**asked, "status": "new", "gone": 0}
    page = f"https://customer.example/pay.html?customer={number}"
    return {"pg_payment_id": number, "pg_redirect_url": page, "pg_redirect_url_type": "need data"}


def revoke(asked: dict[str, str]) -> dict[str, str]:
    paid = PAYMENTS.get(asked["pg_payment_id"])
    if paid is None or paid["status"] != "success":
        raise Refused("340")
    if paid["gone"] + int(asked["pg_refund_amount"]) > int(paid["pg_amount"]):
        raise Refused("500")
    paid["gone"] += int(asked["pg_refund_amount"])
    return {}


def status(asked: dict[str, str]) -> dict[str, Any]:
    paid = PAYMENTS.get(asked["pg_payment_id"])
    if paid is None:
        raise Refused("340")
    told: dict[str, Any] = {
        "pg_payment_id": asked["pg_payment_id"], "pg_amount": paid["pg_amount"], "pg_currency": "KZT",
        "pg_payment_status": paid["status"],
    }  # fmt: skip
    if paid["gone"]:
        told["pg_refund_amount"] = f"-{paid['gone']}"
        told["pg_refund_payments"] = {"pg_refund_payment": f"-{paid['gone']}"}
    return told


def pay(asked: dict[str, Any]) -> dict[str, str]:
    """What leaves for the shop is given to the test, to be delivered as it likes."""
    payment = PAYMENTS[asked["payment"]]
    payment["status"] = "error" if asked["decline"] else "success"
    said = {
        "pg_order_id": payment["pg_order_id"], "pg_payment_id": asked["payment"], "pg_currency": "KZT",
        "pg_amount": f"{int(payment['pg_amount'])}.00", "pg_result": "0" if asked["decline"] else "1",
        "pg_card_pan": "4000-00XX-XXXX-0002", "pg_user_phone": "77010000001", "pg_salt": "molbulak",
    }  # fmt: skip
    return {"body": urlencode({**said, "pg_sig": signed(payment["pg_result_url"].rpartition("/")[2], said)})}


def lose(asked: dict[str, Any]) -> dict[str, str]:
    """The next answer of this script does not arrive, though what was asked is done."""
    LOST.append(asked["script"])
    return {}


CALLS = {"init_payment.php": init, "revoke.php": revoke, "get_status3.php": status}
PRACTICE = {"pay": pay, "lose": lose}

if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    print(server.server_address[1], flush=True)  # noqa: T201  how the test learns the address
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)
