"""What Chromium's own log of the network says of others' counters: nobody is asked before a yes, nobody after a no."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Browser, Page

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from tests.browser import CHROMIUM, FLAGS, context_of_a_person, listen, overflow, shot, violations
from tests.web import counting_house
from tests.web.counting_house import House

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
GOOGLE, YANDEX = "G-TEST12345", "98765432"
THEIRS = {"www.googletagmanager.com", "region1.google-analytics.com", "mc.yandex.ru"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    started = counting_house.start(tmp_path_factory.mktemp("counters"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def world(chromium: Browser, house: House) -> Iterator[Browser]:
    """A browser to which every host of the world is the counting house, and to which its certificate is good."""
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{house.port}, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    flags = [*FLAGS, rules, "--ignore-certificate-errors"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def visitor(world: Browser, house: House, live_server: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    settings.GOOGLE_ANALYTICS_ID, settings.YANDEX_METRICA_ID = GOOGLE, YANDEX
    consent.publish_edition(now())
    house.asked.clear()
    contexts = []

    def come(**options: Any) -> Page:
        contexts.append(context_of_a_person(world, live_server.url, service_workers="block", **options))
        page = contexts[-1].new_page()
        listen(page)
        foreign: list[str] = []
        page.foreign = foreign  # type: ignore[attr-defined]  # the page carries whom it asked
        page.on("request", lambda each: None if each.url.startswith(live_server.url) else foreign.append(each.url))
        page.goto(live_server.url + "/articles/")
        return page

    yield come
    for context in contexts:
        context.close()


def said_yes(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).first.click()
    page.wait_for_load_state("networkidle")


def cookies(page: Page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def abroad(page: Page) -> list[str]:
    found: list[str] = page.foreign  # type: ignore[attr-defined]  # set by `come`
    return found


def test_nobody_is_asked_before_a_yes_and_nobody_after_a_no(
    visitor: Callable[..., Page], house: House, live_server: Any
) -> None:
    page = visitor(language="en")
    page.goto(live_server.url + "/")
    page.wait_for_load_state("networkidle")
    assert (abroad(page), house.asked, cookies(page)) == ([], [], {"language"})
    said_yes(page, "Yes, both")
    assert house.hosts() == THEIRS
    assert cookies(page) == {"language", "cookie_choice", "_ga", "_ga_TEST12345", "_ym_uid", "_ym_d"}
    hits = {each.path: each.said for each in house.asked if each.path in ("/g/collect", f"/watch/{YANDEX}")}
    assert (hits["/g/collect"]["dl"], hits["/g/collect"]["dr"]) == (live_server.url + "/", "")
    assert hits[f"/watch/{YANDEX}"] == {"page-url": live_server.url + "/", "page-ref": ""}
    assert {each.referrer for each in house.asked if each.path.endswith("js")} == {""}
    assert page.complaints == []  # type: ignore[attr-defined]  # set by tests.browser

    page.goto(live_server.url + "/cookies/")
    page.wait_for_load_state("networkidle")
    shot(page, "counters-settings-en-1280-light")
    house.asked.clear()
    said_yes(page, "No, Google Analytics may not")
    assert {each for each in cookies(page) if each.startswith("_ga")} == set()
    assert {each.host for each in house.asked} <= {"mc.yandex.ru"}
    said_yes(page, "No, Yandex.Metrica may not")
    assert cookies(page) == {"language", "cookie_choice"}
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('_ym'))") == []
    house.asked.clear()
    abroad(page).clear()
    for path in ("/", "/articles/", "/cookies/"):
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
    assert (abroad(page), house.asked) == ([], [])


def test_a_no_in_one_window_stops_the_counter_in_another(
    visitor: Callable[..., Page], house: House, live_server: Any
) -> None:
    page = visitor(language="en")
    said_yes(page, "Google Analytics alone")
    other = page.context.new_page()
    other.goto(live_server.url + "/cookies/")
    other.wait_for_load_state("networkidle")
    house.asked.clear()
    said_yes(other, "No, Google Analytics may not")
    page.goto(live_server.url + "/sos/")  # what leaves the page would send one more hit
    page.wait_for_load_state("networkidle")
    assert house.asked == []


def test_whoever_is_signed_in_is_counted_by_nobody_else(
    visitor: Callable[..., Page], house: House, live_server: Any, client: Client, enter: Callable[..., Person]
) -> None:
    page = visitor(language="en")
    said_yes(page, "Yes, both")
    client.force_login(enter("aigerim", language="en"))
    session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    page.context.add_cookies([session])  # type: ignore[list-item]  # a cookie is a plain dictionary
    page.goto(live_server.url + "/sos/")  # what leaves the page before sends its last hit
    page.wait_for_load_state("networkidle")
    house.asked.clear()
    abroad(page).clear()
    for path in ("/", "/cookies/", "/me/", "/sos/", "/room/00000000-0000-0000-0000-000000000000/"):
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
    assert (abroad(page), house.asked) == ([], [])


def test_without_a_script_the_answer_is_one_button_and_the_question_looks_well(
    visitor: Callable[..., Page], house: House, live_server: Any
) -> None:
    for theme, width in (("light", 360), ("dark", 360), ("light", 1280)):
        page = visitor(language="kk" if width == 360 else "ru", theme=theme, width=width, java_script_enabled=True)
        shot(page, f"counters-question-{width}-{theme}")
        assert violations(page) == []
        assert overflow(page) == 0
        sizes = page.locator(".counters-answers button").evaluate_all(
            "buttons => buttons.map(b => [Math.round(b.getBoundingClientRect().width), b.offsetHeight])"
        )
        assert len({tuple(size) for size in sizes}) == 1, sizes
    page = visitor(language="en", java_script_enabled=False)
    page.get_by_role("button", name="No, nobody").click()
    assert page.url == live_server.url + "/articles/"
    assert page.locator("[data-counters-answer]").count() == 0
    page = visitor(language="en", java_script_enabled=False)
    page.goto(live_server.url + "/cookies/")
    shot(page, "counters-settings-unanswered")
    page.get_by_role("button", name="Yes, Google Analytics may count").click()
    assert "You said yes" in page.locator("main").inner_text()
    assert [each for each in house.asked if each.path != "/gtag/js"] == []


def test_where_no_cookie_is_kept_he_is_told_so(visitor: Callable[..., Page], live_server: Any) -> None:
    page = visitor(language="en")
    page.context.route("**/cookies/answer/", lambda route: _without_cookies(page, route))
    said_yes(page, "Yes, both")
    assert "Your browser keeps no cookies" in page.inner_text("h1")
    assert violations(page) == []
    page.get_by_role("link", name="Back to where you were").click()
    assert page.url == live_server.url + "/articles/"


def _without_cookies(page: Page, route: Any) -> None:
    """What a browser that blocks every cookie makes of our answer."""
    answer = route.fetch(max_redirects=0)
    page.context.clear_cookies(name="cookie_choice")
    headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
    route.fulfill(status=answer.status, headers=headers)
