"""An article is read by anyone once an editor has approved it, and by nobody before."""

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.web.public.articles import blocks
from harmonia.wellbeing import queries
from harmonia.wellbeing.models import Article
from harmonia.wellbeing.operations import articles
from tests.wellbeing.asked import editor
from tests.wellbeing.written import BODY, draft, proposed, published

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def elena(db: None) -> Person:
    return editor()


@pytest.fixture
def marat(db: None) -> Person:
    return editor("Marat", 42)


def test_what_nobody_approved_is_a_missing_page(client: Client, elena: Person, marat: Person) -> None:
    proposed(elena)
    missing = client.get("/articles/quiet/")
    assert (missing.status_code, list(queries.published())) == (404, [])


def test_an_approved_article_is_read_without_an_account_in_every_language(
    client: Client, elena: Person, marat: Person
) -> None:
    published(elena, marat)
    for language, title in (("kk", "Тыныштық"), ("ru", "Тишина"), ("en", "Silence")):
        client.cookies["language"] = language
        page = client.get("/articles/quiet/").content.decode()
        assert f"<h1>{title}</h1>" in page
        assert title in client.get("/articles/").content.decode()


def test_a_withdrawn_article_is_gone(client: Client, elena: Person, marat: Person) -> None:
    article = published(elena, marat)
    articles.withdraw(article_id=article.pk, by=elena, at=now())
    assert client.get("/articles/quiet/").status_code == 404


def test_the_topic_narrows_the_list_and_nonsense_does_not(client: Client, elena: Person, marat: Person) -> None:
    published(elena, marat, draft("quiet", "anxiety"))
    published(elena, marat, draft("night", "sleep"))

    def shown(query: str) -> set[str]:
        page = client.get(f"/articles/{query}").content.decode()
        return {slug for slug in ("quiet", "night") if f"/articles/{slug}/" in page}

    assert (shown("?topic=sleep"), shown("?topic=%3Cscript%3E"), shown("")) == (
        {"night"},
        {"quiet", "night"},
        {"quiet", "night"},
    )


def test_markup_is_told_from_words_and_nothing_else_gets_through(client: Client, elena: Person, marat: Person) -> None:
    article = published(elena, marat)
    Article.objects.filter(pk=article.pk).update(body_ru="<script>alert(1)</script>\n\n" + BODY)
    page = client.get("/articles/quiet/").content.decode()
    assert "<h2>Заголовок</h2>" in page
    assert "<li>раз</li>" in page
    assert "Первый абзац в две строки." in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_browsers_lines_and_close_marks_are_told_apart_too(ending: str) -> None:
    body = ending.join(["## One", "words", " ", "and:", "- a", "- b", "", "", "- c", "end"])
    assert blocks(body) == [
        ("heading", "One"), ("paragraph", "words"), ("paragraph", "and:"), ("list", ["a", "b"]), ("list", ["c"]),
        ("paragraph", "end"),
    ]  # fmt: skip
    assert blocks("") == []


def test_the_list_costs_the_same_however_long_it_is(
    client: Client, elena: Person, marat: Person, django_assert_num_queries: object
) -> None:
    published(elena, marat, draft("one"))
    client.get("/articles/")
    for count in (1, 3):
        with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's fixture
            assert client.get("/articles/").status_code == 200
        if count == 1:
            published(elena, marat, draft("two"))
            published(elena, marat, draft("three"))
