"""Pages about letters with letters on them: axe, the width of a telephone, the console; every way out is there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.support.models import Letter, Link
from harmonia.support.operations.replies import LINKS
from harmonia.support.states import LinkKind
from tests import factories
from tests.browser import overflow, shot, violations
from tests.support.writing import compose, signed

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
SIZES = (("kk", 360, "dark"), ("ru", 1280, "light"))


@pytest.mark.parametrize(("language", "width", "theme"), SIZES)
def test_pages_about_letters_are_whole(
    language: str, width: int, theme: str, visit: Callable[..., Page], live_server: Any, aigerim: Person,
    receive: Callable[..., Letter],
) -> None:  # fmt: skip
    olga = factories.olga(language=language)
    letter = receive(
        signed(compose("Здравствуйте! Не могу войти.\n\nАйгерим", subject="Вход", files=(("снимок.png", b"x"),)))
    )
    receive(signed(compose("Отпишите меня от рассылки.")))
    receive(compose("Удалите мой аккаунт."))
    paths = [("visitor", None, f"/letters/{LINKS.sign(link.pk.hex)}/") for link in Link.objects.order_by("kind")]
    assert set(Link.objects.values_list("kind", flat=True)) == set(LinkKind.values)
    paths += [
        ("visitor", None, "/letters/x/"),
        ("staff", olga, "/desk/letters/"),
        ("staff", olga, "/desk/letters/?state=awaiting"),
        ("staff", olga, f"/desk/letters/{letter.pk}/"),
        ("client", aigerim, "/me/letters/"),
        ("client", aigerim, f"/me/letters/{letter.thread_id}/"),
    ]
    page = visit(live_server.url, "/cookies/", language=language, width=width, theme=theme)
    faults = {
        path: _faults(visit, live_server.url, page, person, path, str(n)) for n, (_, person, path) in enumerate(paths)
    }
    assert {path: found for path, found in faults.items() if found != ([], 0, [])} == {}


@pytest.mark.parametrize(("language", "width", "theme"), SIZES)
def test_a_letter_opened_at_the_desk_is_whole(
    language: str, width: int, theme: str, visit: Callable[..., Page], live_server: Any, aigerim: Person,
    receive: Callable[..., Letter],
) -> None:  # fmt: skip
    olga = factories.olga(language=language)
    text = "Здравствуйте! Не могу войти.\n\n" + "о" * 300
    letter = receive(signed(compose(text, subject="Вход", files=(("с" * 150 + ".png", b"x"),))))
    page = visit(live_server.url, "/cookies/", language=language, width=width, theme=theme)
    _sign_in(page, live_server.url, olga)
    visit(live_server.url, f"/desk/letters/{letter.pk}/", page=page)
    page.select_option("#purpose", "support")
    page.click("form[action$='/open/'] button")
    page.wait_for_selector("text=.png")
    shot(page, f"letter-opened-{width}")
    assert (violations(page), overflow(page), page.complaints) == ([], 0, [])  # type: ignore[attr-defined]


def _faults(
    visit: Callable[..., Page], origin: str, page: Page, person: Person | None, path: str, number: str
) -> tuple[list[str], int, list[str]]:
    if person is not None:
        _sign_in(page, origin, person)
    visit(origin, path, page=page)
    page.complaints[:] = [said for said in page.complaints if "404" not in said]  # type: ignore[attr-defined]
    shot(page, f"letters-{number}-{page.viewport_size['width']}")  # type: ignore[index]
    return violations(page), overflow(page), list(page.complaints)  # type: ignore[attr-defined]


def _sign_in(page: Page, origin: str, person: Person) -> None:
    client = Client()
    client.force_login(person)
    factories.confirmed(client)
    session = {"name": "session", "value": client.cookies["session"].value, "url": origin}
    page.context.add_cookies([session])  # type: ignore[list-item]  # a cookie is a plain dictionary
