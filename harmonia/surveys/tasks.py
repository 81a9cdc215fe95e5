from uuid import UUID

from django.utils import timezone

from harmonia.accounts.models import Person
from harmonia.core import jobs
from harmonia.surveys import operations, queries
from harmonia.vault import operations as vault


@jobs.every("7 * * * *", "surveys.close_due")
def close_due() -> None:
    now = timezone.now()
    for survey_id in queries.due_to_close(now):
        operations.close(survey_id=survey_id, by=None, at=now)


@jobs.task("surveys.count")
def count(survey_id: str) -> None:
    operations.count(survey_id=UUID(survey_id), at=timezone.now())


@jobs.task("surveys.invite")
def invite(survey_id: str, after: str) -> None:
    operations.invite(survey_id=UUID(survey_id), after=after, at=timezone.now())


@jobs.task("surveys.let_go")
def let_go(person_id: str) -> None:
    person = Person.objects.filter(pk=person_id).only("language").first()
    if person is not None:
        operations.let_go(person_id=person.pk, language=person.language, at=timezone.now())


@jobs.task("surveys.destroy_key")
def destroy_key(key_id: str) -> None:
    vault.destroy_subject(UUID(key_id))
