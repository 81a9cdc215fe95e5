"""The page that asks anew, and the journal's: whole on a phone and on a desk, by keyboard, light and dark."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.journal import operations as journal
from tests import factories
from tests.browser import overflow, press_to, shot, violations
from tests.journal.test_journal import append, seal_all

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
LOOKS = [("kk", 360, "dark"), ("ru", 1280, "light")]


@pytest.fixture
def widened(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Person]:
    def make(language: str) -> Person:
        consent.publish_edition(now())
        person = factories.aigerim(language=language, at=now())
        for key, purpose in (("service", policy.REPORTING), ("confidentiality", None)):
            today = policy.AGREEMENTS[key]
            wider = {"purposes": (*today.purposes, purpose), "recipients": (*today.recipients, "google")}
            monkeypatch.setitem(policy.AGREEMENTS, key, replace(today, **wider) if purpose else today)
        consent.publish_edition(now())
        return person

    return make


def faults(page: Page) -> tuple[list[str], int, list[str]]:
    return violations(page), overflow(page), page.complaints  # type: ignore[attr-defined]  # set by tests.browser


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_signing_in_asks_and_no_goes_on_by_keyboard(
    language: str,
    width: int,
    theme: str,
    visit: Callable[..., Page],
    live_server: Any,
    widened: Callable[[str], Person],
) -> None:
    widened(language)
    page = visit(live_server.url, "/sign-in/", language=language, width=width, theme=theme)
    page.fill("input[name=email]", "aigerim@example.kz")
    page.fill("input[name=password]", factories.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/agreements/new/**")
    assert faults(page) == ([], 0, [])
    shot(page, f"renew-{language}-{width}-{theme}")
    press_to(page, {"kk": "Жоқ, бұрынғыдай қалсын", "ru": "Нет, оставить как было"}[language])
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")
    assert faults(page) == ([], 0, [])


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_the_journals_page_is_whole(
    language: str, width: int, theme: str, visit: Callable[..., Page], live_server: Any
) -> None:
    for _ in range(3):
        append(3)
        seal_all()
        journal.checkpoint(now())
    page = visit(live_server.url, "/privacy/journal/", language=language, width=width, theme=theme)
    shot(page, f"journal-{language}-{width}-{theme}")
    assert faults(page) == ([], 0, [])
