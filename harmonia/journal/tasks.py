from django.utils import timezone

from harmonia.core import jobs
from harmonia.journal import operations


@jobs.every("* * * * * */10", "journal.seal")
def seal() -> None:
    while operations.seal(timezone.now()) == operations.BATCH:
        pass
    operations.checkpoint_documents(timezone.now())


@jobs.every("0 * * * *", "journal.checkpoint")
def checkpoint() -> None:
    operations.checkpoint(timezone.now())


@jobs.every("30 3 * * *", "journal.audit")  # apart from the checkpoints, whose copies outside it compares
def audit() -> None:
    operations.audit(timezone.now())
