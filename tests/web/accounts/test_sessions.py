"""A session: its cookie, its end, and the old cookie afterwards. Every way to end one, and the cookie played again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import now

from harmonia.accounts import operations, states
from harmonia.accounts.models import Loss, Person, SignIn
from harmonia.accounts.operations import codes
from harmonia.accounts.rules import limits
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def aigerim():
    return factories.aigerim(at=now() - timedelta(days=3))


@pytest.fixture
def client(aigerim):
    client = Client()
    assert factories.sign_in(client, "aigerim@example.kz").status_code == 302
    return client


def opens(cookie: str) -> bool:
    """Whether a browser that has nothing but this cookie comes in."""
    other = Client()
    other.cookies["session"] = cookie
    return other.get("/me/sign-ins/").status_code == 200


def change_password(client: Client, person: Person) -> None:
    client.post("/me/data/change/password/", {"current": PASSWORD, "password": "nine other poplars"})


def recover(client: Client, person: Person) -> None:
    code = codes.open_code(person_id=person.pk, kind=states.CodeKind.RECOVERY, at=now())
    token = operations.draw(code_id=code.pk, at=now()).secret
    other = Client()
    other.get(f"/recover/{token}/")
    other.post("/new-password/", {"password": "nine other poplars"})


def close(client: Client, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def lose(client: Client, person: Person) -> None:
    loss = operations.report_loss(person_id=person.pk, at=now())
    Loss.objects.filter(pk=loss.pk).update(state=states.WAITING, opens_at=now())
    assert operations.open_after_loss(person_id=person.pk, at=now())


ENDS: dict[str, Callable[[Client, Person], object]] = {
    "sign-out": lambda client, person: client.post("/sign-out/"),
    "everywhere": lambda client, person: client.post("/me/sign-ins/end-every/"),
    "new password": change_password,
    "recovered password": recover,
    "role given": lambda client, person: operations.give_role(
        person_id=person.pk, role=states.SUPPORT, by=None, at=now()
    ),
    "role taken": lambda client, person: operations.take_role(
        person_id=person.pk, role=states.CLIENT, by=None, at=now()
    ),
    "account closed": close,
    "second step taken off": lose,
}


@pytest.mark.parametrize("end", ENDS)
def test_the_old_cookie_is_worth_nothing(client, aigerim, end):
    cookie = client.cookies["session"].value
    assert opens(cookie)
    ENDS[end](client, aigerim)
    assert not opens(cookie)
    assert not SignIn.objects.filter(person=aigerim, ended_at=None).exists() or end == "account closed"


def test_another_device_ends_from_here_and_its_cookie_with_it(client, aigerim):
    other = Client()
    factories.sign_in(other, "aigerim@example.kz")
    cookie = other.cookies["session"].value
    entry = SignIn.objects.filter(person=aigerim).order_by("-started_at").first()
    client.post(f"/me/sign-ins/{entry.pk}/end/")
    assert (opens(cookie), opens(client.cookies["session"].value)) == (False, True)


def test_the_key_changes_at_each_rise_of_what_it_opens(aigerim):
    client = Client()
    keys = []
    client.post("/recover/", {"email": "x@example.kz"})
    client.get("/register/")
    for step in (
        lambda: factories.sign_in(client, "aigerim@example.kz"),
        lambda: client.post("/confirm/", {"password": PASSWORD}),
    ):
        step()
        keys.append(client.cookies["session"].value)
    assert len(set(keys)) == 2
    assert [opens(key) for key in keys] == [False, True]


def test_a_planted_key_is_not_the_one_that_lets_in(aigerim):
    """Whoever put his own key into the browser before the sign-in has the key of nothing."""
    attacker = Client()
    attacker.post("/sign-in/", {"email": "nobody@example.kz", "password": "x"})
    client = Client()
    code = codes.open_code(person_id=aigerim.pk, kind=states.CodeKind.RECOVERY, at=now())
    client.get(f"/recover/{operations.draw(code_id=code.pk, at=now()).secret}/")
    planted = client.cookies["session"].value
    factories.sign_in(client, "aigerim@example.kz")
    assert client.cookies["session"].value != planted
    assert not opens(planted)


@pytest.mark.parametrize(("who", "lives"), [("aigerim", limits.OF_CLIENTS), ("boris", limits.OF_WORKERS)])
def test_idle_and_absolute_ends_hold_through_the_pages(who, lives, monkeypatch):
    getattr(factories, who)(at=now() - timedelta(days=3))
    client = Client()
    factories.sign_in(client, f"{who}@example.kz")
    cookie, start = client.cookies["session"].value, now()

    def comes_in(after: timedelta) -> bool:
        monkeypatch.setattr(timezone, "now", lambda: start + after)
        return opens(cookie)

    SignIn.objects.update(idle_until=start + lives.idle, expires_at=start + lives.absolute)
    assert not comes_in(lives.idle)
    assert comes_in(lives.idle - timedelta(minutes=1))
    SignIn.objects.update(idle_until=start + 2 * lives.absolute, idle_minutes=10**6)
    assert comes_in(lives.absolute - timedelta(minutes=1))
    assert not comes_in(lives.absolute)


@pytest.mark.parametrize("path", ["/sign-out/", "/me/sign-ins/end-every/"])
def test_signing_out_clears_the_browser(client, path):
    answer = client.post(path)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/me/").status_code == 302


def test_the_cookies_of_a_service_over_https_belong_to_its_host_alone():
    import os
    import subprocess
    import sys

    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'harmonia.config.settings'\n"
            "from django.conf import settings as s\n"
            "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_PATH,"
            " s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE)",
        ],
        env=os.environ | {"PUBLIC_ADDRESS": "https://harmonia.example"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == ["__Host-session", "True", "True", "/", "None", "Lax", "__Host-csrf", "True"]
