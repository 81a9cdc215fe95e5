"""Passkeys in Chromium, with its own virtual authenticator: made, used as the second step, used alone; and refused."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.request import HTTPErrorProcessor, Request, build_opener

import pytest
from django.utils.timezone import now
from playwright.sync_api import CDPSession, Page

from harmonia.accounts import operations, queries
from harmonia.accounts.models import Factor
from harmonia.accounts.operations import passkeys
from harmonia.config.processes import free_port
from tests import factories
from tests.browser import overflow, shot, violations
from tests.factories import PASSWORD

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.fixture
def house(live_server: Any, settings: Any) -> str:
    """The pages at an address with a name: http://localhost:<port>."""
    settings.PUBLIC_ADDRESS = live_server.url
    assert live_server.url.startswith("http://localhost:")
    return str(live_server.url)


def with_device(page: Page, **changes: Any) -> tuple[CDPSession, str]:
    """A device that keeps passkeys and asks for a finger; `isUserVerified=False`: the finger is a stranger's."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        **changes,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def signs_in(page: Page, house: str, who: str = "aigerim") -> None:
    page.goto(f"{house}/sign-in/")
    page.fill("[name=email]", f"{who}@example.kz")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("form.form button")


def makes_passkey(page: Page, house: str) -> list[str]:
    page.goto(f"{house}/me/security/passkey/")
    page.fill("[name=label]", "Laptop")
    page.click("form[data-passkey=create] button")
    page.wait_for_selector(".recovery-codes")
    return page.locator(".recovery-codes .secret-code").all_inner_texts()


@pytest.fixture
def inside(house: str, visit: Callable[..., Page]) -> Page:
    """Aigerim, signed in, with a passkey on her device."""
    factories.aigerim(at=now())
    page = visit(house, "/sign-in/", width=360)
    with_device(page)
    signs_in(page, house)
    assert len(makes_passkey(page, house)) == 10
    page.complaints.clear()  # type: ignore[attr-defined]
    return page


def signs_out(page: Page, house: str) -> None:
    page.evaluate("document.querySelector('form[data-sign-out]').submit()")
    page.wait_for_url(f"{house}/")


def test_a_passkey_is_made_and_is_the_second_step(inside: Page, house: str) -> None:
    signs_out(inside, house)
    signs_in(inside, house)
    assert inside.url == f"{house}/sign-in/second/"
    assert violations(inside) == []
    assert overflow(inside) == 0
    shot(inside, "second-step-360-ru")
    inside.click("form[data-passkey=get] button")
    inside.wait_for_url(f"{house}/me/")
    assert inside.complaints == []  # type: ignore[attr-defined]
    assert Factor.objects.get().sign_count > 0


def test_a_passkey_alone_lets_in(inside: Page, house: str) -> None:
    signs_out(inside, house)
    inside.goto(f"{house}/sign-in/?next=/me/data/")
    shot(inside, "sign-in-passkey-360-ru")
    inside.click("form[data-passkey=get] button")
    inside.wait_for_url(f"{house}/me/data/")
    assert inside.complaints == []  # type: ignore[attr-defined]


def test_a_passkey_confirms_who_sits_here(inside: Page, house: str) -> None:
    inside.goto(f"{house}/confirm/?next=/me/data/")
    before = inside.context.cookies()
    inside.click("form[data-passkey=get] button")
    inside.wait_for_url(f"{house}/me/data/")
    keys = [
        {cookie["name"]: cookie["value"] for cookie in jar}["session"] for jar in (before, inside.context.cookies())
    ]
    assert keys[0] != keys[1]


def test_a_device_that_did_not_see_its_owner_makes_and_opens_nothing(house: str, visit: Callable[..., Page]) -> None:
    factories.aigerim(at=now())
    page = visit(house, "/sign-in/")
    session, device = with_device(page)
    signs_in(page, house)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto(f"{house}/me/security/passkey/")
    page.fill("[name=label]", "Laptop")
    page.click("form[data-passkey=create] button")
    page.wait_for_selector("[data-passkey-failed]:visible")
    assert not Factor.objects.exists()


def test_the_same_device_makes_no_second_one(inside: Page, house: str) -> None:
    inside.goto(f"{house}/me/security/passkey/")
    inside.fill("[name=label]", "Again")
    inside.click("form[data-passkey=create] button")
    inside.wait_for_selector("[data-passkey-failed]:visible")
    assert Factor.objects.count() == 1


class AsItIs(HTTPErrorProcessor):
    """Redirections and refusals are passed on, not followed."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response


