"""Closing the account in the cabinet: what stands before the button, and what is left after it."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.privacy.models import Certificate, Request
from harmonia.privacy.operations import retention
from harmonia.privacy.states import HoldGround, RequestState
from harmonia.vault import operations as vault
from tests import factories
from tests.booking import scene
from tests.browser import overflow, shot, violations
from tests.journal import verifier
from tests.privacy import lives

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
PAGE, SURE, BUTTON = "/me/data/erase/", "/me/data/erase/sure/", "/me/data/erase/now/"


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, settings: Any) -> None:
    settings.LETTERS_DIR = tmp_path / "letters"


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim(language="en", at=now())


@pytest.fixture
def browser(client: Client, aigerim: Person) -> Client:
    client.force_login(aigerim)
    return client


def closed(browser: Client) -> str:
    answer = factories.confirmed(browser).post(BUTTON)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_the_page_says_what_goes_what_stays_and_what_nobody_can_destroy(browser: Client) -> None:
    said = browser.get(PAGE).content.decode()
    assert "your name" in said.lower() or policy.CATEGORIES["client_name"].title.en.capitalize() in said
    assert policy.RETENTION["consents"].law in said
    for text in policy.BEYOND_REACH.values():
        assert text.en[1:20] in said
    assert "No, keep my account" in said


def test_booked_sessions_stand_there_with_what_comes_back(browser: Client, aigerim: Person) -> None:
    practice = scene.practice_of(factories.boris())
    lives.put_at(scene.book(aigerim, practice, scene.WEDNESDAY_TEN), now() + timedelta(days=3))
    said = browser.get(PAGE).content.decode()
    assert "you get back 12" in said
    assert practice.display_name in said


def test_the_button_asks_first_that_it_is_he(browser: Client, aigerim: Person) -> None:
    answer = browser.post(BUTTON)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/confirm/")
    assert Person.objects.filter(pk=aigerim.pk).exists()
    assert browser.get(BUTTON).status_code in (302, 405), "a link cannot close an account"


def test_from_the_button_to_a_certificate_that_anyone_can_check(browser: Client, aigerim: Person) -> None:
    path = closed(browser)
    assert not Person.objects.filter(pk=aigerim.pk).exists()
    assert browser.get("/me/").status_code == 302, "signed out"
    request = Request.objects.get()
    assert (request.state, request.person_id) == (RequestState.DONE, None)
    stranger = Client()
    page = stranger.get(path)
    assert "Certificate of erasure" in page.content.decode()
    assert page.headers["Cache-Control"].count("no-store")
    certificate = Certificate.objects.get()
    assert certificate.document is not None
    assert certificate.entry_id is not None
    lives.proved(certificate.document, certificate.entry_id)
    assert "Keep the certificate" in stranger.get(path).content.decode()
    file = stranger.get(f"{path}certificate.json").content
    key = bytes.fromhex(json.loads(file)["key"])
    assert verifier.accepted(file, key) == certificate.document
    assert verifier.accepted(file.replace(b'"files":0', b'"files":1'), key) is None


def test_nobody_finds_another_certificate(client: Client) -> None:
    assert client.get(f"/erased/{uuid.uuid4()}/").status_code == 404
    assert client.get(f"/erased/{uuid.uuid4()}/certificate.json").status_code == 404


def test_a_certificate_that_is_not_signed_yet_says_so(browser: Client) -> None:
    path = closed(browser)
    assert "is being signed" in browser.get(path).content.decode()
    assert browser.get(f"{path}certificate.json").status_code == 404


def test_what_stands_in_the_way_is_told_before_and_after(browser: Client, aigerim: Person) -> None:
    pavel = factories.pavel()
    retention.hold(
        ground=HoldGround.COURT, reference="2-17", by=pavel.pk, at=now(), expires_at=now() + timedelta(days=9),
        person_id=aigerim.pk,
    )  # fmt: skip
    assert policy.OBSTACLES["held"].telling.en[:40] in browser.get(PAGE).content.decode()
    assert closed(browser).startswith("/me/requests/")
    assert Request.objects.get().state == RequestState.REFUSED
    assert Person.objects.filter(pk=aigerim.pk).exists()


def test_while_blocked_it_waits(browser: Client, aigerim: Person) -> None:
    vault.block_subject(subject_id=aigerim.pk, request_id=None, at=now())
    assert "Your data are blocked" in browser.get(PAGE).content.decode()
    closed(browser)
    assert Request.objects.get().state == RequestState.WAITING
    assert Person.objects.filter(pk=aigerim.pk).exists()


def test_one_kind_alone_is_offered_where_it_can_go_alone(browser: Client) -> None:
    assert "Erase only this" in browser.get(f"{PAGE}?about=client_topics").content.decode()
    assert "Erase only this" not in browser.get(f"{PAGE}?about=client_email").content.decode()
    assert "Erase only this" not in browser.get(f"{PAGE}?about=nonsense").content.decode()


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("language", "theme", "width"), [("kk", "dark", 360), ("ru", "light", 1280)])
def test_the_pages_look_right(
    visit: Callable[..., Page],
    live_server: Any,
    browser: Client,
    aigerim: Person,
    language: str,
    theme: str,
    width: int,
) -> None:
    Person.objects.filter(pk=aigerim.pk).update(language=language)
    practice = scene.practice_of(factories.boris())
    lives.put_at(scene.book(aigerim, practice, scene.WEDNESDAY_TEN), now() + timedelta(days=3))
    factories.confirmed(browser)
    page = visit(live_server.url, "/cookies/", language=language, width=width, theme=theme)
    cookie = {"name": "session", "value": browser.cookies["session"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie is a plain dictionary
    for name, path in (("closing", f"{PAGE}?about=client_topics"), ("closing-sure", SURE)):
        visit(live_server.url, path, page=page)
        shot(page, f"{name}-{language}-{width}")
        assert (violations(page), overflow(page), page.complaints) == ([], 0, [])  # type: ignore[attr-defined]
    page.locator("main button.button-danger").click()
    page.wait_for_url("**/erased/**")
    certificate = Certificate.objects.get()
    assert certificate.document is not None
    assert certificate.entry_id is not None
    shot(page, f"erased-waiting-{language}-{width}")
    lives.proved(certificate.document, certificate.entry_id)
    page.locator('a[href$="certificate.json"]').wait_for()
    shot(page, f"erased-{language}-{width}")
    assert (violations(page), overflow(page), page.complaints) == ([], 0, [])  # type: ignore[attr-defined]
