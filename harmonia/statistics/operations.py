from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

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
