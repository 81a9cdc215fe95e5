"""Our own counts: a day, a page, a language, and nobody."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from harmonia.statistics import operations, queries, rules
from harmonia.statistics.models import PageViews
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def rows() -> list[tuple[str, str, int]]:
    return list(PageViews.objects.order_by("page", "language").values_list("page", "language", "views"))


def reads(path: str, *, agent: str = READER, language: str = "ru", **headers: str) -> int:
    client = Client()
    client.cookies["language"] = language
    return client.get(path, headers={"User-Agent": agent, **headers}).status_code


def test_each_reading_is_one_more_of_its_day_page_and_language() -> None:
    for language in ("ru", "ru", "kk"):
        reads("/sos/", language=language)
    reads("/articles/")
    assert rows() == [("public:articles", "ru", 1), ("public:sos", "kk", 1), ("public:sos", "ru", 2)]


def test_the_table_has_no_place_for_a_reader() -> None:
    assert {field.name for field in PageViews._meta.get_fields()} == {"id", "day", "page", "language", "views"}


def test_what_was_looked_for_is_not_kept() -> None:
    reads("/specialists/?topic=grief")
    assert rows() == [("public:specialists", "ru", 1)]


@pytest.mark.parametrize(
    "agent",
    ["", "curl/8.5.0", "Googlebot/2.1 (+http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; YandexBot/3.0)",
     "python-requests/2.32", "TelegramBot (like TwitterBot)", "Mozilla/5.0 HeadlessChrome/140.0", "WhatsApp/2.23"],
)  # fmt: skip
def test_programs_are_left_out(agent: str) -> None:
    assert rules.is_robot(agent)
    assert reads("/sos/", agent=agent) == 200
    assert rows() == []


@pytest.mark.parametrize(
    "agent",
    [READER, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari",
     "Mozilla/5.0 (Linux; Android 16; CUBOT X90) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
     "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 YaBrowser/26.1 Safari/537.36"],
)  # fmt: skip
def test_people_are_not(agent: str) -> None:
    assert not rules.is_robot(agent)


def test_what_nobody_has_read_is_not_counted() -> None:
    reads("/sos/", **{"Sec-Purpose": "prefetch"})
    reads("/specialists/", **{"HX-Request": "true"})
    reads("/articles/no-such-article/")
    Client().head("/sos/", headers={"User-Agent": READER})
    assert rows() == []


def test_a_day_is_one_of_the_operators_zone_and_empty_days_are_shown() -> None:
    operations.count_view(page="public:home", language="ru", at=datetime(2026, 11, 21, 18, 59, tzinfo=UTC))
    operations.count_view(page="public:home", language="kk", at=datetime(2026, 11, 21, 19, 1, tzinfo=UTC))
    operations.count_view(page="public:home", language="kk", at=datetime(2026, 11, 21, 19, 2, tzinfo=UTC))
    since, until = date(2026, 11, 20), date(2026, 11, 22)
    assert queries.by_day(since, until) == [(since, 0), (date(2026, 11, 21), 1), (until, 2)]
    assert queries.by_page(since, until) == [queries.Reading("public:home", {"ru": 1, "kk": 2})]
    assert queries.by_page(until, until)[0].total == 2


def test_counting_asks_the_database_once(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]  # a savepoint, the count, its release
        operations.count_view(page="public:home", language="ru", at=NOW)
