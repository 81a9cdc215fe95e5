from uuid import UUID

from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.notices import operations, queries

MOST_STRANDED = 1000


@jobs.task("notices.deliver")
def deliver(notice_id: str) -> None:
    operations.deliver(notice_id=UUID(notice_id), at=now())


@jobs.every("27 * * * *", "notices.deliver_stranded")
def deliver_stranded() -> None:
    """What lost its job to a trouble that nobody had thought of."""
    for notice_id in queries.stranded(now())[:MOST_STRANDED]:
        jobs.defer("notices.deliver", notice_id=notice_id)


@jobs.task("notices.send_code")
def send_code(code_id: str) -> None:
    operations.send_code(code_id=UUID(code_id), at=now())


@jobs.task("notices.tell_of_edition")
def tell_of_edition(number: int, after: str) -> None:
    operations.tell_of_edition(number=number, after=after, at=now())


@jobs.task("notices.tell_receipts")
def tell_receipts(person_id: str) -> None:
    """Raises journal's NotSealed while the checkpoint is awaited: the job's retry comes back to it."""
    operations.tell_receipts(person_id=UUID(person_id), at=now())


@jobs.task("notices.tell")
def tell(event: str, person_id: str) -> None:
    """For the contexts below, which cannot call: an event without facts."""
    operations.send(event, person_id=UUID(person_id), at=now())
