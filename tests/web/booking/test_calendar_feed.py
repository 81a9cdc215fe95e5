"""The secret address of a calendar: what a program finds there, who makes it, and when it leads nowhere."""

import pytest
from django.test import Client
from django.utils.timezone import now
from icalendar import Calendar

from harmonia.booking import operations, queries
from harmonia.booking.models import CalendarFeed
from harmonia.journal.models import Entry
from harmonia.privacy.operations import blocking, erasure
from tests import factories
from tests.web.booking.conftest import at_ten, booked, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def address_of(person) -> str:
    return f"/calendar/{operations.renew_feed(person=person, at=now())}.ics"


def events(address: str):
    answer = Client().get(address)
    assert answer.status_code == 200
    return {str(event["UID"]).split("@")[0]: event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_both_sides_follow_a_session_through_its_life(aigerim, boris, practice):
    moved, cancelled = booked(aigerim, practice, days=3), booked(aigerim, practice, days=5)
    operations.reschedule(appointment_id=moved.pk, starts_at=at_ten(4), by=aigerim, at=now())
    operations.cancel(appointment_id=cancelled.pk, by=boris, at=now())
    for person, area in ((aigerim, "me"), (boris, "practice")):
        found = events(address_of(person))
        assert {key: (event["SEQUENCE"], str(event["STATUS"])) for key, event in found.items()} == {
            str(moved.pk): (1, "CONFIRMED"),
            str(cancelled.pk): (1, "CANCELLED"),
        }
        assert found[str(moved.pk)]["DTSTART"].dt == at_ten(4)
        assert str(found[str(moved.pk)]["URL"]).endswith(f"/{area}/appointments/{moved.pk}/")


def test_it_says_nothing_of_who_meets_whom_for_what(aigerim, practice):
    booked(aigerim, practice)
    answer = Client().get(address_of(aigerim))
    said = answer.content.decode()
    assert "SUMMARY:Online meeting" in said
    for secret in (aigerim.name, practice.display_name, "sycholog", "anxiety", str(practice.price_kzt)):
        assert secret not in said
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_a_hold_is_no_session_yet(aigerim, practice):
    operations.hold(
        client=aigerim, specialist_id=practice.pk, starts_at=at_ten(2), idempotency_key="hold-in-a-feed", at=now()
    )
    assert events(address_of(aigerim)) == {}


def test_what_has_not_changed_is_not_sent_again(aigerim, practice):
    appointment = booked(aigerim, practice)
    address = address_of(aigerim)
    tag = Client().get(address).headers["ETag"]
    unchanged = Client().get(address, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    operations.cancel(appointment_id=appointment.pk, by=aigerim, at=now())
    changed = Client().get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_a_renewed_or_ended_address_leads_nowhere(aigerim, zoe, practice):
    first, hers = address_of(aigerim), address_of(zoe)
    second = address_of(aigerim)
    assert [Client().get(each).status_code for each in (first, second)] == [404, 200]
    assert operations.end_feed(person=aigerim, at=now())
    assert not operations.end_feed(person=aigerim, at=now())
    assert [Client().get(each).status_code for each in (second, hers, "/calendar/guessed.ics")] == [404, 200, 404]


def test_a_blocked_and_an_erased_person_are_not_followed(aigerim, zoe, practice):
    booked(aigerim, practice)
    hers, others = address_of(aigerim), address_of(zoe)
    blocking.block(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=now())
    assert [Client().get(each).status_code for each in (hers, others)] == [404, 200]
    erasure.erase_person(person_id=zoe.pk, request_id=None, by=zoe.pk, at=now())
    assert Client().get(others).status_code == 404
    assert not CalendarFeed.objects.filter(pk=zoe.pk).exists()


def test_the_page_shows_the_address_once_and_keeps_only_its_fingerprint(aigerim, practice):
    client = factories.confirmed(client_of(aigerim))
    assert "There is no address" in client.get("/me/calendar/").content.decode()
    made = client.post("/me/calendar/renew/")
    address = made.context["address"]
    assert made.headers["Cache-Control"] == "no-store, private"
    assert Client().get(address.removeprefix("http://127.0.0.1:8000")).status_code in (200, 404)
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert queries.person_of_feed(secret) == aigerim
    assert secret not in client.get("/me/calendar/").content.decode()
    assert bytes(CalendarFeed.objects.get().fingerprint) == queries.fingerprint_of(secret)
    client.post("/me/calendar/end/")
    assert queries.person_of_feed(secret) is None
    assert set(Entry.objects.filter(event__startswith="booking.feed").values_list("event", flat=True)) == {
        "booking.feed_renewed",
        "booking.feed_ended",
    }


def test_at_an_open_screen_nobody_takes_the_address(aigerim):
    answer = client_of(aigerim).post("/me/calendar/renew/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/confirm/")
    assert not CalendarFeed.objects.exists()
