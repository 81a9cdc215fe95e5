"""Voluntary, agreed to by itself, kept as it comes; and who leaves takes everything along (332-VIII art. 16)."""

from typing import Any

import pytest
from django.db import connection, transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.core import row_security
from harmonia.core.row_security import as_reader
from harmonia.privacy.operations import blocking, erasure
from harmonia.surveys import operations, permissions, queries, tasks
from harmonia.surveys.models import Participation, Survey
from harmonia.surveys.rules.questions import WrongAnswer
from harmonia.vault import reading
from tests import factories
from tests.factories import NOW
from tests.surveys import scene
from tests.surveys.scene import LATER, agree, answer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
CANARY = "тәуелсіз-қарлығаш-7431"
TOLD = {"text": CANARY, "quote": False}


@pytest.fixture
def survey() -> Survey:
    return scene.opened(by=scene.nurlan().pk, approved_by=scene.saule().pk)


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim()


@pytest.fixture
def zoe() -> Person:
    return factories.zoe()


def leave(person: Person, survey: Survey) -> None:
    operations.leave(person_id=person.pk, survey_id=survey.pk, language="ru", at=LATER)


def refuse(person: Person, survey: Survey) -> None:
    operations.refuse(person_id=person.pk, survey_id=survey.pk, name="A", language="ru", at=LATER)


def said(person: Person, survey: Survey) -> list[str]:
    return [str(one.event) for one in reversed(consents.history(person.pk)) if one.about_id == survey.pk]


def mine(person: Person) -> Participation:
    return Participation.objects.get(person=person)


def test_the_agreement_is_recorded_with_its_text_and_a_receipt(aigerim: Person, survey: Survey) -> None:
    agree(aigerim, survey)
    record = consents.latest(aigerim.pk, "survey", about=survey.pk)
    assert record is not None
    assert (record.purposes, record.categories, record.recipients) == (["research"], ["survey_answers"], ["hosting"])
    assert consents.text_by_hash(record.notice_sha256).key == "survey"
    assert consents.receipt(record)["notice"]["agreement"] == "survey"


def test_a_yes_to_one_survey_is_none_to_another(aigerim: Person, survey: Survey) -> None:
    other = scene.opened(by=Survey.objects.get().versions.get().decided_by, approved_by=factories.pavel().pk)
    agree(aigerim, survey)
    with pytest.raises(operations.NotTakingPart):
        answer(aigerim, other, easy="yes")
    assert not consents.accepted(aigerim.pk, "survey", about=other.pk, at=LATER)


def test_answers_are_kept_as_they_come_and_found_again(aigerim: Person, survey: Survey) -> None:
    agree(aigerim, survey)
    answer(aigerim, survey, easy="no", what=["slow"])
    agree(aigerim, survey)
    with reading.reading(policy.ACCESS, actor=aigerim.pk):
        assert mine(aigerim).answers == {"easy": "no", "what": ["slow"]}
    answer(aigerim, survey, easy="yes")
    with reading.reading(policy.ACCESS, actor=aigerim.pk):
        assert mine(aigerim).answers == {"easy": "yes"}, "what nobody asks any more is forgotten"


@pytest.mark.parametrize(("key", "value", "fault"), [
    ("easy", "maybe", WrongAnswer), ("what", ["slow"], operations.NotAsked), ("rumour", 1, operations.NotAsked),
])  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_lost(
    aigerim: Person, survey: Survey, key: str, value: Any, fault: type[Exception]
) -> None:
    agree(aigerim, survey)
    answer(aigerim, survey, easy="yes")
    with pytest.raises(fault):
        answer(aigerim, survey, **{key: value})
    with reading.reading(policy.ACCESS, actor=aigerim.pk):
        assert mine(aigerim).answers == {"easy": "yes"}


def test_it_is_handed_in_when_all_is_answered_and_then_stays(aigerim: Person, survey: Survey) -> None:
    agree(aigerim, survey)
    answer(aigerim, survey, easy="yes", grade=None)
    with pytest.raises(operations.Unanswered) as still_open:
        operations.finish(person_id=aigerim.pk, survey_id=survey.pk, at=LATER)
    assert still_open.value.key == "times"
    answer(aigerim, survey, times=2, since=None, tell=None)
    operations.finish(person_id=aigerim.pk, survey_id=survey.pk, at=LATER)
    with pytest.raises(operations.WrongState):
        answer(aigerim, survey, easy="no")
    with pytest.raises(operations.WrongState):
        operations.finish(person_id=aigerim.pk, survey_id=survey.pk, at=LATER)


