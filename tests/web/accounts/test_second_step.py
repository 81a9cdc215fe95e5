"""The second step through the pages: asked for after the password, set up, kept, lost; and nothing opens before it."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts import operations, queries, states
from harmonia.accounts.models import Factor, Loss, Person, SignIn
from harmonia.accounts.rules import codes
from harmonia.config import checks
from tests import factories
from tests.factories import PASSWORD, code_now

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def boris():
    return factories.boris(at=now() - timedelta(days=3))


@pytest.fixture
def aigerim():
    return factories.aigerim(at=now() - timedelta(days=3))


def password(client: Client, who: str, *, going: str = ""):
    return client.post(f"/sign-in/{going}", {"email": f"{who}@example.kz", "password": PASSWORD})


def signed_in(who: str) -> Client:
    client = Client()
    assert factories.sign_in(client, f"{who}@example.kz").status_code == 302
    return client


def set_up(client: Client) -> tuple[str, bytes, list[str]]:
    """An app through the pages: (path of its page, its secret, the recovery codes that were shown)."""
    path = client.post("/me/security/app/").headers["Location"]
    page = client.get(path).content.decode()
    secret = secret_of(page)
    answer = client.post(path, {"label": "Telephone", "code": codes.code_at(secret, now())})
    return path, secret, re.findall(r'<li><span class="secret-code">([a-z0-9 ]+)<', answer.content.decode())


def secret_of(page: str) -> bytes:
    import base64

    shown = re.search(r'class="secret-code break">([A-Z2-7 ]+)<', page)
    assert shown
    return base64.b32decode(shown[1].replace(" ", ""))


def test_the_password_alone_opens_nothing(boris):
    client = Client()
    before = client.get("/sign-in/").cookies.get("session")
    assert password(client, "boris", going="?next=/practice/calendar/").headers["Location"] == "/sign-in/second/"
    for path in ("/practice/", "/me/data/", "/me/security/", "/confirm/"):
        assert client.get(path).headers["Location"].startswith("/sign-in/?next="), path
    assert SignIn.objects.filter(person=boris).count() == 0
    between = client.cookies["session"].value
    answer = client.post("/sign-in/second/", {"code": code_now()})
    assert answer.headers["Location"] == "/practice/calendar/"
    assert client.get("/practice/").status_code == 200
    assert client.cookies["session"].value not in (before, between)
    client.cookies["session"] = between
    assert client.get("/practice/").status_code == 302


def test_a_wrong_code_and_a_used_one_open_nothing(boris):
    client, code = Client(), code_now()
    password(client, "boris")
    assert 'id="id_code_error"' in client.post("/sign-in/second/", {"code": "000000"}).content.decode()
    assert client.post("/sign-in/second/", {"code": code}).status_code == 302
    other = Client()
    password(other, "boris")
    assert other.post("/sign-in/second/", {"code": code}).status_code == 200


def test_the_second_step_needs_the_first_and_waits_ten_minutes(boris, monkeypatch):
    client = Client()
    for answer in (client.get("/sign-in/second/"), client.post("/sign-in/second/", {"code": code_now()})):
        assert answer.headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/second/lost/").headers["Location"] == "/sign-in/"
    password(client, "boris")
    from harmonia.web import arrival

    late = now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(arrival, "now", lambda: late)
    assert client.get("/sign-in/second/").headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("role", [states.SPECIALIST, *sorted(states.STAFF)])
def test_without_it_no_page_of_work_opens(role):
    person = operations.create_person(
        role=role, email="new@example.kz", phone="+77010000099", name="New", password=PASSWORD, language="ru",
        time_zone="Asia/Almaty", at=now(),
    )  # fmt: skip
    client = Client()
    client.force_login(person)
    for path in ("/practice/", "/desk/", "/desk/people/", "/me/data/", "/after-sign-in/"):
        answer = client.get(path)
        allowed = {"/practice/": role == states.SPECIALIST, "/desk/": role in (states.SUPPORT, states.OWNER)}
        if answer.status_code == 404:
            assert not allowed.get(path, False)
            continue
        if path != "/after-sign-in/":
            assert answer.headers["Location"] == "/me/security/", path
    room = client.get("/room/00000000-0000-4000-8000-000000000000/")
    assert room.headers["Location"] == "/me/security/"
    page = client.get("/me/security/").content.decode()
    assert "/me/security/app/" in page
    assert "читает то, что люди доверили" in page


def test_a_client_needs_none_and_may_have_one(aigerim):
    client = signed_in("aigerim")
    assert client.get("/me/").status_code == 200
    path, _, recovery = set_up(client)
    assert (len(recovery), client.get(path).status_code) == (10, 404)
    assert client.get("/me/").status_code == 200
    other = Client()
    assert password(other, "aigerim").headers["Location"] == "/sign-in/second/"
    assert other.post("/sign-in/second/", {"code": recovery[0]}).headers["Location"] == "/after-sign-in/"


def test_the_square_and_the_text_say_the_same_and_no_cache_keeps_them(aigerim):
    client = signed_in("aigerim")
    path = client.post("/me/security/app/").headers["Location"]
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store, private"
    square = re.search(r'<img class="square" src="data:image/svg\+xml[^,]*,([^"]+)"', page)
    assert square
    assert "<svg" in unquote(square[1])


def test_recovery_codes_are_shown_once_and_can_be_taken_along(aigerim):
    client = signed_in("aigerim")
    _, _, recovery = set_up(client)
    page = client.get("/me/security/").content.decode()
    assert [code for code in recovery if code in page] == []
    answer = client.post("/me/security/codes/").content.decode()
    link = re.search(r'href="data:text/plain;charset=utf-8,([^"]+)" download', answer)
    assert link
    taken = unquote(link[1]).split()
    shown = re.findall(r'<li><span class="secret-code">([a-z0-9 ]+)<', answer)
    assert len(shown) == 10
    assert "".join(taken) == "".join(shown).replace(" ", "")
    assert set(shown).isdisjoint(recovery)


def test_a_code_that_the_page_did_not_ask_for_is_no_confirmation(aigerim):
    """With a second step the password confirms no longer."""
    client = signed_in("aigerim")
    _, _, recovery = set_up(client)
    other = Client()
    other.force_login(Person.objects.get(pk=aigerim.pk))
    answer = other.post("/confirm/", {"password": PASSWORD})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert (
        other.post("/confirm/", {"code": recovery[0], "next": "/me/security/"}).headers["Location"] == "/me/security/"
    )


CHANGES = ("/me/security/app/", "/me/security/codes/", "/me/security/passkey/options/")


@pytest.mark.parametrize("path", CHANGES)
def test_what_changes_the_second_step_is_confirmed_first(aigerim, path):
    client = Client()
    client.force_login(aigerim)
    assert client.post(path).headers["Location"].startswith("/confirm/?next=")
    assert Factor.objects.count() == 0


@pytest.mark.parametrize("what", ["email", "phone", "password"])
def test_the_ways_in_are_changed_after_a_fresh_second_step_only(boris, what):
    client = Client()
    client.force_login(boris)
    path = f"/me/data/change/{what}/"
    for answer in (client.get(path), client.post(path, {"current": PASSWORD, what: "x"})):
        assert answer.headers["Location"].startswith("/confirm/?next=")
    assert client.get("/me/data/change/name/").status_code == 200
    client.post("/confirm/", {"code": code_now()})
    assert client.get(path).status_code == 200


def test_the_last_one_of_a_specialist_stays(boris):
    client = signed_in("boris")
    (only,) = queries.factors_of(boris)
    assert client.get(f"/me/security/{only.pk}/remove/").status_code == 200
    client.post(f"/me/security/{only.pk}/remove/")
    assert queries.factors_of(boris).count() == 1
    _, _, recovery = set_up(client)
    assert recovery == []
    client.post(f"/me/security/{only.pk}/remove/")
    assert queries.factors_of(boris).get().pk != only.pk
    assert client.get("/practice/").status_code == 200


def test_anothers_factor_is_as_good_as_missing(aigerim, boris):
    client = signed_in("aigerim")
    (factor,) = queries.factors_of(boris)
    missing = "00000000-0000-4000-8000-000000000000"
    answers = [client.get(f"/me/security/{pk}/remove/") for pk in (factor.pk, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.post(f"/me/security/{factor.pk}/remove/").status_code == 404
    unconfirmed = operations.begin_app(person_id=boris.pk, at=now())
    assert client.get(f"/me/security/app/{unconfirmed.pk}/").status_code == 404
    assert queries.factors_of(boris).count() == 1


def staff(who: str) -> Client:
    getattr(factories, who)(at=now() - timedelta(days=3))
    return signed_in(who)


def test_the_slow_way_from_lost_to_new(boris):
    client = Client()
    password(client, "boris")
    page = client.post("/sign-in/second/lost/").content.decode()
    loss = Loss.objects.get()
    assert f'<p class="secret-code">{loss.spoken}</p>' in page
    assert "+7" not in page
    for who in ("olga", "pavel"):
        desk = staff(who)
        shown = desk.get("/desk/losses/").content.decode()
        assert (str(loss.pk) in shown, "+77010000003" in shown, "Boris" in shown) == (True, False, False)
        assert "+77010000003" in desk.get(f"/desk/losses/{loss.pk}/").content.decode()
        assert desk.post(f"/desk/losses/{loss.pk}/vouch/").headers["Location"] == "/desk/losses/"
    password(client, "boris")
    assert client.get("/practice/").status_code == 302
    Loss.objects.update(opens_at=now())
    again = Client()
    assert password(again, "boris").headers["Location"] == "/after-sign-in/"
    assert again.get("/practice/").headers["Location"] == "/me/security/"
    set_up(again)
    assert again.get("/practice/").status_code == 200


def test_the_owner_sees_it_and_stops_it(boris):
    operations.report_loss(person_id=boris.pk, at=now())
    client = signed_in("boris")
    assert "/me/security/not-lost/" in client.get("/me/security/").content.decode()
    client.post("/me/security/not-lost/")
    assert queries.living_loss(boris.pk) is None


@pytest.mark.parametrize("who", ["dana", "vera", "zoe"])
def test_nobody_else_sees_who_lost_it(boris, who):
    loss = operations.report_loss(person_id=boris.pk, at=now())
    client = staff(who)
    for path in ("/desk/losses/", f"/desk/losses/{loss.pk}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/desk/losses/{loss.pk}/vouch/").status_code == 404


def test_the_number_is_shown_to_the_freshly_confirmed_only(boris):
    loss = operations.report_loss(person_id=boris.pk, at=now())
    client = Client()
    client.force_login(factories.olga())
    assert client.get(f"/desk/losses/{loss.pk}/").headers["Location"].startswith("/confirm/?next=")


def test_the_demonstration_shows_its_code_and_nothing_else_does(boris, settings):
    client = Client()
    password(client, "boris")
    shown = codes.code_at(bytes.fromhex(settings.DEMO_APP_SECRET), now())
    assert shown not in client.get("/sign-in/second/").content.decode()
    settings.DEMO = True
    page = client.get("/sign-in/second/").content.decode()
    near = [codes.code_at(bytes.fromhex(settings.DEMO_APP_SECRET), now() - timedelta(seconds=late)) for late in (0, 30)]
    assert any(code in page for code in near)
    assert "HARMONIA_DEMO" in dict(checks.unsafe(settings))


def test_the_readme_tells_the_demonstrations_secret(settings):
    from pathlib import Path

    readme = Path(__file__).resolve().parents[3] / "README.md"
    assert operations.base32({"secret": settings.DEMO_APP_SECRET}) in readme.read_text()
