"""Pages of series, waiting, suggestions, and of choosing another specialist."""

import pytest
from django.utils.timezone import now
from icalendar import Calendar

from harmonia.booking import operations, queries
from harmonia.booking.models import Appointment, Waiting
from harmonia.booking.states import BOOKED, CANCELLED, HELD, Origin
from tests.booking import scene
from tests.web.booking.conftest import at_ten, booked, client_of, practice_of, stored
from tests.web.booking.test_client_pages import second, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_series_is_kept_told_week_by_week_and_paid_for_one_by_one(aigerim, zoe, practice):
    scene.hold(zoe, practice, at_ten(9), at=now())
    client = client_of(aigerim)
    said = {"starts_at": second(at_ten(2)), "weeks": "4", "idempotency_key": "series"}
    answer = client.post(f"/me/book/{practice.slug}/", said, follow=True)
    assert answer.redirect_chain[0][0].startswith("/me/series/")
    page = text_of(answer)
    assert page.count("Somebody has just taken this time") == 1
    kept = list(Appointment.objects.filter(client=aigerim))
    assert len(kept) == len(answer.context["unpaid"]) == 3
    assert all(f"/me/appointments/{one.pk}/pay/" in answer.content.decode() for one in kept)
    assert client_of(zoe).get(answer.redirect_chain[0][0]).status_code == 404


def test_a_series_goes_into_a_calendar_as_one_file(aigerim, zoe, practice):
    client = client_of(aigerim)
    said = {"starts_at": second(at_ten(2)), "weeks": "2", "idempotency_key": "series"}
    path = client.post(f"/me/book/{practice.slug}/", said).headers["Location"]
    assert f"{path}calendar/" in client.get(path).content.decode()
    first, last = Appointment.objects.filter(client=aigerim).order_by("starts_at")
    operations.release(appointment_id=last.pk, by=aigerim, at=now())
    answer = client.get(f"{path}calendar/")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(each["STATUS"]) for each in events] == ["TENTATIVE", "CANCELLED"]
    assert [each["DTSTART"].dt for each in events] == [first.starts_at, last.starts_at]
    assert practice.display_name not in answer.content.decode()
    assert client_of(zoe).get(f"{path}calendar/").status_code == 404


@pytest.mark.parametrize("weeks", ["3", "100", "many"])
def test_a_length_that_nobody_offered_keeps_nothing(aigerim, practice, weeks):
    answer = client_of(aigerim).post(
        f"/me/book/{practice.slug}/", {"starts_at": second(at_ten(2)), "weeks": weeks, "idempotency_key": "series"}
    )
    assert answer.status_code == 400
    assert not Appointment.objects.exists()


def test_one_stands_in_line_and_leaves_it(aigerim, practice):
    client = client_of(aigerim)
    answer = client.post(f"/me/book/{practice.slug}/wait/", {"before": at_ten(5).date().isoformat()}, follow=True)
    assert "You wait for an earlier time" in text_of(answer)
    assert Waiting.objects.get().client_id == aigerim.pk
    answer = client.post(f"/me/book/{practice.slug}/wait/stop/", follow=True)
    assert "You wait no more." in text_of(answer)
    assert not Waiting.objects.exists()


@pytest.mark.parametrize(
    ("day", "said"), [("", "This field is required."), ("2020-01-01", "Choose a day that lies ahead.")]
)
def test_a_day_that_cannot_be_is_said_beside_the_field(aigerim, practice, day, said):
    answer = client_of(aigerim).post(f"/me/book/{practice.slug}/wait/", {"before": day})
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert not Waiting.objects.exists()


def test_a_suggestion_reaches_the_client_who_declines_it(aigerim, boris, practice):
    met = booked(aigerim, practice)
    answer = client_of(boris).post(
        f"/practice/appointments/{met.pk}/suggest/", {"starts_at": second(at_ten(3))}, follow=True
    )
    assert "Suggested." in text_of(answer)
    kept = Appointment.objects.get(origin=Origin.SUGGESTED)
    client = client_of(aigerim)
    assert "The specialist suggests this time to you" in text_of(client.get(f"/me/appointments/{kept.pk}/"))
    client.post(f"/me/appointments/{kept.pk}/cancel/", {"shown_kzt": "0"})
    assert stored(kept).state == CANCELLED


def test_a_suggestion_that_cannot_be_is_explained(aigerim, boris, vera, practice):
    met = booked(aigerim, practice)
    path = f"/practice/appointments/{met.pk}/suggest/"
    scene.hold(aigerim, practice_of(vera), at_ten(3), at=now())
    client = client_of(boris)
    busy = client.post(path, {"starts_at": second(at_ten(3))})
    assert (busy.status_code, "The client has something else at this time" in text_of(busy)) == (409, True)
    assert client.post(path, {}).status_code == 409
    assert client_of(vera).get(path).status_code == 404
    operations.cancel(appointment_id=met.pk, by=aigerim, at=now())
    assert client.get(path).status_code == 404
    assert not Appointment.objects.filter(origin=Origin.SUGGESTED).exists()


def test_leaving_says_what_comes_back_and_offers_the_others(aigerim, zoe, practice):
    met, held = booked(aigerim, practice), scene.hold(aigerim, practice, at_ten(4), at=now())
    client, path = client_of(aigerim), f"/me/specialists/{practice.pk}/leave/"
    page = client.get(path)
    assert [(one.pk, share) for one, share, _ in page.context["ahead"]] == [(met.pk, 100), (held.pk, 0)]
    assert page.context["back_kzt"] == 12_001
    assert (stored(met).state, stored(held).state) == (BOOKED, HELD)
    less = client.post(path, {"shown_kzt": "99999"})
    assert "has changed while the page was open" in text_of(less)
    assert stored(met).state == BOOKED
    assert client_of(zoe).post(path, {"shown_kzt": "0"}).status_code == 404
    answer = client.post(path, {"shown_kzt": "12001"}, follow=True)
    assert answer.redirect_chain == [("/specialists/", 302)]
    assert "sees nothing of yours any more" in text_of(answer)
    assert [stored(one).state for one in (met, held)] == [CANCELLED, CANCELLED]
    assert scene.refunded(met.pk) == 12_001
    assert client.get(path).status_code == 404
    assert not queries.specialists_of(aigerim, now()).exists()
