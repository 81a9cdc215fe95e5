"""The practice cards: what happens to a payment is chosen by the number typed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """`after_seconds`: how long the bank thinks. `refundable`: whether money can go back to it."""

    number: str
    key: str
    accepted: bool = True
    after_seconds: float = 0
    refundable: bool = True

    @property
    def spaced(self) -> str:
        return " ".join(self.number[start : start + 4] for start in range(0, 16, 4))


CARDS = (
    Card("4242424242424242", "success"),
    Card("4000000000000002", "decline", accepted=False),
    Card("4000000000000077", "slow", after_seconds=8),
    Card("4000000000000341", "late", after_seconds=20 * 60),
    Card("4000000000005126", "no_refund", refundable=False),
)
BY_NUMBER = {card.number: card for card in CARDS}


def digits(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isdecimal() and sign.isascii())
