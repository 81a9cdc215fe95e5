"""The pages as a browser shows them: nothing for axe to find, no sideways scrolling, no broken rule; pictures kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from harmonia.accounts.models import Person, SignIn
from tests.browser import overflow, press_to, shot, violations

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
Visit = Callable[..., Page]
PATHS = {"home": "/", "sos": "/sos/", "privacy": "/privacy/", "styleguide": "/styleguide/", "cookies": "/cookies/"}


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PATHS)
def test_a_phone_shows_it_well(visit: Visit, live_server: Any, name: str, theme: str) -> None:
    page = visit(live_server.url, PATHS[name], language="kk", width=360, theme=theme)
    shot(page, f"{name}-kk-360-{theme}")
    assert violations(page) == []
    assert overflow(page) == 0
    assert page.complaints == []


@pytest.mark.parametrize("name", PATHS)
def test_a_desk_shows_it_well(visit: Visit, live_server: Any, name: str) -> None:
    page = visit(live_server.url, PATHS[name], language="ru", width=1280)
    shot(page, f"{name}-ru-1280-light")
    assert violations(page) == []
    assert page.complaints == []


def test_the_missing_page_shows_well(visit: Visit, live_server: Any) -> None:
    page = visit(live_server.url, "/no-such-page", language="ru", width=360)
    shot(page, "missing-ru-360-light")
    assert violations(page) == []
    assert overflow(page) == 0


def test_twice_as_large_letters_need_no_sideways_scrolling(visit: Visit, live_server: Any) -> None:
    """200 % zoom of a 1280 px window is a window of 640 px; 400 % is 320 px (WCAG 1.4.10)."""
    for width in (640, 320):
        page = visit(live_server.url, "/privacy/", language="kk", width=width)
        assert overflow(page) == 0


def test_help_is_there_without_a_network_in_the_language_last_spoken(visit: Visit, live_server: Any) -> None:
    page = visit(live_server.url, "/cookies/", language="kk", width=360)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    visit(live_server.url, "/privacy/", page=page)
    page.context.set_offline(True)
    visit(live_server.url, "/specialists/", page=page)
    assert page.locator('a[href="tel:112"]').is_visible()
    assert page.locator("html").get_attribute("lang") == "kk"
    assert page.evaluate("getComputedStyle(document.querySelector('.button-warm')).borderRadius") != "0px"
    kept = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => "
        "(await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat())"
    )
    assert {path for path in kept if not path.startswith("/static/")} == {
        "/offline/kk/",
        "/offline/ru/",
        "/offline/en/",
        "/language",
    }


def test_leaving_quickly_by_key_and_by_button(visit: Visit, live_server: Any) -> None:
    for leave in (lambda page: page.locator("[data-quick-exit]").click(), _escape_twice):
        page = visit(live_server.url, "/cookies/", language="ru", width=360)
        visit(live_server.url, "/sos/", page=page)
        page.route("https://*.wikipedia.org/**", lambda route: route.fulfill(body="<p>elsewhere"))
        leave(page)
        page.wait_for_url("https://ru.wikipedia.org/")
        page.go_back()
        assert not page.url.endswith("/sos/")


def test_leaving_quickly_signs_out(
    visit: Visit, live_server: Any, client: Client, enter: Callable[..., Person]
) -> None:
    client.force_login(enter("aigerim"))
    page = visit(live_server.url, "/cookies/", language="ru", width=360)
    session = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    visit(live_server.url, "/sos/", page=page)
    page.route("https://*.wikipedia.org/**", lambda route: route.fulfill(body="<p>elsewhere"))
    assert living_sign_ins() == 1
    _escape_twice(page)
    page.wait_for_url("https://ru.wikipedia.org/")
    for _ in range(50):  # the request outlives the page
        if living_sign_ins() == 0:
            break
        page.wait_for_timeout(100)
    assert living_sign_ins() == 0


def living_sign_ins() -> int:
    return SignIn.objects.filter(ended_at=None).exclude(person=None).count()


def _escape_twice(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def test_the_theme_is_chosen_by_keyboard_and_remembered(visit: Visit, live_server: Any) -> None:
    page = visit(live_server.url, "/", language="en", width=1280, theme="light")
    press_to(page, "Menu")
    page.keyboard.press("Enter")
    press_to(page, "Dark theme")
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(25, 22, 20)"


def test_the_language_is_switched_by_keyboard_and_the_page_kept(visit: Visit, live_server: Any) -> None:
    page = visit(live_server.url, "/sos/", language="ru", width=360)
    press_to(page, "RU")
    page.keyboard.press("Enter")
    press_to(page, "Қазақша")
    page.keyboard.press("Enter")
    page.wait_for_selector('html[lang="kk"]')
    assert page.url.endswith("/sos/")


def test_the_first_tab_skips_to_the_content(visit: Visit, live_server: Any) -> None:
    page = visit(live_server.url, "/", language="en", width=360)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