@pytest.fixture
def other_port(house: str) -> Iterator[str]:
    """The same pages behind another port of the same name: a passkey's name does not tell ports apart, origins do."""

    class Through(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.pass_on(None)

        def do_POST(self) -> None:
            self.pass_on(self.rfile.read(int(self.headers["Content-Length"] or 0)))

        def pass_on(self, body: bytes | None) -> None:
            headers = {name: value for name, value in self.headers.items() if name not in ("Accept-Encoding",)}
            request = Request(  # noqa: S310  the address is the test's own
                house + self.path, data=body, headers=headers, method=self.command
            )
            with build_opener(AsItIs).open(request) as answer:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name not in ("Transfer-Encoding", "Connection"):
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.read())

        def log_message(self, *_: Any) -> None: ...

    port = free_port()
    server = ThreadingHTTPServer(("localhost", port), Through)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{port}"
    server.shutdown()


def test_the_other_port_of_the_same_name_gets_nowhere(inside: Page, house: str, other_port: str) -> None:
    signs_out(inside, house)
    inside.goto(f"{other_port}/sign-in/")
    inside.click("form[data-passkey=get] button")
    inside.wait_for_url(f"{other_port}/sign-in/")
    inside.wait_for_selector(".notice-bad, .message, [role=alert]")
    inside.goto(f"{other_port}/me/")
    assert "/sign-in/" in inside.url


def recorded(inside: Page, house: str) -> tuple[dict[str, Any], str]:
    """A right answer of the device, and the question that it answers, before anybody used it."""
    inside.goto(f"{house}/confirm/?next=/me/")
    options = passkeys.asked_to_use(person=None)
    answer = inside.evaluate(
        """async (options) => {
            const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
            const publicKey = { ...options, challenge: bytes(options.challenge) };
            const given = await navigator.credentials.get({ publicKey });
            return JSON.stringify(given.toJSON());
        }""",
        {"challenge": options["challenge"], "rpId": options["rpId"], "userVerification": "required"},
    )
    return json.loads(answer), options["challenge"]


def is_right(answer: dict[str, Any], challenge: str, person_id: Any = None) -> bool:
    try:
        return bool(passkeys.use(person_id=person_id, answer=answer, challenge=challenge, at=now()))
    except operations.WrongSecondStep:
        return False


def test_an_answer_works_once_for_its_question_and_its_owner(inside: Page, house: str) -> None:
    answer, challenge = recorded(inside, house)
    zoe = factories.zoe(at=now())
    assert not is_right(answer, "b3RoZXI", None)
    assert not is_right(answer, challenge, zoe.pk)
    assert not is_right({**answer, "id": "AAAA"}, challenge)
    assert not is_right({}, challenge)
    broken = {
        **answer,
        "response": {**answer["response"], "signature": answer["response"]["signature"][:-6] + "AAAAAA"},
    }
    assert not is_right(broken, challenge)
    assert is_right(answer, challenge)
    assert not is_right(answer, challenge)


def test_what_is_stored_of_it_is_not_in_clear(inside: Page, house: str) -> None:
    from django.db import connection

    answer, _ = recorded(inside, house)
    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text FROM accounts_factor f")
        stored = cursor.fetchone()[0]
    from webauthn.helpers import base64url_to_bytes

    assert answer["id"] not in stored
    assert base64url_to_bytes(answer["id"]).hex() not in stored
    assert base64url_to_bytes(answer["response"]["userHandle"]).hex() != queries.by_email("aigerim@example.kz").pk.hex
