"""What the bank does by itself: finish slow payments and refunds, and deliver webhooks until they are accepted."""

import http.client
import ssl
import threading
import time
from urllib.parse import urlsplit

from harmonia.sandbox_bank import signing
from harmonia.sandbox_bank.cards import BY_NUMBER
from harmonia.sandbox_bank.store import Store

TICK_SECONDS = 0.2
GIVE_UP_AFTER = 12
LONGEST_PAUSE_SECONDS = 600.0


class Worker(threading.Thread):
    def __init__(self, store: Store, secret: str) -> None:
        super().__init__(name="bank-worker", daemon=True)
        self.store, self.secret, self.stopping = store, secret, threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(TICK_SECONDS):
            self.tick(time.time())

    def tick(self, now: float) -> None:
        for payment in self.store.due("payments", now):
            accepted = BY_NUMBER[payment["card"]].accepted
            self.store.finish_payment(payment["id"], "succeeded" if accepted else "declined")
        for refund in self.store.due("refunds", now):
            refundable = BY_NUMBER[self.store.card_of(refund["payment"])].refundable
            self.store.finish_refund(refund["id"], "succeeded" if refundable else "failed")
        for delivery in self.store.due("deliveries", now):
            answer = deliver(delivery["url"], delivery["body"], self.secret)
            over = answer.startswith("2") or delivery["attempts"] + 1 >= GIVE_UP_AFTER
            pause = min(2.0 ** delivery["attempts"], LONGEST_PAUSE_SECONDS)
            self.store.answered(delivery["number"], answer, None if over else time.time() + pause)


def deliver(url: str, body: bytes, secret: str) -> str:
    """POST the webhook, signed afresh at each attempt. The status code, or the name of what went wrong."""
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "sandbox-bank",
        signing.HEADER: signing.sign(secret, body, int(time.time())),
    }
    try:
        connection.request("POST", parts.path or "/", body=body, headers=headers)
        return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme != "https":
        return http.client.HTTPConnection(host, port, timeout=5)
    context = ssl.create_default_context()
    # A demonstration in a home network signs its own certificate; the webhook is signed itself and holds no secret.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=5, context=context)
