"""What we write, at the desk: every event in three languages, the letter alone in a frame without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from harmonia.notices.rules import events, lengths, previews
from harmonia.notices.states import Channel
from tests import factories
from tests.payments.test_looks import check, open_as

DATABASES = ["default", "keys"]
LANGUAGES = ("kk", "ru", "en")


def said(event: str, language: str) -> previews.Preview:
    return previews.preview(event, language, zone="Asia/Almaty", site="https://harmonia.kz")


@pytest.mark.parametrize("event", events.EVENTS)
def test_every_event_is_shown_by_each_of_its_ways(event: str) -> None:
    for language in LANGUAGES:
        shown, channels = said(event, language), events.EVENTS[event].channels
        assert (bool(shown.html), bool(shown.text)) == (Channel.EMAIL in channels,) * 2
        assert (bool(shown.sms), shown.length is not None) == (Channel.SMS in channels,) * 2
        assert shown.subject
        assert "%(" not in shown.subject + shown.text + shown.html + shown.sms
        assert "<script" not in shown.html


def test_an_sms_of_the_service_is_one_part_or_two() -> None:
    by_sms = [key for key, event in events.EVENTS.items() if Channel.SMS in event.channels]
    parts = {
        (key, language): length.parts
        for key in by_sms
        for language in LANGUAGES
        if (length := said(key, language).length) is not None
    }
    assert len(parts) == 3 * len(by_sms)
    assert {name: count for name, count in parts.items() if count > 2 and "published" not in name[0]} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, (160, 1, False)),
        ("a" * 161, (161, 2, False)),
        ("a" * 306, (306, 2, False)),
        ("a" * 307, (307, 3, False)),
        ("{" * 80, (160, 1, False)),
        ("я" * 70, (70, 1, True)),
        ("я" * 71, (71, 2, True)),
        ("ә" * 134, (134, 2, True)),
        ("ә" * 135, (135, 3, True)),
        ("😀" * 35, (70, 1, True)),
    ],
)
def test_parts_are_counted_as_the_network_counts_them(text: str, expected: tuple[int, int, bool]) -> None:
    found = lengths.length(text)
    assert (found.characters, found.parts, found.wide) == expected


@pytest.mark.django_db(databases=DATABASES)
def test_the_letter_stands_alone_and_may_do_nothing(client: Client) -> None:
    client.force_login(factories.olga())
    answer = client.get("/desk/notices/letter/", {"event": "booking.booked", "language": "kk"})
    policy = answer.headers["Content-Security-Policy"]
    assert '<html lang="kk">' in answer.content.decode()
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    page = client.get("/desk/notices/preview/", {"event": "booking.booked"})
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.content.decode().count("<iframe") == page.content.decode().count(" sandbox ") == 3


@pytest.mark.django_db(databases=DATABASES)
def test_what_there_is_not_is_missing_and_clients_see_nothing(client: Client) -> None:
    client.force_login(factories.olga())
    for query in ({"event": "gossip"}, {"event": "booking.booked", "language": "de"}, {"event": "room.awaited"}):
        assert client.get("/desk/notices/letter/", query).status_code == 404
    assert client.get("/desk/notices/preview/", {"event": "gossip"}).status_code == 404
    client.force_login(factories.aigerim())
    for path in ("", "letter/", "preview/"):
        assert client.get(f"/desk/notices/{path}").status_code == 404


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, databases=DATABASES)
@pytest.mark.parametrize("look", [("kk", 360, "dark"), ("ru", 1280, "light")])
def test_the_previews(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str]) -> None:
    olga = factories.olga()
    for name, path in {"table": "", "preview": "preview/?event=booking.booked"}.items():
        page = open_as(visit, live_server, olga, f"/desk/notices/{path}", look)
        check(page, f"notices-{name}", look)
    assert page.frames[1].locator("h1").count() == 1
