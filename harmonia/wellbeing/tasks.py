from uuid import UUID

from harmonia.core import jobs
from harmonia.vault import operations as vault


@jobs.task("wellbeing.destroy_key")
def destroy_key(key_id: str) -> None:
    vault.destroy_subject(UUID(key_id))
