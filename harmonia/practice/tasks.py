from uuid import UUID

from django.utils import timezone

from harmonia.core import jobs
from harmonia.practice import operations
from harmonia.vault import operations as vault


@jobs.every("35 20 * * *", "practice.follow_relations")
def follow_relations() -> None:
    """Shortly after midnight in Almaty: from the end of the work the register's term of the notes runs."""
    at = timezone.now()
    operations.end_practices(at=at)
    operations.follow_relations(at=at)
    operations.end_over(at=at)


@jobs.task("practice.settle_leaving")
def settle_leaving(specialist_id: str) -> None:
    operations.settle(specialist_id=UUID(specialist_id), at=timezone.now())


@jobs.task("practice.remember_deleted")
def remember_deleted(note_id: str) -> None:
    """Should the process have ended between the deletion and its place on the list of what is destroyed."""
    vault.remember_gone(UUID(note_id))
