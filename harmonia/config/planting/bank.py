"""The practice bank without a wire: while planting, no process of it runs yet, so its own book is written directly."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from harmonia.payments.gateways import PROVIDERS
from harmonia.payments.gateways.sandbox import HEADER, Sandbox, signature
from harmonia.sandbox_bank.cards import BY_NUMBER
from harmonia.sandbox_bank.store import Store


def book() -> Store:
    """The file that the bank's process will find."""
    return Store(settings.HOME / "sandbox-bank" / "bank.sqlite3", copies=1)


class Unwired(Sandbox):
    """Asks the bank's book where the real driver asks its address."""

    def _call(self, method: str, path: str, *, key: str = "", **fields: Any) -> dict[str, Any]:
        if (method, path) != ("POST", "/api/payments"):
            raise NotImplementedError(path)
        row = book().create_payment(key, fields)
        return {"id": row["id"], "page": f"{self.address}/pay/{row['id']}"}


@contextmanager
def unwired() -> Iterator[None]:
    wired = PROVIDERS["sandbox"]
    PROVIDERS["sandbox"] = Unwired
    try:
        yield
    finally:
        PROVIDERS["sandbox"] = wired


def pay(payment_id: UUID, *, at: datetime) -> tuple[dict[str, str], bytes]:
    """The payer types a good card; what the bank then tells: headers and body of its webhook, taken off its list."""
    store = book()
    with store.open() as db:
        row = db.execute("SELECT id FROM payments WHERE reference = ?", (str(payment_id),)).fetchone()
    card = next(card.number for card in BY_NUMBER.values() if card.accepted and card.refundable)
    store.take_card(row["id"], card, at.timestamp())
    store.finish_payment(row["id"], "succeeded")
    with store.open() as db:
        told = db.execute("SELECT number, body FROM deliveries ORDER BY number DESC LIMIT 1").fetchone()
    store.answered(told["number"], "200", None)
    seconds = int(at.timestamp())
    return {HEADER: f"t={seconds},v1={signature(settings.SANDBOX_BANK_SECRET, told['body'], seconds)}"}, told["body"]
