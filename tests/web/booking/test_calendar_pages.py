"""The specialist's week and month, a stretch changed where it is seen, and weeks for a while."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import now

from harmonia.booking import operations, queries
from harmonia.booking.rules.slots import Hours
from harmonia.booking.states import BOOKED
from harmonia.web.specialist import grid
from tests import factories
from tests.web.booking.conftest import at_ten, booked, client_of, practice_of, stored
from tests.web.booking.test_client_pages import text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
CALENDAR, CHANGE, PERIODS = "/practice/calendar/", "/practice/calendar/change/", "/practice/plan/periods/"


def states(answer, day: date) -> dict[str, str]:
    """Clock -> what the week's table shows there."""
    cells = [cell for row in answer.context["rows"] for cell in row.cells if cell.day == day]
    return {cell.clock: cell.state for cell in cells}


def stretch(day: date, **changes: str) -> dict[str, str]:
    return {"falls_on": day.isoformat(), "starts": "12:00", "ends": "14:00", "works": "no", **changes}


def test_the_week_shows_what_is_free_booked_and_not_worked(aigerim, boris, practice):
    day = at_ten(2).date()
    booked(aigerim, practice)
    answer = client_of(boris).get(CALENDAR, {"day": day.isoformat()})
    shown = states(answer, day)
    assert [shown[clock] for clock in ("08:30", "09:00", "10:00", "11:00", "18:00")] == [
        "off", "free", "booked", "free", "off",
    ]  # fmt: skip
    assert "10:30" not in shown
    assert "Aigerim" in text_of(answer)


def test_a_row_of_cells_covers_every_half_hour_once():
    day, meeting = date(2026, 6, 1), object()
    hours = {day: (Hours(540, 1080),), day + timedelta(days=1): ()}
    things = [
        grid.Taken(day, 610, 660, meeting),
        grid.Taken(day, 660, 685, meeting),
        grid.Taken(day, 670, 700, meeting),
        grid.Taken(day, 900, 915),
    ]
    found = grid.rows(hours, things)
    mine = [cell for row in found for cell in row.cells if cell.day == day]
    assert sum(cell.rows for cell in mine) == len(found) == 24
    booked_cells = [(cell.clock, cell.until, len(cell.meetings)) for cell in mine if cell.state == "booked"]
    assert booked_cells == [("10:00", "11:00", 1), ("11:00", "12:00", 2)]
    assert [cell.clock for cell in mine if cell.state == "busy"] == ["15:00"]
    assert {cell.state for row in found for cell in row.cells if cell.day != day} == {"off"}


def test_what_ends_after_midnight_stands_in_both_days():
    starts = at_ten(1).astimezone(ZoneInfo("Asia/Almaty")).replace(hour=23, minute=30)
    found = list(grid.taken("Asia/Almaty", starts, starts + timedelta(minutes=50)))
    assert [(one.day, one.starts, one.ends) for one in found] == [
        (starts.date(), 1410, 1440),
        (starts.date() + timedelta(days=1), 0, 20),
    ]


def test_a_stretch_is_taken_away_and_given_back_and_what_is_booked_stays(aigerim, boris, practice):
    day, client = at_ten(2).date(), client_of(boris)
    appointment = booked(aigerim, practice)
    answer = client.post(CHANGE, stretch(day, starts="10:00"), follow=True)
    assert answer.redirect_chain == [(f"{CALENDAR}?day={day}", 302)]
    assert [states(answer, day)[clock] for clock in ("10:00", "12:00", "13:30", "14:00")] == [
        "booked", "off", "off", "free",
    ]  # fmt: skip
    assert stored(appointment).state == BOOKED
    client.post(CHANGE, stretch(day, starts="20:00", ends="00:00", works="yes"))
    pattern = queries.pattern_of(queries.timetable_of(practice.pk), day, day)
    assert pattern.hours(day) == (Hours(540, 600), Hours(840, 1080), Hours(1200, 1440))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends": "11:00"}, "The end comes before the beginning."),
        ({"falls_on": "2020-01-01"}, "Choose a day within the coming year."),
        ({"starts": ""}, "This field is required."),
        ({"works": "perhaps"}, "Select a valid choice"),
    ],
)
def test_a_stretch_that_contradicts_itself_is_said_beside_the_field_and_kept(boris, practice, wrong, said):
    day = at_ten(2).date()
    answer = client_of(boris).post(CHANGE, stretch(day, **wrong))
    page = text_of(answer)
    assert answer.status_code == 400
    assert said in page
    assert 'value="14:00"' in answer.content.decode() or "ends" in wrong
    assert queries.exceptions_of(practice.pk, now().date()) == {}


