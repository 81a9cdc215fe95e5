from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.journal import operations as journal
from harmonia.wellbeing import queries
from harmonia.wellbeing.models import Article


class UnknownTopic(Exception):
    """The register knows no such topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    slug: str
    topic: str
    title: policy.Text
    summary: policy.Text
    body: policy.Text

    def columns(self) -> dict[str, str]:
        texts = {"title": self.title, "summary": self.summary, "body": self.body}
        return {f"{name}_{code}": words for name, text in texts.items() for code, words in asdict(text).items()}


@transaction.atomic
def write(*, draft: Draft, at: datetime) -> Article:
    """Store an article that nobody can read yet. Raises UnknownTopic."""
    if draft.topic not in policy.TOPICS:
        raise UnknownTopic(draft.topic)
    article = Article.objects.create(slug=draft.slug, topic=draft.topic, **draft.columns())
    flagged = len(queries.claims_of(article))
    journal.record("article.written", subject=None, actor=None, at=at, article_id=str(article.pk), claims=flagged)
    return article


@transaction.atomic
def approve(*, article_id: UUID, by: UUID, at: datetime) -> Article:
    """An editor has read it in all three languages: from now on anyone may. Again changes nothing."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article_id)
    if article.published_at is None:
        article.published_at, article.approved_by_id = at, by
        article.save(update_fields=["published_at", "approved_by"])
        journal.record("article.approved", subject=None, actor=by, at=at, article_id=str(article.pk))
    return article


@transaction.atomic
def withdraw(*, article_id: UUID, by: UUID, at: datetime) -> Article:
    """Take it out of sight again."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article_id)
    article.published_at = article.approved_by_id = None
    article.save(update_fields=["published_at", "approved_by"])
    journal.record("article.withdrawn", subject=None, actor=by, at=at, article_id=str(article.pk))
    return article
