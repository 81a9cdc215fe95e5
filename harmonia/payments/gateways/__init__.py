from django.conf import settings

from harmonia.payments.gateways.contract import (
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
from harmonia.payments.gateways.sandbox import Sandbox

PROVIDERS: dict[str, type[Provider]] = {"sandbox": Sandbox}


class UnknownProvider(Exception):
    """No such provider is in use here."""


def provider(name: str) -> Provider:
    if name not in settings.PAYMENT_PROVIDERS or name not in PROVIDERS:
        raise UnknownProvider(name)
    return PROVIDERS[name]()


__all__ = [
    "PROVIDERS",
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
    "provider",
]
