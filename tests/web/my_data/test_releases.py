"""At the desk two people release what an archive left out; neither reads it (PRIVACY: release needs two people)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.accounts.states import OWNER
from harmonia.journal import queries as journal
from harmonia.privacy.models import Archive, Release
from harmonia.privacy.operations import archives as operations
from harmonia.rooms.models import ConsentBypass
from tests import factories
from tests.booking import scene
from tests.rooms.scene import session

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WORDS = "she asked about the night of the fire"


@pytest.fixture
def archive() -> Archive:
    """Aigerim's, with Boris's words about her left out of it."""
    aigerim, practice = factories.aigerim(at=now()), scene.specialist_of(factories.boris(at=now()))
    held = session(aigerim, practice, now())
    ConsentBypass.objects.create(
        appointment=held,
        client_id=aigerim.pk,
        specialist_person_id=practice.person_id,
        reason=WORDS,
        at=now(),
    )
    return operations.prepare(person_id=aigerim.pk, request_id=None, at=now())


@pytest.fixture
def pavel() -> Person:
    return factories.pavel(language="en", at=now())


@pytest.fixture
def owner() -> Person:
    return factories.entered("Owner", OWNER, number=8, language="en", at=now())


def desk(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def proposed(archive: Archive, by: Person) -> Release:
    browser = desk(by)
    page = browser.get(f"/desk/archives/{archive.pk}/").content.decode()
    place = next(value for value in re.findall(r'value="([^"]+)"', page) if value.startswith("rooms.ConsentBypass|"))
    answer = browser.post(f"/desk/archives/{archive.pk}/", {"place": place, "ground": "other_agreed"})
    assert answer.status_code == 302
    return Release.objects.get()


def test_one_proposes_another_decides_and_nobody_reads(archive: Archive, pavel: Person, owner: Person) -> None:
    release = proposed(archive, pavel)
    for person in (pavel, owner):
        for path in ("/desk/archives/", f"/desk/archives/{archive.pk}/"):
            page = desk(person).get(path).content.decode()
            assert [word for word in (WORDS, "Aigerim", str(archive.person_id)) if word in page] == []
    assert desk(owner).post(f"/desk/archives/releases/{release.pk}/approve/").status_code == 302
    release.refresh_from_db()
    assert (release.state, release.decided_by) == ("approved", owner.pk)
    reads = [event.actor for event in journal.history_of(archive.person_id) if event.event == "data.read"]
    assert [actor for actor in reads if actor in (str(pavel.pk), str(owner.pk))] == []


def test_who_proposed_does_not_decide(archive: Archive, pavel: Person) -> None:
    release = proposed(archive, pavel)
    page = desk(pavel).post(f"/desk/archives/releases/{release.pk}/approve/", follow=True).content.decode()
    assert "You proposed it, so somebody else must decide." in page
    release.refresh_from_db()
    assert release.state == "proposed"


def test_a_place_that_was_not_left_out_cannot_be_proposed(archive: Archive, pavel: Person) -> None:
    said = {"place": f"accounts.Person|{archive.person_id}|password", "ground": "other_agreed"}
    assert desk(pavel).post(f"/desk/archives/{archive.pk}/", said).status_code == 200
    assert Release.objects.count() == 0


@pytest.mark.parametrize("who", ["olga", "dana", "zoe"])
def test_others_of_the_staff_and_strangers_find_nothing(archive: Archive, who: str) -> None:
    browser: Any = desk(getattr(factories, who)(at=now()))
    for path in ("/desk/archives/", f"/desk/archives/{archive.pk}/"):
        assert browser.get(path).status_code == 404
