"""A production start refuses unsafe settings, by name (`harmonia serve` runs these; the demonstration does not).

What no start may have, not even a demonstration's, is a store of personal data outside of Kazakhstan.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import LazySettings, settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from harmonia.config import push_key
from harmonia.notices.rules import providers
from harmonia.payments import gateways
from harmonia.policy import localisation

PLACEHOLDER_BIN = "000000000000"
SECRET_SIGNS = 16  # the provider's signature is an MD5 that the secret closes: nothing else makes it strong
WAYS_TO_PAY_OUT = {*gateways.BANKS, gateways.BY_HAND}
COUNTER_NUMBERS = {
    "GOOGLE_ANALYTICS_ID": re.compile(r"G-[A-Z0-9]{4,16}"),
    "YANDEX_METRICA_ID": re.compile(r"[1-9]\d{3,11}"),
}


def unsafe(chosen: Any) -> list[tuple[str, str]]:
    """(setting, what is wrong with it) for each setting that must not serve people."""
    same = chosen.DATABASES["default"]["NAME"], chosen.DATABASES["default"].get("HOST")
    facts = (
        ("SECRET_KEY", chosen.SECRET_KEY.startswith("not-for-production"), "is the one of the source code"),
        ("PUBLIC_ADDRESS", not chosen.PUBLIC_ADDRESS.startswith("https://"), "is not https"),
        ("HARMONIA_DEMO", chosen.DEMO, "shows everybody's letters"),
        (
            "KEYS_DATABASE_URL",
            same == (chosen.DATABASES["keys"]["NAME"], chosen.DATABASES["keys"].get("HOST")),
            "is the database of the data itself: keys must not lie in the same backups",
        ),
        *_money_facts(chosen),
        ("MAILBOX_URL", chosen.MAILBOX_URL.startswith("imap:"), "sends the mailbox's password in clear"),
        ("ALLOWED_HOSTS", "*" in chosen.ALLOWED_HOSTS, "admits every host name"),
        ("CALENDAR_NETWORKS", any(_everywhere(each) for each in chosen.CALENDAR_NETWORKS), "opens every network"),
        ("PUSH_NETWORKS", any(_everywhere(each) for each in chosen.PUSH_NETWORKS), "opens every network to signals"),
        ("OPERATOR_BIN", chosen.OPERATOR.get("bin", PLACEHOLDER_BIN) == PLACEHOLDER_BIN, "is a placeholder"),
    )
    key_fault = push_key.fault(chosen.VAPID_PRIVATE_KEY) if chosen.VAPID_PRIVATE_KEY else ""
    told = (*facts, *_keys_facts(chosen), ("VAPID_PRIVATE_KEY", bool(key_fault), key_fault))
    return [(name, wrong) for name, is_unsafe, wrong in told if is_unsafe] + [
        *_carriers(chosen),
        *(
            (store.setting, f"is not set: say in which country {store.holds} lie ({localisation.LAW})")
            for store in localisation.undeclared(chosen.STORE_COUNTRIES)
        ),
    ]


def _money_facts(chosen: Any) -> tuple[tuple[str, bool, str], ...]:
    unsigned = "cloudpayments" in chosen.PAYMENT_PROVIDERS and not chosen.CLOUDPAYMENTS_API_SECRET
    unnamed = "freedompay" in chosen.PAYMENT_PROVIDERS and not chosen.FREEDOMPAY_MERCHANT_ID
    weak = "freedompay" in chosen.PAYMENT_PROVIDERS and len(chosen.FREEDOMPAY_SECRET) < SECRET_SIGNS
    return (
        ("PAYMENT_PROVIDERS", "sandbox" in chosen.PAYMENT_PROVIDERS, "takes practice money"),
        ("CLOUDPAYMENTS_API_SECRET", unsigned, "is not set: nobody's word about a payment would be believed"),
        ("FREEDOMPAY_MERCHANT_ID", unnamed, "is not set: the provider would not know who asks"),
        ("FREEDOMPAY_SECRET", weak, "is not set or short: anybody could say that something was paid"),
        ("PAYOUT_BANK", chosen.PAYOUT_BANK == "sandbox", "pays specialists practice money"),
        ("PAYOUT_BANK", chosen.PAYOUT_BANK not in WAYS_TO_PAY_OUT, "is none of the ways that we know"),
    )


GATEWAYS = "harmonia.notices.gateways."
SMS_CARRIERS = {"SmscKz": "SMSC", "MobizonKz": "MOBIZON"}  # before _ADDRESS and _API_KEY


def _carriers(chosen: Any) -> list[tuple[str, str]]:
    """Of the chosen ways out of letters and SMS alone."""
    letters, sms = chosen.LETTERS.removeprefix(GATEWAYS), chosen.SMS.removeprefix(GATEWAYS)
    of_letters = {
        "LocalLetters": [("LETTERS", "writes letters to a folder instead of sending them")],
        "SmtpLetters": _smtp(chosen),
        "AnymailLetters": providers.wrong(chosen.MAIL_PROVIDER, chosen.ANYMAIL),
    }
    found = of_letters.get(letters, [("LETTERS", "is none of the ways that we know")])
    if sms == "LocalSms":
        return [*found, ("SMS", "writes messages to a folder instead of sending them")]
    if sms not in SMS_CARRIERS:
        return [*found, ("SMS", "is none of the gateways that we know")]
    address, key = f"{SMS_CARRIERS[sms]}_ADDRESS", f"{SMS_CARRIERS[sms]}_API_KEY"
    facts = (
        (address, not getattr(chosen, address).startswith("https://"), "is not https"),
        (key, not getattr(chosen, key), "is not set"),
    )
    return [*found, *((name, wrong) for name, is_unsafe, wrong in facts if is_unsafe)]


def _smtp(chosen: Any) -> list[tuple[str, str]]:
    if not chosen.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return [("EMAIL_URL", "names no mail server")]
    covered = chosen.EMAIL_USE_TLS or chosen.EMAIL_USE_SSL or chosen.EMAIL_HOST in ("localhost", "127.0.0.1", "::1")
    return [] if covered else [("EMAIL_URL", "sends letters and the password in clear: write smtp+tls or smtp+ssl")]


def _everywhere(network: str) -> bool:
    try:
        return ip_network(network).prefixlen < 8
    except ValueError:
        return True


def _keys_facts(chosen: Any) -> tuple[tuple[str, bool, str], ...]:
    """Of the chosen key management alone."""
    transit, token = chosen.KMS.endswith("TransitKms"), chosen.KMS.endswith("TokenKms")
    local = chosen.TRANSIT_ADDRESS.startswith(("http://127.0.0.1", "http://[::1]", "http://localhost"))
    escrow, keys = Path(chosen.ESCROW_DIR or "/").resolve(), Path(chosen.KEYS_DIR).resolve()
    return (
        (
            "TRANSIT_ADDRESS",
            transit and not local and not chosen.TRANSIT_ADDRESS.startswith("https://"),
            "is not https: keys would cross the network in clear",
        ),
        ("TRANSIT_TOKEN", transit and not chosen.TRANSIT_TOKEN, "is not set"),
        ("PKCS11_PIN", token and not chosen.PKCS11_PIN, "is not set"),
        (
            "ESCROW_DIR",
            bool(chosen.ESCROW_DIR) and (escrow == keys or keys in escrow.parents or escrow in keys.parents),
            "lies with KEYS_DIR: who loses one loses both",
        ),
    )


def doubtful(chosen: Any) -> list[tuple[str, str]]:
    """What may serve people, and had better not."""
    facts = (
        ("CLAMD_ADDRESS", not chosen.CLAMD_ADDRESS, "is not set: files that come with letters stay in quarantine"),
        ("KMS", chosen.KMS.endswith("FileKms"), "keeps the keys of keys in files of this machine; see docs/adr/0011"),
        ("VAPID_PRIVATE_KEY", not chosen.VAPID_PRIVATE_KEY, "is not set: nobody can be told on a device"),
        ("ESCROW_DIR", not chosen.ESCROW_DIR, "is not set: with the key management, everything would be lost"),
    )
    return [(name, wrong) for name, is_doubtful, wrong in facts if is_doubtful]


def abroad(chosen: Any) -> list[tuple[str, str]]:
    return [
        (store.setting, f"is {country}: {store.holds} must lie in Kazakhstan ({localisation.LAW})")
        for store, country in localisation.abroad(chosen.STORE_COUNTRIES)
    ]


def refuse_abroad() -> None:
    """For the processes that Django does not check: pages and sockets. Raises ImproperlyConfigured."""
    for name, wrong in abroad(settings):
        raise ImproperlyConfigured(f"{name} {wrong}.")


@register(Tags.security, deploy=True)
def refuse_unsafe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    chosen: LazySettings = settings
    errors = [Error(f"{name} {wrong}.", id=f"harmonia.{name}") for name, wrong in unsafe(chosen)]
    return [*errors, *(Warning(f"{name} {wrong}.", id=f"harmonia.{name}") for name, wrong in doubtful(chosen))]


@register(Tags.security)
def refuse_stores_abroad(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [Error(f"{name} {wrong}.", id=f"harmonia.{name}") for name, wrong in abroad(settings)]


@register(Tags.security)
def refuse_malformed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What is printed into pages and the content policy must be what it says it is."""
    given = [(name, str(getattr(settings, name)), shape) for name, shape in COUNTER_NUMBERS.items()]
    return [
        Error(f"{name} is no number of a counter.", id=f"harmonia.{name}")
        for name, number, shape in given
        if number and shape.fullmatch(number) is None
    ]
