"""The road in through the pages: register, prove the mailbox, sign in, recover; and what nobody can learn from them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts import operations
from harmonia.accounts.models import Code, Person, SignIn
from harmonia.accounts.states import CodeKind
from harmonia.consent.models import Record
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

FORM = {
    "name": "Айгерим",
    "age": "31",
    "phone": "8 701 000 00 01",
    "email": "aigerim@example.kz",
    "password": PASSWORD,
    "topics": ["anxiety", "sleep"],
    "offer": "on",
    "service": "on",
    "confidentiality": "on",
}


def without_chance(response) -> bytes:
    """The body without what is random in every answer: tokens and nonces."""
    body = re.sub(rb'(nonce|value)="[A-Za-z0-9+/=_-]{20,}"', rb'\1=""', response.content)
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", body)


def headers_of(response) -> dict[str, str]:
    return {name: value for name, value in response.items() if name != "Content-Security-Policy"}


def the_code(person: Person, kind: CodeKind = CodeKind.EMAIL) -> str:
    code = Code.objects.get(person=person, kind=kind, ended_at=None)
    return operations.draw(code_id=code.pk, at=now()).secret


def register(client: Client, **changes) -> object:
    return client.post("/register/", {key: value for key, value in {**FORM, **changes}.items() if value is not None})


def test_the_whole_road_in(client):
    assert client.get("/register/").status_code == 200
    assert register(client).headers["Location"] == "/verify/"
    person = Person.objects.get()
    answer = client.post("/verify/", {"code": the_code(person)})
    assert answer.headers["Location"] == "/verify/phone/"
    client.post("/verify/phone/send/")
    answer = client.post("/verify/phone/", {"code": the_code(person, CodeKind.PHONE)}, follow=True)
    assert answer.redirect_chain[-1][0] == "/me/"
    person = Person.objects.get()
    assert person.email_verified_at
    assert person.phone_verified_at


def test_every_page_of_the_road_opens(client):
    for path in ("/register/", "/register/too-young/", "/sign-in/", "/recover/", "/recovery-letter/"):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("missing", ["name", "age", "phone", "email", "password"])
def test_a_missing_answer_is_explained_beside_it(client, missing):
    answer = register(client, **{missing: ""})
    assert f'id="id_{missing}_error"' in answer.content.decode()
    assert not Person.objects.exists()


def test_a_pseudonym_and_no_topics_are_enough(client):
    assert register(client, name="Тополь", topics=None).status_code == 302


@pytest.mark.parametrize("key", ["offer", "service", "confidentiality"])
def test_without_a_required_agreement_there_is_no_account(client, key):
    answer = register(client, **{key: None})
    assert f'id="id_{key}_error"' in answer.content.decode()
    assert not Person.objects.exists()
    assert not Record.objects.exists()
    assert not SignIn.objects.exists()


def test_whoever_is_too_young_gets_the_lines_and_leaves_no_trace(client):
    answer = register(client, age="16", email="not an address")
    page = answer.content.decode()
    assert 'href="tel:150"' in page
    assert not Person.objects.exists()
    assert not SignIn.objects.exists()
    assert "sessionid" not in answer.cookies
    assert "session" not in answer.cookies


def test_a_field_that_was_not_asked_for_is_refused(client):
    answer = register(client, iin="900101300123")
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not Person.objects.exists()


def test_what_was_typed_wrong_is_kept_on_the_page_but_for_the_password(client):
    page = register(client, phone="12").content.decode()
    assert 'value="Айгерим"' in page
    assert PASSWORD not in page


def test_a_known_address_looks_like_an_unknown_one():
    factories.register()
    known, unknown = Client(), Client()
    answers = [register(known), register(unknown, email="zoe@example.kz")]
    assert headers_of(answers[0]) == headers_of(answers[1])
    assert without_chance(answers[0]) == without_chance(answers[1])
    assert {name: len(cookie.value) for name, cookie in answers[0].cookies.items()} == {
        name: len(cookie.value) for name, cookie in answers[1].cookies.items()
    }
    pages = [visitor.get("/verify/") for visitor in (known, unknown)]
    assert without_chance(pages[0]) == without_chance(pages[1])
    tries = [visitor.post("/verify/", {"code": "000000"}) for visitor in (known, unknown)]
    assert without_chance(tries[0]) == without_chance(tries[1])
    again = [visitor.post("/verify/again/", follow=True) for visitor in (known, unknown)]
    assert without_chance(again[0]) == without_chance(again[1])


def test_recovery_does_not_say_whether_an_address_is_known():
    factories.aigerim()
    known = Client().post("/recover/", {"email": "aigerim@example.kz"}, follow=True)
    unknown = Client().post("/recover/", {"email": "nobody@example.kz"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert without_chance(known) == without_chance(unknown)
    assert headers_of(known) == headers_of(unknown)


def test_sign_in_does_not_say_whether_an_address_is_known():
    factories.aigerim()
    wrong = {"password": "not the password"}
    known = Client().post("/sign-in/", {"email": "aigerim@example.kz", **wrong})
    unknown = Client().post("/sign-in/", {"email": "nobody@example.kz", **wrong})
    assert b"error-summary" in known.content
    assert known.status_code == unknown.status_code
    assert headers_of(known).keys() == headers_of(unknown).keys()
    assert without_chance(known).replace(b"aigerim@example.kz", b"nobody@example.kz") == without_chance(unknown)


@pytest.mark.parametrize(
    ("make", "place"),
    [
        (factories.aigerim, "/me/"),
        (factories.boris, "/practice/"),
        (factories.olga, "/desk/"),
        (factories.pavel, "/desk/"),
        (factories.dana, "/desk/"),
    ],
)
def test_each_comes_to_his_own_place(client, make, place):
    make()
    name = make.__name__
    answer = factories.sign_in(client, f"{name}@example.kz", follow=True)
    assert answer.redirect_chain[-1][0] == place
    assert answer.status_code == 200


def test_one_goes_on_to_where_he_was_going_but_never_to_another_site(client):
    factories.aigerim()
    said = {"email": "aigerim@example.kz", "password": PASSWORD}
    assert Client().post("/sign-in/?next=/me/data/", said).headers["Location"] == "/me/data/"
    assert Client().post("/sign-in/?next=https://evil.example/", said).headers["Location"] == "/after-sign-in/"
    assert Client().post("/sign-in/?next=//evil.example/", said).headers["Location"] == "/after-sign-in/"


def test_an_unproved_mailbox_is_proved_first(client):
    person = factories.register(at=now() - timedelta(days=1))
    answer = client.post("/sign-in/", {"email": "aigerim@example.kz", "password": PASSWORD})
    assert answer.headers["Location"] == "/verify/"
    assert client.get("/me/").status_code == 302
    client.post("/verify/", {"code": the_code(person)})
    assert client.get("/me/").status_code == 200


def test_a_new_password_by_letter(client):
    person = factories.aigerim()
    client.post("/recover/", {"email": "aigerim@example.kz"})
    token = the_code(person, CodeKind.RECOVERY)
    planted = client.session.session_key
    assert client.get(f"/recover/{token}/").headers["Location"] == "/new-password/"
    assert client.session.session_key != planted
    assert token not in str(dict(client.session))
    assert client.get("/new-password/").status_code == 200
    answer = client.post("/new-password/", {"password": "nine other poplars"})
    assert answer.headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/", {"email": "aigerim@example.kz", "password": PASSWORD}).status_code == 200
    assert (
        client.post("/sign-in/", {"email": "aigerim@example.kz", "password": "nine other poplars"}).status_code == 302
    )
    for path in (f"/recover/{token}/", "/new-password/"):
        assert 'href="/recover/"' in client.get(path).content.decode()


def test_signing_out_leaves_nothing_behind(client):
    factories.aigerim()
    client.post("/sign-in/", {"email": "aigerim@example.kz", "password": PASSWORD})
    cookie = client.cookies["session"].value
    answer = client.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["session"] = cookie
    assert client.get("/me/").headers["Location"].startswith("/sign-in/")


def test_too_many_wrong_passwords_slow_the_stranger_down_and_not_the_owner():
    factories.aigerim()
    owner, stranger = Client(REMOTE_ADDR="198.51.100.7"), Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(9):
        answer = stranger.post("/sign-in/", {"email": "aigerim@example.kz", "password": "guess guess guess"})
    assert "error-summary" in answer.content.decode()
    right = {"email": "aigerim@example.kz", "password": PASSWORD}
    assert stranger.post("/sign-in/", right).status_code == 200
    assert owner.post("/sign-in/", right).status_code == 302


def test_no_session_holds_anything_personal(client):
    register(client)
    person = Person.objects.get()
    client.post("/verify/", {"code": the_code(person)})
    kept = dict(client.session)
    assert set(kept) <= {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_messages", "confirmed_at"}
    assert "Айгерим" not in str(kept)
