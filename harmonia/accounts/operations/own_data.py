"""A person changes what he said of himself (7.1.2, 7.3.1, 12.7). The new value stands at once, the old one nowhere.

An address is another matter: the new one waits, encrypted, until its code proves it; letters go to the old one, the
last of which tells of the change.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from harmonia.accounts import queries
from harmonia.accounts.models import Person
from harmonia.accounts.operations import guessing
from harmonia.accounts.operations.codes import open_code
from harmonia.accounts.operations.recovery import confirm_password
from harmonia.accounts.operations.registration import tell_owner
from harmonia.accounts.rules import identity
from harmonia.accounts.states import CodeKind, Guess
from harmonia.journal import operations as journal


def change_name(*, person_id: UUID, name: str, at: datetime) -> Person:
    return _change(person_id, at, "client_name", name=name.strip())


def change_age(*, person_id: UUID, age: int, at: datetime) -> Person:
    """Raises TooYoung: the service is for adults."""
    identity.check_adult(age)
    return _change(person_id, at, "client_age", age=age)


def change_topics(*, person_id: UUID, topics: Collection[str], at: datetime) -> Person:
    """Raises NotATopic."""
    return _change(person_id, at, "client_topics", topics=identity.topics(topics))


def change_preferences(*, person_id: UUID, language: str, time_zone: str, at: datetime) -> Person:
    """Raises NotAZone."""
    return _change(person_id, at, "preferences", language=language, time_zone=identity.zone(time_zone))


@transaction.atomic
def _change(person_id: UUID, at: datetime, category: str, **values: object) -> Person:
    person = queries.locked(person_id)
    for field, value in values.items():
        setattr(person, field, value)
    person.save(update_fields=list(values))
    journal.record("account.data_changed", subject=person_id, actor=person_id, at=at, category=category)
    return person


@sensitive_variables("email", "password")
def ask_new_email(*, person_id: UUID, email: str, password: str, network: str = "", at: datetime) -> None:
    """The new address waits for its code. A known one looks the same, and its owner is told.

    Raises WrongSignIn, TooManyAttempts.
    """
    confirm_password(person_id=person_id, password=password, network=network, at=at)
    guessing.count(Guess.LETTER, account=person_id.bytes + CodeKind.EMAIL.encode(), at=at)
    taken = queries.by_email(email)
    _wait(person_id, at, CodeKind.EMAIL, mute=taken is not None, new_email=identity.email(email))
    if taken is not None and taken.pk != person_id:
        tell_owner(taken, at)


@sensitive_variables("phone", "password")
def ask_new_phone(*, person_id: UUID, phone: str, password: str, network: str = "", at: datetime) -> None:
    """The new number waits for its code. Raises NotAPhone, WrongSignIn, TooManyAttempts."""
    number = identity.phone(phone)
    confirm_password(person_id=person_id, password=password, network=network, at=at)
    guessing.count(Guess.LETTER, account=person_id.bytes + CodeKind.PHONE.encode(), at=at)
    _wait(person_id, at, CodeKind.PHONE, mute=False, new_phone=number)


@transaction.atomic
def _wait(person_id: UUID, at: datetime, kind: CodeKind, *, mute: bool, **waiting: str) -> None:
    person = queries.locked(person_id)
    for field, value in waiting.items():
        setattr(person, field, value)
    person.save(update_fields=list(waiting))
    open_code(person_id=person_id, kind=kind, at=at, mute=mute)
    journal.record(f"account.new_{kind}_asked", subject=person_id, actor=person_id, at=at)


@transaction.atomic
def forget_new_addresses(*, person_id: UUID, at: datetime) -> Person:
    """Stay with the addresses that stand."""
    person = queries.locked(person_id)
    person.new_email = person.new_phone = None
    person.save(update_fields=["new_email", "new_phone"])
    person.codes.filter(ended_at=None, kind__in=(CodeKind.EMAIL, CodeKind.PHONE)).update(ended_at=at)
    return person


@transaction.atomic
def forget_former_email(*, person_id: UUID) -> None:
    """It has been told of the change: nothing else needs it."""
    person = queries.locked(person_id)
    person.former_email = None
    person.save(update_fields=["former_email"])
