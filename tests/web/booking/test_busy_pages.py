"""The page of a specialist's other calendars."""

import pytest
from django.utils.timezone import now

from harmonia.booking import operations, queries
from harmonia.booking.models import BusyFeed, BusyTime
from tests.web.booking.conftest import at_ten, client_of, practice_of
from tests.web.booking.test_calendar_pages import CALENDAR, states
from tests.web.booking.test_client_pages import text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
BUSY = "/practice/plan/busy/"


def test_a_calendar_is_added_and_removed_and_its_address_is_not_shown_again(boris, practice):
    client = client_of(boris)
    answer = client.post(BUSY, {"address": "webcal://calendar.example.kz/secret-1.ics"}, follow=True)
    assert "calendar.example.kz" in text_of(answer)
    assert "secret-1" not in answer.content.decode()
    [feed] = queries.busy_feeds_of(practice.pk)
    client.post(f"{BUSY}{feed.pk}/remove/")
    assert not queries.busy_feeds_of(practice.pk).exists()


def test_what_is_no_address_is_said_beside_the_field_and_kept(boris, practice):
    answer = client_of(boris).post(BUSY, {"address": "my calendar"})
    assert answer.status_code == 400
    assert "This is no address of a calendar" in text_of(answer)
    assert 'value="my calendar"' in answer.content.decode()
    assert not BusyFeed.objects.exists()


def test_trouble_is_told_in_the_calendar_and_busy_times_are_drawn(boris, practice):
    feed = operations.add_busy_feed(
        specialist_id=practice.pk, owner=boris, address="https://calendar.example.kz/1.ics", at=now()
    )
    client, day = client_of(boris), at_ten(2).date()
    assert "could not be read" not in text_of(client.get(CALENDAR))
    BusyFeed.objects.update(trouble="slow")
    BusyTime.objects.create(feed=feed, specialist=practice, starts_at=at_ten(2), ends_at=at_ten(2).replace(hour=11))
    answer = client.get(CALENDAR, {"day": day.isoformat()})
    assert "could not be read" in text_of(answer)
    assert [states(answer, day)[clock] for clock in ("09:30", "10:00", "10:30", "11:00")] == [
        "free", "busy", "busy", "free",
    ]  # fmt: skip
    assert "answered too slowly" in text_of(client.get(BUSY))


def test_anothers_calendar_is_not_there(boris, practice, vera):
    others = practice_of(vera)
    feed = operations.add_busy_feed(
        specialist_id=others.pk, owner=vera, address="https://calendar.example.kz/1.ics", at=now()
    )
    assert client_of(boris).post(f"{BUSY}{feed.pk}/remove/").status_code == 404
    assert queries.busy_feeds_of(others.pk).count() == 1
