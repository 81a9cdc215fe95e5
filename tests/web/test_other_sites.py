"""Leaving for another site is announced in words, and the other site is not told where one came from."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as the_settings
from django.template import engines
from django.test import Client
from django.utils.timezone import now
from django.utils.translation import override

from harmonia.consent import operations as consent
from harmonia.notices.operations import campaigns
from harmonia.policy import Text
from harmonia.specialists.operations import Words
from harmonia.web.templatetags.links import linked
from harmonia.wellbeing.operations import Draft
from tests import factories
from tests.notices.scene import NEWS, approved, editor
from tests.specialists import scene as specialists
from tests.surveys import scene as asked
from tests.wellbeing.written import published

LINK = re.compile(r"<a\s[^>]*href=\"(?P<there>[^\"]*)\"[^>]*>.*?</a>", re.DOTALL)
ANNOUNCED = {"ru": "другой сайт", "kk": "басқа сайт", "en": "another site"}
MOST = 80  # pages
THERE = "https://adilet.zan.kz/rus/docs/Z1300000094"
TOLD = f"Подробности: {THERE}."
TEMPLATES = Path(the_settings.BASE_DIR) / "web" / "templates"
# Names of addresses in templates; each is made by us and leads to a page of ours.
OURS = {
    "action", "action.path", "address", "agreements", "archives", "back", "back_to", "cabinet", "each.place",
    "each.said.address", "going", "hands.hand_over", "help", "kind.page", "kind.path", "request.path", "requests",
    "line.receipt", "page", "receipt", "room", "row.address", "said.address", "said.in_browser", "sessions", "there",
    "unblocking", "value.path", "way_out",
}  # fmt: skip
COMPONENTS = {"components/_external.html", "components/_quick_exit_link.html"}


def links(page: str) -> list[tuple[str, str]]:
    """(address, the whole element)"""
    return [(match["there"], match[0]) for match in LINK.finditer(page)]


def abroad(page: str) -> list[str]:
    ours = f"{the_settings.PUBLIC_ADDRESS}/"
    return [link for there, link in links(page) if re.match(r"(https?:)?//", there) and not there.startswith(ours)]


def quiet(link: str, language: str) -> bool:
    opening = link.partition(">")[0]
    return {"noreferrer", "noopener"} <= set(opening.replace('"', " ").split()) and ANNOUNCED[language] in link


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
        '<a href="https://example.kz/" rel="noreferrer">another site</a>',
    ],
)
def test_a_link_that_tells_or_surprises_is_found(link: str) -> None:
    assert [quiet(one, "en") for one in abroad(link)] == [False]


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize(
    ("words", "there", "rest"),
    [
        (f"см. {THERE}.", THERE, "."),
        (f"({THERE})", THERE, ")"),
        (
            "https://ru.wikipedia.org/wiki/Гештальт_(психология), да",
            "https://ru.wikipedia.org/wiki/Гештальт_(психология)",
            ", да",
        ),
        ("«HTTPS://Example.KZ/a?b=1&c=2»", "HTTPS://Example.KZ/a?b=1&amp;c=2", "»"),
    ],
)
def test_an_address_in_words_becomes_such_a_link(language: str, words: str, there: str, rest: str) -> None:
    with override(language):
        shown = linked(words)
    [(address, link)] = links(shown)
    assert address == there
    assert quiet(link, language)
    assert shown.endswith(rest)


@pytest.mark.parametrize(
    "words",
    ["javascript:alert(1)", "//example.kz/", "example.kz", "https://", "http://[", "https://ours.kz@theirs.kz/",
     "a@example.kz", "<a href=https:x>", "ftp://example.kz/"],
)  # fmt: skip
def test_what_is_no_address_of_a_site_stays_words(words: str) -> None:
    assert "<a" not in linked(words)


def test_words_around_and_inside_an_address_are_no_markup() -> None:
    shown = linked('<b>https://example.kz/"><script>x</script> &')
    assert shown.startswith("&lt;b&gt;<a ")
    assert shown.endswith("&quot;&gt;&lt;script&gt;x&lt;/script&gt; &amp;")
    assert [there for there, _ in links(shown)] == ["https://example.kz/"]


def test_an_address_of_ours_is_a_plain_link_and_one_that_looks_like_it_is_not(settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "https://harmonia.kz"
    assert linked("https://harmonia.kz/sos/?a=1#b") == '<a href="/sos/?a=1#b">https://harmonia.kz/sos/?a=1#b</a>'
    assert linked("https://harmonia.kz") == '<a href="/">https://harmonia.kz</a>'
    for other in ("https://harmonia.kz.evil.example/", "http://harmonia.kz/", "https://harmonia.kz:8443/"):
        with override("ru"):
            assert [quiet(link, "ru") for _, link in links(linked(other))] == [True]


def article() -> str:
    body = f"Первый абзац. {TOLD}\n\n- {TOLD}"
    draft = Draft(slug="law", topic="anxiety", title=SOME, summary=SOME, body=Text(kk=body, ru=body, en=body))
    published(editor(), editor("Marat", 52), draft)
    return "/articles/law/"


def profile() -> str:
    words = Words(headline=SOME, about=SAID, approach=SAID)
    listed = specialists.listed(factories.boris(), factories.dana(), words=words)
    return f"/specialists/{listed.slug}/"


def news() -> str:
    elena = editor()
    texts = {code: replace(words, body=f"{words.body}\n\n{TOLD}") for code, words in NEWS.texts.items()}
    ready = approved(replace(NEWS, texts=texts), by=elena, second=editor("Marat", 52))
    return f"/news/{campaigns.begin(campaign_id=ready.pk, by=elena, at=now()).pk}/"


def letter() -> str:
    name = f"20261123T060000-{uuid4()}.eml"
    folder = Path(the_settings.LETTERS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    head = "To: a@example.kz\nDate: Mon, 23 Nov 2026 06:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n"
    (folder / name).write_text(head + TOLD)
    return f"/mailbox/{name}/"


SOME, SAID = Text(kk="…", ru="…", en="…"), Text(kk=TOLD, ru=TOLD, en=TOLD)


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize(("page", "found"), [(article, 2), (profile, 2), (news, 1), (letter, 1)])
def test_what_people_wrote_leads_out_quietly(
    client: Client, settings: Any, tmp_path: Path, page: Callable[[], str], found: int
) -> None:
    settings.DEMO, settings.LETTERS_DIR = True, tmp_path
    consent.publish_edition(now())
    left = abroad(client.get(page()).content.decode())
    assert len(left) == found
    assert [link for link in left if not quiet(link, "ru") or THERE not in link] == []


@pytest.mark.django_db(databases=["default", "keys"])
def test_what_a_survey_says_of_itself_leads_out_quietly(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"kk": TOLD, "ru": TOLD, "en": TOLD}
    monkeypatch.setitem(asked.HEAD, "why", said)
    monkeypatch.setitem(asked.HEAD, "who_sees", said)
    survey = asked.opened(asked.EASY, by=asked.nurlan().pk, approved_by=factories.pavel().pk, at=now())
    client.force_login(factories.aigerim())
    left = abroad(client.get(f"/me/surveys/{survey.pk}/").content.decode())
    assert [quiet(link, "ru") for link in left if THERE in link] == [True, True]


def named_in(name: str) -> list[str]:
    """What an `<a>` of the template leads to, where the template itself does not say that it is ours."""
    source = (TEMPLATES / name).read_text()
    found = re.findall(r"<a\s[^>]*?href=\"(\{\{ *[\w.]+|https?:|//)", source)
    return [each.removeprefix("{{").strip() for each in found]


def test_no_template_leads_out_but_by_the_two_components() -> None:
    names = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")}
    assert names >= COMPONENTS
    found = {name: set(named_in(name)) - OURS for name in names - COMPONENTS}
    assert {name: left for name, left in found.items() if left} == {}
