"""Counted once, after the closing; told in numbers; given out by two people."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.privacy.operations import blocking
from harmonia.surveys import operations, permissions, queries, tasks
from harmonia.surveys.models import Participation, Quote, Result, Survey
from harmonia.surveys.rules.questions import Question
from harmonia.surveys.states import QuoteState, SurveyState, TalkState
from tests import factories
from tests.surveys import scene
from tests.surveys.scene import LATER, words

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
EASY = scene.EASY
TELL = Question(key="tell", kind="short_text", text=words("Скажите"), required=False)
WORDS = "Лучше бы по вечерам"


@pytest.fixture
def nurlan() -> Person:
    return scene.nurlan()


@pytest.fixture
def saule() -> Person:
    return scene.saule()


@pytest.fixture(autouse=True)
def _small_town(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules with numbers for which ten people are a crowd."""
    for key, amount in {"survey_people": 7, "survey_cell": 3, "survey_doubt": 2}.items():
        monkeypatch.setitem(policy.THRESHOLDS, key, replace(policy.THRESHOLDS[key], amount=amount))


def said_by(number: int) -> str:
    return "no" if number < 2 else ("yes", "so")[number % 2]


@pytest.fixture
def crowd(nurlan: Person, saule: Person) -> tuple[Survey, list[Person]]:
    """Ten answer; two of them say no. One lets his words go out, one does not."""
    survey = scene.opened(EASY, TELL, by=nurlan.pk, approved_by=saule.pk)
    people = [scene.client(number) for number in range(10)]
    for number, person in enumerate(people):
        tell = {"text": WORDS, "quote": number == 0} if number < 2 else None
        scene.answered(person, survey, easy=said_by(number), tell=tell)
    return survey, people


def cells(result: Result, question: str) -> dict[str, Any]:
    (table,) = (one for one in result.document["tables"] if one["question"] == question)
    return {each["cell"]: each["people"] for each in table["cells"]}


def test_before_the_closing_there_is_nothing_to_see(crowd: tuple[Survey, list[Person]], nurlan: Person) -> None:
    survey, _ = crowd
    assert queries.results(survey.pk) == []
    with pytest.raises(operations.WrongState):
        operations.ask_export(survey_id=survey.pk, by=nurlan.pk, at=LATER)
    with pytest.raises(operations.WrongState):
        operations.count(survey_id=survey.pk, at=LATER)


def test_results_are_protected_counts(crowd: tuple[Survey, list[Person]], nurlan: Person) -> None:
    survey, _ = crowd
    (result,) = scene.counted(survey, by=nurlan.pk)
    assert result.document["people"] == 10
    assert cells(result, "easy") == {"yes": None, "no": None, "so": None}, "4 beside 4 would tell of the 2"
    assert cells(result, "tell") == {"answered": None, "blank": None}
    assert WORDS not in json.dumps(result.document, ensure_ascii=False)


def test_who_leaves_after_the_count_shows_not_what_he_answered(
    crowd: tuple[Survey, list[Person]], nurlan: Person
) -> None:
    """The attack: count, let one go, count again, subtract."""
    survey, people = crowd
    (before,) = scene.counted(survey, by=nurlan.pk)
    operations.leave(person_id=people[5].pk, survey_id=survey.pk, language="ru", at=LATER)
    (after,) = operations.count(survey_id=survey.pk, at=LATER + timedelta(days=1))
    assert after.document == before.document
    with pytest.raises(DatabaseError, match="counted once"), transaction.atomic():
        Result.objects.update(document={})


def test_only_those_count_who_handed_in_agree_still_and_are_not_blocked(
    crowd: tuple[Survey, list[Person]], nurlan: Person
) -> None:
    survey, people = crowd
    scene.agree(scene.client(77), survey)
    operations.leave(person_id=people[4].pk, survey_id=survey.pk, language="ru", at=LATER)
    consent.withdraw(
        person_id=people[5].pk, agreement="survey", about_id=survey.pk, language="ru", method="letter", at=LATER
    )
    blocking.block(person_id=people[6].pk, request_id=None, by=people[6].pk, at=LATER)
    (result,) = scene.counted(survey, by=nurlan.pk)
    assert result.document["people"] == 7
    assert not Participation.objects.filter(state="begun").exists(), "what was never handed in is gone"


def test_of_too_few_nothing_is_told(nurlan: Person, saule: Person) -> None:
    survey = scene.opened(EASY, by=nurlan.pk, approved_by=saule.pk)
    for number in range(3):
        scene.answered(scene.client(number), survey, easy="yes")
    (result,) = scene.counted(survey, by=nurlan.pk)
    assert (result.document["people"], result.document["tables"]) == (None, [])


def test_it_closes_by_itself_on_its_day(nurlan: Person, saule: Person) -> None:
    survey = scene.opened(EASY, by=nurlan.pk, approved_by=saule.pk)
    assert queries.due_to_close(survey.closes_at - timedelta(seconds=1)) == []
    assert queries.due_to_close(survey.closes_at) == [survey.pk]
    Survey.objects.filter(pk=survey.pk).update(
        opened_at=LATER - timedelta(days=900), closes_at=LATER - timedelta(days=800)
    )
    tasks.close_due(0)
    tasks.count(survey_id=str(survey.pk))
    survey.refresh_from_db()
    assert survey.state == SurveyState.COUNTED
    with pytest.raises(operations.WrongState):
        operations.close(survey_id=survey.pk, by=nurlan.pk, at=LATER)


