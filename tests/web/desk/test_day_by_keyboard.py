"""A day of the staff by the keyboard alone, in a real browser, until every queue is empty; axe looks at each page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from harmonia.privacy.models import Request
from harmonia.rooms.models import SafetyCase
from harmonia.support.models import Letter
from tests import factories
from tests.browser import overflow, press_to, shot, violations
from tests.web.desk import waiting

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
Visit = Callable[..., Page]


def at_desk(visit: Visit, live_server: Any, person: Any, **look: Any) -> Page:
    client = Client()
    client.force_login(person)
    factories.confirmed(client)
    page = visit(live_server.url, "/sos/", language="en", **look)
    session = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    return visit(live_server.url, "/desk/", page=page)


def looked_at(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert violations(page) == []
    assert overflow(page) == 0


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def gone_on(page: Page, *keys: str) -> None:
    with page.expect_navigation():
        press(page, *keys)


def chosen(page: Page, label: str, words: str) -> None:
    """In a list of choices, by its first letters, as one does."""
    press_to(page, label)
    page.keyboard.type(words)


def test_supports_day(visit: Visit, live_server: Any) -> None:
    """Two letters and a case: taken on the list or on the page, put aside or closed, until all is empty."""
    letters = [waiting.one("letter") for _ in range(2)]
    case = waiting.one("case")
    page = at_desk(visit, live_server, factories.olga(language="en"))
    looked_at(page, "Desk")
    press(page, "?")
    expect(page.get_by_text("the next one")).to_be_visible()
    assert violations(page) == []
    shot(page, "desk-keys")
    press(page, "?")
    for pk in letters:
        to_queue(page, "Letters")
        gone_on(page, "j", "t")
        looked_at(page, "A letter")
        expect(page.get_by_text("yours", exact=True)).to_be_visible()
        press_to(page, "Not a request")
        gone_on(page, "Enter")
        gone_on(page, "b")
        assert Letter.objects.get(pk=pk).state == "not_a_request"
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    to_queue(page, "After sessions")
    looked_at(page, "After sessions")
    gone_on(page, "ArrowDown", "Enter")
    gone_on(page, "t")
    gone_on(page, "g")
    looked_at(page, "After sessions")
    gone_on(page, "j", "t")
    looked_at(page, "A contested outcome")
    chosen(page, "How it ended", "talked")
    press_to(page, "What was done")
    page.keyboard.type("Talked. That gate just hit the back? jkbgt")
    press_to(page, "Close")
    gone_on(page, "Enter")
    assert SafetyCase.objects.get(pk=case).state == "closed"
    page.goto(live_server.url + "/desk/")
    expect(page.get_by_text("All your queues are empty")).to_be_visible()
    looked_at(page, "Desk")
    shot(page, "desk-empty")
    assert page.complaints == []  # type: ignore[attr-defined]


def to_queue(page: Page, title: str) -> None:
    """Over the desk's own list with J, and in."""
    page.goto(page.url.split("/desk/")[0] + "/desk/")
    for _ in range(12):
        press(page, "j")
        if page.evaluate("document.activeElement.innerText") == title:
            gone_on(page, "Enter")
            return
    raise AssertionError(f"J never came to {title}")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_officers_day(visit: Visit, live_server: Any, width: int) -> None:
    """A request is answered in words; the keys are silent while he types, and turned off they stay silent."""
    asked = waiting.one("request")
    factories.entered("Timur", "privacy_officer", number=9, language="en")
    page = at_desk(visit, live_server, factories.pavel(language="en"), width=width)
    looked_at(page, "Desk")
    shot(page, f"desk-{width}")
    to_queue(page, "Requests about data")
    looked_at(page, "Requests about data")
    gone_on(page, "k", "t")
    gone_on(page, "h")
    looked_at(page, "Hand it over")
    shot(page, f"desk-hand-over-{width}")
    gone_on(page, "b")
    press_to(page, "Answer and close", most=120)
    press(page, "Shift+Tab")
    page.keyboard.type("That back gate: just talk, k? g t h b j")
    press(page, "Tab")
    gone_on(page, "Enter")
    expect(page.get_by_role("heading", name="Nothing is open")).to_be_visible()
    looked_at(page, "Requests about data")
    assert Request.objects.get(pk=asked).state == "done"
    page.goto(live_server.url + "/desk/audit/")
    looked_at(page, "What was done")
    expect(page.get_by_text("request.assigned")).to_be_visible()
    shot(page, f"desk-audit-{width}")
    waiting.one("request")
    page.goto(live_server.url + "/desk/requests/")
    press_to(page, "Keys")
    press(page, "Enter")
    press_to(page, "Keys are on")
    press(page, "Enter", "j")
    assert page.evaluate("document.activeElement.dataset.item") is None
    page.reload()
    press(page, "j")
    assert page.evaluate("document.activeElement.dataset.item") is None
    assert page.complaints == []  # type: ignore[attr-defined]
