"""A specialist's other calendars: their busy times block his free ones. Only from when to when is kept."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.booking import gateways, queries
from harmonia.booking.models import BusyFeed, BusyTime
from harmonia.booking.operations import free_time
from harmonia.booking.rules import busy
from harmonia.booking.states import Trouble
from harmonia.core import jobs
from harmonia.journal import operations as journal
from harmonia.policy import SERVICE
from harmonia.vault import reading

MOST_FEEDS = 3
READ_BACK = timedelta(days=7)


class NotAnAddress(Exception):
    """No address of a calendar."""


class TooManyFeeds(Exception):
    """He reads as many calendars as one may."""


class NoSuchFeed(Exception):
    """It is not his, or was removed."""


@transaction.atomic
def add_busy_feed(*, specialist_id: UUID, owner: Person, address: str, at: datetime) -> BusyFeed:
    """Raises NotAnAddress, TooManyFeeds."""
    whole = busy.address(address)
    if whole is None:
        raise NotAnAddress
    free_time.lock(specialist_id)
    if queries.busy_feeds_of(specialist_id).count() >= MOST_FEEDS:
        raise TooManyFeeds
    feed = BusyFeed.objects.create(specialist_id=specialist_id, owner=owner, address=whole, added_at=at)
    journal.record("booking.busy_feed_added", subject=owner.pk, actor=owner.pk, at=at)
    jobs.defer("booking.read_busy_feed", feed_id=feed.pk)
    return feed


@transaction.atomic
def remove_busy_feed(*, specialist_id: UUID, feed_id: UUID, at: datetime) -> None:
    """What it blocked is free again. Raises NoSuchFeed."""
    free_time.lock(specialist_id)
    feed = queries.busy_feeds_of(specialist_id).filter(pk=feed_id).first()
    if feed is None:
        raise NoSuchFeed(feed_id)
    feed.delete()
    free_time.refresh(queries.timetable_of(specialist_id), at=at)
    journal.record("booking.busy_feed_removed", subject=feed.owner_id, actor=feed.owner_id, at=at)


def read_busy_feed(*, feed_id: UUID, at: datetime) -> Trouble | None:
    """Ask the calendar, outside of every transaction. While it does not answer, what it said before still counts."""
    feed = BusyFeed.objects.filter(pk=feed_id).first()
    if feed is None:
        return None
    timetable = queries.timetable_of(feed.specialist_id)
    with reading.reading(SERVICE, actor=None):
        address = feed.address
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    until = free_time.end_of_reach(timetable, at) + timedelta(days=1)
    try:
        said = gateways.fetch_calendar(address)
        times = busy.busy_in(said, zone=timetable.zone, since=at - READ_BACK, until=until, without=host)
    except gateways.Unfetchable as wrong:
        return _noted(feed_id, wrong.trouble, at=at)
    except busy.Unreadable:
        return _noted(feed_id, Trouble.UNREADABLE, at=at)
    except busy.Crowded:
        return _noted(feed_id, Trouble.CROWDED, at=at)
    _kept(feed, times, at=at)
    return None


def _noted(feed_id: UUID, trouble: Trouble, *, at: datetime) -> Trouble:
    BusyFeed.objects.filter(pk=feed_id).update(trouble=trouble, asked_at=at)
    return trouble


@transaction.atomic
def _kept(feed: BusyFeed, times: list[busy.Interval], *, at: datetime) -> None:
    free_time.lock(feed.specialist_id)
    if not BusyFeed.objects.filter(pk=feed.pk).update(trouble="", asked_at=at, read_at=at):
        return  # removed in the meantime
    BusyTime.objects.filter(feed=feed).delete()
    BusyTime.objects.bulk_create(
        [
            BusyTime(feed=feed, specialist_id=feed.specialist_id, starts_at=starts, ends_at=ends)
            for starts, ends in times
        ]
    )
    free_time.refresh(queries.timetable_of(feed.specialist_id), at=at)
