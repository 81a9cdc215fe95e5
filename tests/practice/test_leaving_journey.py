"""A specialist leaves: his client is told, chooses another and what goes over, and meets the new one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking.models import Appointment
from harmonia.notices.models import Notice
from harmonia.practice import tasks
from harmonia.specialists.models import Specialist
from tests import factories
from tests.booking import scene as bookings
from tests.browser import overflow, shot, violations
from tests.practice.scene import write
from tests.web.booking.conftest import practice_of
from tests.web.booking.test_looks import come_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
SUMMARY = "Восемь недель работали со сном; помогает дневник. Продолжить с тревогой по вечерам."
PRIVATE = "Моя гипотеза, которую не увидит никто."


def whole(page: Page, name: str) -> None:
    shot(page, f"leaving-{name}")
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]  # set by tests.browser
    faults = (violations(page), overflow(page), [each for each in complaints if "422" not in each])
    assert faults == ([], 0, []), name


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_from_the_last_day_to_the_first_session_with_another(
    visit: Callable[..., Page], live_server: Any, aigerim: Person, boris: Person, practice: Specialist
) -> None:
    vera = factories.vera(at=now() - timedelta(days=400))
    other = practice_of(vera, display_name="Вера Ким", slug="vera-kim")
    write(boris, aigerim, parts={"understood": PRIVATE}, at=now())
    his = come_in(visit, live_server.url, boris, "ru", width=360, theme="dark")
    hers = come_in(visit, live_server.url, aigerim, "ru", width=360, theme="light")
    _leaves(his, live_server.url)
    tasks.settle_leaving(specialist_id=str(practice.pk))
    assert Appointment.objects.get(specialist=practice, state="cancelled").client == aigerim
    _chooses(hers, live_server.url, aigerim)
    _writes(his, live_server.url)
    _approves_and_books(hers, live_server.url, practice, other)
    page = come_in(visit, live_server.url, vera, "ru", width=1280, theme="light")
    page.goto(f"{live_server.url}/practice/clients/{aigerim.pk}/")
    whole(page, "received")
    said = page.locator("main").inner_text()
    assert SUMMARY in said
    assert PRIVATE not in said


def _leaves(page: Page, origin: str) -> None:
    page.goto(f"{origin}/practice/clients/")
    page.get_by_role("link", name="Закончить практику здесь").click()
    page.locator("[name=last_on]").fill(localdate().isoformat())
    press(page, "Закончить практику")
    assert page.locator("#id_sure_error").is_visible()
    whole(page, "not-sure")
    page.locator("[name=sure]").check()
    press(page, "Закончить практику")
    whole(page, "said")


def _chooses(page: Page, origin: str, client: Person) -> None:
    told = Notice.objects.get(person=client, event="practice.left", channel="cabinet")
    page.goto(f"{origin}/me/notices/{told.pk}/")
    leads_to = page.get_by_role("link", name="Посмотреть и выбрать").get_attribute("href")
    page.goto(f"{origin}{urlsplit(leads_to or '').path}")  # the letter's own address is the product's, not the test's
    whole(page, "choice")
    page.locator("[name=summary]").check()
    page.locator("[name=attendance]").check()
    page.get_by_label("Вера Ким").check()
    press(page, "Передать это")
    whole(page, "asked")


def _writes(page: Page, origin: str) -> None:
    page.goto(f"{origin}/practice/clients/")
    page.get_by_role("link", name="Написать").click()
    whole(page, "summary")
    page.locator("[name=text]").fill(SUMMARY)
    press(page, "Дать клиенту прочитать")


def _approves_and_books(page: Page, origin: str, former: Specialist, other: Specialist) -> None:
    page.goto(f"{origin}/me/specialists/{former.pk}/hand-over/")
    assert SUMMARY in page.locator("main").inner_text()
    whole(page, "written")
    press(page, "Да, передать")
    whole(page, "handed")
    page.get_by_role("link", name="Забронировать").or_(page.get_by_role("link", name="Записаться")).first.click()
    page.goto(f"{origin}/me/book/{other.slug}/")
    page.locator("input[name=starts_at]").first.check(force=True)
    page.locator("form:has([name=starts_at]) button.button:not(.button-quiet)").last.click()
    page.wait_for_url("**/me/appointments/**")
    held = Appointment.objects.get(specialist=other)
    booking.settle(order_id=bookings.pay(held, at=now()).pk, at=now())
    held.refresh_from_db()
    assert held.state == "booked"
