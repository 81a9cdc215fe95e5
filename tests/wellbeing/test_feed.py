"""Articles for programs: a feed in each language, and the facts that search engines read; of what is approved only."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from harmonia.policy import LANGUAGES, Text
from harmonia.wellbeing import operations
from harmonia.wellbeing.operations import Draft
from tests import factories
from tests.factories import NOW
from tests.wellbeing.test_articles import draft, published

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ATOM = {"atom": "http://www.w3.org/2005/Atom"}
TITLES = {"kk": "Тыныштық", "ru": "Тишина", "en": "Silence"}


def entries(language: str) -> list[tuple[str, str]]:
    """(title, link) of what the feed has, the newest first."""
    answer = Client().get(f"/articles/feed/{language}.xml")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  what we have just written ourselves
    return [
        (str(one.findtext("atom:title", "", ATOM)), one.find("atom:link", ATOM).attrib["href"])  # type: ignore[union-attr]
        for one in feed.findall("atom:entry", ATOM)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_has_what_is_approved_in_its_language(language: str) -> None:
    editor = factories.entered("Owner", "owner", number=9)
    operations.write(draft=draft("unapproved"), at=NOW)
    published(editor)
    later = operations.write(draft=draft("later"), at=NOW)
    operations.approve(article_id=later.pk, by=editor.pk, at=NOW + timedelta(days=1))
    address = settings.PUBLIC_ADDRESS
    assert entries(language) == [
        (TITLES[language], f"{address}/articles/later/"), (TITLES[language], f"{address}/articles/quiet/"),
    ]  # fmt: skip
    operations.withdraw(article_id=later.pk, by=editor.pk, at=NOW)
    assert entries(language) == [(TITLES[language], f"{address}/articles/quiet/")]


def test_a_feed_in_no_language_of_ours_is_missing() -> None:
    assert Client().get("/articles/feed/de.xml").status_code == 404


def test_pages_name_the_feed_of_their_language() -> None:
    published(factories.entered("Owner", "owner", number=9))
    for path in ("/articles/", "/articles/quiet/"):
        client = Client()
        client.cookies["language"] = "kk"
        assert 'type="application/atom+xml"' in client.get(path).content.decode()
        assert 'href="/articles/feed/kk.xml"' in client.get(path).content.decode()


def test_search_engines_read_what_the_article_is_and_no_markup_breaks_out_of_it() -> None:
    editor = factories.entered("Owner", "owner", number=9)
    hard = "</script><b>&"
    text = Text(kk=hard, ru=hard, en=hard)
    said = Draft(slug="hard", topic="anxiety", title=text, summary=text, body=text)
    operations.approve(article_id=operations.write(draft=said, at=NOW).pk, by=editor.pk, at=NOW)
    page = Client().get("/articles/hard/").content.decode()
    [found] = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page)
    facts = json.loads(found)
    assert (facts["@type"], facts["headline"], facts["inLanguage"]) == ("Article", hard, "ru")
    assert facts["url"] == f"{settings.PUBLIC_ADDRESS}/articles/hard/"
    assert "<" not in found
