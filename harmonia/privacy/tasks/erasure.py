from uuid import UUID

from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.privacy.operations import erasure


@jobs.task("privacy.finish_erasure")
def finish_erasure(certificate_id: str) -> None:
    erasure.finish(certificate_id=UUID(certificate_id), at=now())


@jobs.task("privacy.tell_erased")
def tell_erased(certificate_id: str) -> None:
    erasure.tell(certificate_id=UUID(certificate_id), at=now())


@jobs.every("*/10 * * * *", "privacy.take_up_erasures")
def take_up_erasures() -> None:
    erasure.take_up(at=now())
