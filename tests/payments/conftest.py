import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from harmonia.accounts import operations as accounts
from harmonia.accounts.models import Person
from harmonia.accounts.states import CLIENT
from harmonia.payments import operations
from harmonia.payments.gateways.sandbox import signature
from harmonia.payments.models import Order, Payment, Refund
from harmonia.sandbox_bank.program import Bank
from tests import factories

SECRET = "payments-test-secret"
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _bank_settings(settings: Any) -> None:
    settings.SANDBOX_BANK_SECRET = SECRET
    settings.SANDBOX_BANK_ADDRESS = settings.SANDBOX_BANK_PAGES = "http://127.0.0.1:9"  # nobody listens there


@pytest.fixture
def bank(tmp_path: Path, settings: Any) -> Iterator[Bank]:
    bank = Bank(tmp_path, port=0, secret=SECRET, haste=20)
    threading.Thread(target=bank.serve, daemon=True).start()
    settings.SANDBOX_BANK_ADDRESS = settings.SANDBOX_BANK_PAGES = bank.address
    yield bank
    bank.stop()


def person(email: str = "aigerim@example.kz", role: str = CLIENT) -> Person:
    made = accounts.create_person(
        role=role,
        email=email,
        phone="+77010000001",
        name="Aigerim",
        password="not-so-secret-2026",
        language="en",
        time_zone="Asia/Almaty",
        age=30 if role == CLIENT else None,
        agreed=(),
        at=NOW,
    )
    return factories.secured(made, at=NOW)


@pytest.fixture
def aigerim(db: None) -> Person:
    return person()


@pytest.fixture
def order(aigerim: Person) -> Order:
    return open_order(aigerim)


def open_order(client: Person, amount_kzt: int = 12000) -> Order:
    return operations.open_order(
        person_id=client.pk, amount_kzt=amount_kzt, about="appointment", about_id=uuid4(), at=NOW
    )


def attempt(order: Order, **changes: Any) -> Payment:
    """An attempt as `start` would have made it, without a bank."""
    fields = {
        "order": order,
        "provider": "sandbox",
        "provider_reference": f"pay_{uuid4().hex[:12]}",
        "amount_kzt": order.amount_kzt,
        "return_path": f"/me/appointments/{order.about_id}/paid/",
        "started_at": NOW,
        **changes,
    }
    return Payment.objects.create(**fields)


@dataclass
class Hook:
    """A webhook as the bank would send it; `send` gives what `record` made of it."""

    body: bytes
    headers: dict[str, str]
    at: datetime = NOW

    def send(self) -> operations.Recorded | None:
        return operations.record(provider="sandbox", headers=self.headers, body=self.body, at=self.at)


def signed(body: bytes, *, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    seconds = int(at.timestamp())
    return {"Sandbox-Signature": f"t={seconds},v1={signature(secret, body, seconds)}"}


def hook(payment: Payment, kind: str = "payment.succeeded", /, *, refund: Refund | None = None, **changes: Any) -> Hook:
    event = {
        "id": f"evt_{uuid4().hex}",
        "kind": kind,
        "at": int(NOW.timestamp()),
        "payment": payment.provider_reference,
        "reference": str(payment.pk),
        "amount": refund.amount_kzt if refund else payment.amount_kzt,
        "currency": "KZT",
    }
    if refund:
        event |= {"refund": "ref_1", "refund_reference": str(refund.pk)}
    body = json.dumps({**event, **changes}).encode()
    return Hook(body, signed(body))


def paid(order: Order) -> Payment:
    payment = attempt(order)
    hook(payment).send()
    payment.refresh_from_db()
    return payment


def within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return true()


def balance_of(*codes: str) -> list[int]:
    from harmonia.payments.queries import balances

    found = balances()
    return [found.get(code, 0) for code in codes]


def stranger() -> UUID:
    return uuid4()
