"""What a browser is told with every answer, and what it may not send us from elsewhere."""

from collections.abc import Callable

import pytest
from django.test import Client

from harmonia.accounts.models import Person

OPEN = ("/", "/sos/", "/privacy/", "/cookies/", "/documents/offer/", "/healthz", "/robots.txt", "/manifest.webmanifest",
        "/service-worker.js", "/offline/kk/", "/no-such-page")  # fmt: skip


def policy_of(response: object) -> dict[str, str]:
    header: str = response.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return dict(rule.strip().partition(" ")[::2] for rule in header.split(";") if rule.strip())


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("path", OPEN)
def test_every_answer_carries_the_walls(client: Client, path: str) -> None:
    response = client.get(path)
    assert {name: response.headers.get(name) for name in WALLS} == WALLS


WALLS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), display-capture=(), geolocation=(), payment=(), usb=(), "
    "browsing-topics=()",
    "Server": None,
    "X-Powered-By": None,
}


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("path", OPEN)
def test_the_content_policy_allows_nothing_unsafe(client: Client, path: str) -> None:
    rules = policy_of(client.get(path))
    assert "unsafe" not in " ".join(rules.values())
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert not {"*", "https:", "http:"} & set(" ".join(rules.values()).split())


@pytest.mark.django_db(databases=["default", "keys"])
def test_each_answer_has_a_nonce_of_its_own(client: Client) -> None:
    one, other = policy_of(client.get("/")), policy_of(client.get("/"))
    assert "'nonce-" in one["script-src"]
    assert one["script-src"] != other["script-src"]


@pytest.mark.django_db(databases=["default", "keys"])
def test_only_the_room_may_use_camera_and_microphone(client: Client) -> None:
    policy = client.get("/room/00000000-0000-0000-0000-000000000000/").headers["Permissions-Policy"]
    assert "camera=(self), microphone=(self)" in policy


@pytest.mark.django_db(databases=["default", "keys"])
def test_nothing_that_a_signed_in_person_saw_is_kept(
    client: Client, enter: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    assert client.get("/").headers["Vary"]
    aigerim = signed_in(enter("aigerim"))
    assert aigerim.get("/").headers["Cache-Control"] == "no-store, private"
    assert aigerim.get("/no-such-page").headers["Cache-Control"] == "no-store, private"


FOREIGN = (
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, "GET", 403),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, "GET", 403),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, "POST", 403),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, "GET", 403),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, "GET", 200),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "empty"}, "GET", 200),
    ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, "GET", 200),
    ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, "GET", 200),
    ({}, "GET", 200),
)


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize(("headers", "method", "status"), FOREIGN)
def test_another_site_may_link_to_us_and_no_more(
    client: Client, headers: dict[str, str], method: str, status: int
) -> None:
    assert client.generic(method, "/sos/", headers=headers).status_code == status
