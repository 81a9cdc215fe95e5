"""The pages around the room, as everyone who might open them."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.consent import operations as consents
from harmonia.consent import queries as consent_queries
from harmonia.rooms import operations
from harmonia.rooms.models import ConsentBypass, Room
from harmonia.specialists.models import Specialist
from tests.rooms import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def appointment(aigerim: Person, practice: Specialist) -> Appointment:
    made = scene.session(aigerim, practice, now() + timedelta(minutes=5))
    scene.agree(aigerim, practice, now())
    return made


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


def test_both_sides_get_the_room_with_a_pass(
    appointment: Appointment, as_person: Callable[[Person], Client], aigerim: Person, boris: Person
) -> None:
    for person, role in ((aigerim, "client"), (boris, "specialist")):
        answer = as_person(person).get(f"/room/{appointment.pk}/")
        assert (answer.status_code, answer.context["config"]["role"]) == (200, role)
        assert "camera=(self)" in answer.headers["Permissions-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert b"<noscript>" in answer.content
    fresh = as_person(boris).post(f"/room/{appointment.pk}/pass/")
    assert (fresh.status_code, set(fresh.json())) == (200, {"pass"})


PATHS = ("", "after/", "consent/", "pass/", "bypass/", "confirm/", "contest/")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_room_is_a_missing_one(
    path: str, method: str, appointment: Appointment, as_person: Callable[[Person], Client], zoe: Person
) -> None:
    browser = as_person(zoe)
    missing = uuid4()
    others = getattr(browser, method)(f"/room/{appointment.pk}/{path}")
    nowhere = getattr(browser, method)(f"/room/{missing}/{path}")
    assert others.status_code == nowhere.status_code
    assert others.status_code in (404, 405)
    assert others.content.replace(str(appointment.pk).encode(), b"") == nowhere.content.replace(
        str(missing).encode(), b""
    )


def test_a_visitor_is_asked_to_sign_in(appointment: Appointment) -> None:
    answer = Client().get(f"/room/{appointment.pk}/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in/")


def test_before_its_time_the_door_says_when_it_opens(
    aigerim: Person, practice: Specialist, as_person: Callable[[Person], Client]
) -> None:
    later = scene.session(aigerim, practice, now() + timedelta(hours=5))
    scene.agree(aigerim, practice, now())
    browser = as_person(aigerim)
    answer = browser.get(f"/room/{later.pk}/")
    assert (answer.status_code, answer.context["reason"]) == (200, "too_early")
    assert b"data-opens-at" in answer.content
    assert browser.post(f"/room/{later.pk}/pass/").json() == {"reason": "too_early"}
    assert not Room.objects.exists()


def test_the_first_session_begins_with_the_informed_consent(
    aigerim: Person, practice: Specialist, as_person: Callable[[Person], Client]
) -> None:
    first = scene.session(aigerim, practice, now() + timedelta(minutes=5))
    browser, address = as_person(aigerim), f"/room/{first.pk}/consent/"
    assert browser.get(f"/room/{first.pk}/").headers["Location"] == address
    page = browser.get(address)
    edition = consent_queries.current_edition()
    assert edition is not None
    text = consent_queries.text(edition=edition.number, key="informed_consent", language="ru")
    shown = page.context["document"].text
    assert practice.display_name in shown
    assert practice.register_number in shown
    assert browser.post(address, {}).status_code == 422
    assert not consent_queries.accepted(aigerim.pk, "informed_consent", about=practice.pk)
    assert browser.post(address, {"agree": "yes"}).headers["Location"] == f"/room/{first.pk}/"
    record = consent_queries.latest(aigerim.pk, "informed_consent", about=practice.pk)
    assert record is not None
    assert text is not None
    assert (record.notice_sha256, record.method) == (text.sha256, "room_door")
    assert browser.get(f"/room/{first.pk}/").status_code == 200


def test_the_specialist_waits_for_the_consent_or_names_the_reason_of_the_law(
    aigerim: Person, boris: Person, practice: Specialist, as_person: Callable[[Person], Client]
) -> None:
    first = scene.session(aigerim, practice, now() + timedelta(minutes=5))
    browser = as_person(boris)
    assert browser.get(f"/room/{first.pk}/").status_code == 403
    assert browser.get(f"/room/{first.pk}/consent/").status_code == 404
    assert browser.post(f"/room/{first.pk}/bypass/", {"reason": "in a hurry"}).status_code == 422
    assert not ConsentBypass.objects.exists()
    assert as_person(aigerim).post(f"/room/{first.pk}/bypass/", {"reason": "crisis"}).status_code == 404
    assert browser.post(f"/room/{first.pk}/bypass/", {"reason": "crisis"}).status_code == 302
    assert browser.get(f"/room/{first.pk}/").status_code == 200


def test_a_withdrawn_service_consent_closes_the_room_at_the_next_pass(
    appointment: Appointment, aigerim: Person, as_person: Callable[[Person], Client]
) -> None:
    browser = as_person(aigerim)
    assert browser.post(f"/room/{appointment.pk}/pass/").status_code == 200
    consents.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=now())
    refused = browser.post(f"/room/{appointment.pk}/pass/")
    assert (refused.status_code, refused.json()) == (403, {"reason": "no_service_consent"})
    assert browser.get(f"/room/{appointment.pk}/").status_code == 403


def test_after_the_session_each_side_says_whether_it_is_right(
    appointment: Appointment, aigerim: Person, boris: Person, as_person: Callable[[Person], Client]
) -> None:
    address = f"/room/{appointment.pk}/"
    client, specialist = as_person(aigerim), as_person(boris)
    assert client.get(f"{address}after/").context["may_return"] is True
    assert specialist.post(f"{address}confirm/").status_code == 302
    operations.open_room(appointment_id=appointment.pk, at=now())
    assert Room.objects.get().confirmed_at is None
    operations.close_room(appointment_id=appointment.pk, at=now() + timedelta(minutes=30))
    assert client.get(address).headers["Location"] == f"{address}after/"
    assert client.post(f"{address}confirm/").status_code == 404
    assert specialist.post(f"{address}contest/").status_code == 404
    specialist.post(f"{address}confirm/")
    client.post(f"{address}contest/")
    room = Room.objects.get()
    assert room.confirmed_at
    assert room.contested_at
    for person in (client, specialist):
        assert person.get(f"{address}after/").status_code == 200
