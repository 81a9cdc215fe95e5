"""Reads of articles. What no editor has approved is in none of them."""

from django.db.models import QuerySet

from harmonia.policy import LANGUAGES
from harmonia.specialists.rules import Claim, claims
from harmonia.wellbeing.models import Article

WORDS_A_MINUTE = 160


class NotPublished(Exception):
    """There is no such article, or no editor has approved it."""


def published(topic: str | None = None) -> QuerySet[Article]:
    """The newest first; of one topic or of all."""
    found = Article.objects.filter(published_at__isnull=False)
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
