"""A person applies with his telephone, a verifier checks him at the desk, and he can be booked."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.booking import queries as booking
from harmonia.consent import operations as consent
from harmonia.specialists import tasks
from harmonia.specialists.models import Document, Specialist
from tests import factories
from tests.browser import overflow, shot, violations
from tests.specialists import desk
from tests.support import clamd
from tests.support.clamd import Clamd

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.fixture
def running() -> Iterator[Clamd]:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path may be no longer than a hundred bytes
        started = clamd.start(Path(folder))
        yield started
        started.stop()


def signed_in(page: Page, origin: str, person: Person) -> None:
    client = Client()
    client.force_login(person)
    factories.confirmed(client)
    session = {"name": "session", "value": client.cookies["session"].value, "url": origin}
    page.context.add_cookies([session])  # type: ignore[list-item]  # a cookie is a plain dictionary


def whole(page: Page, name: str) -> None:
    shot(page, f"joining-{name}")
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]  # set by tests.browser
    faults = (violations(page), overflow(page), [each for each in complaints if "422" not in each])
    assert faults == ([], 0, []), name


def fill(page: Page, **told: str) -> None:
    for name, value in told.items():
        field = page.locator(f"[name={name}]")
        if field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def send(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_from_an_application_to_the_first_time_that_can_be_booked(
    visit: Callable[..., Page], live_server: Any, settings: Any, tmp_path: Path, running: Clamd
) -> None:
    settings.CLAMD_ADDRESS = running.address
    there = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = settings.STORAGES | {"default": there}
    consent.publish_edition(now())
    nurlan, dana = desk.nurlan(at=now()), factories.dana()
    page = visit(live_server.url, "/cookies/", language="ru", width=360)
    signed_in(page, live_server.url, nurlan)
    _apply(page, live_server.url, tmp_path)
    for pk in Document.objects.values_list("pk", flat=True):
        tasks.scan_paper(document_id=str(pk))
    hers = visit(live_server.url, "/cookies/", language="ru", width=360)
    signed_in(hers, live_server.url, dana)
    _decide(hers, live_server.url)
    signed_in(page, live_server.url, factories.secured(Person.objects.get(pk=nurlan.pk), at=now()))
    _open(page, live_server.url)
    specialist = Specialist.objects.get(person=nurlan)
    visitor = visit(live_server.url, f"/specialists/{specialist.slug}/", language="ru", width=360)
    whole(visitor, "profile")
    assert booking.free_times_by_slug(specialist.slug, at=now(), until=now() + timedelta(days=14))
    assert visitor.locator(f"a[href^='/me/book/{specialist.slug}/']").count() > 0


def _apply(page: Page, origin: str, folder: Path) -> None:
    page.goto(f"{origin}/practice/apply/")
    whole(page, "begin")
    page.locator("[name=agree]").check()
    send(page, "Начать")
    fill(page, full_name="Нұрлан Серікұлы Әбдіров", born_on="2015-01-01")
    send(page, "Сохранить и дальше")
    assert page.locator("[name=full_name]").input_value() == "Нұрлан Серікұлы Әбдіров"
    whole(page, "too-young")
    fill(page, born_on="1985-04-12")
    send(page, "Сохранить и дальше")
    course = {"institution": "Институт психологии", "title": "Работа с горем"}
    fill(page, kind="degree", institution="КазНУ", title="Психология", year_from="2003", year_to="2008")
    send(page, "Добавить")
    fill(page, kind="further_training", year_from="2024", year_to="2024", **course)
    send(page, "Добавить")
    whole(page, "education")
    page.get_by_role("link", name="Дальше").click()
    fill(page, place="Центр «Тірек»", role="психолог", starts_on="2010-09-01")
    send(page, "Добавить")
    whole(page, "practice")
    page.get_by_role("link", name="Дальше").click()
    fill(page, number="П-2026-0042", supervisor="М. Ким, раз в две недели")
    send(page, "Сохранить и дальше")
    paper = folder / "диплом.pdf"
    paper.write_bytes(desk.pdf())
    for kind in ("degree", "practice"):
        page.locator("[name=kind]").select_option(kind)
        page.locator("[name=paper]").set_input_files(paper)
        send(page, "Отправить")
        page.locator("#papers li", has_text="диплом.pdf").nth(0 if kind == "degree" else 1).wait_for()
    whole(page, "papers")
    page.get_by_role("link", name="Дальше").click()
    for name, value in (("sex", "m"), ("languages", "ru"), ("methods", "cbt"), ("topics", "loss")):
        page.locator(f"[name={name}][value={value}]").check()
    fill(page, city="almaty", price_kzt="12000", headline_ru="Рядом, когда тяжело", about_ru="Гарантирую результат.",
         approach_ru="Слушаю и спрашиваю.")  # fmt: skip
    send(page, "Сохранить и дальше")
    whole(page, "ready")
    page.locator("[name=publish]").check()
    send(page, "Подать заявку")
    whole(page, "handed-in")


def _decide(page: Page, origin: str) -> None:
    page.goto(f"{origin}/desk/verification/")
    whole(page, "queue")
    page.get_by_role("link", name="Открыть", exact=False).click()
    send(page, "Принять")
    page.locator("#purpose").select_option("verification")
    whole(page, "masked")
    send(page, "Показать")
    whole(page, "opened")
    for each in policy.asked_on(now().date()):
        page.locator(f"[name={each.key}][value=met]").check()
        fill(page, **{f"{each.key}_reason": "Подтверждено документами."})
    page.locator("[name=outcome][value=approved]").check()
    fill(page, conclusion="Добро пожаловать.")
    send(page, "Решить")
    page.wait_for_url("**/desk/verification/")
    assert "Решение принято" in page.content()


def _open(page: Page, origin: str) -> None:
    page.goto(f"{origin}/practice/apply/")
    whole(page, "approved")
    page.get_by_role("link", name="К моей практике").click()
    page.locator("form[action='/practice/open/'] button").click()
    for day in page.locator("[name$=_from_0]").all():
        day.fill("10:00")
    for day in page.locator("[name$=_to_0]").all():
        day.fill("18:00")
    page.locator("form button.button:not(.button-quiet)").last.click()
    page.wait_for_load_state()
