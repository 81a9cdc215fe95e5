from uuid import UUID

from django.utils import timezone

from harmonia.core import jobs
from harmonia.vault import operations as vault
from harmonia.wellbeing.operations import questions as operations
from harmonia.wellbeing.queries import questions as queries


@jobs.task("wellbeing.destroy_key")
def destroy_key(key_id: str) -> None:
    vault.destroy_subject(UUID(key_id))


@jobs.every("40 20 * * *", "wellbeing.end_unreadable")
def end_unreadable() -> None:
    """Behind the night's retention, which takes the words whose term is over."""
    at = timezone.now()
    for question_id in list(queries.unreadable().values_list("pk", flat=True)):
        operations.end_unreadable(question_id=question_id, at=at)
