"""A specialist says which lengths he offers; a client chooses one, and everything after goes by it."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.booking import operations, queries
from harmonia.booking.models import Appointment, Waiting
from harmonia.booking.operations import Taking
from harmonia.booking.states import BOOKED
from harmonia.specialists import queries as profiles
from harmonia.specialists.rules.lengths import SessionLength
from tests.booking import scene
from tests.web.booking.conftest import at_ten, booked, client_of, practice_of, stored
from tests.web.booking.test_client_pages import form_of, second, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PATH, RULES_PATH = "/practice/plan/lengths/", "/practice/plan/rules/"
FIRST = SessionLength(minutes=20, price_kzt=5_000, is_first_only=True)
LONG = SessionLength(minutes=80, price_kzt=22_000)
LAST = timedelta(hours=7)  # from ten o'clock to the last hour of the day


@pytest.fixture
def practice(boris):
    practice = practice_of(boris)
    operations.set_lengths(specialist_id=practice.pk, lengths=[FIRST, LONG], at=now())
    return practice


def book_path(practice) -> str:
    return f"/me/book/{practice.slug}/"


def long_booked(client, practice, days: int = 2, minutes: int = 80) -> Appointment:
    kept = scene.hold(client, practice, at_ten(days), at=now(), taking=Taking(minutes=minutes))
    return operations.settle(order_id=scene.pay(kept, at=now()).pk, at=now())


def shown(answer: Any) -> list[str]:
    return re.findall(r'name="starts_at" value="(\d+)"', answer.content.decode())


def test_the_profile_lets_choose_the_length_and_its_times_follow(practice):
    address = f"/specialists/{practice.slug}/"
    page = Client().get(address, headers={"accept-language": "en"})
    words = text_of(page)
    assert [part in words for part in ("20 minutes", "first meeting", "50 minutes", "80 minutes")] == [True] * 4
    assert [part in words.replace("\xa0", " ") for part in ("5 000", "12 001", "22 000")] == [True] * 3
    assert f"{book_path(practice)}?at=" in page.content.decode()
    assert "&amp;minutes=" not in page.content.decode()
    long = Client().get(address, {"minutes": "80"}, headers={"accept-language": "en"})
    assert "for 80 minutes" in text_of(long)
    assert "&amp;minutes=80" in long.content.decode()
    assert f'{book_path(practice)}?minutes=80"' in long.content.decode()
    other = Client().get(address, {"minutes": "77"}, headers={"accept-language": "en"})
    assert (other.status_code, "for 50 minutes" in text_of(other)) == (200, True)


def test_who_offers_one_length_shows_no_choice(boris):
    practice = practice_of(boris)
    assert 'class="lengths"' not in Client().get(f"/specialists/{practice.slug}/").content.decode()


def test_a_first_meeting_is_shown_to_who_has_not_met_him(aigerim, zoe, practice):
    booked(aigerim, practice)
    pages = {who: client_of(who).get(f"/specialists/{practice.slug}/") for who in (aigerim, zoe)}
    assert ["?minutes=20" in page.content.decode() for page in pages.values()] == [False, True]


def test_a_chosen_length_is_kept_with_its_price(aigerim, practice):
    client = client_of(aigerim)
    page = client.get(book_path(practice), {"minutes": "80"})
    assert '<input type="hidden" name="minutes" value="80">' in page.content.decode()
    assert "A package pays for sessions of the ordinary length" in text_of(page)
    assert second(at_ten(2)) in shown(page)
    assert second(at_ten(2) + LAST) not in shown(page)
    assert second(at_ten(2) + LAST) in shown(client.get(book_path(practice)))
    answer = client.post(book_path(practice), form_of(practice, at_ten(2)) | {"minutes": "80"})
    appointment = Appointment.objects.get()
    assert (appointment.minutes, appointment.price_kzt) == (80, 22_000)
    payment = client.get(answer.headers["Location"])
    assert "80 minutes" in text_of(payment)
    assert "22 000" in text_of(payment).replace("\xa0", " ")


def test_the_list_alone_is_of_the_length_too(aigerim, practice):
    client = client_of(aigerim)
    lists = [client.get(f"{book_path(practice)}times/{asked}") for asked in ("", "?minutes=80", "?minutes=x")]
    assert [second(at_ten(2) + LAST) in shown(one) for one in lists] == [True, False, True]


@pytest.mark.parametrize(
    ("minutes", "hours", "status", "words"),
    [
        ("77", 0, 409, "no longer offers sessions of this length"),
        ("80", 7, 409, "does not fit in at that time"),
        ("20", 0, 409, "you have met already"),
        ("7", 0, 400, "15"),
        ("many", 0, 400, "number"),
    ],
)
def test_what_cannot_be_is_told(aigerim, practice, minutes, hours, status, words):
    booked(aigerim, practice, 4)
    form = form_of(practice, at_ten(2) + timedelta(hours=hours)) | {"minutes": minutes}
    answer = client_of(aigerim).post(book_path(practice), form)
    assert (answer.status_code, words in text_of(answer)) == (status, True)
    assert Appointment.objects.count() == 1


def test_a_length_stays_chosen_when_its_time_was_just_taken(aigerim, zoe, practice):
    scene.hold(zoe, practice, at_ten(2), at=now())
    client = client_of(aigerim)
    told = client.post(book_path(practice), form_of(practice, at_ten(2)) | {"minutes": "80"})
    assert told.headers["Location"] == f"{book_path(practice)}?taken&minutes=80"
    assert 'name="minutes" value="80"' in client.get(told.headers["Location"]).content.decode()


def test_an_old_link_to_a_length_that_is_gone_says_so(aigerim, practice):
    page = client_of(aigerim).get(book_path(practice), {"minutes": "77"})
    assert "no longer offers sessions of this length" in text_of(page)
    assert second(at_ten(2) + LAST) in shown(page)


def test_an_old_link_to_a_first_meeting_is_for_who_has_not_met_him(aigerim, zoe, practice):
    booked(aigerim, practice, 4)
    told = "This length is for a first meeting, and you have met already."
    met, new = (client_of(who).get(book_path(practice), {"minutes": "20"}) for who in (aigerim, zoe))
    assert (met.status_code, told in text_of(met), told in text_of(new)) == (200, True, False)
    assert "no longer offers" not in text_of(met)
    assert [f"{minutes} minutes" in text_of(met) for minutes in (20, 50, 80)] == [False, True, True]
    assert second(at_ten(2) + LAST) in shown(met), "the ordinary session is chosen"
    assert 'name="minutes" value="20"' in new.content.decode()
    operations.set_lengths(specialist_id=practice.pk, lengths=[LONG], at=now())
    gone = text_of(client_of(aigerim).get(book_path(practice), {"minutes": "20"}))
    assert ("no longer offers sessions of this length" in gone, told in gone) == (True, False)


def test_a_series_is_of_the_length(aigerim, practice):
    form = form_of(practice, at_ten(2), key=uuid4().hex) | {"minutes": "80", "weeks": "4"}
    client_of(aigerim).post(book_path(practice), form)
    assert {one.minutes for one in Appointment.objects.all()} == {80}
    assert Appointment.objects.count() > 1


def test_moving_shows_where_the_session_fits_and_keeps_its_length(aigerim, boris, practice):
    appointment = long_booked(aigerim, practice)
    for person, path in ((aigerim, "/me/appointments/"), (boris, "/practice/appointments/")):
        page = client_of(person).get(f"{path}{appointment.pk}/move/")
        assert second(at_ten(5)) in shown(page)
        assert second(at_ten(5) + LAST) not in shown(page)
        assert "80 minutes" in text_of(client_of(person).get(f"{path}{appointment.pk}/"))
    path = f"/me/appointments/{appointment.pk}/move/"
    refused = client_of(aigerim).post(path, {"starts_at": second(at_ten(5) + LAST)})
    assert (refused.status_code, "does not fit in" in text_of(refused)) == (409, True)
    assert client_of(aigerim).post(path, {"starts_at": second(at_ten(5))}).status_code == 302
    assert (stored(appointment).starts_at, stored(appointment).minutes) == (at_ten(5), 80)


def test_a_specialist_suggests_a_length(aigerim, boris, practice):
    appointment = booked(aigerim, practice)
    path = f"/practice/appointments/{appointment.pk}/suggest/"
    client = client_of(boris)
    page = client.get(path, {"minutes": "80"}).content.decode()
    assert ('name="minutes" value="80"' in page, "?minutes=20" in page) == (True, False)
    refused = client.post(path, {"starts_at": second(at_ten(5)), "minutes": "20"})
    assert (refused.status_code, "met already" in text_of(refused)) == (409, True)
    assert client.post(path, {"starts_at": second(at_ten(5)), "minutes": "80"}).status_code == 302
    assert Appointment.objects.exclude(pk=appointment.pk).get().minutes == 80


def test_a_place_in_line_remembers_the_length(aigerim, practice):
    client = client_of(aigerim)
    day = at_ten(6).date().isoformat()
    assert client.post(f"{book_path(practice)}wait/", {"before": day, "minutes": "80"}).status_code == 302
    assert Waiting.objects.get().minutes == 80
    assert "80 minutes" in text_of(client.get("/me/appointments/"))
    refused = client.post(f"{book_path(practice)}wait/", {"before": day, "minutes": "77"})
    assert (refused.status_code, "no longer offers" in text_of(refused)) == (400, True)
    assert f'href="{book_path(practice)}?minutes=80"' in refused.content.decode()
    assert Waiting.objects.get().minutes == 80


def row(number: int, length: SessionLength) -> dict[str, str]:
    said = {f"minutes_{number}": str(length.minutes), f"price_kzt_{number}": str(length.price_kzt)}
    return said | ({f"is_first_only_{number}": "on"} if length.is_first_only else {})


def test_a_specialist_adds_changes_and_takes_away_lengths(aigerim, boris, practice):
    client = client_of(boris)
    appointment = long_booked(aigerim, practice)
    page = client.get(PATH).content.decode()
    assert ('value="80"' in page, 'name="minutes_2"' in page, 'name="minutes_3"' in page) == (True, True, False)
    dearer = SessionLength(minutes=80, price_kzt=25_000)
    longer = SessionLength(minutes=110, price_kzt=30_000)
    assert client.post(PATH, row(0, dearer) | row(2, longer)).status_code == 302
    assert profiles.lengths_of(practice.pk) == [dearer, longer]
    assert client.post(PATH, {"minutes_0": "", "price_kzt_0": ""}).status_code == 302
    assert profiles.lengths_of(practice.pk) == []
    kept = stored(appointment)
    assert (kept.state, kept.minutes, kept.price_kzt) == (BOOKED, 80, 22_000)


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"minutes_0": "50", "price_kzt_0": "9000"}, "minutes_0", "This is your ordinary session."),
        (row(0, LONG) | row(1, LONG), "minutes_1", "This length stands above already."),
        ({"minutes_0": "80"}, "price_kzt_0", "Both are needed"),
        ({"price_kzt_1": "9000"}, "minutes_1", "Both are needed"),
        ({"minutes_0": "10", "price_kzt_0": "9000"}, "minutes_0", "15"),
        ({"minutes_0": "80", "price_kzt_0": "900"}, "price_kzt_0", "1000"),
    ],
)
def test_mistakes_are_told_beside_the_field_and_nothing_typed_is_lost(boris, practice, said, field, words):
    answer = client_of(boris).post(PATH, said)
    assert answer.status_code == 400
    assert [words in " ".join(answer.context["form"].errors[field]), words in text_of(answer)] == [True, True]
    assert [f'value="{value}"' in answer.content.decode() for value in said.values()] == [True] * len(said)
    assert profiles.lengths_of(practice.pk) == [FIRST, LONG]


def test_the_ordinary_session_may_not_become_as_long_as_another(boris, practice):
    form = {
        "zone": "Europe/Berlin", "session_minutes": "80", "buffer_minutes": "10", "step_minutes": "60",
        "notice_minutes": "180", "horizon_days": "28",
    }  # fmt: skip
    answer = client_of(boris).post(RULES_PATH, form)
    assert (answer.status_code, "with a price of its own" in text_of(answer)) == (400, True)
    timetable = queries.timetable_of(practice.pk)
    assert (timetable.session_minutes, timetable.zone) == (50, "Asia/Almaty")


def test_nobody_else_sets_them(aigerim, vera, practice):
    assert client_of(aigerim).post(PATH, row(0, LONG)).status_code in (302, 403, 404)
    practice_of(vera)
    client_of(vera).post(PATH, {})
    assert profiles.lengths_of(practice.pk) == [FIRST, LONG]
