"""Articles at every step of their way, and who writes and approves them."""

from typing import Any

from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.policy import Text
from harmonia.wellbeing.models import Article
from harmonia.wellbeing.operations import articles
from harmonia.wellbeing.operations.articles import Draft

BODY = "Первый абзац\nв две строки.\n\n## Заголовок\n\n- раз\n- два"
NOTHING = Text(kk="", ru="", en="")
TITLE = Text(kk="Тыныштық", ru="Тишина", en="Silence")


def draft(slug: str = "quiet", topic: str = "anxiety", **changes: Any) -> Draft:
    said = {
        "title": TITLE,
        "summary": Text(kk="Тыныштық туралы", ru="О тишине", en="Of silence"),
        "body": Text(kk="Мәтін", ru=BODY, en="Words"),
    }
    return Draft(slug=slug, topic=topic, **{**said, **changes})


def written(by: Person, said: Draft | None = None, *, at: Any = None) -> Article:
    return articles.begin(draft=said or draft(), by=by, at=at or now())


def proposed(by: Person, said: Draft | None = None, *, at: Any = None) -> Article:
    return articles.propose(article_id=written(by, said, at=at).pk, by=by, at=at or now())


def approve(article: Article, by: Person, *, at: Any = None) -> Article:
    """What stands there now."""
    version = Article.objects.get(pk=article.pk).version
    return articles.approve(article_id=article.pk, version=version, by=by, at=at or now())


def published(by: Person, second: Person, said: Draft | None = None, *, at: Any = None) -> Article:
    return approve(proposed(by, said, at=at), second, at=at)


def changed(article: Article, said: Draft, by: Person) -> Article:
    """A draft whose words are others now."""
    version = Article.objects.get(pk=article.pk).version
    return articles.write(article_id=article.pk, draft=said, version=version, by=by, at=now())