def test_the_month_counts_and_marks_holidays(aigerim, boris, practice):
    booked(aigerim, practice)
    day = at_ten(2).date()
    answer = client_of(boris).get(CALENDAR, {"view": "month", "day": day.isoformat()})
    squares = {square.day: square for week in answer.context["weeks"] for square in week}
    assert (squares[day].sessions, squares[day].free, squares[day].is_worked) == (1, 8, True)
    holiday = client_of(boris).get(CALENDAR, {"view": "month", "day": "2026-12-16"})
    assert [one.day.day for week in holiday.context["weeks"] for one in week if one.is_holiday and one.is_shown] == [16]


def test_holidays_are_rested_on_by_one_box(boris, practice):
    client = client_of(boris)
    rules = vars(queries.timetable_of(practice.pk))
    names = ("zone", "session_minutes", "buffer_minutes", "step_minutes", "notice_minutes", "horizon_days")
    said = {name: rules[name] for name in names}
    assert client.post("/practice/plan/rules/", {**said, "rests_on_holidays": "on"}).status_code == 302
    assert queries.timetable_of(practice.pk).rests_on_holidays
    client.post("/practice/plan/rules/", said)
    assert not queries.timetable_of(practice.pk).rests_on_holidays


def period(first: date, last: date, **hours: str) -> dict[str, str]:
    return {"starts_on": first.isoformat(), "ends_on": last.isoformat(), **hours}


def test_a_period_is_made_changed_and_removed(boris, practice):
    client, first = client_of(boris), at_ten(3).date()
    weekday = first.weekday()
    evening = {f"{weekday}_from_0": "20:00", f"{weekday}_to_0": "21:00"}
    assert client.post(f"{PERIODS}new/", period(first, first, **evening)).status_code == 302
    [made] = queries.periods_of(practice.pk)
    pattern = queries.pattern_of(queries.timetable_of(practice.pk), first, first)
    assert pattern.hours(first) == (Hours(1200, 1260),)
    assert f'value="{first}"' in client.get(f"{PERIODS}{made.pk}/").content.decode()
    client.post(f"{PERIODS}{made.pk}/", period(first, first + timedelta(days=1)))
    assert [one.ends_on for one in queries.periods_of(practice.pk)] == [first + timedelta(days=1)]
    client.post(f"{PERIODS}{made.pk}/remove/")
    assert not queries.periods_of(practice.pk).exists()


def test_periods_that_overlap_and_hours_that_contradict_are_said_beside_the_field(boris, practice):
    client, first = client_of(boris), at_ten(3).date()
    client.post(f"{PERIODS}new/", period(first, first))
    answer = client.post(f"{PERIODS}new/", period(first - timedelta(days=1), first))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["starts_on"])
    backwards = client.post(f"{PERIODS}new/", period(first, first - timedelta(days=1)))
    assert list(backwards.context["form"].errors) == ["ends_on"]
    hours = {"0_from_0": "09:00", "0_to_0": "12:00", "0_from_1": "11:00", "0_to_1": "13:00"}
    crossed = client.post(f"{PERIODS}new/", period(first + timedelta(days=9), first + timedelta(days=9), **hours))
    assert list(crossed.context["form"].errors) == ["0_from_1"]
    assert queries.periods_of(practice.pk).count() == 1


def test_anothers_period_is_not_there(boris, practice, vera):
    others = practice_of(vera)
    day = at_ten(3).date()
    hers = operations.set_period(specialist_id=others.pk, starts_on=day, ends_on=day, week={}, at=now())
    client = client_of(boris)
    assert client.get(f"{PERIODS}{hers.pk}/").status_code == 404
    assert client.post(f"{PERIODS}{hers.pk}/", period(day, day)).status_code == 404
    assert client.post(f"{PERIODS}{hers.pk}/remove/").status_code == 404
    assert client_of(factories.zoe(at=now())).get(PERIODS).status_code == 404
    assert queries.periods_of(others.pk).count() == 1
