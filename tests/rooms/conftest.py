import pytest

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.specialists.models import Specialist
from tests import factories
from tests.booking.scene import TOMORROW_TEN, specialist_of
from tests.rooms import scene


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
def vera(db: None) -> Person:
    return factories.vera()


@pytest.fixture
def practice(boris: Person) -> Specialist:
    return specialist_of(boris)


@pytest.fixture
def appointment(aigerim: Person, practice: Specialist) -> Appointment:
    """Tomorrow at ten; the informed consent is given."""
    made = scene.session(aigerim, practice, TOMORROW_TEN)
    scene.agree(aigerim, practice, factories.NOW)
    return made
