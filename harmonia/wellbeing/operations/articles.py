"""An article on its way: written in three languages by an editor, approved by another, read by anybody, withdrawn.

What is published does not change under its readers: a change is written apart (models.Article) and approved like a new
article.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.policy import LANGUAGES
from harmonia.specialists.rules import slug_of
from harmonia.wellbeing import permissions
from harmonia.wellbeing.models import ARTICLE_PARTS, Article
from harmonia.wellbeing.permissions import SamePerson
from harmonia.wellbeing.queries import articles as queries
from harmonia.wellbeing.states import ARTICLE_MOVES, ArticleState

__all__ = [
    "AddressTaken",
    "ChangedMeanwhile",
    "Draft",
    "Incomplete",
    "SamePerson",
    "UnknownTopic",
    "WrongState",
    "approve",
    "begin",
    "drop",
    "propose",
    "reopen",
    "revise",
    "send_back",
    "withdraw",
    "write",
]
TEXTS = tuple(f"{part}_{code}" for part in ARTICLE_PARTS for code in LANGUAGES)
ADDRESS_OF = ("en", "ru", "kk")  # whose title the address is made of: the first that there is


class UnknownTopic(Exception):
    """The register knows no such topic."""


class AddressTaken(Exception):
    """Another article has this address."""


class ChangedMeanwhile(WrongState):
    """Somebody saved it since this version was read; nothing was done."""


class Incomplete(Exception):
    """Something is missing in one of the languages, or the topic. `missing`: which columns."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an editor writes; any of it may be empty yet. Without a `slug` it is made of the title."""

    topic: str
    title: policy.Text
    summary: policy.Text
    body: policy.Text
    slug: str = ""

    def columns(self) -> dict[str, str]:
        texts = {"title": self.title, "summary": self.summary, "body": self.body}
        said = {f"{part}_{code}": words for part, text in texts.items() for code, words in asdict(text).items()}
        return {"topic": self.topic, **{name: _in_our_lines(words) for name, words in said.items()}}


def _in_our_lines(words: str) -> str:
    """A browser ends lines otherwise: that alone is no change."""
    return words.replace("\r\n", "\n").strip()


@transaction.atomic
def begin(*, draft: Draft, by: Person, at: datetime) -> Article:
    """Store what nobody can read yet. Raises UnknownTopic, AddressTaken, permissions.Denied."""
    permissions.check_edit(by)
    article = Article()
    _take(article, draft)
    return _saved(article, by=by, at=at)


@transaction.atomic
def write(*, article_id: UUID, draft: Draft, version: int, by: Person, at: datetime) -> Article:
    """Store what an editor made of this version of a draft. Who saves what stands there already has not written it.

    Raises ChangedMeanwhile, UnknownTopic, AddressTaken, WrongState, permissions.Denied.
    """
    article = _of_editors(article_id, by, ArticleState.DRAFT)
    _check_version(article, version)
    return _saved(article, by=by, at=at) if _take(article, draft) else article


def _of_editors(article_id: UUID, by: Person, state: str) -> Article:
    """One that stands in this state. Raises Article.DoesNotExist, WrongState, permissions.Denied."""
    permissions.check_edit(by)
    article = queries.locked(article_id)
    if article.state != state:
        raise WrongState(f"{article.pk}: {article.state}")
    return article


def _check_version(article: Article, version: int) -> None:
    if article.version != version:
        raise ChangedMeanwhile(f"{article.pk}: {version}, and {article.version} by now")


def _take(article: Article, draft: Draft) -> bool:
    """Whether anything is otherwise than it was."""
    if draft.topic and draft.topic not in policy.TOPICS:
        raise UnknownTopic(draft.topic)
    before = _what_it_says(article)
    for name, words in draft.columns().items():
        setattr(article, name, words)
    article.slug = _address(article, draft.slug)
    return _what_it_says(article) != before


def _what_it_says(article: Article) -> list[str]:
    return [getattr(article, name) for name in ("slug", "topic", *TEXTS)]


def _address(article: Article, wanted: str) -> str:
    """It stays once anybody could read it: others link to it. A change has none of its own."""
    if article.published_at or article.revises_id:
        return article.slug
    if wanted:
        if queries.free_address(wanted, article.pk) != wanted:
            raise AddressTaken(wanted)
        return wanted
    title = next(filter(None, (article.title.in_language(code) for code in ADDRESS_OF)), "")
    return queries.free_address(slug_of(title, otherwise="article"), article.pk) if title else ""


def _saved(article: Article, *, by: Person, at: datetime) -> Article:
    article.written_by, article.came_at = by.pk, at
    article.version += 1
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError:  # of a draft nothing else can be wrong: somebody took the address in this very moment
        raise AddressTaken(article.slug) from None
    _journal("written", article, by=by, at=at, claims=len(queries.claims_of(article)))
    return article


