"""A specialist sees whom he is booked with and no other, and edits his own hours only."""

import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import now

from harmonia.booking import operations, queries
from harmonia.booking.rules.slots import Hours
from harmonia.booking.states import BOOKED, CANCELLED
from harmonia.consent import operations as consent
from harmonia.journal import queries as journal
from tests import factories
from tests.booking import scene
from tests.rooms.scene import session
from tests.web.booking.conftest import at_ten, booked, client_of, practice_of, stored
from tests.web.booking.test_client_pages import second, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WEEK_PATH, DAYS_PATH, RULES_PATH = "/practice/plan/", "/practice/plan/days/", "/practice/plan/rules/"


def test_the_booked_client_is_named_with_the_topics(aigerim, boris, practice):
    appointment = booked(aigerim, practice)
    client = client_of(boris)
    assert "Aigerim" in text_of(client.get("/practice/"))
    assert "Aigerim" in text_of(client.get("/practice/calendar/", {"day": at_ten(2).date().isoformat()}))
    page = text_of(client.get(f"/practice/appointments/{appointment.pk}/"))
    assert "Aigerim" in page
    assert "Anxiety" in page
    assert "aigerim@example.kz" not in page


def test_a_changed_name_is_the_one_that_the_booked_specialist_sees_at_once(aigerim, boris, practice):
    appointment = booked(aigerim, practice)
    specialist = client_of(boris)
    day = at_ten(2).date().isoformat()
    pages = ("/practice/", f"/practice/calendar/?day={day}", f"/practice/appointments/{appointment.pk}/")
    assert [path for path in pages if "Aigerim" not in text_of(specialist.get(path))] == []
    client_of(aigerim).post("/me/data/change/name/", {"name": "Poplar"})
    seen = {path: text_of(specialist.get(path)) for path in pages}
    assert [("Poplar" in page, "Aigerim" in page) for page in seen.values()] == [(True, False)] * 3


@pytest.mark.parametrize("how", ["held", "cancelled", "withdrawn"])
def test_who_is_not_booked_or_has_withdrawn_is_not_named(aigerim, boris, practice, how):
    appointment = scene.hold(aigerim, practice, at_ten(2), at=now())
    if how != "held":
        operations.settle(order_id=scene.pay(appointment, at=now()).pk, at=now())
    if how == "cancelled":
        operations.cancel(appointment_id=appointment.pk, by=aigerim, at=now())
    if how == "withdrawn":
        consent.withdraw(person_id=aigerim.pk, agreement="service", language="en", method="cabinet", at=now())
    client = client_of(boris)
    day = at_ten(2).date().isoformat()
    for path in ("/practice/", f"/practice/calendar/?day={day}", f"/practice/appointments/{appointment.pk}/"):
        assert "Aigerim" not in text_of(client.get(path))


@pytest.mark.parametrize("page", ["", "cancel/", "move/"])
def test_another_specialists_session_equals_a_missing_one(aigerim, practice, vera, page):
    practice_of(vera)
    client = client_of(vera)
    appointment = booked(aigerim, practice)

    def answer(pk):
        got = client.get(f"/practice/appointments/{pk}/{page}")
        return got.status_code, re.sub(rb'(nonce="|csrfmiddlewaretoken" value=")[^"]+', b"", got.content).replace(
            str(pk).encode(), b""
        )

    assert answer(appointment.pk) == answer(uuid4())
    assert answer(appointment.pk)[0] == 404


@pytest.mark.parametrize("path", ["/practice/", "/practice/calendar/", WEEK_PATH, DAYS_PATH, RULES_PATH])
def test_a_client_finds_no_practice(zoe, practice, path):
    assert client_of(zoe).get(path).status_code == 404


def test_cancelling_and_moving_by_the_specialist(aigerim, boris, practice):
    one, two = booked(aigerim, practice, 2), booked(aigerim, practice, 3)
    client = client_of(boris)
    client.post(f"/practice/appointments/{one.pk}/cancel/")
    client.post(f"/practice/appointments/{two.pk}/move/", {"starts_at": second(at_ten(4))})
    assert (stored(one).state, stored(one).cancelled_by, scene.refunded(one.pk)) == (CANCELLED, "specialist", 12_001)
    assert (stored(two).state, stored(two).starts_at, stored(two).moved_by_specialist) == (BOOKED, at_ten(4), True)