class TestAFileForResearch:
    def test_two_people_give_it_out(self, crowd: tuple[Survey, list[Person]], nurlan: Person, saule: Person) -> None:
        survey, _ = crowd
        (result,) = scene.counted(survey, by=nurlan.pk)
        asked = operations.ask_export(survey_id=survey.pk, by=nurlan.pk, at=LATER)
        assert operations.ask_export(survey_id=survey.pk, by=saule.pk, at=LATER) == asked
        with pytest.raises(permissions.Denied, match="same_person"):
            operations.decide_export(export_id=asked.pk, approve=True, by=nurlan.pk, at=LATER)
        with pytest.raises(operations.NotApproved):
            operations.take_export(export_id=asked.pk, form="csv", by=nurlan.pk, at=LATER)
        operations.decide_export(export_id=asked.pk, approve=True, by=saule.pk, at=LATER)
        (said,) = json.loads(operations.take_export(export_id=asked.pk, form="json", by=nurlan.pk, at=LATER))[
            "versions"
        ]
        assert said["tables"] == result.document["tables"]
        assert said["words"] == []
        table = operations.take_export(export_id=asked.pk, form="csv", by=nurlan.pk, at=LATER)
        assert "easy" in table
        with pytest.raises(operations.WrongState):
            operations.decide_export(export_id=asked.pk, approve=False, by=saule.pk, at=LATER)

    def test_words_go_out_only_if_their_author_and_a_reader_say_so(
        self, crowd: tuple[Survey, list[Person]], nurlan: Person, saule: Person
    ) -> None:
        survey, people = crowd
        scene.counted(survey, by=nurlan.pk)
        (quote,) = Quote.objects.all()
        assert quote.person_id == people[0].pk, "the other one did not tick it"
        asked = operations.ask_export(survey_id=survey.pk, by=nurlan.pk, at=LATER)
        operations.decide_export(export_id=asked.pk, approve=True, by=saule.pk, at=LATER)

        def given() -> Any:
            file = operations.take_export(export_id=asked.pk, form="json", by=nurlan.pk, at=LATER)
            return json.loads(file)["versions"][0]["words"]

        assert given() == [], "nobody has read them"
        operations.decide_quote(quote_id=quote.pk, passes=True, by=nurlan.pk, at=LATER)
        assert given() == [{"question": "tell", "text": WORDS}]
        operations.leave(person_id=people[0].pk, survey_id=survey.pk, language="ru", at=LATER)
        assert given() == [], "their author has left"

    def test_what_a_reader_withholds_stays(self, crowd: tuple[Survey, list[Person]], nurlan: Person) -> None:
        survey, _ = crowd
        scene.counted(survey, by=nurlan.pk)
        quote = Quote.objects.get()
        operations.decide_quote(quote_id=quote.pk, passes=False, by=nurlan.pk, at=LATER)
        assert queries.quotes(survey.pk, QuoteState.PASSED) == []
        with pytest.raises(operations.WrongState):
            operations.decide_quote(quote_id=quote.pk, passes=True, by=nurlan.pk, at=LATER)


class TestATalk:
    @pytest.fixture
    def interview(self, nurlan: Person, saule: Person) -> Survey:
        return scene.opened(EASY, by=nurlan.pk, approved_by=saule.pk, kind="interview")

    def test_its_time_is_offered_and_agreed(self, interview: Survey, nurlan: Person) -> None:
        aigerim, wanted = factories.aigerim(), LATER + timedelta(days=3)
        scene.answered(aigerim, interview, easy="yes")
        talk = operations.offer_talk(person_id=aigerim.pk, survey_id=interview.pk, starts_at=wanted, at=LATER)
        assert list(queries.talks(interview.pk)) == [talk]
        agreed = operations.decide_talk(
            participation_id=talk.pk, agree=True, place="+7 727 000", by=nurlan.pk, at=LATER
        )
        assert (agreed.state, agreed.place) == (TalkState.AGREED, "+7 727 000")
        with pytest.raises(operations.WrongState):
            operations.decide_talk(participation_id=talk.pk, agree=True, place="", by=nurlan.pk, at=LATER)

    @pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=31)])
    def test_a_time_too_near_or_too_far_is_refused(self, interview: Survey, ahead: timedelta) -> None:
        aigerim = factories.aigerim()
        scene.agree(aigerim, interview)
        with pytest.raises(operations.BadTime):
            operations.offer_talk(person_id=aigerim.pk, survey_id=interview.pk, starts_at=LATER + ahead, at=LATER)

    def test_a_stranger_offers_none(self, interview: Survey) -> None:
        with pytest.raises(operations.NotTakingPart):
            operations.offer_talk(
                person_id=factories.zoe().pk, survey_id=interview.pk, starts_at=LATER + timedelta(days=2), at=LATER
            )
