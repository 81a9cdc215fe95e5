"""What is read, as the desk sees it: a drawing, its tables, a file; for those who answer for the pages alone."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils.timezone import localdate

from harmonia.accounts import states
from harmonia.statistics.models import PageViews
from harmonia.statistics.rules import Stretch, stretches
from harmonia.web import charts
from harmonia.web.staff.readings import PAGES
from tests import factories
from tests.architecture.test_audiences import addresses

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PAGE, FILE = "/desk/readings/", "/desk/readings/file/"


def as_(role: str) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(factories.entered("Someone", role, number=41, language="en"))
    return client


def read(days_ago: int, page: str, language: str, views: int) -> None:
    day = localdate() - timedelta(days=days_ago)
    PageViews.objects.create(day=day, page=page, language=language, views=views)


@pytest.fixture
def _read() -> None:
    read(0, "public:sos", "kk", 3)
    read(1, "public:sos", "ru", 40)
    read(1, "public:home", "en", 2)
    read(27, "public:home", "ru", 1)
    read(28, "public:home", "ru", 1000)


@pytest.mark.usefixtures("_read")
def test_the_table_and_the_drawing_say_the_same() -> None:
    page = as_(states.ANALYST).get(PAGE).content.decode()
    drawn = [int(found) for found in re.findall(r"<title>[^<]+: (\d+)</title>", page)]
    by_day = page.partition('id="days"')[2]
    told = [int(found) for found in re.findall(r'<th scope="row">[^<]+</th><td>(\d+)</td>', by_day)]
    assert drawn == [1, *[0] * 25, 42, 3]
    assert told == drawn[::-1]
    assert "46 readings" in page
    assert f"the most, 42, on {(localdate() - timedelta(days=1)):%-d %b}" in page


@pytest.mark.usefixtures("_read")
def test_pages_stand_by_their_names_the_most_read_first() -> None:
    page = as_(states.EDITOR).get(PAGE).content.decode()
    by_page = page.partition('id="pages"')[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', by_page)
    assert [(name, re.findall(r">(\d+)</td>", cells)) for name, cells in rows] == [
        ("Help right now", ["3", "40", "0", "43"]), ("Front page", ["0", "1", "2", "3"]),
    ]  # fmt: skip


@pytest.mark.usefixtures("_read")
@pytest.mark.parametrize(
    ("asked", "bars", "total"), [("week", 7, 45), ("quarter", 13, 1046), ("year", 13, 1046), ("whatever", 28, 46)]
)
def test_how_far_back_is_chosen_and_nonsense_is_the_usual(asked: str, bars: int, total: int) -> None:
    page = as_(states.OWNER).get(PAGE, {"period": asked}).content.decode()
    assert page.count('class="chart-bar"') == bars
    assert f"{total:,} readings".replace(",", "\u202f") in page


@pytest.mark.usefixtures("_read")
def test_the_file_is_what_is_kept() -> None:
    answer = as_(states.ANALYST).get(FILE, {"period": "week"})
    today = localdate()
    assert list(csv.reader(io.StringIO(answer.content.decode()))) == [
        ["day", "page", "language", "views"],
        [str(today - timedelta(days=1)), "public:home", "en", "2"],
        [str(today - timedelta(days=1)), "public:sos", "ru", "40"],
        [str(today), "public:sos", "kk", "3"],
    ]
    assert f'filename="readings-{today - timedelta(days=6)}-{today}.csv"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("path", [PAGE, FILE])
@pytest.mark.parametrize("role", [states.SUPPORT, states.PRIVACY_OFFICER, states.VERIFIER, states.CLIENT])
def test_nobody_else_finds_it(role: str, path: str) -> None:
    assert as_(role).get(path).status_code == 404


def test_where_nothing_was_read_the_page_says_so_and_draws_nothing() -> None:
    page = as_(states.OWNER).get(PAGE).content.decode()
    assert "Nothing has been read in this time" in page
    assert '<svg class="chart' not in page


def test_every_page_that_is_counted_has_its_name() -> None:
    counted = {name for _, name, view in addresses(get_resolver().url_patterns) if hasattr(view, "counted")}
    assert counted == set(PAGES)


def test_one_page_and_three_ask_the_same_of_the_database(django_assert_max_num_queries: Any) -> None:
    client = as_(states.OWNER)
    client.get(PAGE)
    read(0, "public:home", "ru", 1)
    with django_assert_max_num_queries(50) as few:
        client.get(PAGE)
    read(0, "public:sos", "ru", 1)
    read(1, "public:sos", "kk", 1)
    with django_assert_max_num_queries(50) as more:
        client.get(PAGE)
    assert len(few) == len(more)


def test_stretches_are_of_one_length_and_end_today() -> None:
    days = [(date(2026, 11, number), number) for number in range(1, 16)]
    assert stretches(days, length=7) == [
        Stretch(date(2026, 11, 1), date(2026, 11, 1), 1),
        Stretch(date(2026, 11, 2), date(2026, 11, 8), 35),
        Stretch(date(2026, 11, 9), date(2026, 11, 15), 84),
    ]


@pytest.mark.parametrize(
    ("amount", "top"), [(0, 2), (1, 2), (3, 4), (7, 10), (13, 20), (42, 50), (100, 100), (401, 500)]
)
def test_the_upper_line_reads_easily(amount: int, top: int) -> None:
    assert charts.round_above(amount) == top


def test_bars_are_shares_of_the_drawing() -> None:
    chart = charts.bars([("Mon", 5), ("Tue", 10)])
    assert [(bar.x, bar.width, bar.y, bar.height) for bar in chart.bars] == [
        (6.25, 37.5, 50, 50),
        (56.25, 37.5, 0, 100),
    ]
    assert (chart.highest.name, chart.top, chart.middle, chart.ends) == ("Tue", 10, 5, ("Mon", "Tue"))
