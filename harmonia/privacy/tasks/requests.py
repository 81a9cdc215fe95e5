from uuid import UUID

from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.privacy.operations import requests as operations


@jobs.task("privacy.send_confirmation")
def send_confirmation(request_id: str) -> None:
    operations.send_confirmation(request_id=UUID(request_id), at=now())


@jobs.task("privacy.write_to_asker")
def write_to_asker(request_id: str, event: str) -> None:
    operations.write_to_asker(request_id=UUID(request_id), event=event, at=now())


@jobs.task("privacy.tell_named")
def tell_named(request_id: str) -> None:
    operations.tell_named(request_id=UUID(request_id), at=now())


@jobs.task("privacy.carry_out_request")
def carry_out_request(request_id: str) -> None:
    operations.carry_out(request_id=UUID(request_id), by=None, at=now())


@jobs.every("*/1 * * * *", "privacy.carry_on_requests")
def carry_on_requests() -> None:
    operations.carry_on(at=now())


@jobs.every("*/5 * * * *", "privacy.watch_requests")
def watch_requests() -> None:
    operations.lapse(at=now())
    operations.escalate_overdue(at=now())
