"""The pages of questions: to ask, to read, to edit and to answer; each for whom it is for."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.accounts.rules.limits import LIMITS
from harmonia.accounts.states import Guess
from harmonia.journal.models import Entry
from harmonia.policy import Text
from harmonia.specialists.models import Specialist
from harmonia.wellbeing.models import Original, Question
from harmonia.wellbeing.operations import questions
from tests import factories
from tests.wellbeing.asked import (
    ANSWER,
    CANARY,
    TEXT,
    TITLE,
    WORDS,
    answered,
    answering,
    asked,
    at,
    editor,
    given,
    published,
    write,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DANGER = "Мне так тяжело, что я не хочу больше жить. Как быть?"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def elena(db: None) -> Person:
    return editor()


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris(language="en")


@pytest.fixture
def practice(boris: Person) -> Specialist:
    return answering(boris)


def send(words: str = WORDS, client: Client | None = None, **more: str) -> Any:
    return (client or Client()).post("/questions/ask/", {"topic": "sleep", "words": words, **more})


def in_english() -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


class TestAsking:
    def test_anybody_asks_without_an_account(self) -> None:
        answer = send()
        assert (answer.status_code, answer.headers["Location"]) == (302, "/questions/asked/")
        assert "/sos/" in Client().get("/questions/asked/").content.decode()
        question = Question.objects.get()
        assert (question.state, question.topic, question.language) == ("asked", "sleep", "ru")
        assert Original.objects.filter(question=question).exists()

    def test_who_is_signed_in_asks_unlinked(self) -> None:
        aigerim = factories.aigerim()
        before = set(Entry.objects.values_list("pk", flat=True))
        assert send(client=at(aigerim)).status_code == 302
        told = Entry.objects.exclude(pk__in=before)
        assert {(entry.event, entry.tag) for entry in told} == {("question.asked", None)}
        assert str(aigerim.pk).encode() not in b"".join(bytes(entry.record) for entry in told)

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("", "Write your question"),
            ("Why?", "Say a little more"),
            ("a word " * 300, "too long"),
            ("Look at http://spam.example, it is a good place to be", "take the links out"),
        ],
    )
    def test_bad_input_is_told_beside_the_field_and_nothing_typed_is_lost(self, words: str, told: str) -> None:
        answer = send(words, in_english())
        page = answer.content.decode()
        assert answer.status_code == 422
        assert told in page
        assert words.strip() in page
        assert not Question.objects.exists()

    def test_a_field_that_nobody_asked_for_is_refused(self) -> None:
        assert send(name="Aigerim").status_code == 422
        assert not Question.objects.exists()

    def test_words_of_danger_lead_to_help_and_are_kept(self) -> None:
        answer = send(DANGER, in_english())
        page = answer.content.decode()
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert "Is somebody in danger now?" in page
        assert 'href="tel:112"' in page
        assert 'href="/sos/"' in page
        assert Original.objects.count() == 1

    def test_they_lead_there_also_where_the_form_is_refused(self) -> None:
        page = send(f"{DANGER} https://spam.example", in_english()).content.decode()
        assert "Is somebody in danger now?" in page
        assert DANGER in page
        assert not Original.objects.exists()

    def test_other_words_do_not(self) -> None:
        assert "Is somebody in danger now?" not in send("Why?", in_english()).content.decode()

    def test_the_page_says_what_it_is_and_is_not(self) -> None:
        page = in_english().get("/questions/ask/").content.decode()
        said = ("It is no treatment", "tie it to no account", "so that nobody is recognised", "60 days", "/sos/")
        assert [words for words in said if words not in page] == []

    def test_nobody_fills_the_queue_from_one_network(self) -> None:
        most = LIMITS[Guess.QUESTION][0].most
        for _ in range(most):
            assert send().status_code == 302
        refused = send(client=in_english())
        assert refused.status_code == 422
        assert WORDS in refused.content.decode()
        assert Question.objects.count() == most


class TestReading:
    def test_what_nobody_approved_is_a_missing_page(self, elena: Person, practice: Specialist) -> None:
        question = answered(elena, practice)
        Question.objects.filter(pk=question.pk).update(slug="not-yet")
        assert Client().get("/questions/not-yet/").status_code == 404
        assert TITLE.ru not in Client().get("/questions/").content.decode()

    @pytest.mark.parametrize("language", ["kk", "ru", "en"])
    def test_it_is_read_without_an_account_in_each_language(
        self, elena: Person, practice: Specialist, language: str
    ) -> None:
        question, client = published(elena, practice), Client()
        client.cookies["language"] = language
        page = client.get(f"/questions/{question.slug}/").content.decode()
        title, text = TITLE.in_language(language), TEXT.in_language(language)
        assert f'<h1 lang="{language}">{title}</h1>' in page
        assert text in page
        assert f'href="/specialists/{practice.slug}/"' in page
        assert 'href="/sos/"' in page
        assert title in client.get("/questions/").content.decode()
        assert CANARY not in page

    def test_in_a_language_that_is_not_ready_another_is_shown_and_said(
        self, elena: Person, practice: Specialist
    ) -> None:
        question = published(elena, practice, Text(kk="", ru="Дышите медленно.", en=""))
        client = in_english()
        page = client.get(f"/questions/{question.slug}/").content.decode()
        assert f'<h1 lang="ru">{TITLE.ru}</h1>' in page
        assert "This is not ready in the language of the page yet" in page
        assert TITLE.en not in client.get("/questions/").content.decode()

    def test_what_the_editors_translated_is_called_so(self, elena: Person, practice: Specialist) -> None:
        question = answered(elena, practice, Text(kk="", ru="Дышите медленно.", en=""))
        write(question, elena, questions.Texts(topic="sleep", title=TITLE, text=TEXT, answer=ANSWER))
        question = questions.publish(question_id=question.pk, by=elena, at=now())
        client = in_english()
        assert "translated by the editors" in client.get(f"/questions/{question.slug}/").content.decode()
        client.cookies["language"] = "ru"
        assert "перевод редакторов" not in client.get(f"/questions/{question.slug}/").content.decode()

    def test_whoever_left_the_directory_is_named_no_more(self, elena: Person, practice: Specialist) -> None:
        question = published(elena, practice)
        Specialist.objects.filter(pk=practice.pk).update(unlisted_at=now(), unlisted_because="own_wish")
        for path in ("/questions/", f"/questions/{question.slug}/"):
            assert practice.display_name not in Client().get(path).content.decode()

    def test_a_withdrawn_answer_is_gone(self, elena: Person, practice: Specialist) -> None:
        question = published(elena, practice)
        questions.withdraw(question_id=question.pk, by=elena, at=now())
        assert Client().get(f"/questions/{question.slug}/").status_code == 404

    def test_the_topic_narrows_the_list_and_nonsense_does_not(self, elena: Person, practice: Specialist) -> None:
        published(elena, practice)
        other = published(elena, practice)
        Question.objects.filter(pk=other.pk).update(topic="anxiety", title_ru="О тревоге")

        def shown(query: str) -> set[str]:
            page = Client().get(f"/questions/{query}").content.decode()
            return {title for title in (TITLE.ru, "О тревоге") if title in page}

        assert (shown("?topic=anxiety"), shown("?topic=%3Cb%3E")) == ({"О тревоге"}, {TITLE.ru, "О тревоге"})

    def test_the_list_costs_the_same_however_long_it_is(
        self, elena: Person, practice: Specialist, django_assert_num_queries: Any
    ) -> None:
        published(elena, practice)
        Client().get("/questions/")
        for count in (1, 3):
            with django_assert_num_queries(4):
                assert Client().get("/questions/").status_code == 200
            if count == 1:
                published(elena, practice)
                published(elena, practice)

    def test_search_engines_read_one_question_and_its_answer(self, elena: Person, practice: Specialist) -> None:
        question = published(elena, practice)
        Question.objects.filter(pk=question.pk).update(text_ru="</script><b>&")
        page = Client().get(f"/questions/{question.slug}/").content.decode()
        [found] = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page)
        facts = json.loads(found)
        asked_there, answer = facts["mainEntity"], facts["mainEntity"]["acceptedAnswer"]
        assert (facts["@type"], asked_there["@type"], answer["@type"]) == ("QAPage", "Question", "Answer")
        assert (asked_there["name"], asked_there["text"], asked_there["answerCount"]) == (
            TITLE.ru, "</script><b>&", 1,
        )  # fmt: skip
        assert f'<h1 lang="ru">{asked_there["name"]}</h1>' in page
        assert answer["text"] == ANSWER.ru
        assert answer["author"]["name"] == practice.display_name
        assert facts["url"] == f"{settings.PUBLIC_ADDRESS}/questions/{question.slug}/"
        assert "<" not in found

    def test_the_feed_has_what_is_approved_in_its_language(self, elena: Person, practice: Specialist) -> None:
        published(elena, practice, Text(kk="", ru="Дышите медленно.", en=""))
        answered(elena, practice)

        def titles(language: str) -> list[str | None]:
            answer = Client().get(f"/questions/feed/{language}.xml")
            assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
            feed = ElementTree.fromstring(answer.content)  # noqa: S314  what we have just written ourselves
            return [one.findtext("atom:title", "", ATOM) for one in feed.findall("atom:entry", ATOM)]

        assert (titles("ru"), titles("kk")) == ([TITLE.ru], [])
        assert Client().get("/questions/feed/de.xml").status_code == 404
        assert 'href="/questions/feed/ru.xml"' in Client().get("/questions/").content.decode()


class TestTheDesk:
    def test_the_words_open_for_a_named_purpose_on_that_answer_only(self, elena: Person) -> None:
        question, desk = asked(), at(elena)
        here = f"/desk/questions/{question.pk}/"
        for path in ("/desk/", "/desk/questions/", here):
            assert CANARY not in desk.get(path).content.decode()
        for purpose in ("", "news", "support"):
            assert desk.post(f"{here}open/", {"purpose": purpose}).status_code == 302
        assert CANARY in desk.post(f"{here}open/", {"purpose": "feedback"}).content.decode()
        assert CANARY not in desk.get(here).content.decode()

    def test_the_owner_works_on_it_and_does_not_open_the_words(self) -> None:
        question, desk = asked(), at(factories.entered("Owner", "owner", number=44, language="en"))
        here = f"/desk/questions/{question.pk}/"
        assert "Your role gives no purpose for it." in desk.get(here).content.decode()
        assert CANARY not in desk.post(f"{here}open/", {"purpose": "feedback"}, follow=True).content.decode()

    def test_a_whole_way_by_pages(self, elena: Person, boris: Person, practice: Specialist) -> None:
        question, desk, cabinet = asked(), at(elena), at(boris)
        here, his = f"/desk/questions/{question.pk}/", f"/practice/questions/{question.pk}/"
        said = {"topic": "sleep", "title_ru": TITLE.ru, "text_ru": TEXT.ru}
        assert desk.post(f"{here}write/", said).status_code == 302
        assert cabinet.get(his).status_code == 404
        assert desk.post(f"{here}give/", {"specialist": str(practice.pk)}).status_code == 302
        page = cabinet.get(his).content.decode()
        assert TEXT.ru in page
        assert CANARY not in page
        assert cabinet.post(f"{his}keep/", {"ru": "Начало"}).headers["Location"] == his
        assert "Начало" in cabinet.get(his).content.decode()
        assert cabinet.post(his, {"ru": ANSWER.ru}).status_code == 302
        assert desk.post(f"{here}back/", {"word": "Чуть теплее"}).status_code == 302
        assert "Чуть теплее" in cabinet.get(his).content.decode()
        assert cabinet.post(his, {"ru": ANSWER.ru}).status_code == 302
        assert desk.post(f"{here}do/publish/").status_code == 302
        question.refresh_from_db()
        assert question.state == "published"
        assert "It is destroyed." in desk.get(here).content.decode()
        assert f"/questions/{question.slug}/" in cabinet.get(his).content.decode()

    def test_what_leads_to_a_person_is_told_beside_its_field(self, elena: Person) -> None:
        question, desk = asked(), at(elena)
        said = {"topic": "sleep", "title_ru": TITLE.ru, "text_ru": "Пишите на anna@example.kz"}
        answer = desk.post(f"/desk/questions/{question.pk}/write/", said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "This leads to a person. Please take it out" in page
        assert "anna@example.kz" in page
        said["text_ru"] = "О том, как Анна Петрова не спит"
        assert "This looks like a name" in desk.post(f"/desk/questions/{question.pk}/write/", said).content.decode()
        assert desk.post(f"/desk/questions/{question.pk}/write/", {**said, "looked": "on"}).status_code == 302

    def test_a_refusal_by_a_page(self, elena: Person) -> None:
        question, desk = asked(), at(elena)
        here = f"/desk/questions/{question.pk}/"
        assert desk.post(f"{here}refuse/", {"because": "boredom"}).status_code == 422
        assert desk.post(f"{here}refuse/", {"because": "not_in_time"}).status_code == 422  # nobody decides that
        assert desk.post(f"{here}refuse/", {"because": "off_topic"}).status_code == 302
        assert "it is not what we answer here" in desk.get(here).content.decode()
        assert not Original.objects.exists()

    def test_what_ended_by_itself_says_why(self, elena: Person) -> None:
        question, desk = asked(), at(elena)
        Original.objects.all().delete()
        questions.end_unreadable(question_id=question.pk, at=now())
        page = desk.get(f"/desk/questions/{question.pk}/").content.decode()
        assert "it was not answered in time, and what the reader sent is gone" in page
        assert "It is destroyed." in page
        assert "refuse/" not in page
        assert str(question.pk) in desk.get("/desk/questions/?state=refused").content.decode()
        assert str(question.pk) not in desk.get("/desk/questions/").content.decode()

    def test_the_queue_stands_on_the_desk_and_costs_the_same(self, elena: Person) -> None:
        asked()
        desk = at(elena)
        assert "/desk/questions/" in desk.get("/desk/").content.decode()
        counts = []
        for more in (0, 2):
            for _ in range(more):
                asked()
            with CaptureQueriesContext(connection) as seen:
                assert desk.get("/desk/questions/").status_code == 200
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestTheCabinet:
    def test_anothers_question_is_not_there(self, elena: Person, practice: Specialist) -> None:
        question = given(elena, practice)
        vera = at(factories.vera())
        for path in ("", "keep/", "decline/"):
            assert vera.post(f"/practice/questions/{question.pk}/{path}", {"ru": "x"}).status_code == 404
        assert TITLE.ru not in vera.get("/practice/questions/").content.decode()

    def test_what_is_refused_stays_in_the_form(self, elena: Person, boris: Person, practice: Specialist) -> None:
        question = given(elena, practice)
        answer = at(boris).post(f"/practice/questions/{question.pk}/", {"ru": "Пишите: +7 701 000 00 11"})
        assert answer.status_code == 422
        assert "+7 701 000 00 11" in answer.content.decode()
        assert at(boris).post(f"/practice/questions/{question.pk}/", {"ru": ""}).status_code == 422

    def test_he_gives_it_back(self, elena: Person, boris: Person, practice: Specialist) -> None:
        question = given(elena, practice)
        at(boris).post(f"/practice/questions/{question.pk}/decline/")
        question.refresh_from_db()
        assert (question.state, question.specialist_id) == ("asked", None)


@pytest.mark.parametrize("who", ["zoe", "boris", "olga", "dana", "pavel"])
def test_the_desk_of_questions_is_nothing_to_others(who: str) -> None:
    question = asked()
    client = at(getattr(factories, who)())
    for path in ("", f"{question.pk}/"):
        assert client.get(f"/desk/questions/{path}").status_code == 404
    for act in ("open", "write", "give", "back", "refuse", "do/publish", "take"):
        assert client.post(f"/desk/questions/{question.pk}/{act}/", {"purpose": "feedback"}).status_code == 404
