"""The pages of booking in a real browser: narrow and wide, light and dark, in Russian and Kazakh, and by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.booking import operations
from harmonia.booking.models import Appointment
from tests.booking import scene
from tests.browser import overflow, press_to, shot, violations
from tests.web.booking.conftest import at_ten, booked, client_of

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
Visit = Callable[..., Page]
LOOKS = [("ru", 360, "light"), ("kk", 360, "dark"), ("ru", 1280, "dark"), ("kk", 1280, "light")]


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
