from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from harmonia.statistics import queries
from harmonia.statistics.models import DaySum
from harmonia.statistics.rules import EARLIEST, midnight, over_for_long

# A count may be lost with the machine's power: a reader must not wait for a disk.
SOON = "SET LOCAL synchronous_commit = off"
ONE_MORE = """
INSERT INTO statistics_pageviews (day, page, language, views) VALUES (%s, %s, %s, 1)
ON CONFLICT (day, page, language) DO UPDATE SET views = statistics_pageviews.views + 1
"""


@transaction.atomic
def count_view(*, page: str, language: str, at: datetime) -> None:
    """One more reading of the page on that day."""
    day = timezone.localdate(at, timezone.get_default_timezone())
    with connection.cursor() as cursor:
        cursor.execute(f"{SOON}; {ONE_MORE}", [day, page[:60], language[:2]])


@transaction.atomic
def keep_days(*, at: datetime) -> int:
    """Add up the days that are over for long and not kept yet, so that the report need not; returns how many sums there
    were. Two at once: the second finds them kept."""
    last, until = queries.last_kept(), midnight(over_for_long(at) + timedelta(days=1))
    since = midnight(last + timedelta(days=1) if last else EARLIEST)
    found = [DaySum(day=day, line=line, amount=amount) for day, line, amount in queries.by_days(since, until) if amount]
    return len(DaySum.objects.bulk_create(found, ignore_conflicts=True))
