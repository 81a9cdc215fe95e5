"""Counting tries where every process sees them: in the database, one statement a count, committed before the try.

A count stands under an HMAC of whom it concerns, so the table names neither addresses nor networks.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from harmonia.accounts import queries
from harmonia.accounts.models import Attempts
from harmonia.accounts.rules.limits import LIMITS, LONGEST_WINDOW, Limit
from harmonia.accounts.states import Guess

COUNT = """
INSERT INTO accounts_attempts (kind, bucket, since, count) VALUES (%(kind)s, %(bucket)s, %(at)s, 1)
ON CONFLICT (kind, bucket) DO UPDATE SET
    count = CASE WHEN accounts_attempts.since <= %(start)s THEN 1 ELSE accounts_attempts.count + 1 END,
    since = CASE WHEN accounts_attempts.since <= %(start)s THEN %(at)s ELSE accounts_attempts.since END
RETURNING count, since
"""


class TooManyAttempts(Exception):
    """Tried too often from here; `until` says when to try again. The account itself is not locked."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def network_index(network: str) -> bytes:
    return salted_hmac("harmonia.accounts.network", network, algorithm="sha256").digest()


def count(kind: Guess, *, account: bytes = b"", network: str = "", at: datetime) -> None:
    """Count one try and raise TooManyAttempts beyond a limit. Not inside a transaction: a rollback would forget it."""
    until = _count(kind, account, network, at)
    if until is not None:
        raise TooManyAttempts(until)


@transaction.atomic(durable=True)
def _count(kind: Guess, account: bytes, network: str, at: datetime) -> datetime | None:
    """Until when it is refused, or None. The first limit that is passed ends the counting."""
    for limit in LIMITS[kind]:
        if limit.scope != "network" and not account:
            continue  # nobody is named: one count for all the nameless would shut the door to everybody
        if limit.scope == "account" and network and queries.signed_in_from(account, network_index(network)):
            continue
        tries, since = _one_more(kind, limit, _bucket(limit, account, network), at)
        if tries > limit.most:
            return since + limit.window
    return None


def _one_more(kind: Guess, limit: Limit, bucket: bytes, at: datetime) -> tuple[int, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"kind": kind.value, "bucket": bucket, "at": at, "start": at - limit.window})
        tries, since = cursor.fetchone()
    return tries, since


def forgive(kind: Guess, *, account: bytes, network: str) -> None:
    """Whoever has shown that he is the owner starts anew from this network."""
    buckets = [_bucket(limit, account, network) for limit in LIMITS[kind] if limit.scope == "pair"]
    Attempts.objects.filter(kind=kind, bucket__in=buckets).delete()


def forget_attempts(*, at: datetime) -> int:
    """Counts older than every window mean nothing any more."""
    return Attempts.objects.filter(since__lt=at - LONGEST_WINDOW).delete()[0]


def _bucket(limit: Limit, account: bytes, network: str) -> bytes:
    concerned = {
        "network": network,
        "account": account.hex(),
        "pair": f"{account.hex()} {network}",
    }[limit.scope]
    scope = f"{limit.scope} {int(limit.window.total_seconds())} {concerned}"
    return salted_hmac("harmonia.accounts.attempts", scope, algorithm="sha256").digest()
