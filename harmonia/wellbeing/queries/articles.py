"""Reads of articles. What is public is only what an editor has approved; the desk sees all."""

from itertools import chain, count
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.policy import LANGUAGES
from harmonia.specialists.rules import Claim, claims
from harmonia.wellbeing.models import Article
from harmonia.wellbeing.states import ArticleState

WORDS_A_MINUTE = 160


class NotPublished(Exception):
    """There is no such article, or no editor has approved it."""


def published(topic: str | None = None) -> QuerySet[Article]:
    """The newest first; of one topic or of all."""
    found = Article.objects.filter(state=ArticleState.PUBLISHED)
    return (found.filter(topic=topic) if topic else found).order_by("-published_at", "pk")


def by_slug(slug: str) -> Article:
    """Raises NotPublished."""
    found = published().filter(slug=slug).first()
    if found is None:
        raise NotPublished(slug)
    return found


def topics() -> set[str]:
    """Those that there is something to read about."""
    return set(published().order_by().values_list("topic", flat=True).distinct())


def others_of(article: Article, most: int = 3) -> list[Article]:
    """What to read next: of the same topic first."""
    rest = published().exclude(pk=article.pk)
    same = list(rest.filter(topic=article.topic)[:most])
    return same + list(rest.exclude(topic=article.topic)[: most - len(same)])


def minutes_to_read(text: str) -> int:
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def claims_of(article: Article) -> tuple[Claim, ...]:
    """What an editor should read twice (332-VIII art. 18)."""
    texts = (article.title, article.summary, article.body)
    return tuple(claim for text in texts for code in LANGUAGES for claim in claims(text.in_language(code), code))


def with_claims() -> list[Article]:
    """Articles, read by anybody yet or not, in which the lint finds something; the newest first."""
    return [article for article in Article.objects.order_by("-published_at", "pk") if claims_of(article)]


def for_desk(state: str) -> QuerySet[Article]:
    """What waits for approval: the longest first; of any other state the newest."""
    order = "came_at" if state == ArticleState.PROPOSED else "-came_at"
    return Article.objects.filter(state=state).order_by(order, "pk")


def desk_queue(by: Person) -> QuerySet[Article, dict[str, Any]]:
    """What waits for its second person, who is not the one who wrote it."""
    found = Article.objects.filter(state=ArticleState.PROPOSED).exclude(written_by=by.pk)
    return queues.waiting(found, since="came_at")


def unwritten() -> Article:
    """What a form for a new one shows."""
    return Article()


def found(article_id: UUID) -> Article | None:
    return Article.objects.select_related("revises").filter(pk=article_id).first()


def locked(article_id: UUID) -> Article:
    """Raises Article.DoesNotExist."""
    return Article.objects.select_for_update(of=("self",)).get(pk=article_id)


def revision_of(article_id: UUID) -> Article | None:
    return Article.objects.filter(revises_id=article_id).first()


def free_address(wanted: str, article_id: UUID) -> str:
    """The address itself, or with the first number that no other article has."""
    others = Article.objects.filter(slug__startswith=wanted).exclude(pk=article_id)
    taken = set(others.values_list("slug", flat=True))
    return next(slug for slug in chain([wanted], (f"{wanted}-{number}" for number in count(2))) if slug not in taken)
