from django.conf import settings

from harmonia.payments.gateways.cloudpayments import CloudPayments
from harmonia.payments.gateways.contract import (
    Bank,
    Forged,
    Malformed,
    OutsideWindow,
    Provider,
    ProviderRefused,
    ProviderUnavailable,
    Said,
    Started,
    StatementLine,
    Told,
    WebhookRefused,
)
from harmonia.payments.gateways.freedompay import FreedomPay
from harmonia.payments.gateways.sandbox import Sandbox

PROVIDERS: dict[str, type[Provider]] = {
    "sandbox": Sandbox,
    "cloudpayments": CloudPayments,
    "freedompay": FreedomPay,
}


BANKS: dict[str, type[Bank]] = {"sandbox": Sandbox}


class UnknownProvider(Exception):
    """No such provider is in use here."""


def provider(name: str) -> Provider:
    if name not in settings.PAYMENT_PROVIDERS or name not in PROVIDERS:
        raise UnknownProvider(name)
    return PROVIDERS[name]()


BY_HAND = "by_hand"  # somebody sends what a run says, and marks each line


def pays_by_hand() -> bool:
    return bool(settings.PAYOUT_BANK == BY_HAND)


def bank() -> Bank:
    """From which specialists are paid."""
    if settings.PAYOUT_BANK not in BANKS:
        raise UnknownProvider(settings.PAYOUT_BANK)
    return BANKS[settings.PAYOUT_BANK]()


__all__ = [
    "BANKS",
    "PROVIDERS",
    "Bank",
    "Forged",
    "Malformed",
    "OutsideWindow",
    "Provider",
    "ProviderRefused",
    "ProviderUnavailable",
    "Said",
    "Started",
    "StatementLine",
    "Told",
    "UnknownProvider",
    "WebhookRefused",
    "bank",
    "pays_by_hand",
    "provider",
]