def test_the_week_is_saved_as_typed(boris, practice):
    client = client_of(boris)
    form = {
        "0_from_0": "09:00",
        "0_to_0": "12:30",
        "0_from_1": "20:00",
        "0_to_1": "00:00",
        "6_from_0": "",
        "6_to_0": "",
    }
    assert client.post(WEEK_PATH, form).status_code == 302
    assert queries.week_of(practice.pk) == {0: (Hours(540, 750), Hours(1200, 1440))}
    page = client.get(WEEK_PATH).content.decode()
    assert re.findall(r'value="(\d\d:\d\d)"', page) == ["09:00", "12:30", "20:00", "00:00"]


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"0_from_0": "09:00", "0_to_0": "12:00", "0_from_1": "11:00", "0_to_1": "13:00"}, "0_from_1", "overlaps"),
        ({"2_from_0": "09:00", "2_to_0": ""}, "2_to_0", "Both times are needed"),
        ({"2_from_0": "12:00", "2_to_0": "09:00"}, "2_to_0", "The end comes before the beginning"),
        ({"2_from_0": "25:00", "2_to_0": "26:00"}, "2_from_0", "valid time"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_saved(boris, practice, form, field, words):
    before = queries.week_of(practice.pk)
    answer = client_of(boris).post(WEEK_PATH, form)
    assert answer.status_code == 400
    beside = re.search(rf'id="id_{field}_error">.*?<span>(.*?)</span>', answer.content.decode(), re.S)
    assert beside is not None
    assert words in beside[1]
    assert queries.week_of(practice.pk) == before


def test_the_preview_shows_what_would_be_and_saves_nothing(aigerim, boris, practice):
    booked(aigerim, practice, days=2)
    before = queries.week_of(practice.pk)
    day = at_ten(2)
    form = {f"{day.weekday()}_from_0": "10:00", f"{day.weekday()}_to_0": "13:00", "preview": "1"}
    page = client_of(boris).post(WEEK_PATH, form).content.decode()
    clocks = re.findall(r"<li>(\d\d:\d\d)</li>", page)
    assert "10:00" not in clocks[:2]
    assert clocks[:2] == ["11:00", "12:00"]
    assert "nothing is saved yet" in page
    assert queries.week_of(practice.pk) == before


def test_days_off_and_back(boris, practice):
    client = client_of(boris)
    first = (now() + timedelta(days=3)).astimezone(ZoneInfo("Asia/Almaty")).date()
    form = {"falls_on": first.isoformat(), "until_on": (first + timedelta(days=2)).isoformat()}
    assert client.post(DAYS_PATH, form).status_code == 302
    assert queries.exceptions_of(practice.pk, first) == {first + timedelta(days=number): () for number in range(3)}
    client.post("/practice/plan/days/clear/", {"day": first.isoformat()})
    client.post("/practice/plan/days/clear/", {"day": "nonsense"})
    assert sorted(queries.exceptions_of(practice.pk, first)) == [first + timedelta(days=1), first + timedelta(days=2)]


@pytest.mark.parametrize(
    "form",
    [
        {"falls_on": "2001-01-01"},
        {"falls_on": "soon"},
        {"falls_on": "TODAY", "until_on": "2001-01-01"},
        {"falls_on": "TODAY", "day_from_0": "10:00", "day_to_0": "09:00"},
    ],
)
def test_an_impossible_day_is_refused(boris, practice, form):
    form = {name: now().date().isoformat() if value == "TODAY" else value for name, value in form.items()}
    assert client_of(boris).post(DAYS_PATH, form).status_code == 400
    assert queries.exceptions_of(practice.pk, now().date() - timedelta(days=9)) == {}


def test_the_rules_are_saved_and_times_follow(boris, practice):
    form = {
        "zone": "Europe/Berlin",
        "session_minutes": "60",
        "buffer_minutes": "30",
        "step_minutes": "90",
        "notice_minutes": "1440",
        "horizon_days": "14",
    }
    assert client_of(boris).post(RULES_PATH, form).status_code == 302
    timetable = queries.timetable_of(practice.pk)
    assert (timetable.zone, timetable.session_minutes, timetable.horizon_days) == ("Europe/Berlin", 60, 14)
    local = [start.astimezone(ZoneInfo("Europe/Berlin")) for start in scene.free_starts(practice)]
    assert {f"{start:%H:%M}" for start in local} == {"09:00", "10:30", "12:00", "13:30", "15:00", "16:30"}


def test_a_rule_out_of_bounds_is_refused(boris, practice):
    assert client_of(boris).post(RULES_PATH, {"zone": "Mars/Olympus", "session_minutes": "7"}).status_code == 400


def test_a_practice_is_opened_once(vera):
    specialist = scene.specialist_of(vera)
    client = client_of(vera)
    assert "not open yet" in text_of(client.get("/practice/"))
    assert client.post("/practice/open/").headers["Location"] == WEEK_PATH
    assert client.post("/practice/open/").status_code == 404
    assert queries.timetable_of(specialist.pk).zone == "Asia/Almaty"


def test_the_calendar_asks_the_database_as_often_for_three_clients_as_for_one(
    aigerim, zoe, boris, practice, django_assert_max_num_queries
):
    client = client_of(boris)
    day = {"day": at_ten(8).date().isoformat(), "view": "month"}
    booked(aigerim, practice, 8)
    client.get("/practice/calendar/", day)
    client.get("/practice/calendar/", day)  # what a sign-in writes down now and then is behind us
    with django_assert_max_num_queries(40) as one:
        client.get("/practice/calendar/", day)
    for_one = len(one)
    booked(zoe, practice, 8, hours=1)
    timur = factories.entered("Timur", "client", number=9, age=30, at=now() - timedelta(days=1))
    booked(timur, practice, 8, hours=2)
    client.get("/practice/calendar/", day)
    with django_assert_max_num_queries(for_one):
        client.get("/practice/calendar/", day)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_page_opens_in_every_language(aigerim, boris, practice, language):
    type(boris).objects.filter(pk=boris.pk).update(language=language)
    appointment = booked(aigerim, practice, days=3)
    client = client_of(boris)
    one = f"/practice/appointments/{appointment.pk}/"
    pages = ["/practice/", "/practice/calendar/", "/practice/calendar/?view=month", WEEK_PATH, DAYS_PATH, RULES_PATH]
    for path in (*pages, one, f"{one}cancel/", f"{one}move/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize(("days_ago", "seen"), [(1, True), (89, True), (91, False)])
def test_when_the_work_is_over_the_client_is_not_named_any_more(aigerim, boris, practice, days_ago, seen):
    """Row 74: ninety days after the last session, with none booked ahead."""
    held = session(aigerim, practice, now() - timedelta(days=days_ago), state="completed")
    path = f"/practice/appointments/{held.pk}/"
    assert ("Aigerim" in text_of(client_of(boris).get(path))) is seen


def test_a_session_ahead_keeps_the_work_going(aigerim, zoe, boris, practice):
    held = session(aigerim, practice, now() - timedelta(days=200), state="completed")
    zoes = session(zoe, practice, now() - timedelta(days=201), state="completed")
    booked(aigerim, practice)
    client = client_of(boris)
    assert "Aigerim" in text_of(client.get(f"/practice/appointments/{held.pk}/"))
    assert "Zoe" not in text_of(client.get(f"/practice/appointments/{zoes.pk}/"))


def test_of_a_booked_client_only_the_declared_fields_are_shown_and_read(aigerim, boris, practice):
    """Name and topics; not the age, the address or the number."""
    appointment = booked(aigerim, practice)
    page = text_of(client_of(boris).get(f"/practice/appointments/{appointment.pk}/"))
    assert [word for word in ("aigerim@example.kz", "+77010000001", "31 years") if word in page] == []
    his = [event for event in journal.history_of(aigerim.pk) if event.actor == str(boris.pk)]
    read = [event.facts["categories"] for event in his if event.event == "data.read"]
    assert read == [["client_name", "client_topics"]]
