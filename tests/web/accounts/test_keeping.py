"""Whoever is asked something between writing and sending loses nothing of what he wrote, and it goes nowhere else."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from harmonia.accounts.models import Person
from harmonia.accounts.states import SUPPORT
from harmonia.consent import queries as consents
from harmonia.payments.models import PayoutDetails
from harmonia.support.models import ReadyAnswer
from harmonia.web import confirmation
from tests import factories
from tests.booking import scene
from tests.browser import shot
from tests.factories import PASSWORD, code_now
from tests.payments.earned import IBAN

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
SAID = '\nПрошу «удалить» <b>всё</b> & "сразу".\n\nСпасибо.'
ACCOUNT = "/practice/money/account/"
WHERE = {"iban": IBAN, "holder": "Boris A."}


def inside(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def hidden(page: HttpResponse, name: str) -> str:
    [value] = set(re.findall(rf'name="{name}" value="([^"]*)"', page.content.decode()))
    return unescape(value)


def sent_on(client: Client, page: HttpResponse) -> HttpResponse:
    """Press the one button of the last page."""
    body = page.content.decode()
    [to] = re.findall(r'<form class="form" method="post" action="([^"]+)"[^>]*>\s*<input[^>]+>\s*<textarea', body)
    fields = {
        name: unescape(value)
        for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', body, re.DOTALL)
    }
    answer: HttpResponse = client.post(unescape(to), fields)
    return answer


def test_what_was_written_outlives_the_question(db: None) -> None:
    boris = factories.boris(language="en")
    scene.practice_of(boris)
    client = inside(boris)
    asked = client.post(ACCOUNT, WHERE)
    assert (asked.status_code, urlsplit(asked.headers["Location"]).path) == (307, "/confirm/")
    assert IBAN not in asked.headers["Location"]
    at, page = asked.headers["Location"], client.post(asked.headers["Location"], WHERE)  # as a browser does
    assert (page.status_code, b"id_code_error" in page.content) == (200, False)
    kept = hidden(page, "kept")
    wrong = client.post(at, {"code": "000000", "kept": kept})
    assert 'id="id_code_error"' in wrong.content.decode()
    assert hidden(wrong, "kept") == kept
    right = client.post(at, {"code": code_now(), "kept": kept})
    assert not PayoutDetails.objects.exists()  # the page only shows the button
    assert sent_on(client, right).status_code == 302
    assert PayoutDetails.objects.get().payee_id == boris.pk


def test_staff_without_the_warning_lose_nothing_either(db: None) -> None:
    olga = factories.entered("Olga", SUPPORT, number=90, language="en", at=now() - timedelta(days=400))
    client, path = inside(olga), reverse("staff:ready_answer_new")
    said = {"title": "Sign-in", "kk": "Сәлем", "ru": SAID, "en": "Hello"}
    asked = client.post(path, said)
    assert (asked.status_code, urlsplit(asked.headers["Location"]).path) == (307, reverse("staff:warning"))
    twice = client.post(asked.headers["Location"], said)  # it asks who sits here, too
    assert (twice.status_code, urlsplit(twice.headers["Location"]).path) == (307, "/confirm/")
    warning = factories.confirmed(client).post(asked.headers["Location"], said)
    assert (warning.status_code, consents.accepted(olga.pk, "staff_warning")) == (200, False)
    signed = client.post(asked.headers["Location"], {"kept": hidden(warning, "kept")})
    assert consents.accepted(olga.pk, "staff_warning")
    assert not ReadyAnswer.objects.exists()
    assert sent_on(client, signed).status_code == 302
    assert ReadyAnswer.objects.get().text.ru == SAID.strip()


def test_where_nothing_was_typed_or_it_cannot_go_this_way_it_is_as_ever(db: None) -> None:
    boris = factories.boris()
    scene.practice_of(boris)
    client = inside(boris)
    for said, headers in ((dict.fromkeys(WHERE, ""), {}), (WHERE, {"hx-request": "true"})):
        answer = client.post(ACCOUNT, said, headers=headers)
        assert answer.status_code in (200, 302)
        assert "kept" not in answer.headers.get("Location", answer.headers.get("HX-Redirect", ""))
    assert client.post(ACCOUNT, {**WHERE, "file": SimpleUploadedFile("x.txt", b"x")}).status_code == 302


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", ""])
def test_words_go_to_no_other_site(db: None, next_: str) -> None:
    client = inside(factories.aigerim())
    answer = client.post(f"/confirm/?next={next_}&kept=1", {"password": PASSWORD, "kept": '[["text", "words"]]'})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/after-sign-in/")


@pytest.mark.parametrize("kept", ["", "{", "7", '[["text"]]', '["ab"]', "[[1, 2]]", "null"])
def test_what_nobody_packed_so_is_no_harm(db: None, kept: str) -> None:
    client = inside(factories.aigerim())
    answer = client.post("/confirm/?next=/me/data/&kept=1", {"password": PASSWORD, "kept": kept})
    assert answer.status_code in (200, 302)
    assert answer.status_code == 302 or not re.search(r'<textarea name="(?!a")', answer.content.decode())


def test_an_answer_is_never_taken_for_words(db: None) -> None:
    """The address of the page that asks, loaded anew, has no words any more; and the next answer is one."""
    client, path = inside(factories.aigerim()), "/confirm/?next=/me/data/&kept=1"
    assert hidden(client.get(path), "kept") == ""
    assert client.post(path, {"password": PASSWORD, "kept": ""}).headers["Location"] == "/me/data/"


def test_a_file_does_not_go_this_way_and_it_is_said(db: None) -> None:
    boris = factories.boris(language="en")
    scene.practice_of(boris)
    answer = inside(boris).post(ACCOUNT, {**WHERE, "file": SimpleUploadedFile("x.txt", b"x")}, follow=True)
    assert "A file cannot wait" in answer.content.decode()


@pytest.mark.journey
def test_in_a_browser(visit: Callable[..., Page], live_server: Any) -> None:
    boris = factories.boris()
    scene.practice_of(boris)
    client = factories.confirmed(inside(boris))
    page = visit(live_server.url, "/cookies/", width=360)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie is a plain dictionary
    visit(live_server.url, ACCOUNT, page=page)
    for name, value in WHERE.items():
        page.locator(f"[name={name}]").fill(value)
    session = import_module(settings.SESSION_ENGINE).SessionStore(client.cookies["session"].value)
    del session[confirmation.CONFIRMED]  # ten minutes later
    session.save()
    page.locator("main form button").first.click()
    expect(page.locator("[name=code]")).to_be_visible()
    shot(page, "kept-asked-360")
    page.locator("[name=code]").fill(code_now())
    page.locator("main form button").first.click()
    expect(page.locator("main form textarea")).to_have_count(len(WHERE))
    shot(page, "kept-360")
    page.locator("main form button").click()
    page.wait_for_url("**/practice/money/**")
    assert PayoutDetails.objects.get().payee_id == boris.pk
