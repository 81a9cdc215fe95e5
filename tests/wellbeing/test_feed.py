"""Articles for programs: a feed in each language, and the facts that search engines read; of what is approved only."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from harmonia.policy import LANGUAGES, Text
from harmonia.wellbeing.operations import Draft
from harmonia.wellbeing.operations import articles as operations
from tests.wellbeing.asked import editor
from tests.wellbeing.written import approve, draft, proposed, published

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
    elena, marat = editor(), editor("Marat", 42)
    proposed(elena, draft("unapproved"))
    published(elena, marat)
    later = published(elena, marat, draft("later"), at=now() + timedelta(days=1))
    address = settings.PUBLIC_ADDRESS
    assert entries(language) == [
        (TITLES[language], f"{address}/articles/later/"), (TITLES[language], f"{address}/articles/quiet/"),
    ]  # fmt: skip
    operations.withdraw(article_id=later.pk, by=elena, at=now())
    assert entries(language) == [(TITLES[language], f"{address}/articles/quiet/")]


def test_a_feed_in_no_language_of_ours_is_missing() -> None:
    assert Client().get("/articles/feed/de.xml").status_code == 404


def test_pages_name_the_feed_of_their_language() -> None:
    published(editor(), editor("Marat", 42))
    for path in ("/articles/", "/articles/quiet/"):
        client = Client()
        client.cookies["language"] = "kk"
        assert 'type="application/atom+xml"' in client.get(path).content.decode()
        assert 'href="/articles/feed/kk.xml"' in client.get(path).content.decode()


def test_search_engines_read_what_the_article_is_and_no_markup_breaks_out_of_it() -> None:
    hard = "</script><b>&"
    text = Text(kk=hard, ru=hard, en=hard)
    said = Draft(slug="hard", topic="anxiety", title=text, summary=text, body=text)
    published(editor(), editor("Marat", 42), said)
    page = Client().get("/articles/hard/").content.decode()
    [found] = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page)
    facts = json.loads(found)
    assert (facts["@type"], facts["headline"], facts["inLanguage"]) == ("Article", hard, "ru")
    assert facts["url"] == f"{settings.PUBLIC_ADDRESS}/articles/hard/"
    assert "<" not in found
    assert "dateModified" not in facts


def test_programs_are_told_when_it_was_changed() -> None:
    elena, marat = editor(), editor("Marat", 42)
    article = published(elena, marat)
    revision = operations.revise(article_id=article.pk, by=elena, at=now())
    later = now() + timedelta(days=3)
    operations.propose(article_id=revision.pk, by=elena, at=later)
    approve(revision, marat, at=later)
    page = Client().get("/articles/quiet/").content.decode()
    [found] = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page)
    facts = json.loads(found)
    assert (facts["datePublished"], facts["dateModified"]) == (article.published_at.isoformat(), later.isoformat())  # type: ignore[union-attr]  # it is published
    feed = ElementTree.fromstring(Client().get("/articles/feed/ru.xml").content)  # noqa: S314  what we have just written ourselves
    [entry] = feed.findall("atom:entry", ATOM)
    assert str(entry.findtext("atom:updated", "", ATOM))[:10] == later.date().isoformat()
