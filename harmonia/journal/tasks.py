from django.utils import timezone

from harmonia.core import jobs
from harmonia.journal import operations


@jobs.every("*/10 * * * * *", "journal.seal")
def seal() -> None:
    while operations.seal(timezone.now()) == operations.BATCH:
        pass


@jobs.every("0 * * * *", "journal.checkpoint")
def checkpoint() -> None:
    operations.checkpoint(timezone.now())
