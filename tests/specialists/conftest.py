import pytest

from harmonia.accounts.models import Person
from tests import factories


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris()


@pytest.fixture
def vera(db: None) -> Person:
    return factories.vera()


@pytest.fixture
def dana(db: None) -> Person:
    return factories.dana()
