from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts import queries
from harmonia.accounts.models import Role
from harmonia.accounts.operations.sign_in import end_every_sign_in
from harmonia.journal import operations as journal


@transaction.atomic
def give_role(*, person_id: UUID, role: str, by: UUID | None, at: datetime) -> None:
    """Every older cookie dies: what it opened and what the role opens are different things."""
    person = queries.locked(person_id)
    _, is_new = Role.objects.get_or_create(person=person, role=role, defaults={"given_at": at})
    if is_new:
        end_every_sign_in(person_id=person_id, at=at)
        journal.record("account.role_given", subject=person_id, actor=by, at=at, role=role)


@transaction.atomic
def take_role(*, person_id: UUID, role: str, by: UUID | None, at: datetime) -> None:
    person = queries.locked(person_id)
    if Role.objects.filter(person=person, role=role).delete()[0]:
        end_every_sign_in(person_id=person_id, at=at)
        journal.record("account.role_taken", subject=person_id, actor=by, at=at, role=role)
