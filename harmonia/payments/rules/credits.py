"""What packages cost, what codes take off, and how what was paid goes back. Numbers are the register's; no clock."""

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from harmonia.policy import BOOKING_TERMS
from harmonia.policy.terms import PackageOffer

LEAST_TO_PAY_KZT = 100  # what a code leaves to be paid: a bank takes no payment of nothing
CODE = re.compile(r"[A-Z0-9]{3,24}")


@dataclass(frozen=True, slots=True)
class Returned:
    """What goes back to the card, and what to the package or certificate."""

    money_kzt: int = 0
    credit_kzt: int = 0

    @property
    def kzt(self) -> int:
        return self.money_kzt + self.credit_kzt


def on_sale(on: date, offers: Iterable[PackageOffer] = BOOKING_TERMS.packages) -> tuple[PackageOffer, ...]:
    return tuple(each for each in offers if each.since_on <= on and (each.until_on is None or on <= each.until_on))


def package_kzt(session_kzt: int, offer: PackageOffer) -> int:
    """Each session rounded in the client's favour, so that a package is a whole number of equal sessions."""
    return session_kzt * (100 - offer.per_cent_off) // 100 * offer.sessions


def discount_kzt(to_pay_kzt: int, per_cent: int) -> int:
    """Rounded in the client's favour, but something is left to be paid."""
    return max(0, min(-(-to_pay_kzt * per_cent // 100), to_pay_kzt - LEAST_TO_PAY_KZT))


def promotion_kzt(price_kzt: int, per_cent: int | None, off_kzt: int | None) -> int:
    """What a promotion takes off a price: a part or a sum, and something is left to be paid."""
    if per_cent is not None:
        return discount_kzt(price_kzt, per_cent)
    return max(0, min(off_kzt or 0, price_kzt - LEAST_TO_PAY_KZT))


def part(kzt: int, share: int) -> int:
    """Whole tenge, rounded in the client's favour."""
    return -(-kzt * share // 100)


def plain_code(said: str) -> str:
    return re.sub(r"[\s\-]", "", said).upper()


def certificate_code(secret: bytes, credit_id: UUID) -> str:
    """80 bits that only the service can make; shown in groups of four, which `plain_code` takes together again."""
    digest = hmac.new(secret, b"certificate:" + credit_id.bytes, hashlib.sha256).digest()
    signs = b32encode(digest[:10]).decode()
    return "-".join(signs[place : place + 4] for place in range(0, 16, 4))


def code_sha256(code: str) -> bytes:
    return hashlib.sha256(plain_code(code).encode()).digest()
