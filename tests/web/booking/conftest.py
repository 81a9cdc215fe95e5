"""Boris's practice as of today: these pages ask the real clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.booking import operations, queries
from harmonia.booking.models import Appointment
from harmonia.booking.rules.slots import Hours
from harmonia.specialists.models import Specialist
from tests import factories
from tests.booking import scene

EVERY_DAY = {weekday: (Hours(540, 1080),) for weekday in range(7)}


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def practice_of(person: Person, **changes: object) -> Specialist:
    at = now()
    practice = scene.practice_of(person, at=at, register_checked_on=at.date(), **changes)
    operations.set_week(specialist_id=practice.pk, week=EVERY_DAY, at=at)
    return practice


def at_ten(days: int) -> datetime:
    """Ten o'clock in Almaty, so many days ahead."""
    day = now().astimezone(ZoneInfo("Asia/Almaty")) + timedelta(days=days)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def booked(client: Person, practice: Specialist, days: int = 2, hours: int = 0) -> Appointment:
    return scene.book(client, practice, at_ten(days) + timedelta(hours=hours), at=now())


def stored(appointment: Appointment) -> Appointment:
    return queries.appointment(appointment.pk)


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim(language="en", at=now() - timedelta(days=1))


@pytest.fixture
def zoe(db: None) -> Person:
    return factories.zoe(at=now() - timedelta(days=1))


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris(language="en", at=now() - timedelta(days=1))


@pytest.fixture
def vera(db: None) -> Person:
    return factories.vera(language="en", at=now() - timedelta(days=1))


@pytest.fixture
def practice(boris: Person) -> Specialist:
    return practice_of(boris)
