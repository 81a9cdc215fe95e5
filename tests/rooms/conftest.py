from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.specialists.models import Specialist
from tests import factories
from tests.booking.scene import TOMORROW_TEN, specialist_of
from tests.browser import context_of_a_person, listen
from tests.rooms import scene
from tests.rooms.house import House, running_house, sign_in


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


@pytest.fixture(scope="module")
def house(live_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Of all tests in one file; rooms of the ones before are gone from the database by then."""
    with running_house(live_server.url, tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def soon(transactional_db: None, aigerim: Person, practice: Specialist) -> Appointment:
    """It begins in five minutes, by the real clock."""
    made = scene.session(aigerim, practice, now() + timedelta(minutes=5))
    scene.agree(aigerim, practice, now())
    return made


@pytest.fixture
def come(chromium: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """come(person, appointment, language="ru", …) -> the page of the room in a browser context of his own."""
    with ExitStack() as opened:

        def enter(person: Person, appointment: Appointment, *, path: str = "", **options: Any) -> Page:
            context = context_of_a_person(chromium, house.address, **options)
            opened.callback(context.close)
            sign_in(context, house.address, person)
            page = context.new_page()
            listen(page)
            page.goto(f"{house.address}/room/{appointment.pk}/{path}")
            return page

        yield enter
