"""After a session, in a browser: gentle questions, thanks, the next time in one step, and a case at the desk of which
the specialist's pages say nothing.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from harmonia.accounts.models import Person
from harmonia.journal import operations as journal
from harmonia.notices.models import Notice
from harmonia.rooms import operations
from harmonia.rooms.models import SafetyCase
from tests import factories
from tests.booking.scene import practice_of
from tests.browser import overflow, shot, violations
from tests.journal.test_journal import seal_all
from tests.rooms import scene
from tests.rooms.house import sign_in
from tests.rooms.test_afterwards import held

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
CHANGES_BY_ITSELF = re.compile(r'(nonce|value|content|integrity)="[^"]*"')
SAID = "He laughed at me"


def whole(page: Page, name: str) -> None:
    width = page.viewport_size["width"]  # type: ignore[index]
    shot(page, f"after-{name}-{width}")
    assert (violations(page), overflow(page), page.complaints) == ([], 0, [])  # type: ignore[attr-defined]


def pages_of_the_specialist(boris: Person, pk: UUID) -> list[str]:
    """All that he can see of the session, without what is drawn anew for every answer."""
    client = Client()
    client.force_login(boris)
    factories.confirmed(client)
    paths = ("/practice/", "/practice/calendar/", f"/practice/appointments/{pk}/", f"/room/{pk}/after/")
    told = [client.get(path) for path in (*paths, "/practice/quality/", "/me/notices/", "/me/my-data/")]
    return [CHANGES_BY_ITSELF.sub("", f"{one.status_code} {one.content.decode()}") for one in told]


def answer(page: Page, choice: str) -> None:
    page.locator(f"[name=choice][value={choice}]").check()
    page.locator(".form .button").first.click()


@pytest.mark.parametrize(("language", "width", "theme"), [("kk", 360, "dark"), ("ru", 1280, "light")])
def test_from_the_end_of_a_session_to_the_next_and_a_case_that_the_specialist_never_sees(
    language: str, width: int, theme: str, visit: Callable[..., Page], live_server: Any, boris: Person
) -> None:
    aigerim, olga = factories.aigerim(language=language), factories.olga(language=language)
    appointment = held(aigerim, practice_of(boris, at=now()))
    before = pages_of_the_specialist(boris, appointment.pk)
    page = visit(live_server.url, "/cookies/", language=language, width=width, theme=theme)
    sign_in(page.context, live_server.url, aigerim)
    page.goto(f"{live_server.url}/room/{appointment.pk}/after/")
    whole(page, "end")
    page.locator(f"a[href$='/room/{appointment.pk}/check/']").click()
    page.locator(".form .button").first.click()  # without an answer: said beside the question, nothing lost
    expect(page.get_by_role("alert")).to_be_visible()
    page.complaints.clear()  # type: ignore[attr-defined]  # the browser notes the 422
    whole(page, "question")
    page.locator("[name=skip]").click()
    answer(page, "danger")
    expect(page.locator("a[href='tel:112']")).to_be_visible()
    page.locator("textarea").fill(SAID)
    whole(page, "danger")
    answer(page, "something")
    expect(page.locator("form.form")).to_have_count(0)
    whole(page, "thanks")
    assert pages_of_the_specialist(boris, appointment.pk) == before
    at_the_desk(page, live_server.url, olga)
    assert pages_of_the_specialist(boris, appointment.pk) == before
    sign_in(page.context, live_server.url, aigerim)
    page.goto(f"{live_server.url}/room/{appointment.pk}/after/")
    page.locator("button[name=starts_at]").first.click()
    assert re.search(r"/me/appointments/[0-9a-f-]{36}/", page.url)
    whole(page, "next")


def at_the_desk(page: Page, origin: str, olga: Person) -> None:
    assert set(Notice.objects.filter(event="room.case_waits").values_list("person_id", flat=True)) == {olga.pk}
    sign_in(page.context, origin, olga)
    page.goto(f"{origin}/desk/cases/")
    whole(page, "cases")
    page.locator(".queue a").click()
    page.locator("form[action$='/take/'] button").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    whole(page, "case")
    page.locator("textarea").fill("We spoke")
    page.locator("form[action$='/close/'] button").click()
    assert SafetyCase.objects.get().state == "closed"
    whole(page, "closed")


@pytest.mark.parametrize(("language", "width", "theme"), [("kk", 360, "dark")])
def test_the_page_of_a_guests_receipt_is_whole_before_and_after_it_is_sealed(
    language: str, width: int, theme: str, visit: Callable[..., Page], live_server: Any, aigerim: Person, boris: Person
) -> None:
    appointment = scene.session(aigerim, practice_of(boris, at=now()), now())
    scene.agree(aigerim, appointment.specialist, now())
    guest = operations.ask_guest(person=aigerim, appointment=appointment, kind="partner", language="ru", at=now())
    guest = operations.agree_to_guest(person=boris, guest_id=guest.pk, language="ru", at=now())
    pk, key = operations.let_guest_in(code=operations.link_of(guest), key="", rules_sha256="0" * 64, at=now())
    page = visit(live_server.url, "/cookies/", language=language, width=width, theme=theme)
    cookie = {"name": "guest", "value": f"{pk}.{key}", "url": f"{live_server.url}/room/guest/"}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie is a plain dictionary
    page.goto(f"{live_server.url}/room/guest/receipt/")
    whole(page, "receipt-soon")
    seal_all()
    journal.checkpoint(now())
    page.locator("main a.button").click()
    whole(page, "receipt")
    with page.expect_download() as coming:
        page.locator("main a.button").click()
    assert coming.value.suggested_filename == "receipt.json"
