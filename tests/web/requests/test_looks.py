"""The pages of requests in a real browser: axe finds nothing, nothing scrolls sideways, no rule is broken."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.privacy.operations import requests as operations
from harmonia.privacy.states import AskedBy, Proof, RequestKind, RequestWay
from tests import factories
from tests.payments.test_looks import check, open_as
from tests.privacy.asking import ask, letters, run, token_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
Look = tuple[str, int, str]
LOOKS = [("kk", 360, "dark"), ("ru", 1280, "light")]
TEXT = "Здравствуйте! В моём профиле указан неверный возраст. " * 3


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, settings: Any) -> None:
    settings.LETTERS_DIR = tmp_path / "letters"


@pytest.mark.parametrize("look", LOOKS)
def test_the_cabinet(visit: Callable[..., Page], live_server: Any, look: Look) -> None:
    at, aigerim, pavel = now(), factories.aigerim(), factories.pavel()
    waiting = ask(aigerim, RequestKind.ERASURE, way=RequestWay.LETTER, proof=Proof.LETTER, text=TEXT, at=at)
    late = ask(aigerim, RequestKind.COMPLAINT, text=TEXT, at=at - timedelta(days=40))
    operations.escalate_overdue(at=at)
    refused = ask(aigerim, RequestKind.CORRECTION, text=TEXT, at=at)
    operations.refuse(request_id=refused.pk, ground="found_correct", text="Мы проверили.", by=pavel.pk, at=at)
    named = ask(aigerim, RequestKind.BLOCKING, proof=Proof.NONE, asked_by=AskedBy.REPRESENTATIVE, at=at)
    pages = {
        "requests": "/me/requests/",
        "request-new": "/me/requests/new/withdrawal/",
        "request-about": "/me/requests/new/correction/?about=client_age",
        "request-waiting": f"/me/requests/{waiting.pk}/",
        "request-late": f"/me/requests/{late.pk}/",
        "request-refused": f"/me/requests/{refused.pk}/",
        "request-named": f"/me/requests/{named.pk}/",
    }
    for name, path in pages.items():
        check(open_as(visit, live_server, aigerim, path, look), name, look)


@pytest.mark.parametrize("look", LOOKS)
def test_the_desk(visit: Callable[..., Page], live_server: Any, look: Look) -> None:
    at, aigerim, pavel = now(), factories.aigerim(), factories.pavel()
    for path, name in (("/desk/requests/", "desk-requests-empty"), ("/desk/duties/", "desk-duties-empty")):
        check(open_as(visit, live_server, pavel, path, look), name, look)
    correction = ask(aigerim, RequestKind.CORRECTION, text=TEXT, at=at)
    late = ask(aigerim, RequestKind.OBJECTION, text=TEXT, at=at - timedelta(days=40))
    operations.escalate_overdue(at=at)
    unproved = ask(aigerim, RequestKind.ERASURE, way=RequestWay.LETTER, proof=Proof.NONE, at=at)
    foreign = ask(aigerim, RequestKind.NOT_MINE, way=RequestWay.LETTER, proof=Proof.LETTER, at=at)
    pages = {
        "desk-requests": "/desk/requests/",
        "desk-duties": "/desk/duties/",
        "desk-request-new": "/desk/requests/new/",
        "desk-request-correction": f"/desk/requests/{correction.pk}/",
        "desk-request-late": f"/desk/requests/{late.pk}/",
        "desk-request-unproved": f"/desk/requests/{unproved.pk}/",
        "desk-request-not-mine": f"/desk/requests/{foreign.pk}/",
    }
    for name, path in pages.items():
        check(open_as(visit, live_server, pavel, path, look), name, look)


@pytest.mark.parametrize("look", LOOKS)
def test_without_an_account(visit: Callable[..., Page], live_server: Any, look: Look) -> None:
    language, width, theme = look
    ways: dict[str, Any] = {"way": RequestWay.FORM, "proof": Proof.NONE, "contact": "somebody@example.kz", "at": now()}
    ask(None, RequestKind.INFORMATION, **ways)
    ask(None, RequestKind.INFORMATION, asked_by=AskedBy.REPRESENTATIVE, about="aigerim@example.kz", **ways)
    run("privacy.send_confirmation")
    own, other = (f"/requests/confirm/{token_in(letter)}/" for letter in letters())
    pages = {"ask": "/requests/", "sent": "/requests/sent/", "own": own, "other": other, "stale": own[:-3] + "/"}
    page: Any = visit(live_server.url, "/sos/", language=language, width=width, theme=theme)
    for name, path in pages.items():
        page.complaints.clear()
        visit(live_server.url, path, page=page)
        page.complaints[:] = [said for said in page.complaints if "410" not in said]
        check(page, f"public-request-{name}", look)


def test_the_queue_by_keyboard(visit: Callable[..., Page], live_server: Any) -> None:
    """From the queue to the answer and back to an empty queue, without a mouse."""
    aigerim, pavel = factories.aigerim(), factories.pavel()
    ask(aigerim, RequestKind.COMPLAINT, at=now())
    page = open_as(visit, live_server, pavel, "/desk/requests/", ("ru", 1280, "light"))
    link = page.locator("main table a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/requests/*-*/")
    page.locator("#id_answer-text").focus()
    page.keyboard.type("Ответ.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/requests/")
    assert page.locator(".empty").count() == 1
