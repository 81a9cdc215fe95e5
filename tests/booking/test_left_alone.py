"""A specialist is taken from the directory: his clients are told and offered others; a struck-off one meets nobody."""

from datetime import timedelta
from typing import Any

import pytest

from harmonia.accounts.models import Person
from harmonia.booking import operations
from harmonia.booking.models import Appointment
from harmonia.notices.models import Notice
from harmonia.specialists import operations as specialists
from harmonia.specialists.models import Specialist
from harmonia.specialists.states import Unlisted
from tests import factories
from tests.booking import scene
from tests.factories import NOW
from tests.rooms.scene import session

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def practice(db: None) -> Specialist:
    specialist = scene.practice_of(factories.boris(), slug="boris")
    Specialist.objects.filter(pk=specialist.pk).update(listed_at=NOW - timedelta(days=1))
    specialist.refresh_from_db()
    return specialist


def told(event: str) -> set[Any]:
    return set(Notice.objects.filter(event=event, channel="cabinet").values_list("person_id", flat=True))


def unlisted(specialist: Specialist, because: Unlisted) -> int:
    specialists.unlist(specialist_id=specialist.pk, because=because, by=None, at=NOW)
    operations.tell_clients(specialist_id=specialist.pk, at=NOW)
    return operations.tell_clients(specialist_id=specialist.pk, at=NOW)


def test_clients_of_the_last_months_are_told_once_and_nobody_else(practice: Specialist) -> None:
    aigerim, zoe = factories.aigerim(), factories.zoe()
    booked = session(aigerim, practice, NOW + timedelta(days=2))
    session(zoe, practice, NOW - timedelta(days=200), state="completed", over_at=NOW - timedelta(days=200))
    assert unlisted(practice, Unlisted.REGISTER_STALE) == 1
    assert told("booking.left_alone") == {aigerim.pk}
    assert Notice.objects.filter(event="booking.left_alone", person=aigerim, channel="cabinet").count() == 1
    assert told("specialist.unlisted") == {practice.person_id}
    assert Appointment.objects.get(pk=booked.pk).state == "booked"


def test_what_a_struck_off_one_has_ahead_is_cancelled_by_his_side(practice: Specialist) -> None:
    aigerim = factories.aigerim()
    booked = session(aigerim, practice, NOW + timedelta(days=2))
    assert unlisted(practice, Unlisted.REGISTER_STRUCK_OFF) == 0
    booked = Appointment.objects.get(pk=booked.pk)
    assert (booked.state, booked.cancelled_by) == ("cancelled", "specialist")
    assert told("booking.cancelled") == {aigerim.pk, practice.person_id}


def test_whoever_went_by_himself_or_is_back_makes_no_noise(practice: Specialist) -> None:
    session(factories.aigerim(), practice, NOW + timedelta(days=2))
    assert operations.tell_clients(specialist_id=practice.pk, at=NOW) == 0
    specialists.unlist(specialist_id=practice.pk, because=Unlisted.OWN_WISH, by=practice.person_id, at=NOW)
    assert (told("specialist.unlisted"), told("booking.left_alone")) == (set(), set())


def test_who_stops_practising_keeps_his_own_sessions_as_a_client(practice: Specialist, db: None) -> None:
    aigerim = factories.aigerim()
    vera = scene.practice_of(factories.vera(), slug="vera")
    boris = Person.objects.get(pk=str(practice.person_id))
    given = session(aigerim, practice, NOW + timedelta(days=2))
    taken = session(boris, vera, NOW + timedelta(days=3))
    operations.stop_practice(person_id=boris.pk, at=NOW)
    states = {pk: Appointment.objects.get(pk=pk).state for pk in (given.pk, taken.pk)}
    assert states == {given.pk: "cancelled", taken.pk: "booked"}
