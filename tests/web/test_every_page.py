"""Every page that has an address of its own, as each kind of person: axe, the width of a phone, the console."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from playwright.sync_api import Page

from harmonia.accounts import states
from harmonia.accounts.models import Person
from tests.architecture.test_audiences import addresses
from tests.browser import overflow, shot, squeezed, violations

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
# A letter as a document of its own, for the frame of its preview: looked at like a page, and no page of the service, so
# it leads nowhere but where the letter does.
LETTERS = {"staff:notice_letter"}
KINDS = {
    "visitor": {"visitor"},
    states.CLIENT: {"client", "signed_in"},
    states.SPECIALIST: {"specialist", "signed_in"},
    states.SUPPORT: {"staff"},
    states.PRIVACY_OFFICER: {"staff"},
}


def pages(audiences: set[str]) -> Iterator[tuple[str, str]]:
    """Name and path of every address without parameters that is for these audiences."""
    for _, name, view in addresses(get_resolver().url_patterns):
        if getattr(view, "audience", None) in audiences:
            try:
                yield name, reverse(name)
            except NoReverseMatch:
                continue


def shown(client: Client, path: str) -> bool:
    answer = client.get(path)
    is_page = answer.headers["Content-Type"].startswith("text/html") and "Content-Disposition" not in answer.headers
    return answer.status_code == 200 and is_page


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_whole(
    kind: str,
    visit: Callable[..., Page],
    live_server: Any,
    client: Client,
    enter: Callable[..., Person],
    settings: Any,
) -> None:
    settings.DEMO = True
    page = visit(live_server.url, "/cookies/", language="kk", width=360, theme="dark")
    if kind != "visitor":
        client.force_login(enter("someone", role=kind, language="kk"))
        session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
        page.context.add_cookies([session])  # type: ignore[list-item]  # a cookie is a plain dictionary
    found = {}
    for name, path in pages(KINDS[kind]):
        if shown(client, path):
            page.complaints.clear()  # type: ignore[attr-defined]  # set by tests.browser
            visit(live_server.url, path, page=page)
            shot(page, f"every-{name.replace(':', '-')}")
            cabinet = kind == states.CLIENT and name.startswith("client:")
            ways = [] if name in LETTERS else ways_missing(page, cabinet=cabinet)
            found[name] = (*faults_of(page), *ways)
    assert found
    assert {name: faults for name, faults in found.items() if any(faults)} == {}


def faults_of(page: Page) -> tuple[list[str], int, list[str], list[str]]:
    said = page.complaints  # type: ignore[attr-defined]  # set by tests.browser
    return violations(page), overflow(page), squeezed(page), said


def test_what_stands_letter_under_letter_is_found(visit: Callable[..., Page], live_server: Any) -> None:
    page = visit(live_server.url, "/sos/")
    assert squeezed(page) == []
    page.evaluate("""() => {
        const narrow = Object.assign(document.createElement("p"), { textContent: "letters" });
        document.querySelector("main").replaceChildren(narrow, narrow.cloneNode(true));
        Object.assign(narrow.style, { width: "1ch", overflowWrap: "anywhere" });
    }""")
    assert squeezed(page) == ["letters"]


def ways_missing(page: Page, *, cabinet: bool) -> list[str]:
    """Help is one step from every page; the way out is on every page of a client's cabinet."""
    wanted = {'a[href="/sos/"]': True, "a[data-quick-exit]": cabinet}
    return [way for way, needed in wanted.items() if needed and not page.locator(way).first.is_visible()]
