"""Cookies: a visitor gets none without need, none that the register does not name, and can do without (9.1–9.5)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template import engines
from django.test import Client

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.web.templatetags import house

READABLE = ("/", "/sos/", "/privacy/", "/cookies/", "/specialists/", "/articles/", "/documents/offer/")
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
