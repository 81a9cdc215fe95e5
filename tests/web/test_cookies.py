"""Cookies: a visitor gets none without need, none that the register does not name, and can do without (9.1–9.5)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.web.templatetags import house
from tests.architecture.test_audiences import addresses

READABLE = (
    "/",
    "/sos/",
    "/privacy/",
    "/cookies/",
    "/specialists/",
    "/articles/",
    "/questions/",
    "/documents/offer/",
)
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.parametrize("path", READABLE)
def test_reading_leaves_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert dict(response.cookies) == {}


def test_every_cookie_that_we_set_is_in_the_register(
    client: Client, enter: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    client.get("/language/kk/")
    client.get("/sign-in/")
    aigerim = signed_in(enter("aigerim"))
    aigerim.get("/me/")
    own = {name for name, cookie in policy.COOKIES.items() if cookie.agreement is None}
    assert set(client.cookies) <= own
    assert {"language", "session"} <= set(client.cookies)


def test_cookies_that_carry_a_person_are_closed_to_scripts(client: Client) -> None:
    client.get("/language/kk/")
    client.get("/sign-in/")
    assert {cookie["httponly"] for cookie in client.cookies.values()} == {True}
    assert {cookie["samesite"] for cookie in client.cookies.values()} == {"Lax"}


def test_without_cookies_a_form_is_refused_with_a_reason() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@example.kz", "password": "x"})
    assert answer.status_code == 403
    assert "cookie" in answer.content.decode()


def public_addresses() -> list[str]:
    """Every address for a visitor that names nothing: not those of programs, nor a guest's own place, which is a way
    of signing in."""
    found = []
    for _, name, view in addresses(get_resolver().url_patterns):
        if getattr(view, "audience", None) == "visitor":
            with suppress(NoReverseMatch):
                found.append(reverse(name))
    return [path for path in found if not path.startswith(("/webhooks/", "/room/"))]


def test_every_public_address_answers_a_browser_without_cookies(settings: Any) -> None:
    """9.5: reading loses nothing. A page for a step that was begun leads back to its beginning."""
    settings.DEMO = True
    consent.publish_edition(now())
    answered = {path: Client().get(path).status_code for path in public_addresses()}
    assert len(answered) > 30
    assert {path: status for path, status in answered.items() if status not in (200, 302, 405)} == {}
    assert {path for path in READABLE if answered.get(path, 200) != 200} == set()


def test_every_public_form_says_that_it_needs_a_cookie_and_only_the_answer_about_cookies_does_not() -> None:
    said = {}
    for path in public_addresses():
        answer = Client(enforce_csrf_checks=True).post(path, headers={"Sec-Fetch-Site": "same-origin"})
        if answer.status_code != 405:
            said[path] = answer.status_code == 403 and "cookie" in answer.content.decode()
    assert {"/sign-in/", "/register/", "/requests/"} <= set(said)
    assert {path for path, told in said.items() if not told} == {"/cookies/answer/"}


def test_a_line_that_nobody_checked_alarms_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    line = policy.LINES["112"]
    page = engines["django"].from_string(
        "{% stale_lines as stale %}{% for line in stale %}{{ line.number }} {% endfor %}"
    )
    fresh, late = line.checked_on, line.checked_on + timedelta(days=line.stale_after_days + 1)
    monkeypatch.setattr(house.timezone, "localdate", lambda: fresh)
    assert page.render() == ""
    monkeypatch.setattr(house.timezone, "localdate", lambda: late)
    assert page.render().split() == list(policy.LINES)
