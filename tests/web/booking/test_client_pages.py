"""A client chooses, sees, moves and cancels; a stranger meets what is not there."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now
from icalendar import Calendar

from harmonia.booking import operations, queries
from harmonia.booking.models import Appointment
from harmonia.booking.states import BOOKED, CANCELLED, HELD
from harmonia.consent import operations as consent
from tests import factories
from tests.booking import scene
from tests.web.booking.conftest import at_ten, booked, client_of, practice_of, stored

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def second(moment) -> str:
    return str(int(moment.timestamp()))


def form_of(practice, moment, key="key-1"):
    return {"starts_at": second(moment), "idempotency_key": key}


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_month_is_shown_in_the_persons_zone(aigerim, practice):
    type(aigerim).objects.filter(pk=aigerim.pk).update(time_zone="Europe/Berlin")
    answer = client_of(aigerim).get(f"/me/book/{practice.slug}/")
    shown = [int(value) for value in re.findall(r'name="starts_at" value="(\d+)"', answer.content.decode())]
    assert shown == queries.free_times(practice.pk, at=now(), until=now() + timedelta(days=28))
    assert "Berlin time" in text_of(answer)


def test_a_time_proposed_by_a_link_is_chosen(aigerim, practice):
    page = client_of(aigerim).get(f"/me/book/{practice.slug}/", {"at": at_ten(3).isoformat()}).content.decode()
    assert re.findall(r'value="(\d+)" required checked', page) == [second(at_ten(3))]


@pytest.mark.parametrize("proposed", ["yesterday", "2026-11-24T10:00", "2001-01-01T00:00:00+00:00"])
def test_a_proposal_that_is_not_free_is_said(aigerim, practice, proposed):
    answer = client_of(aigerim).get(f"/me/book/{practice.slug}/", {"at": proposed})
    assert answer.status_code == 200
    assert "checked" not in answer.content.decode()


def test_choosing_keeps_the_time_and_leads_to_the_payment(aigerim, practice):
    answer = client_of(aigerim).post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(2)))
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.starts_at) == (HELD, at_ten(2))
    assert answer.headers["Location"] == f"/me/appointments/{appointment.pk}/pay/"


def test_a_second_click_is_the_same_booking(aigerim, practice):
    client = client_of(aigerim)
    answers = [client.post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(2))) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Appointment.objects.count() == 1


def test_a_time_just_taken_is_said_and_fresh_times_shown(aigerim, zoe, practice):
    scene.hold(zoe, practice, at_ten(2), at=now())
    client = client_of(aigerim)
    told = client.post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(2)))
    assert (told.status_code, told.headers["Location"]) == (303, f"/me/book/{practice.slug}/?taken")
    answer = client.get(told.headers["Location"])
    assert "Somebody has just taken this time" in text_of(answer)
    assert f'value="{second(at_ten(2))}"' not in answer.content.decode()
    assert f'value="{second(at_ten(3))}"' in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"starts_at": ""}, {"starts_at": "ten"}, {"starts_at": "-1"}])
def test_without_a_time_nothing_is_kept(aigerim, practice, sent):
    answer = client_of(aigerim).post(f"/me/book/{practice.slug}/", sent)
    assert answer.status_code == 400
    assert Appointment.objects.count() == 0


def test_other_refusals_are_told_with_fresh_times(aigerim, practice):
    scene.hold(aigerim, practice, at_ten(2), at=now())
    client = client_of(aigerim)
    for moment, words in ((at_ten(2), "another session at this time"), (at_ten(40), "does not plan that far")):
        answer = client.post(f"/me/book/{practice.slug}/", form_of(practice, moment, key=uuid4().hex))
        assert answer.status_code == 409
        assert words in text_of(answer)
    again = client.post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(3), key="one"))
    assert again.status_code == 302
    assert client.post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(4), key="one")).status_code == 409


def test_an_unproved_address_keeps_no_time(aigerim, practice):
    type(aigerim).objects.update(email_verified_at=None)
    answer = client_of(aigerim).post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(2)))
    assert answer.status_code == 403
    assert Appointment.objects.count() == 0


def test_an_undeclared_field_is_refused(aigerim, practice):
    form = form_of(practice, at_ten(2)) | {"price_kzt": "1"}
    assert client_of(aigerim).post(f"/me/book/{practice.slug}/", form).status_code == 400
    assert Appointment.objects.count() == 0


def test_without_the_agreement_the_page_explains(aigerim, practice):
    consent.withdraw(person_id=aigerim.pk, agreement="service", language="en", method="cabinet", at=now())
    answer = client_of(aigerim).post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(2)))
    assert answer.status_code == 403
    assert Appointment.objects.count() == 0


def test_without_the_offer_the_page_explains_and_leads_to_accepting_it(practice):
    client = client_of(factories.aigerim(language="en", at=now() - timedelta(days=1), agreed=["service"]))
    answer = client.post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(2)))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "you have not accepted it" in page
    assert 'href="/me/agreements/"' in page
    assert Appointment.objects.count() == 0
    client.post("/me/agreements/offer/give/")
    assert client.post(f"/me/book/{practice.slug}/", form_of(practice, at_ten(2))).status_code == 302
    assert Appointment.objects.count() == 1


def test_an_unlisted_specialist_is_as_good_as_missing(aigerim, practice):
    type(practice).objects.update(unlisted_at=now(), unlisted_because="own_wish")
    client = client_of(aigerim)
    gone, missing = client.get(f"/me/book/{practice.slug}/"), client.get("/me/book/nobody-here/")
    assert (gone.status_code, missing.status_code) == (404, 404)


def test_a_visitor_is_asked_to_sign_in_and_keeps_the_time(practice):
    answer = Client().get(f"/me/book/{practice.slug}/?at=2026-11-24T05:00:00%2B00:00")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/?next=/me/book/")


def test_the_list_shows_what_lies_ahead_and_what_was(aigerim, practice):
    ahead, gone = booked(aigerim, practice), booked(aigerim, practice, 3)
    operations.cancel(appointment_id=gone.pk, by=aigerim, at=now())
    page = client_of(aigerim).get("/me/appointments/").content.decode()
    assert page.index(str(ahead.pk)) < page.index('id="earlier"') < page.index(str(gone.pk))


def test_an_empty_list_says_what_to_do(aigerim):
    assert "Choose a specialist" in text_of(client_of(aigerim).get("/me/appointments/"))


def test_one_booked_session(aigerim, practice):
    appointment = booked(aigerim, practice)
    page = text_of(client_of(aigerim).get(f"/me/appointments/{appointment.pk}/"))
    assert "10:00–10:50" in page
    assert "Almaty time" in page
    assert "To the room" in page
    assert "Cancelled now" in page


PAGES = ["", "calendar/", "cancel/", "move/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_anothers_session_equals_a_missing_one(aigerim, zoe, practice, page, method):
    """Byte for byte, but for the token that every page carries anew."""
    client = client_of(zoe)
    appointment = booked(aigerim, practice)

    def answer(pk):
        got = getattr(client, method)(f"/me/appointments/{pk}/{page}")
        return got.status_code, re.sub(rb'(nonce="|csrfmiddlewaretoken" value=")[^"]+', b"", got.content).replace(
            str(pk).encode(), b""
        )

    status, body = answer(appointment.pk)
    assert (status, body) == answer(uuid4())
    assert status in (404, 405)
    assert stored(appointment).state == BOOKED


def test_cancelling_says_the_sum_first_and_then_returns_it(aigerim, practice):
    appointment = booked(aigerim, practice)
    client = client_of(aigerim)
    page = client.get(f"/me/appointments/{appointment.pk}/cancel/")
    assert "You get back 12 001 ₸ , 100 % of what you paid" in text_of(page).replace("\u202f", " ")
    client.post(f"/me/appointments/{appointment.pk}/cancel/", {"shown_kzt": "12001"})
    assert stored(appointment).state == CANCELLED
    assert scene.refunded(appointment.pk) == 12_001


def test_less_than_was_shown_is_not_given_without_asking_again(aigerim, practice):
    appointment = booked(aigerim, practice, days=1)
    client = client_of(aigerim)
    answer = client.post(f"/me/appointments/{appointment.pk}/cancel/", {"shown_kzt": "12002"})
    assert "has changed while the page was open" in text_of(answer)
    assert stored(appointment).state == BOOKED


def test_an_unpaid_time_is_given_up(aigerim, practice):
    appointment = scene.hold(aigerim, practice, at_ten(2), at=now())
    client = client_of(aigerim)
    assert "Nothing was charged" in text_of(client.get(f"/me/appointments/{appointment.pk}/cancel/"))
    client.post(f"/me/appointments/{appointment.pk}/cancel/", {"shown_kzt": "0"})
    assert stored(appointment).state == CANCELLED


def test_cancelling_twice_is_cancelling_once(aigerim, practice):
    appointment = booked(aigerim, practice)
    client = client_of(aigerim)
    for _ in range(2):
        client.post(f"/me/appointments/{appointment.pk}/cancel/", {"shown_kzt": "0"})
    assert scene.refunded(appointment.pk) == 12_001
    assert "can no longer be cancelled" in text_of(client.get(f"/me/appointments/{appointment.pk}/cancel/"))


def test_moving_to_another_time(aigerim, practice):
    appointment = booked(aigerim, practice, days=3)
    client = client_of(aigerim)
    assert "2 more times" in text_of(client.get(f"/me/appointments/{appointment.pk}/move/"))
    answer = client.post(f"/me/appointments/{appointment.pk}/move/", {"starts_at": second(at_ten(4))})
    assert answer.headers["Location"] == f"/me/appointments/{appointment.pk}/"
    assert stored(appointment).starts_at == at_ten(4)


def test_moving_to_a_taken_time_is_said(aigerim, zoe, practice):
    booked(zoe, practice, days=4)
    appointment = booked(aigerim, practice, days=3)
    answer = client_of(aigerim).post(f"/me/appointments/{appointment.pk}/move/", {"starts_at": second(at_ten(4))})
    assert answer.status_code == 409
    assert stored(appointment).starts_at == at_ten(3)


def test_what_may_not_be_moved_leads_back_with_the_reason(aigerim, practice):
    appointment = booked(aigerim, practice, days=3)
    Appointment.objects.update(client_moves=2)
    answer = client_of(aigerim).get(f"/me/appointments/{appointment.pk}/move/", follow=True)
    assert "as often as is possible" in text_of(answer)


def test_the_calendar_entry_rises_and_says_nothing(aigerim, practice):
    appointment = booked(aigerim, practice, days=3)
    client = client_of(aigerim)

    def event():
        answer = client.get(f"/me/appointments/{appointment.pk}/calendar/")
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert practice.display_name not in answer.content.decode()
        [found] = Calendar.from_ical(answer.content).walk("VEVENT")
        return found

    first = event()
    assert (str(first["SUMMARY"]), first["SEQUENCE"], str(first["STATUS"])) == ("Online meeting", 0, "CONFIRMED")
    assert first["DTSTART"].dt == at_ten(3)
    operations.reschedule(appointment_id=appointment.pk, starts_at=at_ten(4), by=aigerim, at=now())
    second_one = event()
    assert (second_one["UID"], second_one["SEQUENCE"], second_one["DTSTART"].dt) == (first["UID"], 1, at_ten(4))
    operations.cancel(appointment_id=appointment.pk, by=aigerim, at=now())
    assert (event()["SEQUENCE"], str(event()["STATUS"])) == (2, "CANCELLED")


def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    aigerim, practice, vera, django_assert_max_num_queries, django_assert_num_queries
):
    client = client_of(aigerim)
    booked(aigerim, practice)
    with django_assert_max_num_queries(30) as one:
        client.get("/me/appointments/")
    others = practice_of(vera)
    booked(aigerim, practice, 3)
    booked(aigerim, others, 4)
    with django_assert_num_queries(len(one)):
        client.get("/me/appointments/")


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_page_opens_in_every_language(aigerim, practice, language):
    type(aigerim).objects.filter(pk=aigerim.pk).update(language=language)
    aigerim.refresh_from_db()
    appointment = booked(aigerim, practice, days=3)
    client = client_of(aigerim)
    for path in ("", f"{appointment.pk}/", f"{appointment.pk}/cancel/", f"{appointment.pk}/move/"):
        answer = client.get(f"/me/appointments/{path}")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()
