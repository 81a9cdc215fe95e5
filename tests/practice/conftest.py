"""Boris's practice as of today, with Aigerim for a client: these pages ask the real clock."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.specialists.models import Specialist
from tests import factories
from tests.booking import scene as bookings
from tests.practice.scene import together


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim(language="en", at=now() - timedelta(days=400))


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris(language="en", at=now() - timedelta(days=400))


@pytest.fixture
def practice(boris: Person, aigerim: Person) -> Specialist:
    at = now()
    found = bookings.practice_of(boris, at=at, register_checked_on=at.date())
    together(aigerim, found, at)
    return found
