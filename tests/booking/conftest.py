from collections.abc import Iterator

import pytest

from harmonia.accounts.models import Person
from harmonia.specialists.models import Specialist
from harmonia.vault import reading
from tests import factories
from tests.booking import scene


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim()


@pytest.fixture
def zoe(db: None) -> Person:
    return factories.zoe()


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris()


@pytest.fixture
def practice(boris: Person) -> Specialist:
    return scene.practice_of(boris)


@pytest.fixture
def reading_session() -> Iterator[None]:
    with reading.session(actor=None):
        yield