def test_a_no_is_recorded_changes_nothing_and_ends_the_asking(aigerim: Person, survey: Survey) -> None:
    refuse(aigerim, survey)
    place = queries.place_of(aigerim.pk, survey.pk)
    assert place is not None
    assert place.said_no
    assert said(aigerim, survey) == ["refused"]
    consent.grant(person_id=aigerim.pk, agreement="research", language="ru", method="cabinet", name="A", at=NOW)
    assert operations.invite(survey_id=survey.pk, after="", at=LATER) == 0
    agree(aigerim, survey)
    assert said(aigerim, survey) == ["refused", "given"], "and may be changed by the person alone"


def test_only_those_who_agreed_to_hear_of_surveys_are_told_and_once(
    aigerim: Person, zoe: Person, survey: Survey
) -> None:
    for person in (aigerim, zoe):
        consent.grant(person_id=person.pk, agreement="research", language="ru", method="cabinet", name="A", at=NOW)
    consent.withdraw(person_id=zoe.pk, agreement="research", language="ru", method="cabinet", at=NOW)
    silent = scene.client(1)
    assert operations.invite(survey_id=survey.pk, after="", at=LATER) == 1
    assert operations.invite(survey_id=survey.pk, after="", at=LATER) == 1
    from harmonia.notices.queries import inbox

    told = [inbox(person.pk).filter(event="survey.invited").count() for person in (aigerim, zoe, silent)]
    assert told == [1, 0, 0]


class TestLeaving:
    def test_at_any_stage_rows_key_and_agreement_go(
        self, aigerim: Person, survey: Survey, django_capture_on_commit_callbacks: Any
    ) -> None:
        agree(aigerim, survey)
        answer(aigerim, survey, easy="yes", grade=3, times=1, since=None, tell=TOLD)
        kept = mine(aigerim)
        sealed = kept.__dict__["answers"]
        with django_capture_on_commit_callbacks(execute=True):
            leave(aigerim, survey)
        assert not Participation.objects.filter(person=aigerim).exists()
        assert said(aigerim, survey) == ["given", "withdrawn"]
        with reading.reading(policy.ACCESS, actor=aigerim.pk):
            assert aigerim.name, "his own key is there"
            with pytest.raises(reading.Erased):
                assert kept.answers, "and yet a copy of the row says nothing"
        assert CANARY.encode() not in bytes(sealed)

    def test_the_copy_opened_while_its_key_lived(self, aigerim: Person, survey: Survey) -> None:
        agree(aigerim, survey)
        answer(aigerim, survey, easy="yes", grade=3, times=1, since=None, tell=TOLD)
        kept = mine(aigerim)
        with reading.reading(policy.ACCESS, actor=aigerim.pk):
            assert kept.answers["tell"] == TOLD

    def test_the_job_ends_the_key_if_nobody_else_did(self, aigerim: Person, survey: Survey) -> None:
        agree(aigerim, survey)
        kept = mine(aigerim)
        leave(aigerim, survey)
        for _ in range(2):
            tasks.destroy_key(key_id=str(kept.pk))
        with reading.reading(policy.ACCESS, actor=aigerim.pk), pytest.raises(reading.Erased):
            assert kept.answers

    def test_also_after_it_was_handed_in_and_counted(self, aigerim: Person, survey: Survey) -> None:
        scene.answered(aigerim, survey, easy="yes", grade=3, times=1, since=None, tell=TOLD)
        scene.counted(survey, by=aigerim.pk)
        leave(aigerim, survey)
        assert not Participation.objects.filter(person=aigerim).exists()

    def test_twice_is_once(self, aigerim: Person, survey: Survey) -> None:
        agree(aigerim, survey)
        leave(aigerim, survey)
        with pytest.raises(operations.NotTakingPart):
            leave(aigerim, survey)

    def test_nobody_leaves_for_another(self, aigerim: Person, zoe: Person, survey: Survey) -> None:
        agree(aigerim, survey)
        with pytest.raises(operations.NotTakingPart):
            leave(zoe, survey)
        assert mine(aigerim)

    def test_taking_back_the_agreement_to_research_leaves_everything(self, aigerim: Person, survey: Survey) -> None:
        consent.grant(person_id=aigerim.pk, agreement="research", language="ru", method="cabinet", name="A", at=NOW)
        agree(aigerim, survey)
        consent.withdraw(person_id=aigerim.pk, agreement="research", language="ru", method="letter", at=LATER)
        tasks.let_go(person_id=str(aigerim.pk))
        assert not Participation.objects.filter(person=aigerim).exists()
        assert said(aigerim, survey) == ["given", "withdrawn"]

    def test_an_agreement_taken_back_by_letter_lets_the_answers_go(self, aigerim: Person, survey: Survey) -> None:
        agree(aigerim, survey)
        consent.withdraw(
            person_id=aigerim.pk, agreement="survey", about_id=survey.pk, language="ru", method="letter", at=LATER
        )
        with pytest.raises(consent.ConsentMissing):
            answer(aigerim, survey, easy="yes")
        tasks.let_go(person_id=str(aigerim.pk))
        assert not Participation.objects.filter(person=aigerim).exists()


