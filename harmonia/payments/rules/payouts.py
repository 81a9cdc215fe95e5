"""What of a price is the specialist's, and whether an account number can be one. The numbers are the register's."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from harmonia.policy import PAYOUT_TERMS
from harmonia.policy.terms import Commission

DISPUTE_TERM = timedelta(days=PAYOUT_TERMS.dispute_days)
IBAN = re.compile(r"KZ\d{5}[0-9A-Z]{13}")


class NoCommissionYet(Exception):
    """No rule of the register speaks of that day."""


def commission_per_cent(held_on: date, rules: Iterable[Commission] = PAYOUT_TERMS.commissions) -> int:
    """By the rule in force on the day of the session. Raises NoCommissionYet."""
    begun = [rule for rule in rules if rule.since_on <= held_on]
    if not begun:
        raise NoCommissionYet(held_on)
    return max(begun, key=lambda rule: rule.since_on).per_cent


def split(gross_kzt: int, per_cent: int) -> tuple[int, int]:
    """(commission, net) in whole tenge, rounded in the specialist's favour."""
    commission_kzt = gross_kzt * per_cent // 100
    return commission_kzt, gross_kzt - commission_kzt


def earned(price_kzt: int, paid_kzt: int, kept_kzt: int) -> int:
    """The part of his price that a specialist earns when `kept_kzt` of what the client paid was not returned: a
    promotion makes the client's part smaller, and not his."""
    return price_kzt * kept_kzt // paid_kzt


def books_close_on(sent_on: date) -> date:
    """From that day on nothing that was sent on `sent_on` is marked or corrected."""
    next_month = (sent_on.replace(day=1) + timedelta(days=32)).replace(day=1)
    return next_month.replace(day=PAYOUT_TERMS.books_close_day)


def plain_iban(said: str) -> str:
    return re.sub(r"[\s\-]", "", said).upper()


def is_iban(iban: str) -> bool:
    """A Kazakh IBAN with true check digits (ISO 13616, mod 97)."""
    if not IBAN.fullmatch(iban):
        return False
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def masked(iban: str) -> str:
    return f"{iban[:2]}…{iban[-4:]}"
