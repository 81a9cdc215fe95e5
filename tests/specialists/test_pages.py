"""The directory, profiles and suggestions as a visitor and as Zoe see them."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking import queries as bookings
from harmonia.booking.rules.slots import Hours
from harmonia.specialists import operations
from harmonia.specialists.models import Specialist
from harmonia.specialists.states import Unlisted
from tests import factories
from tests.specialists import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
EVERY_DAY = {weekday: [Hours(540, 1080)] for weekday in range(7)}
ANSWERS = {"topics": ["anxiety", "trauma"], "language": "kk", "when": "", "price": "10000", "sex": "f", "method": ""}


@pytest.fixture
def practice(dana: Person) -> Callable[..., Specialist]:
    """practice(number=0, slug="…") -> listed today, free every day from nine to six."""

    def make(number: int = 0, *, open_hours: bool = True, **changes: Any) -> Specialist:
        person = factories.entered(f"S{number}", "specialist", number=30 + number)
        today = timezone.localdate()
        specialist = scene.listed(person, dana, checked_on=today, **{"slug": f"person-{number}", **changes})
        Specialist.objects.filter(pk=specialist.pk).update(listed_at=timezone.now() - timedelta(days=9))
        booking.open_practice(specialist_id=specialist.pk, zone="Asia/Almaty", at=timezone.now(), step_minutes=60)
        if open_hours:
            booking.set_week(specialist_id=specialist.pk, week=EVERY_DAY, at=timezone.now())
        return specialist

    return make


def shown(client: Client, query: str = "", **headers: str) -> list[str]:
    """Slugs in the order of the page."""
    page = client.get(f"/specialists/{query}", headers=headers).content.decode()
    return re.findall(r'<h3><a href="/specialists/([\w-]+)/">', page)


def test_the_directory_shows_who_is_listed_to_anyone(
    client: Client, practice: Callable[..., Specialist], boris: Person
) -> None:
    practice(1)
    scene.entered(boris, slug="nobody-verified")
    assert shown(client) == ["person-1"]
    client.force_login(factories.zoe())
    assert shown(client) == ["person-1"]


def test_an_unlisted_profile_is_the_same_as_a_missing_one(
    client: Client, practice: Callable[..., Specialist], boris: Person
) -> None:
    gone = practice(1)
    operations.unlist(specialist_id=gone.pk, because=Unlisted.OWN_WISH, by=None, at=timezone.now())
    missing, unlisted = client.get("/specialists/no-such-one/"), client.get("/specialists/person-1/")
    assert (missing.status_code, unlisted.status_code) == (404, 404)
    assert unlisted.content.decode().replace("person-1", "no-such-one") == missing.content.decode()
    assert client.get("/portraits/person-1.svg").status_code == 404


def test_filters_and_orders_of_the_form(client: Client, practice: Callable[..., Specialist]) -> None:
    practice(1, topics=["anxiety"], price_kzt=20_000, sex="f", practice_since_on=date(2001, 1, 1))
    practice(2, topics=["sleep"], price_kzt=9_000, sex="m", methods=["act"], practice_since_on=date(2010, 1, 1))
    practice(3, topics=["sleep", "anxiety"], price_kzt=14_000, languages=["en"], practice_since_on=date(2005, 1, 1))
    assert set(shown(client)) == {"person-1", "person-2", "person-3"}
    assert shown(client, "?sort=price") == ["person-2", "person-3", "person-1"]
    assert shown(client, "?sort=experience") == ["person-1", "person-3", "person-2"]
    assert set(shown(client, "?topic=anxiety")) == {"person-1", "person-3"}
    assert shown(client, "?topic=anxiety&price=15000") == ["person-3"]
    assert shown(client, "?language=en") == ["person-3"]
    assert shown(client, "?method=act&sex=m") == ["person-2"]
    assert shown(client, "?sex=f&price=10000") == []


def test_what_is_not_understood_is_left_out(client: Client, practice: Callable[..., Specialist]) -> None:
    practice(1)
    for query in ("?topic=astrology", "?page=-1", "?page=x", "?price=1e9", "?sort=name", "?when=never", "?page=٣"):
        assert shown(client, query) == ["person-1"]


def test_times_are_the_earliest_and_windows_hold(client: Client, practice: Callable[..., Specialist]) -> None:
    one, two = practice(1), practice(2)
    evening = {weekday: [Hours(19 * 60, 21 * 60)] for weekday in range(7)}
    booking.set_week(specialist_id=two.pk, week=evening, at=timezone.now())
    times = bookings.next_free([one.pk, two.pk], at=timezone.now())
    assert shown(client) == [f"person-{n}" for n in ((1, 2) if times[one.pk] <= times[two.pk] else (2, 1))]
    assert shown(client, "?when=evenings") == ["person-2"]
    assert shown(client, "?when=evenings&sort=price") == ["person-2"]
    assert shown(client, "?when=mornings&sort=experience") == ["person-1"]


def test_who_has_no_free_time_is_told_of_and_found_by_another_order(
    client: Client, practice: Callable[..., Specialist]
) -> None:
    practice(1)
    practice(2, open_hours=False)
    client.cookies["language"] = "en"
    page = client.get("/specialists/").content.decode()
    assert "1 more specialist fits and has no free time" in page
    assert set(shown(client, "?sort=experience")) == {"person-1", "person-2"}


def test_an_empty_result_says_what_to_do(client: Client, practice: Callable[..., Specialist]) -> None:
    client.cookies["language"] = "en"
    page = client.get("/specialists/?topic=loss").content.decode()
    assert "Try with one wish less" in page
    assert 'href="/specialists/">Show everyone' in page


def test_htmx_gets_the_part_and_a_browser_going_back_gets_the_whole(
    client: Client, practice: Callable[..., Specialist]
) -> None:
    practice(1)
    part = client.get("/specialists/", headers={"HX-Request": "true"})
    back = client.get("/specialists/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert part.content.lstrip().startswith(b'<section id="found"')
    assert back.content.startswith(b"<!doctype html>")
    assert "HX-Request" in part["Vary"]
    assert part.content.decode().strip() in client.get("/specialists/").content.decode()


def queries_of(client: Client, query: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/specialists/{query}").status_code == 200
    return len(asked)


def test_the_directory_costs_the_same_with_one_and_with_three(
    client: Client, practice: Callable[..., Specialist]
) -> None:
    asked = ("", "?sort=price", "?sort=experience", "?when=evenings", "?when=evenings&sort=price")
    practice(1)
    with_one = {query: queries_of(client, query) for query in asked}
    practice(2)
    practice(3)
    assert len(shown(client)) == 3
    assert {query: queries_of(client, query) for query in asked} == with_one
    assert max(with_one.values()) <= 6


def test_pages_follow_one_another_without_losing_anyone(client: Client, practice: Callable[..., Specialist]) -> None:
    for number in range(14):
        practice(number)
    for sort in ("earliest", "price"):
        first, second = shown(client, f"?sort={sort}"), shown(client, f"?sort={sort}&page=2")
        assert (len(first), len(second)) == (12, 2)
        assert set(first) | set(second) == {f"person-{number}" for number in range(14)}
    assert shown(client, "?page=9") == []


def test_a_profile_shows_what_the_law_publishes(
    client: Client, practice: Callable[..., Specialist], django_assert_num_queries: Any
) -> None:
    specialist = practice(1)
    with django_assert_num_queries(5):
        page = client.get("/specialists/person-1/").content.decode()
    for said in (specialist.display_name, specialist.register_number, "2003–2008", "Спокойный разговор", "12\u202f000"):
        assert said in page
    when = bookings.next_free([specialist.pk], at=timezone.now())[specialist.pk]
    slot = re.search(r'href="/me/book/person-1/\?at=([^"]+)"', page)
    assert slot is not None
    assert datetime.fromisoformat(slot[1].replace("%3A", ":").replace("%2B", "+")) == when


def test_structured_data_is_true_json_under_the_nonce_and_cannot_break_out(
    client: Client, practice: Callable[..., Specialist]
) -> None:
    practice(1, display_name="</script><script>alert(1)</script>")
    response = client.get("/specialists/person-1/")
    page = response.content.decode()
    element = re.search(r'<script type="application/ld\+json" nonce="([^"]+)">(.*?)</script>', page, re.S)
    assert element is not None
    assert f"'nonce-{element[1]}'" in response["Content-Security-Policy"]
    facts = json.loads(element[2])
    assert facts["name"] == "</script><script>alert(1)</script>"
    assert facts["makesOffer"] == {"@type": "Offer", "price": 12_000, "priceCurrency": "KZT"}
    assert "<script>alert" not in page


def test_a_portrait_may_run_and_load_nothing(client: Client, practice: Callable[..., Specialist]) -> None:
    practice(1, photo="portraits/person-1.svg")
    assert client.get("/portraits/person-1.svg").status_code == 404
    default_storage.save("portraits/person-1.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    try:
        response = client.get("/portraits/person-1.svg")
    finally:
        default_storage.delete("portraits/person-1.svg")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/svg+xml", "nosniff")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_suggestions_show_their_reasons_and_the_way_to_a_free_choice(
    client: Client, practice: Callable[..., Specialist]
) -> None:
    practice(1, sex="m", topics=["anxiety"], price_kzt=15_000)
    practice(2, sex="f", topics=["anxiety", "trauma"], price_kzt=10_000)
    client.cookies["language"] = "en"
    response = client.post("/match/", ANSWERS)
    page = response.content.decode()
    assert re.findall(r'<h3><a href="/specialists/([\w-]+)/">', page) == ["person-2", "person-1"]
    for said in (
        "Works with 2 of the 2 topics you named: anxiety, trauma",
        "Together 80 of 80",
        "A man; you wished for a woman",
        "Costs 5\u202f000\u202f₸ more than you named",
        'href="/specialists/">Choose freely among everyone',
        "answer within 3 working days",
        "/requests/?kind=objection",
    ):
        assert said in page
    assert response["Cache-Control"] == "no-store"


def test_answers_are_stored_nowhere(client: Client, practice: Callable[..., Specialist]) -> None:
    practice(1)
    client.force_login(factories.zoe())
    with CaptureQueriesContext(connection) as asked:
        response = client.post("/match/", ANSWERS)
    written = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "trauma" in sql or "10000" in sql] == []
    assert response.status_code == 200
    assert "trauma" not in response.headers.get("Location", "")


def test_an_open_questionnaire_suggests_whoever_is_free_first(
    client: Client, practice: Callable[..., Specialist]
) -> None:
    practice(1, open_hours=False)
    practice(2)
    client.cookies["language"] = "en"
    page = client.post("/match/", {}).content.decode()
    assert re.findall(r'<h3><a href="/specialists/([\w-]+)/">', page) == ["person-2", "person-1"]
    assert "You left everything open" in page


def test_the_questionnaire_refuses_what_it_did_not_ask(client: Client, db: None) -> None:
    for strange in ({"diagnosis": "F41"}, {"topics": ["astrology"]}, {"sex": "x"}):
        response = client.post("/match/", {**ANSWERS, **strange})
        assert b"data-questionnaire" in response.content
    assert client.get("/match/?topics=anxiety").status_code == 200
