from datetime import timedelta
from uuid import UUID

from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.payments import operations, queries
from harmonia.vault import reading


@jobs.task("payments.send_refund")
def send_refund(refund_id: str) -> None:
    operations.send_refund(refund_id=UUID(refund_id), at=now())


@jobs.every("* * * * * 20", "payments.process_waiting")
def process_waiting() -> None:
    """Events stored just before a crash; the provider's own retries would bring them too, but later."""
    at = now()
    for event_id in queries.waiting_events(before=at - timedelta(seconds=30)):
        with reading.unless_blocked():
            operations.process(event_id=event_id, at=at)
