from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.statistics import operations


@jobs.every("15 20 * * *", "statistics.keep_days")
def keep_days() -> None:
    """Each night."""
    operations.keep_days(at=now())
