"""How often a thing may be tried, and for how long a code or a sign-in lives. Tables; nothing here locks an account.

A limit counts against the network that tries, or against the pair of network and account; the one that counts an
account alone does not bind networks from which its owner has signed in before. So a stranger's guessing may slow the
stranger down and cannot keep a person in need out of his own account, and a letter opens it in any case.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from harmonia.accounts.states import CLIENT, CodeKind, Guess

Scope = Literal["network", "account", "pair"]


@dataclass(frozen=True)
class Limit:
    scope: Scope
    most: int
    window: timedelta


LIMITS: dict[str, tuple[Limit, ...]] = {
    Guess.SIGN_IN: (
        Limit("pair", 8, timedelta(minutes=15)),
        Limit("account", 40, timedelta(hours=1)),
        Limit("network", 100, timedelta(minutes=15)),
    ),
    Guess.REGISTRATION: (Limit("network", 20, timedelta(hours=1)),),
    Guess.RECOVERY: (Limit("account", 5, timedelta(hours=1)), Limit("network", 30, timedelta(hours=1))),
    Guess.CODE: (Limit("account", 25, timedelta(hours=1)), Limit("network", 100, timedelta(minutes=15))),
    Guess.SECOND_STEP: (
        Limit("pair", 8, timedelta(minutes=15)),
        Limit("account", 30, timedelta(hours=1)),
        Limit("network", 100, timedelta(minutes=15)),
    ),
    Guess.COOKIES: (Limit("network", 120, timedelta(hours=1)),),  # nobody tries a password there: rows must not pile up
    Guess.QUESTION: (Limit("network", 10, timedelta(hours=1)),),  # nor here questions that somebody has to read
    Guess.LETTER: (Limit("account", 1, timedelta(seconds=60)), Limit("account", 6, timedelta(hours=1))),
}
LONGEST_WINDOW = max(limit.window for limits in LIMITS.values() for limit in limits)

CODE_LIFETIME: dict[str, timedelta] = {
    CodeKind.EMAIL: timedelta(minutes=15),
    CodeKind.PHONE: timedelta(minutes=15),
    CodeKind.RECOVERY: timedelta(hours=1),
}
CODE_DIGITS = 6
CODE_ATTEMPTS = 5


@dataclass(frozen=True)
class Lifetime:
    """A sign-in ends when nobody used it for `idle`, and in any case after `absolute`."""

    idle: timedelta
    absolute: timedelta

    @property
    def idle_minutes(self) -> int:
        return int(self.idle / timedelta(minutes=1))


# An account whose mailbox nobody has proved is nobody's: it goes, with its keys.
UNPROVED_KEPT = timedelta(days=7)

VISITOR = Lifetime(idle=timedelta(hours=2), absolute=timedelta(hours=24))
OF_CLIENTS = Lifetime(idle=timedelta(days=3), absolute=timedelta(days=14))
OF_WORKERS = Lifetime(idle=timedelta(hours=8), absolute=timedelta(hours=24))
SEEN_EVERY = timedelta(minutes=5)
# What was written into a form before its sign-in ended: for how long after that end it is still known whose it is, and
# for how long it waits at the page of signing in.
FORMS_KNOWN = timedelta(days=7)
WORDS_WAIT = timedelta(hours=12)


# How long the second step may be taken after the password, and an app may wait for its first code.
SECOND_STEP_WITHIN = timedelta(minutes=10)
FACTOR_UNCONFIRMED_KEPT = timedelta(hours=1)
# Between the word of two of the staff and the opening: time for the owner to see the letter and stop it.
LOSS_WAITS = timedelta(hours=24)
LOSS_KEPT = timedelta(days=7)

# Who has shown a moment ago that it is he may take away, erase and change what is his; then he is asked again.
CONFIRMED_FOR = timedelta(minutes=10)


def is_still_confirmed(confirmed_at: datetime, *, at: datetime) -> bool:
    """A moment in the future is nobody's confirmation: a clock that was set back must not prolong one."""
    return timedelta(0) <= at - confirmed_at < CONFIRMED_FOR


def lifetime(roles: Collection[str]) -> Lifetime:
    """Whoever reads other people's data signs in every day."""
    return OF_CLIENTS if set(roles) <= {CLIENT} else OF_WORKERS


def network_prefix(address: str) -> str:
    """The network that an address belongs to: a household or a carrier's pool, not a device. '' for no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    length = 24 if parsed.version == 4 else 56
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False))
