"""The step before what harms: the person shows that it is he, it holds ten minutes, in this session alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.timezone import now

from harmonia.accounts.rules import limits
from harmonia.accounts.sessions import SessionStore
from harmonia.web import access, confirmation, onward
from tests import factories
from tests.factories import PASSWORD

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(("later", "holds"), [
    (timedelta(0), True), (timedelta(minutes=9, seconds=59), True),
    (timedelta(minutes=10), False), (timedelta(days=1), False), (timedelta(seconds=-1), False),
])  # fmt: skip
def test_it_holds_ten_minutes(later, holds):
    assert limits.is_still_confirmed(AT, at=AT + later) == holds


def guarded(*, confirmed_at=None, method="GET", **headers) -> HttpResponse:
    request = RequestFactory().generic(method, "/me/archives/7/?page=2", headers=headers)
    request.session = SessionStore()
    request.session._session_cache = {}
    if confirmed_at is not None:
        request.session[confirmation.CONFIRMED] = int(confirmed_at.timestamp())
    return access.freshly_confirmed(lambda _: HttpResponse("in"))(request)


def test_the_confirmed_enter_and_the_others_are_asked_and_come_back():
    assert guarded(confirmed_at=now()).content == b"in"
    assert guarded().headers["Location"] == "/confirm/?next=%2Fme%2Farchives%2F7%2F%3Fpage%3D2"
    assert guarded(confirmed_at=now() - timedelta(minutes=11)).status_code == 302


def test_a_pressed_button_leads_back_to_its_page_and_to_no_other_site():
    ours = guarded(method="POST", referer="http://testserver/me/data/?x=1")
    assert ours.headers["Location"] == "/confirm/?next=%2Fme%2Fdata%2F"
    for foreign in ("https://evil.example/me/", "//evil.example/", ""):
        assert guarded(method="POST", referer=foreign).headers["Location"] == "/confirm/?next=%2Fafter-sign-in%2F"


def test_a_fragment_sends_the_whole_page_to_the_question():
    answer = guarded(hx_request="true")
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (200, True)


def test_only_our_own_pages_follow():
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        request = RequestFactory().get("/confirm/", {"next": address})
        assert onward.wanted(request) == "/after-sign-in/"


@pytest.fixture
def aigerim(db, django_db_setup):
    return factories.aigerim(at=now() - timedelta(days=3))


@pytest.fixture
def client(aigerim):
    """Inside, but not confirmed."""
    client = Client()
    client.force_login(aigerim)
    return client


pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_the_password_confirms_and_the_cookie_changes(client):
    assert client.get("/confirm/?next=/me/data/").status_code == 200
    before = client.cookies["session"].value
    answer = client.post("/confirm/", {"password": PASSWORD, "next": "/me/data/"})
    assert answer.headers["Location"] == "/me/data/"
    assert client.cookies["session"].value != before
    assert confirmation.CONFIRMED in client.session
    client.cookies["session"] = before
    assert client.get("/me/data/").headers["Location"].startswith("/sign-in/")


def test_another_session_of_the_same_person_stays_unconfirmed(client, aigerim):
    other = Client()
    other.force_login(aigerim)
    client.post("/confirm/", {"password": PASSWORD})
    assert confirmation.CONFIRMED in client.session
    assert confirmation.CONFIRMED not in other.session


def test_a_wrong_password_confirms_nothing_and_is_slowed_down(client):
    for _ in range(8):
        answer = client.post("/confirm/", {"password": "guess guess guess"})
        assert 'id="id_password_error"' in answer.content.decode()
    assert "error-summary" in client.post("/confirm/", {"password": PASSWORD}).content.decode()
    assert confirmation.CONFIRMED not in client.session


def test_signing_in_is_a_confirmation(aigerim):
    client = Client()
    client.post("/sign-in/", {"email": "aigerim@example.kz", "password": PASSWORD})
    assert confirmation.CONFIRMED in client.session


def test_a_visitor_is_asked_to_sign_in():
    assert Client().get("/confirm/").headers["Location"] == "/sign-in/?next=/confirm/"
