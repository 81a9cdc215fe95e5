from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from harmonia.core import jobs
from harmonia.privacy.operations import archives as operations
from harmonia.privacy.queries import archives as queries

LONG_AGO = timedelta(hours=3)  # by then a job's own retries are over


@jobs.task("privacy.make_archive")
def make_archive(archive_id: str) -> None:
    operations.make(archive_id=UUID(archive_id), at=timezone.now())


@jobs.every("20 * * * *", "privacy.tend_archives")
def tend_archives() -> None:
    """Destroy what nobody came for, and take up what was left lying: a full disk does not stay full for ever."""
    at = timezone.now()
    for archive_id in queries.over(at):
        operations.expire(archive_id=archive_id, at=at)
    for archive_id in queries.stuck(at - LONG_AGO):
        operations.resume(archive_id=archive_id)
