from django.utils import timezone

from harmonia.core import jobs
from harmonia.vault import operations


@jobs.every("30 19 * * *", "vault.rotate")
def rotate() -> None:
    operations.rotate_epoch(timezone.now())
