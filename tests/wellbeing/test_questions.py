"""A question's way: who may do what, what is refused, and that the reader's own words are gone at its end."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.core import row_security
from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.policy import Text
from harmonia.privacy.operations import erasure, retention
from harmonia.specialists.models import Specialist
from harmonia.vault import reading
from harmonia.vault.models import DestroyedKey, SubjectKey
from harmonia.wellbeing import permissions, tasks
from harmonia.wellbeing.models import PARTS, Original, Question
from harmonia.wellbeing.operations import answers, questions
from harmonia.wellbeing.queries import questions as queries
from harmonia.wellbeing.rules import asking, crisis
from harmonia.wellbeing.states import QUESTION_MOVES, QuestionState, Refusal
from tests import factories
from tests.vault import dump
from tests.wellbeing.asked import (
    ANSWER,
    CANARY,
    EMPTY,
    TEXT,
    WORDS,
    answered,
    answering,
    asked,
    editor,
    given,
    published,
    texts,
    write,
)

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def elena(db: None) -> Person:
    return editor()


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris()


@pytest.fixture
def practice(boris: Person) -> Specialist:
    return answering(boris)


def state(question: Question) -> str:
    return Question.objects.get(pk=question.pk).state


class TestTheWordsAsSent:
    @pytest.mark.django_db(transaction=True, databases=["default", "keys"])
    def test_no_dump_of_the_database_shows_them(self) -> None:
        question = asked()
        write(question, editor())
        assert dump.found([CANARY, "уснуть уже которую"]) == []
        assert dump.found(["Человек просыпается"]) != []  # what was written anew is in clear

    def test_an_editor_opens_them_for_a_purpose_and_it_is_journalled(self, elena: Person) -> None:
        question = asked()
        with reading.reading(policy.FEEDBACK, actor=elena.pk):
            assert questions.opened(question_id=question.pk, by=elena) == WORDS
        assert Entry.objects.filter(event="data.read").count() == 1

    @pytest.mark.parametrize("purpose", [policy.NEWS, policy.SERVICE, policy.SUPPORT, policy.RESEARCH])
    def test_for_another_purpose_they_stay_closed(self, elena: Person, purpose: str) -> None:
        question = asked()
        with pytest.raises(reading.PurposeRefused), reading.reading(purpose, actor=elena.pk):
            questions.opened(question_id=question.pk, by=elena)

    @pytest.mark.parametrize("role", sorted(states.STAFF - {states.EDITOR}))
    def test_no_other_role_opens_them(self, role: str) -> None:
        question, other = asked(), factories.entered("Other", role, number=43)
        with pytest.raises(permissions.Denied), reading.reading(policy.FEEDBACK, actor=other.pk):
            questions.opened(question_id=question.pk, by=other)

    def test_nobody_is_named_by_them(self) -> None:
        asked()
        assert {entry.tag for entry in Entry.objects.filter(event="question.asked")} == {None}

    @pytest.mark.parametrize("fault", [asking.TOO_SHORT, asking.TOO_LONG, asking.WITH_LINKS])
    def test_what_cannot_be_taken_is_not_kept(self, fault: str) -> None:
        words = {"too_short": "Почему?", "too_long": "а" * 2001, "with_links": f"{WORDS} https://spam.example"}[fault]
        with pytest.raises(questions.NotAQuestion, match=fault):
            asked(words)
        with pytest.raises(questions.UnknownTopic):
            asked(topic="astrology")
        assert not Original.objects.exists()


class TestTheSecondWall:
    @pytest.fixture(autouse=True)
    def _as_the_application(self, elena: Person, practice: Specialist) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL ROLE harmonia_app")
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    @pytest.mark.parametrize("reader", ["", "gate", "staff support", "staff news", "staff rights", str(UUID(int=7))])
    def test_the_words_are_not_there_for_others(self, reader: str) -> None:
        with row_security.as_reader(reader):
            question = asked()
            assert not Original.objects.exists()
            assert not queries.has_words(question.pk)

    @pytest.mark.parametrize("reader", [row_security.SERVICE, row_security.staff(policy.FEEDBACK)])
    def test_they_are_for_whom_they_should_be(self, reader: str, elena: Person) -> None:
        question = asked()
        with row_security.as_reader(reader), reading.reading(policy.FEEDBACK, actor=elena.pk):
            assert questions.opened(question_id=question.pk, by=elena) == WORDS

    def test_publishing_destroys_them_whoever_reads(self, elena: Person, practice: Specialist) -> None:
        question = published(elena, practice)
        with row_security.as_reader(row_security.SERVICE):
            assert not queries.has_words(question.pk)


def gone(question: Question) -> bool:
    return not Original.objects.filter(question=question).exists()


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.parametrize("end", ["published", "refused"])
def test_when_it_is_over_the_words_and_their_key_are_destroyed(end: str) -> None:
    elena, practice = editor(), answering(factories.boris())
    question = answered(elena, practice)
    key = Original.objects.get(question=question).pk
    assert SubjectKey.objects.filter(pk=key).exists()
    if end == "published":
        questions.publish(question_id=question.pk, by=elena, at=now())
    else:
        questions.refuse(question_id=question.pk, because=Refusal.RECOGNISABLE, by=elena, at=now())
    assert gone(question)
    assert not SubjectKey.objects.filter(pk=key).exists()
    assert DestroyedKey.objects.filter(subject_id=key).exists()
    with pytest.raises(questions.Gone):
        questions.opened(question_id=question.pk, by=elena)


def test_a_refusal_keeps_its_reason_and_no_words(elena: Person, practice: Specialist) -> None:
    question = answered(elena, practice)
    questions.refuse(question_id=question.pk, because=Refusal.NEEDS_A_MEETING, by=elena, at=now())
    question.refresh_from_db()
    said = [getattr(question, f"{part}_{code}") for part in ("title", "text", "answer") for code in policy.LANGUAGES]
    assert (question.state, question.refused_because, set(said)) == ("refused", "needs_a_meeting", {""})


def test_after_the_term_of_the_register_the_words_go_in_any_case(elena: Person) -> None:
    kept = asked()
    old = asked()
    days = policy.RETENTION["questions"].days
    assert days is not None
    Original.objects.filter(question=old).update(asked_at=now() - timedelta(days=days, hours=1))
    pavel = factories.pavel()
    [run] = retention.work_out(at=now())
    retention.propose(run_id=run.pk, by=pavel.pk, at=now())
    retention.approve(run_id=run.pk, by=elena.pk, at=now())
    assert retention.carry_on(run_id=run.pk, at=now()) == 1
    assert (gone(old), gone(kept)) == (True, False)
    tasks.end_unreadable(timestamp=0)
    assert (state(old), state(kept)) == ("refused", "asked")


def without_words(question: Question) -> Question:
    Original.objects.filter(question=question).delete()  # as the term of the register does
    return question


class TestWhatNobodyCanAnswer:
    """Its words went with their term, and nobody had written any of it anew."""

    def test_it_ends_by_itself_and_the_queue_empties(self, elena: Person) -> None:
        question = without_words(asked())
        questions.assign(question_id=question.pk, to=elena, by=elena, at=now())
        tasks.end_unreadable(timestamp=0)
        question.refresh_from_db()
        assert (question.state, question.refused_because, question.assigned_to) == ("refused", "not_in_time", None)
        assert list(queries.for_desk()) == []
        entry = Entry.objects.get(event="question.refused")
        said = json.loads(bytes(entry.record))
        assert (said["actor"], said["facts"]["because"]) == (None, "not_in_time")

    def test_twice_is_once(self) -> None:
        question = without_words(asked())
        assert questions.end_unreadable(question_id=question.pk, at=now())
        assert not questions.end_unreadable(question_id=question.pk, at=now())
        assert Entry.objects.filter(event="question.refused").count() == 1

    def test_what_can_be_read_waits_on(self) -> None:
        question = asked()
        assert not questions.end_unreadable(question_id=question.pk, at=now())
        assert state(question) == "asked"

    @pytest.mark.parametrize("part", [f"{part}_{code}" for part in PARTS for code in policy.LANGUAGES])
    def test_what_was_begun_anew_waits_on(self, part: str) -> None:
        question = without_words(asked())
        Question.objects.filter(pk=question.pk).update(**{part: "Сон"})
        tasks.end_unreadable(timestamp=0)
        assert state(question) == "asked"

    def test_what_is_further_on_its_way_goes_on(self, elena: Person, practice: Specialist) -> None:
        going = [given(elena, practice), answered(elena, practice), published(elena, practice)]
        for question in going:
            without_words(question)
            assert not questions.end_unreadable(question_id=question.pk, at=now())
        assert [state(one) for one in going] == ["given", "written", "published"]

    def test_words_that_row_security_hides_are_not_gone(self) -> None:
        question, lost = asked(), without_words(asked())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL ROLE harmonia_app")
            with row_security.as_nobody():
                assert queries.unreadable().count() == 2, "what nobody said to be the service would see"
                assert not questions.end_unreadable(question_id=question.pk, at=now())
                tasks.end_unreadable(timestamp=0)
            cursor.execute("RESET ROLE")
        assert (state(question), state(lost)) == ("asked", "refused")

    def test_the_database_knows_the_reason_and_no_other(self) -> None:
        refused = Question.objects.filter(pk=asked().pk)
        with pytest.raises(IntegrityError, match="question_refused_has_its_reason"), transaction.atomic():
            refused.update(state="refused", refused_because="too_late")
        assert refused.update(state="refused", refused_because="not_in_time") == 1


class TestWrittenAnew:
    @pytest.mark.parametrize(
        "words",
        ["Пишите на anna@example.kz", "Звоните +7 701 000 00 11", "Ей 34 года", "Живёт на улице Абая", "12.03.2024"],
    )
    def test_what_leads_to_a_person_is_refused(self, elena: Person, words: str) -> None:
        question = asked()
        with pytest.raises(questions.Identifies) as refused:
            write(question, elena, texts(text=Text(kk="", ru=words, en="")), looked=True)
        assert list(refused.value.found) == ["text_ru"]
        assert words not in str(refused.value)
        assert Question.objects.get(pk=question.pk).text_ru == ""

    def test_what_looks_like_a_name_is_looked_at_once_more(self, elena: Person) -> None:
        question, said = asked(), texts(title=Text(kk="", ru="О том, как Анна Петрова не спит", en=""))
        with pytest.raises(questions.Doubtful):
            write(question, elena, said)
        assert write(question, elena, said, looked=True).title_ru

    def test_nor_may_the_specialist_name_anybody(self, elena: Person, practice: Specialist, boris: Person) -> None:
        question = given(elena, practice)
        with pytest.raises(answers.Identifies):
            answers.answer(
                question_id=question.pk, words=Text(kk="", ru="Пишите мне: b@example.kz", en=""), by=boris, at=now()
            )
        assert state(question) == "given"

    def test_a_specialists_own_words_are_not_changed_by_editors(self, elena: Person, practice: Specialist) -> None:
        question = answered(elena, practice, Text(kk="", ru="Дышите.", en=""))
        write(question, elena, texts(answer=Text(kk="Тыныстаңыз.", ru="Совсем другое.", en="")))
        question.refresh_from_db()
        assert (question.answer_ru, question.answer_kk) == ("Дышите.", "Тыныстаңыз.")
        assert (question.own_languages, question.written_by) == (["ru"], None)


class TestTheWay:
    def test_only_what_was_approved_is_published(self, elena: Person, practice: Specialist) -> None:
        question = answered(elena, practice)
        assert list(queries.published("ru")) == []
        questions.publish(question_id=question.pk, by=elena, at=now())
        assert [one.pk for one in queries.published("ru")] == [question.pk]
        questions.withdraw(question_id=question.pk, by=elena, at=now())
        assert list(queries.published("ru")) == []
        questions.reopen(question_id=question.pk, by=elena, at=now())
        questions.publish(question_id=question.pk, by=elena, at=now())
        assert [one.pk for one in queries.published("ru")] == [question.pk]

    def test_who_wrote_the_answer_does_not_approve_it(self, elena: Person) -> None:
        question = write(asked(), elena, texts(answer=ANSWER))
        questions.propose(question_id=question.pk, by=elena, at=now())
        with pytest.raises(questions.SamePerson):
            questions.publish(question_id=question.pk, by=elena, at=now())
        with pytest.raises(IntegrityError, match="who_answers_does_not_approve"), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(approved_by=elena.pk)
        questions.publish(question_id=question.pk, by=editor("Second", 42), at=now())
        assert state(question) == "published"

    def test_a_language_that_is_not_whole_is_not_published(self, elena: Person, practice: Specialist) -> None:
        published(elena, practice, Text(kk="", ru="Дышите.", en=""))
        assert [queries.published(code).count() for code in ("kk", "ru", "en")] == [0, 1, 0]

    def test_nothing_whole_is_nothing_to_approve(self, elena: Person, practice: Specialist) -> None:
        question = asked()
        with pytest.raises(questions.Incomplete):
            questions.give(question_id=question.pk, specialist_id=practice.pk, by=elena, at=now())
        write(question, elena)
        with pytest.raises(questions.Incomplete):
            questions.propose(question_id=question.pk, by=elena, at=now())
        questions.give(question_id=question.pk, specialist_id=practice.pk, by=elena, at=now())
        assert practice.person is not None
        with pytest.raises(answers.Incomplete):
            answers.answer(question_id=question.pk, words=EMPTY, by=practice.person, at=now())

    def test_it_goes_back_with_a_word_and_to_another(self, elena: Person, boris: Person, practice: Specialist) -> None:
        question = answered(elena, practice)
        questions.send_back(question_id=question.pk, word="Короче, пожалуйста", by=elena, at=now())
        question.refresh_from_db()
        assert (question.state, question.word, question.answer_ru) == ("given", "Короче, пожалуйста", ANSWER.ru)
        vera = factories.vera()
        with pytest.raises(Question.DoesNotExist):
            answers.draft(question_id=question.pk, words=ANSWER, by=vera)
        answers.decline(question_id=question.pk, by=boris, at=now())
        question = questions.give(question_id=question.pk, specialist_id=answering(vera).pk, by=elena, at=now())
        assert (question.answer_ru, question.own_languages, question.word) == ("", [], "")
        assert list(queries.given_to(boris)) == []
        told = Notice.objects.filter(channel="cabinet").order_by("created_at")
        assert [one.event for one in told] == ["question.given", "question.sent_back", "question.given"]

    def test_whoever_is_not_in_the_directory_is_not_asked(self, elena: Person) -> None:
        question = write(asked(), elena)
        left = answering(factories.vera(), unlisted_at=now(), unlisted_because="own_wish")
        with pytest.raises(questions.NotASpecialist):
            questions.give(question_id=question.pk, specialist_id=left.pk, by=elena, at=now())

    def test_what_another_has_in_hand_nobody_else_decides(self, elena: Person) -> None:
        question, second = asked(), editor("Second", 42)
        questions.assign(question_id=question.pk, to=elena, by=elena, at=now())
        with pytest.raises(questions.InOtherHands):
            write(question, second)
        with pytest.raises(questions.InOtherHands):
            questions.assign(question_id=question.pk, to=second, by=second, at=now())
        questions.assign(question_id=question.pk, to=second, by=elena, at=now())
        assert write(question, second).title_ru

    @pytest.mark.parametrize("role", sorted(states.STAFF - {states.EDITOR, states.OWNER}))
    def test_no_other_role_works_on_it(self, role: str) -> None:
        question, other = asked(), factories.entered("Other", role, number=43)
        for act in (
            lambda: questions.assign(question_id=question.pk, to=other, by=other, at=now()),
            lambda: write(question, other),
            lambda: questions.refuse(question_id=question.pk, because=Refusal.OFF_TOPIC, by=other, at=now()),
            lambda: questions.publish(question_id=question.pk, by=other, at=now()),
        ):
            with pytest.raises(permissions.Denied):
                act()
        assert state(question) == "asked"


ACTS: dict[str, Callable[[Question, Person, Specialist], object]] = {
    "given": lambda one, by, who: questions.give(question_id=one.pk, specialist_id=who.pk, by=by, at=now()),
    "written": lambda one, by, who: questions.propose(question_id=one.pk, by=by, at=now()),
    "published": lambda one, by, who: questions.publish(question_id=one.pk, by=by, at=now()),
    "withdrawn": lambda one, by, who: questions.withdraw(question_id=one.pk, by=by, at=now()),
    "refused": lambda one, by, who: questions.refuse(question_id=one.pk, because=Refusal.OFF_TOPIC, by=by, at=now()),
    "asked": lambda one, by, who: questions.take_back(question_id=one.pk, by=by, at=now()),
}


@pytest.mark.parametrize("here", QuestionState.values)
def test_it_moves_along_the_table_and_nowhere_else(here: str, elena: Person, practice: Specialist) -> None:
    shown = {"published_at": now(), "approved_by": elena.pk, "slug": "sleep-1"} if here == "published" else {}
    shown |= {"refused_because": "off_topic"} if here == "refused" else {}
    question = write(asked(), elena, texts(answer=ANSWER))
    Question.objects.filter(pk=question.pk).update(state=here, written_by=None, specialist=practice, **shown)
    for there, act in ACTS.items():
        point = transaction.savepoint()
        if there in QUESTION_MOVES[here]:
            act(question, elena, practice)
            assert state(question) == there
        else:
            with pytest.raises(questions.WrongState):
                act(question, elena, practice)
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize(
    "words",
    ["Я не хочу больше жить", "Муж меня бьёт", "Өмір сүргім келмейді", "Күйеуім мені ұрады", "I want to die tonight"],
)
def test_words_of_danger_are_heard(words: str) -> None:
    assert crisis.speaks_of_danger(words)


@pytest.mark.parametrize(
    "words",
    ["Не могу уснуть", "Муж кричит на меня", "Қолды жуу керек пе?", "I am dying to see it", "Хочу жить иначе"],
)
def test_plain_words_are_not(words: str) -> None:
    assert not crisis.speaks_of_danger(words)


def test_a_specialist_who_is_erased_leaves_the_answer_and_no_name(elena: Person, practice: Specialist) -> None:
    question = published(elena, practice)
    assert practice.person is not None
    erasure.erase_person(person_id=practice.person.pk, request_id=None, by=practice.person.pk, at=now())
    question.refresh_from_db()
    assert (question.specialist_id, question.text_ru) == (None, TEXT.ru)
