"""The secret address of somebody's calendar: shown once, made anew or ended at any time."""

from datetime import datetime
from secrets import token_urlsafe

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.booking import queries
from harmonia.booking.models import CalendarFeed
from harmonia.journal import operations as journal


@transaction.atomic
def renew_feed(*, person: Person, at: datetime) -> str:
    """The new secret; whoever knew the one before finds nothing there any more."""
    secret = token_urlsafe(32)
    fingerprint = queries.fingerprint_of(secret)
    CalendarFeed.objects.update_or_create(pk=person.pk, defaults={"fingerprint": fingerprint, "made_at": at})
    journal.record("booking.feed_renewed", subject=person.pk, actor=person.pk, at=at)
    return secret


@transaction.atomic
def end_feed(*, person: Person, at: datetime) -> bool:
    """False when there was none."""
    ended, _ = CalendarFeed.objects.filter(pk=person.pk).delete()
    if ended:
        journal.record("booking.feed_ended", subject=person.pk, actor=person.pk, at=at)
    return bool(ended)
