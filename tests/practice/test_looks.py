"""The pages of clients and cases in a real browser: narrow and wide, light and dark, in Russian and Kazakh."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.accounts.states import SPECIALIST
from harmonia.policy import SERVICE
from harmonia.practice import operations
from harmonia.specialists.models import Specialist
from harmonia.vault import reading
from harmonia.web import finding
from tests import factories
from tests.booking import scene as bookings
from tests.browser import overflow, shot, violations
from tests.practice.scene import write
from tests.rooms.scene import agree
from tests.web.booking.conftest import client_of
from tests.web.booking.test_looks import LOOKS, come_in, look

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_clients_and_notes(
    visit: Callable[..., Page],
    live_server: Any,
    aigerim: Person,
    boris: Person,
    practice: Specialist,
    language: str,
    width: int,
    theme: str,
) -> None:
    address = live_server.url
    agree(aigerim, practice, now())
    said = "Тұрақты ұйқы қалпына келіп жатыр, күнделік жүргізе бастады."
    note = write(boris, aigerim, parts={"said": said, "seen": said, "plan": said}, at=now())
    write(boris, aigerim, template="free", parts={"text": said}, at=now())
    page = come_in(visit, address, boris, language, width=width, theme=theme)
    pages = {
        "list": "/practice/clients/",
        "case": f"/practice/clients/{aigerim.pk}/",
        "note": f"/practice/notes/{note.pk}/",
        "crisis": f"/practice/clients/{aigerim.pk}/notes/crisis/",
    }
    look_of = f"{language}-{width}-{theme}"
    assert [
        one for name, path in pages.items() for one in look(visit, page, address, path, f"practice-{name}-{look_of}")
    ] == []


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_a_colleague_is_found_among_many_by_keyboard(
    visit: Callable[..., Page],
    live_server: Any,
    boris: Person,
    practice: Specialist,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    width: int,
    theme: str,
) -> None:
    for number, name in ((44, "Вера Ким"), (45, "Нина Кимова")):
        colleague = factories.entered(f"C{number}", SPECIALIST, number=number)
        bookings.practice_of(
            colleague, slug=f"c{number}", display_name=name, at=now(), register_checked_on=now().date()
        )  # fmt: skip
    monkeypatch.setattr(finding, "MOST", 2)
    bookings.practice_of(
        factories.vera(), slug="vera", display_name="Асель Омарова", at=now(), register_checked_on=now().date()
    )  # fmt: skip
    page = come_in(visit, live_server.url, boris, language, width=width, theme=theme)
    path, look_of = "/practice/supervision/new/", f"{language}-{width}-{theme}"
    faults = look(visit, page, live_server.url, path, f"practice-finding-{look_of}")
    page.fill("#id_title", "страх экзаменов")
    page.fill("#id_supervisor_name", "ким")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.input_value("#id_title") == "страх экзаменов"
    assert page.locator("input[name=supervisor]").count() == 2
    page.locator("#id_supervisor_name").focus()
    for key in ("Tab", "Tab", "Space"):
        page.keyboard.press(key)
    assert page.locator("input[name=supervisor]:checked").count() == 1
    shot(page, f"booking-practice-found-{look_of}")
    assert (faults + violations(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_a_note_with_what_it_said_before_and_its_end(
    visit: Callable[..., Page],
    live_server: Any,
    aigerim: Person,
    boris: Person,
    practice: Specialist,
    language: str,
    width: int,
    theme: str,
) -> None:
    said = "Тұрақты ұйқы қалпына келіп жатыр, күнделік жүргізе бастады."
    note = write(boris, aigerim, template="free", parts={"text": said}, at=now())
    with reading.reading(SERVICE, actor=boris.pk):
        operations.rewrite(note_id=note.pk, author=boris, edition=1, parts={"text": f"{said} Тыныш."}, at=now())
    page = come_in(visit, live_server.url, boris, language, width=width, theme=theme)
    page.context.add_cookies(
        [{"name": "session", "value": factories.confirmed(client_of(boris)).cookies["session"].value,
          "url": live_server.url}]
    )  # fmt: skip
    look_of = f"{language}-{width}-{theme}"
    faults = look(visit, page, live_server.url, f"/practice/notes/{note.pk}/delete/", f"practice-delete-{look_of}")
    visit(live_server.url, f"/practice/notes/{note.pk}/", page=page)
    page.locator("main details.disclosure > summary").click()
    shot(page, f"booking-practice-earlier-{look_of}")
    assert (faults + violations(page), overflow(page)) == ([], 0)
