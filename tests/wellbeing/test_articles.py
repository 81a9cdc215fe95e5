"""An article is read by anyone once an editor has approved it, and by nobody before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from harmonia.accounts.models import Person
from harmonia.policy import Text
from harmonia.wellbeing import operations, queries
from harmonia.wellbeing.models import Article
from harmonia.wellbeing.operations import Draft
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

BODY = "Первый абзац\nв две строки.\n\n## Заголовок\n\n- раз\n- два"


@pytest.fixture
def editor(db: None) -> Person:
    return factories.entered("Owner", "owner", number=9)


def draft(slug: str = "quiet", topic: str = "anxiety") -> Draft:
    return Draft(
        slug=slug,
        topic=topic,
        title=Text(kk="Тыныштық", ru="Тишина", en="Silence"),
        summary=Text(kk="…", ru="О тишине", en="…"),
        body=Text(kk="Мәтін", ru=BODY, en="Words"),
    )


def published(editor: Person, slug: str = "quiet", topic: str = "anxiety") -> Article:
    article = operations.write(draft=draft(slug, topic), at=NOW)
    return operations.approve(article_id=article.pk, by=editor.pk, at=NOW + timedelta(hours=1))


def test_what_nobody_approved_is_a_missing_page(client: Client, editor: Person) -> None:
    operations.write(draft=draft(), at=NOW)
    missing = client.get("/articles/quiet/")
    assert (missing.status_code, list(queries.published())) == (404, [])


def test_an_approved_article_is_read_without_an_account_in_every_language(client: Client, editor: Person) -> None:
    published(editor)
    for language, title in (("kk", "Тыныштық"), ("ru", "Тишина"), ("en", "Silence")):
        client.cookies["language"] = language
        page = client.get("/articles/quiet/").content.decode()
        assert f"<h1>{title}</h1>" in page
        assert title in client.get("/articles/").content.decode()


def test_a_withdrawn_article_is_gone(client: Client, editor: Person) -> None:
    article = published(editor)
    operations.withdraw(article_id=article.pk, by=editor.pk, at=NOW)
    assert client.get("/articles/quiet/").status_code == 404


def test_the_topic_narrows_the_list_and_nonsense_does_not(client: Client, editor: Person) -> None:
    published(editor, "quiet", "anxiety")
    published(editor, "night", "sleep")

    def shown(query: str) -> set[str]:
        page = client.get(f"/articles/{query}").content.decode()
        return {slug for slug in ("quiet", "night") if f"/articles/{slug}/" in page}

    assert (shown("?topic=sleep"), shown("?topic=%3Cscript%3E"), shown("")) == (
        {"night"},
        {"quiet", "night"},
        {"quiet", "night"},
    )


def test_markup_is_told_from_words_and_nothing_else_gets_through(client: Client, editor: Person) -> None:
    article = operations.write(draft=draft(), at=NOW)
    Article.objects.filter(pk=article.pk).update(body_ru="<script>alert(1)</script>\n\n" + BODY)
    operations.approve(article_id=article.pk, by=editor.pk, at=NOW)
    page = client.get("/articles/quiet/").content.decode()
    assert "<h2>Заголовок</h2>" in page
    assert "<li>раз</li>" in page
    assert "Первый абзац в две строки." in page
    assert "<script>alert" not in page


def test_an_unknown_topic_and_an_empty_language_are_refused(editor: Person) -> None:
    with pytest.raises(operations.UnknownTopic):
        operations.write(draft=draft(topic="astrology"), at=NOW)
    article = operations.write(draft=draft(), at=NOW)
    with pytest.raises(IntegrityError, match="article_speaks_every_language"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(body_kk="")


def test_the_list_costs_the_same_however_long_it_is(
    client: Client, editor: Person, django_assert_num_queries: object
) -> None:
    published(editor, "one")
    client.get("/articles/")
    for count in (1, 3):
        with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture
            assert client.get("/articles/").status_code == 200
        if count == 1:
            published(editor, "two")
            published(editor, "three")
