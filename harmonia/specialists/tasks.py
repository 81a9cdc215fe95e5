from uuid import UUID

from django.utils import timezone

from harmonia.core import jobs
from harmonia.specialists import operations, queries
from harmonia.specialists.states import Unlisted


@jobs.every("*/10 * * * *", "specialists.keep_register")
def keep_register() -> None:
    """Ask the state register again where a program can; whoever was not checked in time leaves the directory."""
    operations.ask_register(at=timezone.now())
    operations.unlist_unchecked(at=timezone.now())


@jobs.task("specialists.unpublish")
def unpublish(person_id: str) -> None:
    """The agreement to be published was withdrawn."""
    at = timezone.now()
    for specialist_id in queries.listed_of_person(UUID(person_id)):
        operations.unlist(specialist_id=specialist_id, because=Unlisted.OWN_WISH, by=UUID(person_id), at=at)
