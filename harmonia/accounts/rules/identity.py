"""What a person says of himself, brought to one form: addresses, numbers, topics, zones; and a device's name."""

import re
from collections.abc import Collection
from functools import cache
from zoneinfo import available_timezones

import phonenumbers

from harmonia import policy

ADULT_FROM_YEARS = 18
OLDEST_YEARS = 120
HOME_REGION = "KZ"

# The first that a browser's own words contain. Coarse on purpose: a list of sign-ins needs no version and no model.
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"), ("SamsungBrowser", "Samsung Internet"), ("Edg", "Edge"), ("OPR", "Opera"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


class TooYoung(Exception):
    """The service is for adults (clauses 1, 4.1.2)."""


class NotAPhone(Exception):
    """No telephone has this number."""


class NotATopic(Exception):
    """The register has no such topic."""


class NotAZone(Exception):
    """There is no such time zone."""


def check_adult(age_years: int) -> None:
    if age_years < ADULT_FROM_YEARS:
        raise TooYoung


def email(typed: str) -> str:
    """One spelling for one mailbox, as far as every provider agrees: case does not matter."""
    return typed.strip().casefold()


def phone(typed: str) -> str:
    """E.164 ('+77011234567'); a number without a country is Kazakhstan's. Raises NotAPhone."""
    try:
        parsed = phonenumbers.parse(re.sub(r"^\s*8(?=\D*7)", "+7", typed), HOME_REGION)
    except phonenumbers.NumberParseException:
        raise NotAPhone from None
    if not phonenumbers.is_valid_number(parsed):
        raise NotAPhone
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def topics(chosen: Collection[str]) -> list[str]:
    """The chosen ones in the register's order. Raises NotATopic."""
    if not set(chosen) <= set(policy.TOPICS):
        raise NotATopic
    return [slug for slug in policy.TOPICS if slug in set(chosen)]


def zone(name: str) -> str:
    if name not in _zones():
        raise NotAZone
    return name


@cache
def _zones() -> frozenset[str]:
    """Looked up once: it walks the whole folder of zones."""
    return frozenset(available_timezones())


def device(user_agent: str) -> str:
    """'Firefox, Android', or '' for what calls itself nothing we know."""
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)
