from django.utils import timezone

from harmonia.accounts import operations
from harmonia.accounts.rules import limits
from harmonia.core import jobs


@jobs.every("17 3 * * *", "accounts.forget")
def forget() -> None:
    """Sign-ins past their term, accounts that nobody proved, and counts that mean nothing any more."""
    now = timezone.now()
    operations.forget_sign_ins(at=now)
    operations.forget_unproved(at=now)
    operations.forget_attempts(at=now)
    operations.forget_unconfirmed(at=now - limits.FACTOR_UNCONFIRMED_KEPT)
    operations.forget_losses(at=now)