class TestAChangedSurvey:
    def test_whoever_is_in_the_middle_ends_the_one_he_began(self, aigerim: Person, zoe: Person, survey: Survey) -> None:
        agree(aigerim, survey)
        answer(aigerim, survey, easy="yes")
        self.change(survey)
        place = queries.place_of(aigerim.pk, survey.pk)
        assert place is not None
        assert place.version.number == 1
        assert queries.newer(place).number == 2  # type: ignore[union-attr]  it is there
        answer(aigerim, survey, grade=2, times=3, since=None, tell=None)
        operations.finish(person_id=aigerim.pk, survey_id=survey.pk, at=LATER)
        agree(zoe, survey)
        assert mine(zoe).version.number == 2

    def test_or_begins_anew_if_he_likes(self, aigerim: Person, survey: Survey) -> None:
        agree(aigerim, survey)
        answer(aigerim, survey, easy="yes")
        self.change(survey)
        operations.start_over(person_id=aigerim.pk, survey_id=survey.pk, at=LATER)
        with reading.reading(policy.ACCESS, actor=aigerim.pk):
            assert (mine(aigerim).version.number, mine(aigerim).answers) == (2, {})

    def change(self, survey: Survey) -> None:
        first = survey.versions.get()
        draft = operations.revise(survey_id=survey.pk, by=first.written_by, at=LATER)
        operations.remove_question(version_id=draft.pk, key="tell", by=first.written_by)
        operations.propose(version_id=draft.pk, by=first.written_by, at=LATER)
        operations.decide(version_id=draft.pk, approve=True, by=first.decided_by, at=LATER)


def test_a_closed_survey_takes_no_answer(aigerim: Person, zoe: Person, survey: Survey) -> None:
    agree(aigerim, survey)
    operations.close(survey_id=survey.pk, by=None, at=LATER)
    with pytest.raises(permissions.Denied, match="not_open"):
        answer(aigerim, survey, easy="yes")
    with pytest.raises(permissions.Denied, match="not_open"):
        agree(zoe, survey)


def test_a_blocked_person_neither_begins_nor_answers_nor_is_invited(
    aigerim: Person, zoe: Person, survey: Survey
) -> None:
    agree(aigerim, survey)
    consent.grant(person_id=zoe.pk, agreement="research", language="ru", method="cabinet", name="Z", at=NOW)
    for person in (aigerim, zoe):
        blocking.block(person_id=person.pk, request_id=None, by=person.pk, at=LATER)
    for attempt in (lambda: agree(zoe, survey), lambda: answer(aigerim, survey, easy="yes")):
        with pytest.raises(reading.Blocked), transaction.atomic():
            attempt()
    assert operations.invite(survey_id=survey.pk, after="", at=LATER) == 0


def test_who_is_erased_leaves_nothing(aigerim: Person, survey: Survey, django_capture_on_commit_callbacks: Any) -> None:
    scene.answered(aigerim, survey, easy="yes", grade=3, times=1, since=None, tell=TOLD)
    kept = mine(aigerim)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase_person(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=LATER)
    assert not Participation.objects.exists()
    with reading.reading(policy.ACCESS, actor=None), pytest.raises(reading.Erased):
        assert kept.answers


def test_the_database_shows_answers_to_whom_they_belong(aigerim: Person, zoe: Person, survey: Survey) -> None:
    agree(aigerim, survey)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE harmonia_app")
    seen = {}
    for reader in (
        "", row_security.person(aigerim.pk), row_security.person(zoe.pk), row_security.staff("support"),
        row_security.staff("research"),
    ):  # fmt: skip
        with as_reader(reader):
            seen[reader] = Participation.objects.count()
    assert list(seen.values()) == [0, 1, 0, 0, 1]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
