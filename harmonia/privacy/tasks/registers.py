from uuid import UUID

from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.privacy.operations import audits, publications


@jobs.task("privacy.note_publication")
def note_publication(specialist_id: str) -> None:
    publications.note_publication(specialist_id=UUID(specialist_id), at=now())


@jobs.every("15 4 * * *", "privacy.self_audit")
def self_audit() -> None:
    audits.audit_itself(at=now())
