"""People who look at pages. Each comes with a browser of his own (Django's test client), signed in."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from harmonia.accounts import operations, states
from harmonia.accounts.models import Person
from tests import factories

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def enter(db: None) -> Callable[..., Person]:
    """enter("aigerim", role=CLIENT, language="kk") -> Person, with the agreements of the role."""

    def make(name: str, *, role: str = states.CLIENT, language: str = "ru", zone: str = "Asia/Almaty") -> Person:
        number = sum(name.encode()) % 10_000
        made = operations.create_person(
            role=role,
            email=f"{name}@example.kz",
            phone=f"+7701000{number:04}",
            name=name.capitalize(),
            password="a-quiet-long-password",
            language=language,
            time_zone=zone,
            at=AT,
        )
        return factories.secured(made, at=AT)

    return make


@pytest.fixture
def signed_in(client: Client) -> Callable[[Person], Client]:
    def sign(person: Person) -> Client:
        client.force_login(person)
        return client

    return sign