@transaction.atomic
def propose(*, article_id: UUID, by: Person, at: datetime) -> Article:
    """It goes to another editor. Raises Incomplete, WrongState, permissions.Denied."""
    article = _of_editors(article_id, by, ArticleState.DRAFT)
    if article.missing:
        raise Incomplete(article.missing)
    article.word = ""
    return _moved(article, ArticleState.PROPOSED, by=by, at=at, what="proposed")


@transaction.atomic
def send_back(*, article_id: UUID, word: str, by: Person, at: datetime) -> Article:
    """To be written further, with a word. Raises WrongState, permissions.Denied."""
    article = _of_editors(article_id, by, ArticleState.PROPOSED)
    article.word = word
    return _moved(article, ArticleState.DRAFT, by=by, at=at, what="sent_back")


@transaction.atomic
def approve(*, article_id: UUID, version: int, by: Person, at: datetime) -> Article:
    """An editor has read this version in all three languages: from now on anyone may. Returns what is read.

    Raises SamePerson, ChangedMeanwhile, WrongState, permissions.Denied.
    """
    article = _of_editors(article_id, by, ArticleState.PROPOSED)
    _check_version(article, version)
    if article.written_by == by.pk:
        raise SamePerson(str(article.pk))
    move(article, to=ArticleState.PUBLISHED, moves=ARTICLE_MOVES)
    read = article if article.revises_id is None else _put_in_place(article, article.revises_id)
    read.approved_by_id, read.came_at = by.pk, at
    read.published_at, read.updated_at = read.published_at or at, at if read.published_at else None
    read.save()
    _journal("approved", read, by=by, at=at, claims=len(queries.claims_of(read)))
    return read


def _put_in_place(revision: Article, article_id: UUID) -> Article:
    """The published article with the new words; the row that carried them goes."""
    article = queries.locked(article_id)
    if article.state != ArticleState.PUBLISHED:
        move(article, to=ArticleState.PUBLISHED, moves=ARTICLE_MOVES)
    for name in ("topic", "written_by", *TEXTS):
        setattr(article, name, getattr(revision, name))
    article.version += 1
    revision.delete()
    return article


@transaction.atomic
def revise(*, article_id: UUID, by: Person, at: datetime) -> Article:
    """A draft of a change, with the words that can be read now; the one there is if somebody has begun already.

    Raises WrongState, permissions.Denied.
    """
    article = _of_editors(article_id, by, ArticleState.PUBLISHED)
    begun = queries.revision_of(article.pk)
    if begun is not None:
        return begun
    said = {name: getattr(article, name) for name in ("topic", *TEXTS)}
    revision = Article.objects.create(revises=article, written_by=by.pk, came_at=at, version=1, **said)
    _journal("change_begun", article, by=by, at=at, change_id=str(revision.pk))
    return revision


@transaction.atomic
def withdraw(*, article_id: UUID, by: Person, at: datetime) -> Article:
    """Take it out of sight at once; a change that is being written stays. Raises WrongState, permissions.Denied."""
    article = _of_editors(article_id, by, ArticleState.PUBLISHED)
    return _moved(article, ArticleState.WITHDRAWN, by=by, at=at, what="withdrawn")


@transaction.atomic
def reopen(*, article_id: UUID, by: Person, at: datetime) -> Article:
    """Make a draft again of what was withdrawn. Where a change is being written it goes on there.

    Raises WrongState, permissions.Denied.
    """
    article = _of_editors(article_id, by, ArticleState.WITHDRAWN)
    if queries.revision_of(article.pk) is not None:
        raise WrongState(f"{article.pk}: a change is being written")
    article.approved_by = None
    return _moved(article, ArticleState.DRAFT, by=by, at=at, what="reopened")


@transaction.atomic
def drop(*, article_id: UUID, by: Person, at: datetime) -> Article | None:
    """Throw away a draft that nobody could ever read, or a change; returns the article that it would have changed.

    Raises WrongState, permissions.Denied.
    """
    article = _of_editors(article_id, by, ArticleState.DRAFT)
    if article.published_at:
        raise WrongState(f"{article.pk}: it could be read")
    _journal("dropped", article, by=by, at=at)
    article.delete()
    return article.revises


def _moved(article: Article, to: str, *, by: Person, at: datetime, what: str) -> Article:
    move(article, to=to, moves=ARTICLE_MOVES)
    article.came_at = at
    article.save()
    _journal(what, article, by=by, at=at)
    return article


def _journal(what: str, article: Article, *, by: Person, at: datetime, **facts: Any) -> None:
    journal.record(f"article.{what}", subject=None, actor=by.pk, at=at, article_id=str(article.pk), **facts)
