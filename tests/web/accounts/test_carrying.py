"""Whoever sends a form after his session has ended finds his words again once he has signed in; nobody else does."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from harmonia.accounts import operations
from harmonia.accounts.models import Factor, Person, SignIn
from harmonia.accounts.rules import limits
from harmonia.accounts.sessions import SessionStore
from harmonia.support.models import Letter, ReadyAnswer
from harmonia.web import carrying, renewing
from tests import factories
from tests.browser import overflow, shot, squeezed, violations
from tests.factories import PASSWORD, code_now

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LETTERS = "/me/letters/"
SAID = '\nMy words: please "erase" <b>all</b> & soon.\n\nThank you.'
LETTER = {"subject": "Entreaty", "text": SAID}
KEPT, LOST = "is kept on this page until you have signed in", "could not be kept"
NOT_SHOWN = "What was written before this sign-in is not shown."


class Browser:
    """As a browser does it: the page's own token with every form, and a 307 sent on as it is."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
        self.went: list[str] = []
        self.answer: Any = None

    def open(self, path: str) -> str:
        self.answer = self.client.get(path, follow=True)
        return self.body

    @property
    def body(self) -> str:
        body: str = self.answer.content.decode()
        return body

    @property
    def token(self) -> str:
        return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.body)[0]

    def send(self, path: str, fields: dict[str, Any], *, token: str = "", **headers: str) -> str:
        said = {**fields, "csrfmiddlewaretoken": token or self.token}
        self.answer = self.client.post(path, said, headers=headers)
        while self.answer.status_code == 307:
            self.went.append(self.answer.headers["Location"])
            self.answer = self.client.post(self.went[-1], said, headers=headers)
        if self.answer.status_code == 302:
            self.went.append(self.answer.headers["Location"])
            self.open(self.went[-1])
        return self.body

    def sign_in(self, who: str) -> str:
        """On the page that is open, if that asks for it, with what it holds; else afresh."""
        if self.answer is None or 'name="email"' not in self.body:
            self.open("/sign-in/")
        at = self.went[-1] if self.went and "kept=1" in self.went[-1] else "/sign-in/"
        said = self.send(at, {"email": f"{who}@example.kz", "password": PASSWORD, **self.held})
        if 'name="code"' in said:
            Factor.objects.update(used_step=None)
            said = self.send(self.action("code"), {"code": code_now(), **self.held})
        return said

    @property
    def held(self) -> dict[str, str]:
        found = re.findall(r'type="hidden" name="(next|sealed)" value="([^"]*)"', self.body)
        return {name: unescape(value) for name, value in found}

    def action(self, field: str) -> str:
        [to] = re.findall(rf'<form[^>]* action="([^"]+)"[^>]*>(?:(?!</form>).)*name="{field}"', self.body, re.DOTALL)
        return unescape(to)

    def press(self) -> str:
        """The one button, behind which the words stand."""
        fields = re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', self.body, re.DOTALL)
        return self.send(self.action(fields[0][0]), {name: unescape(value) for name, value in fields})

    @property
    def words(self) -> list[str]:
        return [unescape(said) for said in re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", self.body, re.DOTALL)]


def idle(person: Person) -> None:
    SignIn.objects.filter(person=person, ended_at=None).update(idle_until=now() - timedelta(minutes=1))


def written(who: str, path: str = LETTERS) -> Browser:
    """A browser at a form of hers whose session has ended by itself."""
    browser = Browser()
    browser.sign_in(who)
    browser.open(path)
    idle(Person.objects.get(pk=SignIn.objects.latest("started_at").person_id))
    return browser


def sent(who: str, path: str = LETTERS, fields: dict[str, Any] = LETTER) -> Browser:
    browser = written(who, path)
    browser.send(path, fields)
    return browser


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim(language="en", at=now() - timedelta(days=3))


@pytest.fixture
def zoe() -> Person:
    return factories.zoe(at=now() - timedelta(days=3))


def test_what_was_written_stands_there_again_after_the_sign_in(aigerim: Person) -> None:
    browser = sent("aigerim")
    assert urlsplit(browser.went[-1]).path == "/sign-in/"
    assert KEPT in browser.body
    assert browser.answer.headers["Cache-Control"] == "no-store, private"
    assert [word for word in ("words", "Entreaty") if word in browser.body + str(browser.went)] == []
    kept = browser.held["sealed"]
    wrong = browser.send(browser.went[-1], {"email": "aigerim@example.kz", "password": "wrong one", **browser.held})
    assert ("not right" in wrong, browser.held["sealed"]) == (True, kept)
    browser.sign_in("aigerim")
    assert (browser.words, Letter.objects.count()) == (["Entreaty", SAID], 0)
    browser.press()
    assert "Your letter has come" in browser.body
    assert Letter.objects.get().person_id == aigerim.pk


def test_the_desk_loses_nothing_either_and_the_second_step_holds_it(db: None) -> None:
    factories.olga(language="en")
    path = reverse("staff:ready_answer_new")
    said = {"title": "Sign-in", "kk": "Сәлем", "ru": SAID, "en": "Hello"}
    browser = sent("olga", path, said)
    browser.send(browser.went[-1], {"email": "olga@example.kz", "password": PASSWORD, **browser.held})
    assert (KEPT in browser.body, 'name="code"' in browser.body) == (True, True)
    browser.send(browser.action("code"), {"code": "000000", **browser.held})
    assert (KEPT in browser.body, "not the code" in browser.body) == (True, True)
    Factor.objects.update(used_step=None)
    browser.send(browser.action("code"), {"code": code_now(), **browser.held})
    assert (browser.words, ReadyAnswer.objects.count()) == (list(said.values()), 0)
    browser.press()
    assert ReadyAnswer.objects.get().text.ru == SAID.strip()


def test_nothing_of_it_is_stored_or_said_elsewhere(aigerim: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    browser = sent("aigerim")
    browser.sign_in("aigerim")
    assert SAID in browser.words
    said = [*browser.went, caplog.text, *(cookie.value for cookie in browser.client.cookies.values())]
    said += [str(SessionStore().decode(text)) for text in SignIn.objects.values_list("session", flat=True)]
    for connection in connections.all():
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {connection.ops.quote_name(table)} t")
                said.append(str(cursor.fetchone()))
    found = [word for word in ("My words", "Entreaty", str(aigerim.pk)) if any(word in text for text in said)]
    assert found == [str(aigerim.pk)]


def test_another_who_signs_in_there_is_shown_nothing(aigerim: Person, zoe: Person) -> None:
    browser = sent("aigerim")
    browser.sign_in("zoe")
    assert (browser.words, NOT_SHOWN in browser.body, SAID.strip()[:8] in browser.body) == ([], True, False)
    assert browser.answer.context["user"] == zoe


def test_words_of_which_nobody_knows_whose_they_are_are_shown_to_nobody(aigerim: Person) -> None:
    browser = written("aigerim")
    SignIn.objects.update(forms_sha256=None)
    browser.send(LETTERS, LETTER)
    assert (LOST in browser.body, KEPT in browser.body, browser.held["sealed"]) == (True, False, "")
    browser.sign_in("aigerim")
    assert (NOT_SHOWN in browser.body, SAID.strip()[:8] in browser.body) == (True, False)
    assert browser.answer.request["PATH_INFO"] == "/me/"


FORGED: dict[str, dict[str, str]] = {
    "no token": {},
    "another site": {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    "another origin": {"origin": "https://evil.example"},
}


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("path", [LETTERS, "/sign-in/?next=/me/letters/&kept=1"])
def test_another_site_plants_no_words(aigerim: Person, forged: str, path: str) -> None:
    browser = written("aigerim")
    token = "x" * 64 if forged == "no token" else browser.token
    said = browser.send(path, LETTER, token=token, **FORGED[forged])
    assert (browser.answer.status_code, 'name="sealed"' in said) == (403, False)


def test_what_another_sealed_for_himself_opens_for_nobody_else(aigerim: Person, zoe: Person) -> None:
    foreign = sent("zoe").held["sealed"]
    browser = sent("aigerim")
    at = browser.went[-1]
    browser.send(at, {"email": "aigerim@example.kz", "password": PASSWORD, **browser.held, "sealed": foreign})
    assert (browser.words, NOT_SHOWN in browser.body) == ([], True)


def test_another_ones_token_and_cookie_seal_words_for_the_other_one(aigerim: Person, zoe: Person) -> None:
    """Even who could set our cookie in her browser plants nothing: the forms' secret says whose words they are."""
    foreign = written("zoe")
    browser = written("aigerim")
    browser.client.cookies["csrf"] = foreign.client.cookies["csrf"].value
    browser.send(LETTERS, LETTER, token=foreign.token)
    assert KEPT in browser.body
    browser.sign_in("aigerim")
    assert (browser.words, NOT_SHOWN in browser.body) == ([], True)


def test_after_twelve_hours_it_opens_no_more(aigerim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sent("aigerim")
    late, at = now() + limits.WORDS_WAIT + timedelta(seconds=1), browser.went[-1]
    assert carrying._open(browser.held["sealed"]) is not None
    monkeypatch.setattr(carrying, "now", lambda: late)
    browser.send(at, {"email": "aigerim@example.kz", "password": PASSWORD, **browser.held})
    assert (browser.words, NOT_SHOWN in browser.body) == ([], True)


def test_changed_by_one_bit_it_does_not_open(aigerim: Person) -> None:
    sealed = sent("aigerim").held["sealed"]
    assert carrying._open(sealed) is not None
    plain = urlsafe_b64decode(sealed)
    for place in range(len(plain)):
        changed = plain[:place] + bytes([plain[place] ^ 1]) + plain[place + 1 :]
        assert carrying._open(urlsafe_b64encode(changed).decode()) is None
    for other in ("", "x", "ә", sealed[:-4], sealed + "====", sealed[:9] + "\n" + sealed[9:], "[]", "null"):
        assert carrying._open(other) is None


def test_a_changed_one_is_dropped_with_a_word_about_it(aigerim: Person) -> None:
    browser = sent("aigerim")
    at, sealed = browser.went[-1], browser.held["sealed"]
    changed = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    browser.send(at, {"email": "aigerim@example.kz", "password": "wrong one", "sealed": changed})
    assert (LOST in browser.body, browser.held["sealed"]) == (True, "")
    browser.sign_in("aigerim")
    assert NOT_SHOWN in browser.body


def test_a_former_key_of_the_service_opens_it(aigerim: Person, settings: Any) -> None:
    sealed = sent("aigerim").held["sealed"]
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 8
    assert carrying._open(sealed) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert carrying._open(sealed) is not None


def test_what_is_too_large_is_said_at_once(aigerim: Person) -> None:
    browser = written("aigerim")
    browser.send(LETTERS, {"text": "a " * 110_000})
    assert (browser.answer.status_code, "too much to send at once" in browser.body) == (413, True)
    browser.open(LETTERS)
    browser.send("/sign-in/?next=/me/letters/&kept=1", {"text": "ә" * 60_000})
    assert KEPT in browser.body


def test_a_file_is_not_carried_and_it_is_said(aigerim: Person) -> None:
    browser = written("aigerim")
    browser.send(LETTERS, {**LETTER, "file": SimpleUploadedFile("x.txt", b"x")})
    assert ("A file cannot wait" in browser.body, 'name="email"' in browser.body) == (True, True)
    assert ('name="sealed"' in browser.body, "kept=1" in browser.went[-1]) == (False, False)


@pytest.mark.parametrize(
    ("path", "fields", "headers"),
    [
        (LETTERS, {"text": ""}, {}),
        (LETTERS, LETTER, {"hx-request": "true"}),
        (LETTERS, LETTER, {"sec-fetch-mode": "cors"}),
        ("/me/data/change/password/", {"current": PASSWORD, "password": "nine other poplars"}, {}),
    ],
)
def test_what_cannot_go_this_way_is_as_ever(
    aigerim: Person, path: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    browser = written("aigerim")
    answer = browser.client.post(path, {**fields, "csrfmiddlewaretoken": browser.token}, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next={path}")


def by_remote(person: Person, browser: Browser) -> None:
    entry = SignIn.objects.filter(person=person).earliest("started_at")
    operations.end_sign_in(person_id=person.pk, sign_in_id=entry.pk, at=now())


def by_others(person: Person, browser: Browser) -> None:
    operations.end_other_sign_ins(person_id=person.pk, session_key="of another device", at=now())


def by_all(person: Person, browser: Browser) -> None:
    operations.end_every_sign_in(person_id=person.pk, at=now())


def by_leaving(person: Person, browser: Browser) -> None:
    """The quick exit sends the sign-out of the page that is open, though its session ended long ago."""
    answer = browser.client.post("/sign-out/", {"csrfmiddlewaretoken": browser.token})
    assert answer.status_code == 302


ENDS: dict[str, Callable[[Person, Browser], None]] = {
    "put out from elsewhere": by_remote,
    "all others put out": by_others,
    "all put out": by_all,
    "left quickly": by_leaving,
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("when", ["before it was sent", "while it waited"])
def test_a_sign_in_that_was_put_out_offers_no_words_again(aigerim: Person, end: str, when: str) -> None:
    browser = written("aigerim")
    if when == "before it was sent":
        ENDS[end](aigerim, browser)
        browser.send(LETTERS, LETTER)
        assert (LOST in browser.body, KEPT in browser.body) == (True, False)
    else:
        browser.send(LETTERS, LETTER)
        assert KEPT in browser.body
        ENDS[end](aigerim, browser)
    browser.sign_in("aigerim")
    assert (browser.words, NOT_SHOWN in browser.body, "erase" in browser.body) == ([], True, False)


def test_the_page_that_holds_words_has_the_quick_exit_and_what_it_sends(aigerim: Person) -> None:
    browser = sent("aigerim")
    assert re.search(r'<form method="post" action="/sign-out/" data-sign-out hidden>', browser.body)
    assert "data-quick-exit" in browser.body
    assert "data-quick-exit" not in Browser().open("/sign-in/")
    browser.sign_in("aigerim")
    assert "data-quick-exit" in browser.body


def test_the_pages_of_before_the_sign_in_are_worth_nothing_after_leaving(aigerim: Person) -> None:
    browser = sent("aigerim")
    token, at, held = browser.token, browser.went[-1], browser.held
    browser.sign_in("aigerim")
    browser.open("/me/")
    browser.send("/sign-out/", {})
    for path, fields in ((LETTERS, LETTER), (at, {"email": "aigerim@example.kz", "password": PASSWORD, **held})):
        browser.send(path, fields, token=token)
        assert browser.answer.status_code == 403


def test_an_end_of_age_lets_the_words_go_on_for_a_week(aigerim: Person) -> None:
    browser = written("aigerim")
    SignIn.objects.filter(person=aigerim).update(expires_at=now() - timedelta(days=6))
    operations.forget_sign_ins(at=now())
    browser.send(LETTERS, LETTER)
    assert KEPT in browser.body
    operations.forget_sign_ins(at=now() + timedelta(days=2))
    browser.sign_in("aigerim")
    assert (browser.words, NOT_SHOWN in browser.body) == ([], True)


def test_the_database_refuses_a_sign_in_that_was_put_out_and_knows_its_forms(aigerim: Person) -> None:
    written("aigerim")
    with pytest.raises(IntegrityError, match="who_was_put_out_has_no_forms"), transaction.atomic():
        SignIn.objects.filter(person=aigerim).update(ended_at=now(), session="")


def test_a_passkey_that_is_not_known_loses_nothing(aigerim: Person) -> None:
    browser = sent("aigerim")
    kept = browser.held["sealed"]
    query = urlsplit(browser.went[-1]).query
    browser.send(f"/passkey/?{query}", {"answer": "{}", **browser.held})
    assert ("do not know this passkey" in browser.body, browser.held["sealed"]) == (True, kept)
    assert "id_email_error" not in browser.body


def test_whoever_took_too_long_for_the_second_step_begins_anew_with_his_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.boris(language="en", at=now() - timedelta(days=3))
    browser = sent("boris")
    browser.send(browser.went[-1], {"email": "boris@example.kz", "password": PASSWORD, **browser.held})
    from harmonia.web import arrival

    late = now() + timedelta(minutes=11)
    with monkeypatch.context() as patch:
        patch.setattr(arrival, "now", lambda: late)
        browser.send(browser.action("code"), {"code": code_now(), **browser.held})
    assert (KEPT in browser.body, 'name="email"' in browser.body) == (True, True)
    browser.sign_in("boris")
    assert SAID in browser.words


def test_words_do_not_hide_that_something_new_is_asked(aigerim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sent("aigerim")
    monkeypatch.setattr(renewing, "due", lambda person: [object()])
    browser.sign_in("aigerim")
    assert SAID in browser.words
    assert 'href="/me/agreements/new/"' in browser.body


def test_an_answer_is_never_taken_for_words(aigerim: Person) -> None:
    """Whoever loads the address of such a page anew has a page without words, and its answer is an answer."""
    browser, path = Browser(), "/sign-in/?next=/me/letters/&kept=1"
    browser.open(path)
    assert browser.held["sealed"] == ""
    browser.send(path, {"email": "aigerim@example.kz", "password": "wrong one", **browser.held})
    assert ("not right" in browser.body, KEPT in browser.body) == (True, False)


def test_where_the_words_are_dropped_he_comes_back_to_the_form(aigerim: Person) -> None:
    browser = written("aigerim")
    SignIn.objects.update(forms_sha256=None)
    browser.send(LETTERS, LETTER, referer="http://testserver/me/letters/?page=2")
    browser.sign_in("aigerim")
    assert browser.answer.request["PATH_INFO"] == "/me/letters/"
    assert NOT_SHOWN in browser.body


@pytest.mark.parametrize("step", ["first", "second"])
def test_another_language_loses_nothing(step: str) -> None:
    factories.boris(language="en", at=now() - timedelta(days=3))
    browser = sent("boris")
    at, kept = browser.went[-1], browser.held["sealed"]
    if step == "second":
        browser.send(at, {"email": "boris@example.kz", "password": PASSWORD, **browser.held})
    switch = re.findall(r'action="(/language/kk/[^"]+)"', browser.body)[0]
    browser.send(unescape(switch), browser.held)
    assert ("Жазғаныңыз осы бетте сақталып" in browser.body, browser.held["sealed"]) == (True, kept)
    assert "id_email_error" not in browser.body
    browser.sign_in("boris")
    assert SAID in browser.words


def test_the_switch_sends_words_to_no_other_page(aigerim: Person) -> None:
    browser = sent("aigerim")
    for there in ("/sign-out/", "https://evil.example/sign-in/", "/me/letters/"):
        said = {"csrfmiddlewaretoken": browser.token, **browser.held}
        answer = browser.client.post(f"/language/kk/?next={there}", said)
        assert (answer.status_code, "evil" in answer.headers["Location"]) == (302, False)


def elsewhere(browser: Browser, who: str) -> None:
    """Sign in on another page of the same browser; the first stays as it is."""
    other = Browser()
    other.client = browser.client
    other.sign_in(who)


@pytest.mark.parametrize("page", ["the form", "the sign-in"])
def test_who_signed_in_on_another_page_finds_his_words_too(aigerim: Person, page: str) -> None:
    browser = written("aigerim") if page == "the form" else sent("aigerim")
    elsewhere(browser, "aigerim")
    if page == "the form":
        browser.send(LETTERS, LETTER)
    else:
        browser.send(browser.went[-1], {"email": "x", "password": "x", **browser.held})
    assert (SAID in browser.words, Letter.objects.count()) == (True, 0)
    browser.press()
    assert Letter.objects.get().person_id == aigerim.pk


def test_words_loaded_anew_stand_there_still(aigerim: Person) -> None:
    browser = sent("aigerim")
    at, said = browser.went[-1], {"email": "aigerim@example.kz", "password": PASSWORD, **browser.held}
    token = browser.token
    for _ in range(2):
        browser.send(at, said, token=token)
        assert SAID in browser.words


@pytest.mark.parametrize("page", ["the form", "the sign-in"])
@pytest.mark.parametrize("why", ["another person", "put out", "another site", "a made-up token"])
def test_a_secret_of_nobodys_own_sign_in_shows_nothing(aigerim: Person, zoe: Person, page: str, why: str) -> None:
    browser = written("aigerim") if page == "the form" else sent("aigerim")
    at, held = (LETTERS, {}) if page == "the form" else (browser.went[-1], browser.held)
    elsewhere(browser, "zoe" if why == "another person" else "aigerim")
    if why == "put out":
        by_remote(aigerim, browser)
    token = "x" * 64 if why == "a made-up token" and page == "the form" else browser.token
    headers = FORGED["another origin"] if why == "another site" else {}
    if why == "a made-up token":
        held = {name: value[:-9] for name, value in held.items()}
    said = browser.send(at, {**LETTER, **held}, token=token, **headers)
    assert (browser.answer.status_code, "Thank you." in said) == (403, False)


def test_a_page_without_typed_words_is_refused_as_ever(aigerim: Person) -> None:
    browser = written("aigerim")
    token, password = browser.token, {"current": PASSWORD, "password": "nine other poplars"}
    elsewhere(browser, "aigerim")
    for fields in ({}, {"text": ""}, password, {**LETTER, "file": SimpleUploadedFile("x", b"x")}):
        browser.send(LETTERS, fields, token=token)
        assert browser.answer.status_code == 403
    for made_up in ("short", "x" * 32, "ә" * 64):
        browser.send(LETTERS, LETTER, token=made_up)
        assert browser.answer.status_code == 403


@pytest.mark.parametrize(("who", "leaves"), [("aigerim", True), ("zoe", False)])
def test_a_page_of_before_leaves_for_its_own_person_only(aigerim: Person, zoe: Person, who: str, leaves: bool) -> None:
    """The quick exit on a page that was open before she signed in anew on another."""
    browser = written("aigerim")
    token = browser.token
    elsewhere(browser, who)
    answer = browser.client.post("/sign-out/", {"csrfmiddlewaretoken": token})
    assert (answer.status_code, browser.client.get("/me/").status_code) == ((302, 302) if leaves else (403, 200))


def test_an_answer_to_the_second_step_is_no_word(aigerim: Person) -> None:
    browser = written("aigerim")
    token = browser.token
    elsewhere(browser, "aigerim")
    browser.send("/sign-in/second/", {"code": "123456"}, token=token)
    assert browser.answer.status_code == 403


def test_leaving_ends_what_waited_in_earlier_sign_ins_too(aigerim: Person) -> None:
    """Whoever signs in as the same person after the quick exit, and goes back, is offered nothing."""
    browser = written("aigerim")
    token = browser.token
    browser.send(LETTERS, LETTER)
    browser.sign_in("aigerim")
    assert SAID in browser.words
    browser.send("/sign-out/", {})
    browser.answer = None
    browser.went.clear()
    browser.sign_in("aigerim")
    browser.send(LETTERS, LETTER, token=token)
    assert (browser.answer.status_code, "Thank you." in browser.body) == (403, False)


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.parametrize(
    ("language", "width", "theme", "script"),
    [("kk", 360, "dark", True), ("ru", 360, "light", False), ("ru", 1280, "light", True), ("kk", 1280, "dark", False)],
)
def test_in_a_browser(
    visit: Callable[..., Page], live_server: Any, language: str, width: int, theme: str, script: bool
) -> None:
    person = factories.aigerim(language=language, at=now() - timedelta(days=3))
    operations.enter_app(person_id=person.pk, secret=factories.APP_SECRET, label="Telephone", at=now())
    looks = {"language": language, "width": width, "theme": theme, "java_script_enabled": script}
    page = visit(live_server.url, "/sign-in/?next=/me/letters/", **looks)
    come_in(page)
    page.locator("[name=subject]").fill("Entreaty")
    page.locator("[name=text]").fill(SAID)
    idle(person)
    page.locator("main form button").first.click()
    expect(page.locator("main form [name=sealed]").first).to_be_attached()
    assert faults_of(page, f"carried-asked-{language}-{width}", script) == NOTHING
    page.reload()  # the browser sends it anew
    first(page)
    assert faults_of(page, f"carried-second-{language}-{width}", script) == NOTHING
    second(page)
    expect(page.locator("main form textarea[name=text]")).to_have_value(SAID)
    assert faults_of(page, f"carried-kept-{language}-{width}", script) == NOTHING
    assert not Letter.objects.exists()
    page.locator("main form button").click()
    page.wait_for_url("**/me/letters/")
    assert Letter.objects.count() == 1


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_leaving_quickly_ends_what_waits(visit: Callable[..., Page], live_server: Any) -> None:
    person = factories.aigerim(at=now() - timedelta(days=3))
    page = visit(live_server.url, "/sign-in/?next=/me/letters/", width=360)
    page.context.route("https://*.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
    first(page)
    page.locator("[name=text]").fill(SAID)
    idle(person)
    page.locator("main form button").first.click()
    expect(page.locator("main form [name=sealed]").first).to_be_attached()
    page.wait_for_load_state("load")  # the scripts, too: without them the way out is a plain link
    page.locator("a[data-quick-exit]").first.click()
    page.wait_for_url("https://ru.wikipedia.org/")
    waiting = SignIn.objects.filter(person=person, forms_sha256__isnull=False)
    for _ in range(50):  # the request outlives the page
        if not waiting.exists():
            break
        page.wait_for_timeout(100)
    assert not waiting.exists()


def first(page: Page) -> None:
    page.locator("[name=email]").fill("aigerim@example.kz")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()


def second(page: Page) -> None:
    Factor.objects.update(used_step=None)
    page.locator("[name=code]").fill(code_now())
    page.locator("main form button").first.click()


def come_in(page: Page) -> None:
    first(page)
    second(page)


NOTHING: tuple[list[str], int, list[str], list[str]] = ([], 0, [], [])


def faults_of(page: Page, name: str, script: bool) -> tuple[list[str], int, list[str], list[str]]:
    """Where no scripts run, those that look for faults do not run either."""
    shot(page, name)
    said = page.complaints  # type: ignore[attr-defined]  # set by tests.browser
    return (violations(page), overflow(page), squeezed(page), said) if script else ([], 0, [], said)
