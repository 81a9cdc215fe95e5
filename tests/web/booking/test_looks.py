"""The pages of booking in a real browser: narrow and wide, light and dark, in Russian and Kazakh, and by keyboard."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.booking import operations, queries
from harmonia.booking.models import Appointment
from harmonia.booking.rules.slots import Hours
from harmonia.specialists.rules.lengths import SessionLength
from tests.booking import scene
from tests.browser import overflow, press_to, shot, violations
from tests.web.booking.conftest import at_ten, booked, client_of

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
Visit = Callable[..., Page]
LOOKS = [("kk", 360, "dark"), ("ru", 1280, "light")]
LENGTHS_LOOKS = [("ru", 360, "light"), ("kk", 360, "dark"), ("en", 1280, "light"), ("ru", 1280, "dark")]


def come_in(visit: Visit, address: str, person: Person, language: str, **options: Any) -> Page:
    type(person).objects.filter(pk=person.pk).update(language=language)
    page = visit(address, "/cookies/", language=language, **options)
    client: Client = client_of(person)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": address}])
    return page


def look(visit: Visit, page: Page, address: str, path: str, name: str) -> list[str]:
    visit(address, path, page=page)
    shot(page, f"booking-{name}")
    found = violations(page) + [f"said: {words}" for words in page.complaints]  # type: ignore[attr-defined]
    return [f"{name}: {one}" for one in found] + [f"{name}: scrolls sideways"] * bool(overflow(page))


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_the_clients_pages(visit, live_server, aigerim, practice, language, width, theme):
    paid, held, gone = booked(aigerim, practice, 3), scene.hold(aigerim, practice, at_ten(4), at=now()), None
    gone = booked(aigerim, practice, 5)
    operations.cancel(appointment_id=gone.pk, by=aigerim, at=now())
    page = come_in(visit, live_server.url, aigerim, language, width=width, theme=theme)
    pages = {
        "book": f"/me/book/{practice.slug}/",
        "list": "/me/appointments/",
        "booked": f"/me/appointments/{paid.pk}/",
        "held": f"/me/appointments/{held.pk}/",
        "gone": f"/me/appointments/{gone.pk}/",
        "cancel": f"/me/appointments/{paid.pk}/cancel/",
        "move": f"/me/appointments/{paid.pk}/move/",
    }
    look_of = f"{language}-{width}-{theme}"
    assert [
        one for name, path in pages.items() for one in look(visit, page, live_server.url, path, f"{name}-{look_of}")
    ] == []


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_the_specialists_pages(visit, live_server, aigerim, zoe, boris, practice, language, width, theme):
    paid = booked(aigerim, practice, 1, hours=2)
    booked(zoe, practice, 1, hours=4)
    scene.hold(zoe, practice, at_ten(2), at=now())
    operations.set_day(specialist_id=practice.pk, day=at_ten(9).date(), hours=[], at=now())
    page = come_in(visit, live_server.url, boris, language, width=width, theme=theme)
    pages = {
        "practice": "/practice/",
        "week": f"/practice/calendar/?day={at_ten(1).date()}",
        "month": f"/practice/calendar/?view=month&day={at_ten(1).date()}",
        "client": f"/practice/appointments/{paid.pk}/",
        "leave": f"/practice/appointments/{paid.pk}/cancel/",
        "plan": "/practice/plan/",
        "days": "/practice/plan/days/",
        "rules": "/practice/plan/rules/",
    }
    look_of = f"{language}-{width}-{theme}"
    assert [
        one for name, path in pages.items() for one in look(visit, page, live_server.url, path, f"{name}-{look_of}")
    ] == []


@pytest.mark.parametrize(("language", "width", "theme"), LENGTHS_LOOKS)
def test_the_pages_with_several_lengths(visit, live_server, aigerim, zoe, boris, practice, language, width, theme):
    lengths = [
        SessionLength(minutes=20, price_kzt=5_000, is_first_only=True),
        SessionLength(minutes=80, price_kzt=22_000),
    ]
    operations.set_lengths(specialist_id=practice.pk, lengths=lengths, at=now())
    look_of, faults = f"{language}-{width}-{theme}", []
    page = come_in(visit, live_server.url, zoe, language, width=width, theme=theme)
    theirs = {"profile": f"/specialists/{practice.slug}/?minutes=80", "choice": f"/me/book/{practice.slug}/?minutes=80"}
    for name, path in theirs.items():
        faults += look(visit, page, live_server.url, path, f"lengths-{name}-{look_of}")
    page = come_in(visit, live_server.url, boris, language, width=width, theme=theme)
    suggest = f"/practice/appointments/{booked(aigerim, practice).pk}/suggest/?minutes=80"
    for name, path in {"plan": "/practice/plan/lengths/", "suggest": suggest}.items():
        faults += look(visit, page, live_server.url, path, f"lengths-{name}-{look_of}")
    visit(live_server.url, "/practice/plan/lengths/", page=page)
    page.fill("#id_minutes_0", "50")
    with page.expect_navigation():
        page.locator("main form button").last.click()
    shot(page, f"booking-lengths-mistake-{look_of}")
    assert faults + violations(page) == []


def test_a_time_is_chosen_by_keyboard_alone(visit, live_server, aigerim, practice):
    page = come_in(visit, live_server.url, aigerim, "en", width=360)
    visit(live_server.url, f"/me/book/{practice.slug}/", page=page)
    page.locator(".day > summary").nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press_to(page, "Keep this time")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pay/")
    assert Appointment.objects.count() == 1


def test_a_preview_appears_in_place_and_saves_nothing(visit, live_server, boris, practice):
    page = come_in(visit, live_server.url, boris, "en")
    visit(live_server.url, "/practice/plan/", page=page)
    page.fill("#id_0_to_0", "10:00")
    page.get_by_role("button", name="Show what clients would see").click()
    page.get_by_text("nothing is saved yet").wait_for()
    assert page.input_value("#id_0_to_0") == "10:00"
    assert page.complaints == []


def test_the_specialists_calendar_by_keyboard_and_by_drag(visit, live_server, aigerim, boris, practice):
    """A stretch chosen by arrows, another by the mouse: the form is filled, and its button does it."""
    booked(aigerim, practice, 2)
    monday = at_ten(7).date() - timedelta(days=at_ten(7).weekday())
    path = f"/practice/calendar/?day={monday}"
    page = come_in(visit, live_server.url, boris, "en")
    visit(live_server.url, path, page=page)
    table = page.locator("[data-week-grid]")
    table.locator(f'td[data-day="{monday}"][data-from="12:00"]').focus()
    for key in ("ArrowDown", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert "12:00–14:00" in page.locator("[data-grid-says]").inner_text()
    with page.expect_navigation():
        page.keyboard.press("Enter")  # on the button of the form
    assert _hours(practice, monday) == (Hours(540, 720), Hours(840, 1080))
    tuesday = monday + timedelta(days=1)
    table.locator(f'td[data-day="{tuesday}"][data-from="18:00"]').hover()
    page.mouse.down()
    table.locator(f'td[data-day="{tuesday}"][data-from="19:30"]').hover()
    page.mouse.up()
    assert page.locator("#id_works_1").is_checked()
    shot(page, "booking-calendar-dragged")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    assert _hours(practice, tuesday) == (Hours(540, 1200),)
    faults = []
    for look_of, width, theme in (("en-360-light", 360, "light"), ("kk-1280-dark", 1280, "dark")):
        other = come_in(visit, live_server.url, boris, look_of[:2], width=width, theme=theme)
        pages = {"week": path, "month": f"{path}&view=month", "periods": "/practice/plan/periods/new/"}
        for name, where in pages.items():
            faults += look(visit, other, live_server.url, where, f"calendar-{name}-{look_of}")
    assert faults == []


def _hours(practice, day):
    return queries.pattern_of(queries.timetable_of(practice.pk), day, day).hours(day)
