"""The pages of surveys: a client's way without a script, and the desk's; what a stranger and a second click get."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import queries as consents
from harmonia.surveys import operations
from harmonia.surveys.models import Participation, Survey, Version
from harmonia.vault import reading
from tests import factories
from tests.surveys import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def nurlan() -> Person:
    return scene.nurlan()


@pytest.fixture
def saule() -> Person:
    return scene.saule()


@pytest.fixture
def survey(nurlan: Person, saule: Person) -> Survey:
    return scene.opened(by=nurlan.pk, approved_by=saule.pk, at=now())


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim(language="en")


@pytest.fixture
def browser(client: Client, aigerim: Person) -> Client:
    client.force_login(aigerim)
    return client


@pytest.fixture
def desk(nurlan: Person, saule: Person) -> Any:
    def sign(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return factories.confirmed(client)

    return {"nurlan": sign(nurlan), "saule": sign(saule)}


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.headers
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def stored(person: Person) -> dict[str, Any]:
    with reading.reading(policy.ACCESS, actor=person.pk):
        return dict(Participation.objects.get(person=person).answers)


def test_the_list_says_what_why_how_long_and_an_empty_one_what_to_expect(
    browser: Client, nurlan: Person, saule: Person
) -> None:
    assert "Nothing is asked just now" in text_of(browser.get("/me/surveys/"))
    scene.opened(by=nurlan.pk, approved_by=saule.pk, at=now())
    page = text_of(browser.get("/me/surveys/"))
    assert [
        words for words in ("Is booking easy", "To make booking easier", "About 4 minutes") if words not in page
    ] == []


def test_the_way_from_yes_to_handing_in(browser: Client, aigerim: Person, survey: Survey) -> None:
    at = f"/me/surveys/{survey.pk}/"
    page = text_of(browser.get(at))
    assert [
        words for words in ("Researchers, numbers only", "Yes, I take part", "No, I do not") if words not in page
    ] == []
    assert browser.post(f"{at}agree/").headers["Location"] == f"{at}questions/easy/"
    assert "Question 1 of 5" in text_of(browser.get(f"{at}questions/easy/"))
    assert browser.post(f"{at}questions/easy/", {"answer": "no"}).headers["Location"] == f"{at}questions/what/"
    assert "Question 2 of 6" in text_of(browser.get(f"{at}questions/what/"))
    for key, said in {"what": {"answer": ["slow", "price"]}, "grade": {}, "times": {"answer": "3"}}.items():
        assert browser.post(f"{at}questions/{key}/", said).status_code == 302, key
    assert "begun" in text_of(browser.get("/me/surveys/"))
    assert browser.get(f"{at}check/").headers["Location"] == f"{at}questions/since/"
    browser.post(f"{at}questions/since/", {"answer": "2024-02-29"})
    browser.post(f"{at}questions/tell/", {"answer": "Спокойно", "quote": "on"})
    assert stored(aigerim) == {
        "easy": "no", "what": ["slow", "price"], "grade": None, "times": 3, "since": "2024-02-29",
        "tell": {"text": "Спокойно", "quote": True},
    }  # fmt: skip
    assert "Спокойно" in text_of(browser.get(f"{at}check/"))
    assert 'value="2024-02-29"' in browser.get(f"{at}questions/since/").content.decode()
    assert browser.post(f"{at}check/").headers["Location"] == at
    assert "handed in" in text_of(browser.get(at))
    assert browser.post(f"{at}questions/easy/", {"answer": "yes"}).headers["Location"] == at, "and then it stays"
    assert stored(aigerim)["easy"] == "no"


@pytest.mark.parametrize(
    ("key", "said", "words"),
    [
        ("easy", {}, "This question needs an answer."),
        ("easy", {"answer": "maybe"}, "Select a valid choice"),
        ("times", {"answer": "21"}, "less than or equal to 20"),
        ("times", {"answer": "many"}, "Enter a whole number"),
        ("since", {"answer": "2019-01-01"}, "This is less than the question allows for."),
        ("tell", {"answer": "a" * 4001}, "at most 4000 characters"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_nothing_is_lost(
    browser: Client, aigerim: Person, survey: Survey, key: str, said: dict[str, str], words: str
) -> None:
    at = f"/me/surveys/{survey.pk}/"
    browser.post(f"{at}agree/")
    before = {"easy": "yes"} if key != "easy" else {}
    for asked, value in before.items():
        browser.post(f"{at}questions/{asked}/", {"answer": value})
    answer = browser.post(f"{at}questions/{key}/", said)
    assert words in text_of(answer)
    assert stored(aigerim) == before


def test_an_answer_that_changes_takes_along_what_it_led_to(browser: Client, aigerim: Person, survey: Survey) -> None:
    at = f"/me/surveys/{survey.pk}/"
    browser.post(f"{at}agree/")
    browser.post(f"{at}questions/easy/", {"answer": "no"})
    browser.post(f"{at}questions/what/", {"answer": ["slow"]})
    browser.post(f"{at}questions/easy/", {"answer": "yes"})
    assert stored(aigerim) == {"easy": "yes"}
    assert browser.get(f"{at}questions/what/").headers["Location"] == f"{at}questions/grade/"


def test_no_is_one_click_and_is_the_end_of_it(browser: Client, aigerim: Person, survey: Survey) -> None:
    at = f"/me/surveys/{survey.pk}/"
    browser.post(f"{at}refuse/")
    page = text_of(browser.get("/me/surveys/"))
    assert "Nothing is asked just now" in page
    assert "you said no" in page
    assert "No, I do not" not in text_of(browser.get(at))
    assert not Participation.objects.exists()


def test_leaving_is_one_click_and_takes_everything_along(browser: Client, aigerim: Person, survey: Survey) -> None:
    at = f"/me/surveys/{survey.pk}/"
    browser.post(f"{at}agree/")
    browser.post(f"{at}questions/easy/", {"answer": "no"})
    assert browser.post(f"{at}leave/").headers["Location"] == "/me/surveys/"
    assert not Participation.objects.exists()
    assert not consents.accepted(aigerim.pk, "survey", about=survey.pk)
    assert browser.post(f"{at}leave/").headers["Location"] == at, "a second click does nothing"


def test_who_is_in_the_middle_is_told_of_a_change(
    browser: Client, survey: Survey, nurlan: Person, saule: Person
) -> None:
    at = f"/me/surveys/{survey.pk}/"
    browser.post(f"{at}agree/")
    draft = operations.revise(survey_id=survey.pk, by=nurlan.pk, at=now())
    operations.remove_question(version_id=draft.pk, key="tell", by=nurlan.pk)
    operations.propose(version_id=draft.pk, by=nurlan.pk, at=now())
    operations.decide(version_id=draft.pk, approve=True, by=saule.pk, at=now())
    assert "The questions were changed since you began" in text_of(browser.get(at))
    assert "Question 1 of 5" in text_of(browser.get(f"{at}questions/easy/"))
    browser.post(f"{at}over/")
    assert "Question 1 of 4" in text_of(browser.get(f"{at}questions/easy/"))


def test_a_closed_survey_is_told_kindly(browser: Client, survey: Survey) -> None:
    at = f"/me/surveys/{survey.pk}/"
    browser.post(f"{at}agree/")
    operations.close(survey_id=survey.pk, by=None, at=now())
    assert browser.post(f"{at}questions/easy/", {"answer": "no"}).headers["Location"] == at
    assert "closed before you handed your answers in" in text_of(browser.get(at))


def test_a_talk_is_offered_and_agreed(browser: Client, nurlan: Person, saule: Person, desk: Any) -> None:
    survey = scene.opened(scene.EASY, by=nurlan.pk, approved_by=saule.pk, kind="interview", at=now())
    at = f"/me/surveys/{survey.pk}/"
    browser.post(f"{at}agree/")
    browser.post(f"{at}questions/easy/", {"answer": "yes"})
    browser.post(f"{at}check/")
    browser.post(f"{at}talk/", {"starts_at": "2020-01-01T10:00"})
    assert "Please choose a time" in text_of(browser.get(at))
    browser.post(f"{at}talk/", {"starts_at": f"{now() + timedelta(days=3):%Y-%m-%d}T10:00"})
    assert "waits for an answer" in text_of(browser.get(at))
    mine = Participation.objects.get()
    desk["nurlan"].post(f"/desk/surveys/talks/{mine.pk}/agree/", {"place": ""})
    desk["nurlan"].post(f"/desk/surveys/talks/{mine.pk}/agree/", {"place": "+7 727 000 00 00"})
    assert "+7 727 000 00 00" in text_of(browser.get(at))
    assert "Aigerim" not in text_of(desk["nurlan"].get(f"/desk/surveys/{survey.pk}/"))


HEAD = {f"{name}_{code}": f"{name} {code}" for name in ("title", "why", "who_sees") for code in ("kk", "ru", "en")}
HEAD |= {"minutes": 3, "days": 14, "kind": "study"}


def in_three(name: str, words: str) -> dict[str, str]:
    return {f"{name}_{code}": words for code in ("kk", "ru", "en")}


def test_a_survey_is_written_warned_of_and_published_by_two(desk: Any, nurlan: Person) -> None:
    writer, reader = desk["nurlan"], desk["saule"]
    draft_at = writer.post("/desk/surveys/new/", HEAD).headers["Location"]
    version = Version.objects.get()
    writer.post(f"{draft_at}do/propose/")
    assert version.survey.state == "draft"
    choice = in_three("text", "Ваша национальность?") | in_three("choices", "А\nБ")
    unlike = writer.post(f"{draft_at}new/single/", choice | {"choices_kk": "А"})
    assert "одинаково много ответов" in text_of(unlike)
    writer.post(f"{draft_at}new/single/", choice | {"required": "on"})
    page = text_of(reader.get(draft_at))
    assert "национальность" in page
    assert "мы обещали об этом не спрашивать" in page
    (first,) = Version.objects.get().paper.questions
    follow = in_three("text", "Почему?") | {"shown_after": [f"{first.key}.c2"]}
    writer.post(f"{draft_at}new/long_text/", follow)
    reader.post(f"{draft_at}new/long_text/", follow)
    assert len(Version.objects.get().paper.questions) == 2, "a draft is its author's"
    writer.post(f"{draft_at}do/propose/")
    writer.post(f"{draft_at}do/approve/")
    assert Version.objects.get().state == "proposed"
    reader.post(f"{draft_at}do/approve/")
    assert (Version.objects.get().state, Survey.objects.get().state) == ("published", "open")


def test_a_file_is_asked_for_approved_and_taken(desk: Any, survey: Survey, nurlan: Person) -> None:
    at = f"/desk/surveys/{survey.pk}/"
    scene.agree(factories.zoe(), survey, at=now())
    assert "Сдали ответы меньше десяти" in text_of(desk["nurlan"].get(at))
    desk["nurlan"].post(f"{at}do/close/")
    operations.count(survey_id=survey.pk, at=now())
    desk["nurlan"].post(f"{at}do/export/")
    asked = survey.exports.get()
    file = f"/desk/surveys/exports/{asked.pk}/file/csv/"
    desk["nurlan"].post(f"/desk/surveys/exports/{asked.pk}/approve/")
    assert desk["nurlan"].get(file).status_code == 404, "nobody else has approved it"
    desk["saule"].post(f"/desk/surveys/exports/{asked.pk}/approve/")
    answer = desk["nurlan"].get(file)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert "fewer than" not in answer.content.decode()
    assert "участвовало меньше 20" in text_of(desk["nurlan"].get(at))
