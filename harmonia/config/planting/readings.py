"""Twelve articles, each a file of articles/: its topic, then title, summary and body in every language.

One more, of articles/waiting/, waits for the second person's approval, and one has only been begun.
"""

from datetime import datetime, timedelta
from pathlib import Path

from harmonia.accounts.models import Person
from harmonia.policy import LANGUAGES, Text
from harmonia.wellbeing import operations
from harmonia.wellbeing.models import Article
from harmonia.wellbeing.operations import Draft

FOLDER = Path(__file__).parent / "articles"
DAYS_BETWEEN = 6
NOTHING = Text(kk="", ru="", en="")
BEGUN = Draft(
    slug="when-children-leave",
    topic="parenting",
    title=Text(kk="Балалар үйден кеткенде", ru="Когда дети уезжают из дома", en=""),
    summary=Text(kk="", ru="О доме, в котором вдруг стало тихо, и о том, что с этой тишиной можно делать.", en=""),
    body=NOTHING,
)


def drafts() -> list[Draft]:
    return [read(file) for file in sorted(FOLDER.glob("*.md"))]


def waiting() -> list[Draft]:
    return [read(file) for file in sorted(FOLDER.glob("waiting/*.md"))]


def read(file: Path) -> Draft:
    """'topic: …', then a part a language: '=== kk', '# title', a summary line, and the body."""
    head, *parts = file.read_text().split("\n=== ")
    said = {part[:2]: part[2:].strip().split("\n\n", 2) for part in parts}
    title, summary, body = (
        {code: said[code][place].removeprefix("# ").strip() for code in LANGUAGES} for place in range(3)
    )
    return Draft(
        slug=file.stem,
        topic=head.removeprefix("topic:").strip(),
        title=Text(**title),
        summary=Text(**{code: " ".join(words.split()) for code, words in summary.items()}),
        body=Text(**body),
    )


def plant(at: datetime, *, editor: Person, second: Person) -> None:
    if Article.objects.exists():
        return
    for number, draft in enumerate(drafts()):
        written_at = at - timedelta(days=3 + DAYS_BETWEEN * number, hours=number)
        article = _proposed(draft, editor, written_at)
        approved_at = written_at + timedelta(hours=20)
        operations.approve(article_id=article.pk, version=article.version, by=second, at=approved_at)
    for draft in waiting():
        _proposed(draft, editor, at - timedelta(hours=22))
    operations.begin(draft=BEGUN, by=editor, at=at - timedelta(hours=2))


def _proposed(draft: Draft, editor: Person, at: datetime) -> Article:
    article = operations.begin(draft=draft, by=editor, at=at)
    return operations.propose(article_id=article.pk, by=editor, at=at)
