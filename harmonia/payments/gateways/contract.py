"""What a payment provider must be able to do, in the product's words. Each driver lies beside."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Protocol
from urllib.parse import parse_qsl, urlencode
from uuid import UUID


class ProviderUnavailable(Exception):
    """The provider did not answer, or answered that it cannot now. Nothing is lost: ask again with the same ids."""


class ProviderRefused(Exception):
    """The provider understood and said no; asking again will not help."""


class WebhookRefused(Exception):
    """Base of the reasons for which a webhook is not even stored."""


class Forged(WebhookRefused):
    """The signature is absent or is not of these bytes."""


class OutsideWindow(WebhookRefused):
    """The signature is true but older, or further ahead, than the window of five minutes."""


class Malformed(WebhookRefused):
    """The signature is true but the body is not what the provider's documents promise."""


class Said(StrEnum):
    PAID = "paid"
    DECLINED = "declined"
    REFUND_DONE = "refund_done"
    REFUND_FAILED = "refund_failed"


@dataclass(frozen=True)
class Started:
    """Where to send the payer, and the provider's own name of the payment; None where only paying gives it one."""

    reference: str | None
    page: str


@dataclass(frozen=True)
class Told:
    """One webhook, read: `payment_id` and `refund_id` are our own ids, which the provider repeats."""

    event_id: str
    said: Said
    payment_id: UUID
    reference: str
    amount_kzt: int
    refund_id: UUID | None = None


@dataclass(frozen=True)
class StatementLine:
    """What the provider holds for one payment of ours: taken and returned, in tenge."""

    payment_id: UUID
    paid_kzt: int
    refunded_kzt: int


def whole_tenge(amount: str, currency: str) -> int:
    """Raises Malformed."""
    try:
        value = Decimal(amount)
    except InvalidOperation as error:
        raise Malformed("no amount") from error
    if currency != "KZT" or not value.is_finite() or value != value.to_integral_value():
        raise Malformed("not whole tenge")
    return int(value)


def kept_fields(body: bytes, names: Collection[str]) -> bytes:
    """Of a form only these fields. What cannot be read is kept as nothing: `read` says what is wrong with it."""
    try:
        form = parse_qsl(body.decode(), keep_blank_values=True)
    except ValueError:
        return b""
    return urlencode([(name, value) for name, value in form if name in names]).encode()


class Bank(Protocol):
    """From which account of ours specialists are paid."""

    def transfer(self, *, transfer_id: UUID, amount_kzt: int, iban: str, holder: str) -> str:
        """The bank's name of the transfer. Idempotent by `transfer_id`. Raises ProviderUnavailable, ProviderRefused."""


class Provider(Protocol):
    name: str
    origin: str  # of its payment page, for the content security policy

    def start(self, *, payment_id: UUID, amount_kzt: int, return_address: str, language: str) -> Started:
        """Idempotent by `payment_id`, in whatever language. Raises ProviderUnavailable, ProviderRefused."""

    def refund(self, *, reference: str, refund_id: UUID, amount_kzt: int, returned_kzt: int) -> bool:
        """Idempotent by `refund_id`, or by `returned_kzt`: what of the payment had gone back before.

        True: it is done. False: a webhook says how it ended. Raises ProviderUnavailable, ProviderRefused.
        """

    def verify(self, *, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        """Raises Forged or OutsideWindow. `headers` are looked up without regard to case."""

    def kept(self, body: bytes) -> bytes:
        """What of a verified body is stored: all that `read` reads, and nothing of the payer."""

    def read(self, body: bytes) -> Told:
        """Raises Malformed."""

    def heard(self) -> bytes | None:
        """What the provider wants to read once it is heard, in XML; None: the status is enough for it."""

    def statement(self, *, since: date, known: Iterable[tuple[UUID, str | None]]) -> Iterable[StatementLine]:
        """What the provider took and returned for us from that day (UTC) on, or longer, for reconciliation.

        Lines may speak of one payment in parts: they are added up. `known`: our payments since then with the
        provider's names of them, for one that lists nothing by itself.
        """
