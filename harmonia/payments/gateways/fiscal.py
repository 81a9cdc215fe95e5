"""The operator's fiscal service: whatever program of his makes receipts of the tax law from what this hook tells it.

POST {FISCAL_SERVICE_ADDRESS}/receipts   Idempotency-Key: ID   Authorization: Bearer {FISCAL_SERVICE_TOKEN}
{"kind": "sale"|"return", "amount": 12000, "currency": "KZT", "order": "8F21C0AA", "happened_at": "2026-…"}
-> 201 {"number": "…", "page": "https://…"}   The same key gives the same receipt.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import urllib3
from django.conf import settings

from harmonia.payments.gateways.contract import ProviderRefused, ProviderUnavailable

http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=3, read=15), retries=False)


@dataclass(frozen=True)
class Made:
    number: str
    page: str


def make_receipt(*, receipt_id: UUID, kind: str, amount_kzt: int, order: str, happened_at: datetime) -> Made:
    """Idempotent by `receipt_id`. Raises ProviderUnavailable, ProviderRefused."""
    said = {
        "kind": kind,
        "amount": amount_kzt,
        "currency": "KZT",
        "order": order,
        "happened_at": happened_at.isoformat(),
    }
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(receipt_id),
        "Authorization": f"Bearer {settings.FISCAL_SERVICE_TOKEN}",
    }
    address = f"{settings.FISCAL_SERVICE_ADDRESS}/receipts"
    try:
        answer = http.request("POST", address, body=json.dumps(said).encode(), headers=headers, redirect=False)
    except urllib3.exceptions.HTTPError as error:
        raise ProviderUnavailable("fiscal") from error
    if answer.status >= 500 or answer.status == 429:
        raise ProviderUnavailable(f"fiscal: {answer.status}")
    if answer.status >= 300:
        raise ProviderRefused(f"fiscal: {answer.status}")
    told = answer.json()
    page = str(told.get("page", ""))
    return Made(str(told["number"])[:80], page[:300] if page.startswith("https://") else "")
