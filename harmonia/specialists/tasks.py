from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from harmonia.core import jobs
from harmonia.core.scanner import ScannerAway
from harmonia.specialists import operations, queries
from harmonia.specialists.states import Unlisted
from harmonia.vault import reading

WAITED = timedelta(minutes=2)


@jobs.every("*/10 * * * *", "specialists.keep_register")
def keep_register() -> None:
    """Ask the state register again where a program can; whoever was not checked in time leaves the directory."""
    operations.ask_register(at=timezone.now())
    operations.unlist_unchecked(at=timezone.now())


@jobs.every("30 4 * * *", "specialists.watch")
def watch() -> None:
    """Warnings before something ends, in the morning; what has ended takes its owner out of the directory."""
    operations.watch(at=timezone.now())


@jobs.task("specialists.scan_paper")
def scan_paper(document_id: str) -> None:
    operations.scan(document_id=UUID(document_id), at=timezone.now())


@jobs.every("* * * * *", "specialists.scan_waiting")
def scan_waiting() -> None:
    """Whatever was left shut while the scanner was away."""
    at = timezone.now()
    for document_id in queries.papers_waiting_since(at - WAITED, most=200):
        try:
            with reading.unless_blocked():
                operations.scan(document_id=document_id, at=at)
        except ScannerAway:
            return


@jobs.task("specialists.drop_application")
def drop_application(person_id: str) -> None:
    """The agreement to have it looked at was withdrawn. What was approved already stays until its own term ends."""
    with suppress(operations.NoSuchApplication, operations.WrongState):
        operations.take_back(person_id=UUID(person_id), at=timezone.now())


@jobs.task("specialists.unpublish")
def unpublish(person_id: str) -> None:
    """The agreement to be published was withdrawn."""
    at = timezone.now()
    for specialist_id in queries.listed_of_person(UUID(person_id)):
        operations.unlist(specialist_id=specialist_id, because=Unlisted.OWN_WISH, by=UUID(person_id), at=at)
