"""Leaving for another site is announced in words, and the other site is not told where one came from."""

import re

import pytest
from django.template import engines
from django.test import Client
from django.utils.translation import override

LINK = re.compile(r"<a\s[^>]*href=\"(?P<there>[^\"]*)\"[^>]*>.*?</a>", re.DOTALL)
ANNOUNCED = {"ru": "другой сайт", "kk": "басқа сайт", "en": "another site"}
MOST = 80  # pages


def links(page: str) -> list[tuple[str, str]]:
    """(address, the whole element)"""
    return [(match["there"], match[0]) for match in LINK.finditer(page)]


def abroad(page: str) -> list[str]:
    return [link for there, link in links(page) if re.match(r"(https?:)?//", there)]


def quiet(link: str, language: str) -> bool:
    opening = link.partition(">")[0]
    return "noreferrer" in opening and ANNOUNCED[language] in link


def walk(client: Client) -> dict[str, str]:
    """Every page that a visitor comes to by links from the front page."""
    seen: dict[str, str] = {}
    waiting = ["/"]
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        answer = client.get(path)
        seen[path] = answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""
        waiting += [
            re.split(r"[?#]", there)[0] for there, _ in links(seen[path]) if re.match(r"/(?!/|language/)", there)
        ]
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_link_to_another_site_says_so_and_tells_nothing(client: Client, language: str) -> None:
    client.cookies["language"] = language
    pages = walk(client)
    found = {link for page in pages.values() for link in abroad(page)}
    assert len(pages) > 10
    assert found
    assert [link for link in found if not quiet(link, language)] == []


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_piece_for_such_links_announces_and_hides_where_one_is(language: str) -> None:
    piece = engines["django"].from_string('{% include "components/_external.html" with there=there words=words %}')
    with override(language):
        (link,) = abroad(piece.render({"there": "https://example.kz/", "words": "example.kz"}))
    assert quiet(link, language)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://example.kz/">another site</a>',
        '<a href="//example.kz/" rel="noreferrer">example.kz</a>',
        '<a class="x" href="http://example.kz/" rel="noopener">another site</a>',
    ],
)
def test_a_link_that_tells_or_surprises_is_found(link: str) -> None:
    assert [quiet(one, "en") for one in abroad(link)] == [False]
