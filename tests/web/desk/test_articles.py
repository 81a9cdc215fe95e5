"""The editors' desk of articles: one writes, another approves, nothing that was typed is lost, nobody else comes in."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.policy import Text
from harmonia.wellbeing.models import Article
from harmonia.wellbeing.operations import articles
from tests import factories
from tests.wellbeing.asked import at, editor
from tests.wellbeing.written import BODY, NOTHING, TITLE, draft, proposed, published, written

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LIST = "/desk/articles/"
SAID = {
    "topic": "anxiety",
    **{f"title_{code}": TITLE.in_language(code) for code in policy.LANGUAGES},
    **{f"summary_{code}": "Of silence" for code in policy.LANGUAGES},
    **{f"body_{code}": BODY.replace("\n", "\r\n") for code in policy.LANGUAGES},
}


@pytest.fixture
def elena(db: None) -> Person:
    return editor()


@pytest.fixture
def marat(db: None) -> Person:
    return editor("Marat", 42)


def here(article: Article) -> str:
    return f"{LIST}{article.pk}/"


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def press(client: Client, article: Article, what: str, **said: Any) -> Any:
    answer = client.post(f"{here(article)}{what}/", said, follow=True)
    assert answer.status_code == 200
    return answer


def approve(client: Client, article: Article) -> Any:
    article.refresh_from_db()
    return press(client, article, "approve", version=article.version)


class TestAWholeWay:
    def test_from_an_empty_form_to_what_anybody_reads(self, elena: Person, marat: Person) -> None:
        hers, his = at(elena), at(marat)
        assert hers.post(f"{LIST}new/", {"version": 0, "title_ru": TITLE.ru}).status_code == 302
        article = Article.objects.get()
        assert (article.state, article.slug, article.title_ru) == ("draft", "tishina", TITLE.ru)
        assert "What is missing yet" in page(hers, here(article))
        assert "It is not whole yet" in press(hers, article, "do/propose").content.decode()
        press(hers, article, "write", **SAID, slug="Silence-At-Home", version=1)
        press(hers, article, "do/propose")
        article.refresh_from_db()
        assert (article.state, article.slug, article.body_ru) == ("proposed", "silence-at-home", BODY)
        assert "Approve and publish" not in page(hers, here(article))
        assert "You wrote it last; another of us approves it." in approve(hers, article).content.decode()
        assert Client().get("/articles/silence-at-home/").status_code == 404
        press(his, article, "back", word="Чуть теплее")
        assert "Чуть теплее" in page(hers, here(article))
        press(hers, article, "do/propose")
        assert "Published: anybody can read it now." in approve(his, article).content.decode()
        read = page(Client(), "/articles/silence-at-home/")
        assert "<h2>Заголовок</h2>" in read
        assert "<li>раз</li>" in read

    def test_a_change_is_read_once_it_is_approved(self, elena: Person, marat: Person) -> None:
        article, hers, his = published(elena, marat), at(elena), at(marat)
        press(hers, article, "do/revise")
        revision = Article.objects.get(revises=article)
        assert press(his, article, "do/revise").redirect_chain[-1][0] == here(revision)
        press(hers, revision, "write", **{**SAID, "title_ru": "Голос", "version": 1})
        press(hers, revision, "do/propose")
        assert "Голос" not in page(Client(), "/articles/quiet/")
        assert approve(his, revision).redirect_chain[-1][0] == here(article)
        read = page(Client(), "/articles/quiet/")
        assert "<h1>Голос</h1>" in read
        assert "изменено" in read

    def test_out_of_sight_and_back(self, elena: Person, marat: Person) -> None:
        article, hers = published(elena, marat), at(elena)
        press(hers, article, "do/withdraw")
        assert Client().get("/articles/quiet/").status_code == 404
        press(hers, article, "do/reopen")
        article.refresh_from_db()
        assert article.state == "draft"
        assert 'name="slug"' not in page(hers, here(article))

    def test_thrown_away(self, elena: Person, marat: Person) -> None:
        hers = at(elena)
        assert press(hers, written(elena, draft("one")), "do/drop").redirect_chain[-1][0] == LIST
        article = published(elena, marat)
        revision = articles.revise(article_id=article.pk, by=elena, at=now())
        assert press(hers, revision, "do/drop").redirect_chain[-1][0] == here(article)
        assert [one.pk for one in Article.objects.all()] == [article.pk]


class TestNothingIsLost:
    def test_what_another_saved_meanwhile_is_shown_beside_what_was_typed(self, elena: Person, marat: Person) -> None:
        article, hers, his = written(elena), at(elena), at(marat)
        press(his, article, "write", **{**SAID, "title_ru": "Сказанное первым", "version": 1})
        answer = hers.post(f"{here(article)}write/", {**SAID, "title_ru": "Сказанное вторым", "version": 1})
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Somebody else saved it meanwhile." in shown
        assert 'value="Сказанное вторым"' in shown
        assert "Сказанное первым" in shown
        assert 'name="version" value="2"' in shown
        article.refresh_from_db()
        assert article.title_ru == "Сказанное первым"
        press(hers, article, "write", **{**SAID, "title_ru": "Сказанное вторым", "version": 2})
        article.refresh_from_db()
        assert article.title_ru == "Сказанное вторым"

    def test_of_what_is_no_draft_any_more_the_words_stay_in_the_form(self, elena: Person, marat: Person) -> None:
        article = proposed(elena)
        answer = at(marat).post(f"{here(article)}write/", {**SAID, "title_ru": "Набранное", "version": 1})
        assert answer.status_code == 409
        assert "It is no draft any more" in answer.content.decode()
        assert 'value="Набранное"' in answer.content.decode()

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ({"title_kk": "a" * 161}, "at most 160 characters"),
            ({"summary_ru": "a" * 301}, "at most 300 characters"),
            ({"body_en": "a" * 20_001}, "at most 20000 characters"),
            ({"slug": "о тишине"}, "valid “slug”"),
            ({"slug": "taken"}, "Another article has this address."),
            ({"topic": "astrology"}, "astrology is not one of the available choices"),
        ],
    )
    @pytest.mark.parametrize("new", [True, False])
    def test_a_mistake_is_told_beside_its_field(
        self, elena: Person, said: dict[str, str], told: str, new: bool
    ) -> None:
        written(elena, draft("taken"))
        path = f"{LIST}new/" if new else f"{here(written(elena))}write/"
        answer = at(elena).post(path, {**SAID, "version": 1, "title_ru": "Набранное", **said})
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert 'value="Набранное"' in answer.content.decode()
        assert not Article.objects.filter(title_ru="Набранное").exists()

    def test_what_was_not_read_is_not_approved(self, elena: Person, marat: Person) -> None:
        article, his = proposed(elena), at(marat)
        articles.send_back(article_id=article.pk, word="…", by=elena, at=now())
        articles.write(article_id=article.pk, draft=draft(body=TITLE), version=1, by=elena, at=now())
        articles.propose(article_id=article.pk, by=elena, at=now())
        assert "look at how it stands now" in press(his, article, "approve", version=1).content.decode()
        assert Client().get("/articles/quiet/").status_code == 404


class TestWhatIsShown:
    def test_doubtful_words_stand_beside_the_texts(self, elena: Person, marat: Person) -> None:
        article = proposed(elena, draft(body=Text(kk="…", ru="…", en="It cures insomnia")))
        assert "«cures»" in page(at(marat), here(article))
        assert "«" not in page(at(marat), here(proposed(elena, draft("loud"))))

    def test_a_preview_in_each_language_before_anybody_reads_it(self, elena: Person) -> None:
        article, hers = written(elena, draft(title=Text(kk="Тыныштық", ru="Тишина", en=""))), at(elena)
        russian, kazakh, english = (page(hers, f"{here(article)}preview/{code}/") for code in ("ru", "kk", "en"))
        assert "<h1>Тишина</h1>" in russian
        assert "<h2>Заголовок</h2>" in russian
        assert "<h1>Тыныштық</h1>" in kazakh
        assert "There is no title in this language yet" in english
        assert "application/ld+json" not in russian
        assert hers.get(f"{here(article)}preview/de/").status_code == 404

    def test_each_state_has_its_tab(self, elena: Person, marat: Person) -> None:
        made = {
            "draft": written(elena, draft("a", title=Text(kk="", ru="", en="First"))),
            "proposed": proposed(elena, draft("b", title=Text(kk="B", ru="B", en="Second"))),
            "published": published(elena, marat, draft("c", title=Text(kk="C", ru="C", en="Third"))),
            "withdrawn": published(elena, marat, draft("d", title=Text(kk="D", ru="D", en="Fourth"))),
        }
        articles.withdraw(article_id=made["withdrawn"].pk, by=elena, at=now())
        hers = at(elena)
        for state, article in made.items():
            shown = page(hers, f"{LIST}?state={state}")
            assert [other for other, one in made.items() if here(one) in shown] == [state]
            assert article.title_en in shown
        assert here(made["proposed"]) in page(hers, LIST)
        assert hers.get(f"{LIST}?state=nonsense").status_code == 404

    def test_a_draft_without_a_title_can_be_found(self, elena: Person) -> None:
        written(elena, draft("", title=NOTHING))
        assert "No title yet" in page(at(elena), f"{LIST}?state=draft")

    def test_it_waits_on_the_desk_of_the_second_person(self, elena: Person, marat: Person) -> None:
        proposed(elena)

        def waits(person: Person) -> int:
            [row] = [row for row in at(person).get("/desk/").context["rows"] if row["queue"].key == "article"]
            return row["found"].count

        assert (waits(elena), waits(marat)) == (0, 1)

    @pytest.mark.parametrize("state", ["draft", "proposed", "published"])
    def test_the_list_costs_the_same_however_long_it_is(self, elena: Person, marat: Person, state: str) -> None:
        hers, counts = at(elena), []
        for more in (1, 2):
            for number in range(more):
                said = draft(f"{state}-{more}-{number}")
                if state == "published":
                    published(elena, marat, said)
                else:
                    (written if state == "draft" else proposed)(elena, said)
            with CaptureQueriesContext(connection) as seen:
                assert hers.get(f"{LIST}?state={state}").status_code == 200
            counts.append(len(seen))
        assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["zoe", "boris", "olga", "dana", "pavel"])
def test_the_desk_of_articles_is_nothing_to_others(who: str, elena: Person) -> None:
    article = proposed(elena)
    client = at(getattr(factories, who)())
    for path in (LIST, f"{LIST}new/", here(article), f"{here(article)}preview/ru/"):
        assert client.get(path).status_code == 404
    for act in ("write", "back", "approve", "do/withdraw"):
        assert client.post(f"{here(article)}{act}/", {"version": 1, "word": "x"}).status_code == 404
    assert LIST not in page(client, "/desk/")


def test_the_owner_works_on_them_too(elena: Person) -> None:
    article = proposed(elena)
    approve(at(factories.entered("Owner", "owner", number=44, language="en")), article)
    assert Client().get("/articles/quiet/").status_code == 200


def test_what_is_not_there_and_what_is_not_done_is_missing(elena: Person) -> None:
    hers, missing = at(elena), f"{LIST}{uuid4()}/"
    assert hers.get(missing).status_code == 404
    for act, said in (("write", SAID), ("back", {"word": "x"}), ("approve", {"version": 1}), ("do/drop", {})):
        assert hers.post(f"{missing}{act}/", {"version": 1, **said}).status_code == 404
    article = proposed(elena)
    assert hers.post(f"{here(article)}do/burn/").status_code == 404


def test_without_a_version_nothing_is_approved(elena: Person, marat: Person) -> None:
    article = proposed(elena)
    for version in ("", "x", "-1", "99999999999"):
        assert "look at how it stands now" in press(at(marat), article, "approve", version=version).content.decode()
    assert Client().get("/articles/quiet/").status_code == 404
