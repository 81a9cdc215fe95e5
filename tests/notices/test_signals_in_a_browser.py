"""A signal in a real browser: what our service worker makes of it, and where a press on it leads.

Chromium's own protocol hands the signal to the worker as its push service would. A press that a program makes opens no
window (the browser asks for a hand), so what the worker asks the browser to open or to bring forward is what is read.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, Page, Worker

from harmonia.accounts.models import Person
from harmonia.notices.rules import signals
from tests.notices.conftest import send

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
SHOWN = """async () => (await registration.getNotifications()).map(
    ({ title, body, lang, tag, data }) => ({ title, body, lang, tag, data }))"""
PRESS = """async () => {
    self.asked = [];
    for (const [thing, name] of [[self.clients, "openWindow"], [WindowClient.prototype, "focus"]])
        Object.defineProperty(thing, name, { configurable: true, value: async function (to) {
            self.asked.push([name, to ?? new URL(this.url).pathname]) } });
    const [notification] = await registration.getNotifications();
    const press = new NotificationEvent("notificationclick", { notification });
    self.dispatchEvent(press);
    while (!self.asked.length) await new Promise((soon) => setTimeout(soon, 20));
    return { asked: self.asked, left: (await registration.getNotifications()).length };
}"""


@pytest.fixture(scope="module")
def chromium(whole_chromium: Browser) -> Browser:
    return whole_chromium


@pytest.fixture
def browser_of(
    visit: Callable[..., Page], live_server: Any, client: Client, aigerim: Person
) -> Callable[[], tuple[Page, Worker]]:
    """Signed in, with the permission given and the service worker at work."""

    def open_it() -> tuple[Page, Worker]:
        page = visit(live_server.url, "/cookies/", language="kk")
        page.context.grant_permissions(["notifications"], origin=live_server.url)
        client.force_login(aigerim)
        session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
        page.context.add_cookies([session])  # type: ignore[list-item]  # a cookie is a plain dictionary
        visit(live_server.url, "/me/notices/devices/", page=page)
        page.evaluate("async () => { await navigator.serviceWorker.ready }")
        [worker] = page.context.service_workers
        return page, worker

    return open_it


def hand_over(page: Page, data: str) -> None:
    """As the push service does, by the browser's own protocol."""
    line = page.context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda said: registrations.extend(said["registrations"]))
    line.send("ServiceWorker.enable")
    while not registrations:
        page.wait_for_timeout(20)
    origin = page.evaluate("location.origin")
    registration = registrations[-1]["registrationId"]
    line.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": registration, "data": data})
    line.detach()


def shown(page: Page, worker: Worker) -> list[dict[str, Any]]:
    for _ in range(500):
        found: list[dict[str, Any]] = worker.evaluate(SHOWN)
        if found:
            return found
        page.wait_for_timeout(20)
    return []


def test_a_signal_shows_that_there_is_a_notice_and_a_press_leads_to_the_inbox(
    browser_of: Callable[[], tuple[Page, Worker]], aigerim: Person, folder: Any, live_server: Any
) -> None:
    send("payment.refunded", aigerim, amount_kzt=12345)
    page, worker = browser_of()
    with translation.override("kk"):
        said = signals.words().decode()
    hand_over(page, said)
    [notification] = shown(page, worker)
    assert notification == {"title": "Harmonia", "body": "Сізге хабар бар", "lang": "kk", "tag": "notice", "data": None}
    assert worker.evaluate(PRESS) == {"asked": [["openWindow", "/me/notices/"]], "left": 0}
    page.goto(live_server.url + "/me/notices/")
    hand_over(page, said)
    hand_over(page, said)
    assert len(shown(page, worker)) == 1, "several are one"
    assert worker.evaluate(PRESS) == {"asked": [["focus", "/me/notices/"]], "left": 0}


def test_what_is_not_ours_is_shown_without_a_word_of_it(browser_of: Callable[[], tuple[Page, Worker]]) -> None:
    page, worker = browser_of()
    hand_over(page, "You have won")
    [notification] = shown(page, worker)
    assert (notification["title"], notification["body"]) == ("Harmonia", "")
