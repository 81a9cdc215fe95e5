"""Paying, letters and the desk in a real browser: axe finds nothing, nothing scrolls sideways, no rule is broken.

And the redirect of the form to the bank passes the content policy.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from harmonia.booking.models import Appointment
from harmonia.notices import operations as notices
from tests import factories
from tests.browser import overflow, shot, violations
from tests.payments.conftest import attempt
from tests.payments.test_pages import confirm, held_for, order_of

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
Visit = Callable[..., Page]
LOOKS = [("kk", 360, "dark"), ("ru", 1280, "light")]


@pytest.fixture
def held(db: None) -> Appointment:
    return held_for(factories.aigerim())


def open_as(visit: Visit, live_server: Any, person: Any, path: str, look: tuple[str, int, str]) -> Page:
    language, width, theme = look
    type(person).objects.filter(pk=person.pk).update(language=language)
    client = Client()
    client.force_login(person)
    factories.confirmed(client)
    page = visit(live_server.url, "/sos/", language=language, width=width, theme=theme)
    session = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    return visit(live_server.url, path, page=page)


def check(page: Page, name: str, look: tuple[str, int, str]) -> None:
    shot(page, f"{name}-{'-'.join(map(str, look))}")
    assert violations(page) == []
    assert overflow(page) == 0
    assert page.complaints == []  # type: ignore[attr-defined]  # the page carries what was said on it


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_of_paying(visit: Visit, live_server: Any, held: Appointment, look: tuple[str, int, str]) -> None:
    def see(name: str, shown: str) -> None:
        path = reverse(f"client:{name}", args=[held.pk])
        check(open_as(visit, live_server, held.client, path, look), shown, look)

    see("pay", "pay")
    attempt(order_of(held))
    see("paid", "paid-waiting")
    order_of(held).payments.all().delete()
    confirm(held)
    see("paid", "paid-booked")
    see("receipt", "receipt")
    page = open_as(visit, live_server, held.client, reverse("client:payments"), look)
    check(page, "payments", look)


@pytest.mark.parametrize("look", LOOKS)
def test_the_form_leads_to_the_bank_and_back(
    visit: Visit, live_server: Any, held: Appointment, bank: Any, settings: Any, look: tuple[str, int, str]
) -> None:
    settings.PUBLIC_ADDRESS = settings.INNER_ADDRESS = live_server.url
    page = open_as(visit, live_server, held.client, reverse("client:pay", args=[held.pk]), look)
    page.click("#pay")
    page.wait_for_url(f"{bank.address}/pay/**")
    check(page, "bank", look)
    page.fill("#card", "4242424242424242")
    page.click("button.main")
    page.wait_for_url("**/paid/")
    page.wait_for_selector(".notice-good")
    held.refresh_from_db()
    assert held.state == "booked"
    assert page.complaints == []  # type: ignore[attr-defined]  # the page carries what was said on it


@pytest.mark.parametrize("look", LOOKS)
def test_the_inbox_the_mailbox_and_the_way_out(
    visit: Visit, live_server: Any, tmp_path: Path, settings: Any, look: tuple[str, int, str]
) -> None:
    settings.DEMO, settings.LETTERS_DIR, settings.PUBLIC_ADDRESS = True, tmp_path, live_server.url
    aigerim = factories.aigerim(language=look[0])
    at = timezone.now()
    facts = {"starts_at": at.isoformat(), "path": "/me/"}
    for notice in notices.send("booking.booked", person_id=aigerim.pk, at=at, facts=facts):
        notices.deliver(notice_id=notice.pk, at=at)
    check(open_as(visit, live_server, aigerim, reverse("client:notices"), look), "notices", look)
    page = open_as(visit, live_server, aigerim, "/mailbox/", look)
    check(page, "mailbox", look)
    page.click("main li:has(.badge:not(:text('SMS'))) a")
    page.frame_locator("iframe").locator("a.button").wait_for()
    check(page, "mailbox-letter", look)
    way_out = page.frame_locator("iframe").locator(".foot a").get_attribute("href")
    page.goto(str(way_out))
    check(page, "unsubscribe", look)
    page.click("main form button")
    page.wait_for_selector(".notice-good")
    check(page, "unsubscribed", look)


@pytest.mark.parametrize("look", LOOKS)
def test_the_desk(visit: Visit, live_server: Any, held: Appointment, look: tuple[str, int, str]) -> None:
    confirm(held)
    olga = factories.olga(language=look[0])
    page = open_as(visit, live_server, olga, reverse("staff:sessions"), look)
    check(page, "desk", look)
    page.select_option("select[name=state]", "cancelled")
    page.wait_for_selector(".empty")
    check(open_as(visit, live_server, olga, reverse("staff:payments"), look), "desk-payments", look)
