"""An article's way: who may do what, what is refused, and that what is read changes by a second person's approval."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.journal import queries as journal
from harmonia.journal.operations import on_duty
from harmonia.policy import Text
from harmonia.wellbeing import permissions, queries
from harmonia.wellbeing.models import Article
from harmonia.wellbeing.operations import articles
from harmonia.wellbeing.queries import articles as reads
from harmonia.wellbeing.states import ARTICLE_MOVES, ArticleState
from tests import factories
from tests.wellbeing.asked import editor
from tests.wellbeing.written import NOTHING, TITLE, approve, changed, draft, proposed, published, written

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
OTHER = Text(kk="Дауыс", ru="Голос", en="A voice")


@pytest.fixture
def elena(db: None) -> Person:
    return editor()


@pytest.fixture
def marat(db: None) -> Person:
    return editor("Marat", 42)


def state(article: Article) -> str:
    return Article.objects.get(pk=article.pk).state


def titles() -> list[str]:
    return [article.title_ru for article in queries.published()]


class TestWriting:
    def test_a_draft_may_be_incomplete_in_any_part(self, elena: Person) -> None:
        article = written(elena, draft("", "", title=NOTHING, summary=NOTHING, body=NOTHING))
        assert (article.slug, article.version, article.written_by) == ("", 1, elena.pk)
        changed(article, draft("", "", title=NOTHING, summary=Text(kk="", ru="О", en=""), body=NOTHING), elena)
        article.refresh_from_db()
        assert (article.summary_ru, article.version) == ("О", 2)

    def test_what_another_saved_meanwhile_is_not_overwritten(self, elena: Person, marat: Person) -> None:
        article = written(elena)
        changed(article, draft(title=OTHER), marat)
        with pytest.raises(articles.ChangedMeanwhile):
            articles.write(article_id=article.pk, draft=draft(topic="sleep"), version=1, by=elena, at=now())
        article.refresh_from_db()
        assert (article.title, article.topic, article.version) == (OTHER, "anxiety", 2)

    def test_who_saves_what_stands_there_already_has_not_written_it(self, elena: Person, marat: Person) -> None:
        article = written(elena)
        ended_otherwise = Text(
            **{code: f" {getattr(article, f'body_{code}')}\r\n".replace("\n", "\r\n") for code in policy.LANGUAGES}
        )
        changed(article, draft(body=ended_otherwise), marat)
        article.refresh_from_db()
        assert (article.version, article.written_by) == (1, elena.pk)

    def test_an_unknown_topic_is_refused(self, elena: Person) -> None:
        with pytest.raises(articles.UnknownTopic):
            written(elena, draft(topic="astrology"))
        assert not Article.objects.exists()

    def test_only_a_draft_is_written(self, elena: Person, marat: Person) -> None:
        for article in (proposed(elena, draft("one")), published(elena, marat, draft("two"))):
            with pytest.raises(articles.WrongState):
                changed(article, draft("other"), elena)


class TestTheAddress:
    @pytest.mark.parametrize(
        ("title", "address"),
        [
            (TITLE, "silence"),
            (Text(kk="Тыныштық", ru="Тишина дома", en=""), "tishina-doma"),
            (Text(kk="Үйдегі тыныштық", ru="", en=""), "uidegi-tynyshtyq"),
            (Text(kk="", ru="…", en=""), "article"),
            (NOTHING, ""),
        ],
    )
    def test_it_is_made_of_the_title(self, elena: Person, title: Text, address: str) -> None:
        assert written(elena, draft("", title=title)).slug == address

    def test_two_of_one_title_have_two(self, elena: Person) -> None:
        assert [written(elena, draft("")).slug for _ in range(3)] == ["silence", "silence-2", "silence-3"]

    def test_one_that_another_has_is_refused_and_ones_own_is_not(self, elena: Person) -> None:
        article = written(elena, draft("quiet"))
        with pytest.raises(articles.AddressTaken):
            written(elena, draft("quiet"))
        assert changed(article, draft("quiet", title=OTHER), elena).slug == "quiet"
        other = written(elena, draft("loud"))
        with pytest.raises(IntegrityError, match="one_article_an_address"), transaction.atomic():
            Article.objects.filter(pk=other.pk).update(slug="quiet")

    def test_one_that_is_taken_in_the_same_moment_is_refused_too(
        self, elena: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written(elena, draft("quiet"))
        monkeypatch.setattr(reads, "free_address", lambda wanted, article_id: wanted)
        with pytest.raises(articles.AddressTaken):
            written(elena, draft("quiet"))
        assert Article.objects.count() == 1

    def test_it_is_changed_until_it_can_be_read_and_no_more(self, elena: Person, marat: Person) -> None:
        article = written(elena)
        assert changed(article, draft("other"), elena).slug == "other"
        articles.propose(article_id=article.pk, by=elena, at=now())
        approve(article, marat)
        articles.withdraw(article_id=article.pk, by=elena, at=now())
        articles.reopen(article_id=article.pk, by=elena, at=now())
        assert changed(article, draft("third", title=OTHER), elena).slug == "other"


class TestTheWay:
    def test_only_what_another_approved_is_read(self, elena: Person, marat: Person) -> None:
        article = proposed(elena)
        assert titles() == []
        approve(article, marat)
        assert titles() == [TITLE.ru]
        articles.withdraw(article_id=article.pk, by=elena, at=now())
        assert titles() == []
        articles.reopen(article_id=article.pk, by=elena, at=now())
        articles.propose(article_id=article.pk, by=elena, at=now())
        assert titles() == []
        approve(article, marat)
        assert titles() == [TITLE.ru]

    def test_who_wrote_it_does_not_approve_it(self, elena: Person, marat: Person) -> None:
        article = proposed(elena)
        with pytest.raises(articles.SamePerson):
            approve(article, elena)
        with pytest.raises(IntegrityError, match="who_writes_an_article_does_not_approve"), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(approved_by=elena.pk)
        articles.send_back(article_id=article.pk, word="Короче", by=marat, at=now())
        changed(article, draft(title=OTHER), marat)
        articles.propose(article_id=article.pk, by=elena, at=now())
        with pytest.raises(articles.SamePerson):  # whoever changed it last
            approve(article, marat)
        assert approve(article, elena).title == OTHER

    @pytest.mark.parametrize("part", ["topic", *articles.TEXTS])
    def test_what_is_not_whole_in_three_languages_is_not_proposed(self, elena: Person, part: str) -> None:
        article = written(elena)
        Article.objects.filter(pk=article.pk).update(**{part: ""})
        with pytest.raises(articles.Incomplete) as refused:
            articles.propose(article_id=article.pk, by=elena, at=now())
        assert refused.value.missing == (part,)
        for forbidden in ({"state": "proposed"}, {"state": "published", "published_at": now()}):
            with pytest.raises(IntegrityError, match="article_speaks_every_language"), transaction.atomic():
                Article.objects.filter(pk=article.pk).update(**forbidden)

    def test_a_version_that_nobody_read_is_not_approved(self, elena: Person, marat: Person) -> None:
        article = proposed(elena)
        articles.send_back(article_id=article.pk, word="…", by=elena, at=now())
        changed(article, draft(title=OTHER), elena)
        articles.propose(article_id=article.pk, by=elena, at=now())
        with pytest.raises(articles.ChangedMeanwhile):
            articles.approve(article_id=article.pk, version=1, by=marat, at=now())
        assert state(article) == "proposed"

    def test_it_goes_back_with_a_word_that_goes_with_the_next_proposal(self, elena: Person, marat: Person) -> None:
        article = articles.send_back(article_id=proposed(elena).pk, word="Теплее", by=marat, at=now())
        assert (article.state, article.word) == ("draft", "Теплее")
        assert articles.propose(article_id=article.pk, by=elena, at=now()).word == ""

    def test_a_draft_is_thrown_away_and_nothing_that_was_read(self, elena: Person, marat: Person) -> None:
        article = written(elena, draft("one"))
        articles.drop(article_id=article.pk, by=marat, at=now())
        assert not Article.objects.exists()
        read = published(elena, marat)
        articles.withdraw(article_id=read.pk, by=elena, at=now())
        articles.reopen(article_id=read.pk, by=elena, at=now())
        for one in (read, proposed(elena, draft("two"))):
            with pytest.raises(articles.WrongState):
                articles.drop(article_id=one.pk, by=elena, at=now())


class TestAChange:
    def test_what_is_read_stays_until_the_new_words_are_approved(self, elena: Person, marat: Person) -> None:
        article = published(elena, marat)
        revision = articles.revise(article_id=article.pk, by=marat, at=now())
        changed(revision, draft("ignored", "sleep", title=OTHER), marat)
        articles.propose(article_id=revision.pk, by=marat, at=now())
        assert titles() == [TITLE.ru]
        with pytest.raises(articles.SamePerson):
            approve(revision, marat)
        later = now() + timedelta(days=1)
        read = approve(revision, elena, at=later)
        assert (read.pk, read.slug, read.topic, read.title) == (article.pk, "quiet", "sleep", OTHER)
        assert (read.published_at, read.updated_at, read.written_by) == (article.published_at, later, marat.pk)
        assert read.approved_by_id == elena.pk
        assert (titles(), Article.objects.count()) == ([OTHER.ru], 1)

    def test_there_is_one_at_a_time(self, elena: Person, marat: Person) -> None:
        article = published(elena, marat)
        first = articles.revise(article_id=article.pk, by=elena, at=now())
        assert articles.revise(article_id=article.pk, by=marat, at=now()).pk == first.pk
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.create(revises=article, came_at=now())

    def test_it_is_thrown_away_and_what_is_read_stays(self, elena: Person, marat: Person) -> None:
        article = published(elena, marat)
        revision = articles.revise(article_id=article.pk, by=elena, at=now())
        articles.drop(article_id=revision.pk, by=elena, at=now())
        assert (titles(), reads.revision_of(article.pk)) == ([TITLE.ru], None)

    def test_what_was_withdrawn_meanwhile_is_read_again_by_its_change_alone(self, elena: Person, marat: Person) -> None:
        article = published(elena, marat)
        revision = articles.revise(article_id=article.pk, by=elena, at=now())
        changed(revision, draft(title=OTHER), elena)
        articles.withdraw(article_id=article.pk, by=marat, at=now())
        with pytest.raises(articles.WrongState):
            articles.reopen(article_id=article.pk, by=marat, at=now())
        articles.propose(article_id=revision.pk, by=elena, at=now())
        assert titles() == []
        approve(revision, marat)
        assert titles() == [OTHER.ru]

    @pytest.mark.parametrize("fault", [{"slug": "other"}, {"state": "published"}, {"published_at": now()}])
    def test_the_database_keeps_it_out_of_sight(self, elena: Person, marat: Person, fault: dict[str, Any]) -> None:
        revision = articles.revise(article_id=published(elena, marat).pk, by=elena, at=now())
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=revision.pk).update(**fault)


Reach = Callable[[Person, Person], Article]


def _draft(elena: Person, marat: Person) -> Article:
    return written(elena)


def _proposed(elena: Person, marat: Person) -> Article:
    return proposed(elena)


def _published(elena: Person, marat: Person) -> Article:
    return published(elena, marat)


def _withdrawn(elena: Person, marat: Person) -> Article:
    return articles.withdraw(article_id=published(elena, marat).pk, by=elena, at=now())


REACHED: dict[str, Reach] = {
    "draft": _draft, "proposed": _proposed, "published": _published, "withdrawn": _withdrawn,
}  # fmt: skip
ACTS: dict[str, tuple[Callable[[Article, Person], Any], set[str]]] = {
    "propose": (lambda one, by: articles.propose(article_id=one.pk, by=by, at=now()), {"draft"}),
    "send_back": (lambda one, by: articles.send_back(article_id=one.pk, word="…", by=by, at=now()), {"proposed"}),
    "approve": (approve, {"proposed"}),
    "withdraw": (lambda one, by: articles.withdraw(article_id=one.pk, by=by, at=now()), {"published"}),
    "revise": (lambda one, by: articles.revise(article_id=one.pk, by=by, at=now()), {"published"}),
    "reopen": (lambda one, by: articles.reopen(article_id=one.pk, by=by, at=now()), {"withdrawn"}),
    "drop": (lambda one, by: articles.drop(article_id=one.pk, by=by, at=now()), {"draft"}),
}


def test_every_state_is_reached() -> None:
    assert set(REACHED) == set(ARTICLE_MOVES) == set(ArticleState.values)


@pytest.mark.parametrize("start", REACHED)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_done_where_it_belongs_and_nowhere_else(act: str, start: str, elena: Person, marat: Person) -> None:
    do, belongs = ACTS[act]
    article = REACHED[start](elena, marat)
    if start in belongs:
        do(article, marat)
        return
    with pytest.raises(articles.WrongState):
        do(article, marat)
    assert state(article) == start


@pytest.mark.parametrize("role", sorted(states.STAFF - set(permissions.MAY_EDIT)))
def test_no_other_role_touches_it(role: str, elena: Person, marat: Person) -> None:
    article, other = proposed(elena), factories.entered("Other", role, number=43)
    with pytest.raises(permissions.Denied):
        written(other)
    for do, _ in ACTS.values():
        with pytest.raises(permissions.Denied):
            do(article, other)
    with pytest.raises(permissions.Denied):
        changed(article, draft("other"), other)
    assert state(article) == "proposed"


def test_what_is_not_there_is_said() -> None:
    elena = editor()
    with pytest.raises(Article.DoesNotExist):
        articles.propose(article_id=uuid4(), by=elena, at=now())


def test_it_waits_for_the_second_person_and_not_for_the_first(elena: Person, marat: Person) -> None:
    article = proposed(elena)
    waits = {by.pk: [row["pk"] for row in reads.desk_queue(by)] for by in (elena, marat)}
    assert waits == {elena.pk: [], marat.pk: [article.pk]}


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_journal_tells_what_was_done_by_numbers_alone() -> None:
    elena, marat = editor(), editor("Marat", 42)
    with on_duty(elena.pk):
        article = published(elena, marat)
        revision = articles.revise(article_id=article.pk, by=elena, at=now())
        which = {str(article.pk), str(revision.pk)}
        changed(revision, draft(title=OTHER), elena)
        articles.drop(article_id=revision.pk, by=elena, at=now())
    told = [journal.deed(act) for act in journal.acts(area="article.")][::-1]
    assert [deed.event.removeprefix("article.") for deed in told] == [
        "written", "proposed", "change_begun", "written", "dropped",
    ]  # fmt: skip
    assert {deed.actor for deed in told} == {elena.pk}
    assert {name for deed in told for name in deed.facts} == {"article_id", "change_id", "claims"}
    assert {deed.facts["article_id"] for deed in told} == which
    with on_duty(marat.pk):
        articles.withdraw(article_id=article.pk, by=marat, at=now())
    assert [act.entry.event for act in journal.acts(actor=marat.pk)] == ["article.withdrawn"]


def test_what_was_readable_before_the_states_is_published_and_the_rest_are_drafts() -> None:
    """Rows of before the migration, the one way and back."""
    target, before = ("wellbeing", "0005_articles_on_their_way"), ("wellbeing", "0004_refused_for_not_in_time")
    said = {f"{part}_{code}": "…" for part in ("title", "summary", "body") for code in policy.LANGUAGES}
    old = MigrationExecutor(connection)
    old.migrate([before])
    model = old.loader.project_state([before]).apps.get_model("wellbeing", "Article")
    for slug, published_at in (("read", now()), ("not-read", None)):
        model.objects.create(slug=slug, topic="sleep", published_at=published_at, **said)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationExecutor(connection).migrate([target])
    assert dict(Article.objects.values_list("slug", "state")) == {"read": "published", "not-read": "draft"}
    assert [one.slug for one in queries.published()] == ["read"]
