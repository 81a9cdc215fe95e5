"""How the keys of a profile read: topics, methods, languages, cities, years."""

from datetime import date

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from harmonia import policy
from harmonia.specialists import rules
from harmonia.specialists.states import CITIES

register = template.Library()

# Which picture of static/covers stands above an article.
COVERS = {
    "anxiety": "river", "panic": "mountains", "sleep": "night", "loss": "tree", "family": "felt", "parenting": "kites",
    "burnout": "window", "self_esteem": "mountains", "loneliness": "night", "relationships": "river",
}  # fmt: skip


def _said(text: policy.Text | None) -> str:
    return text.in_language(get_language() or "ru") if text else ""


@register.filter
def topic(slug: str) -> str:
    known = policy.TOPICS.get(slug)
    return _said(known.name if known else None)


@register.filter
def cover(slug: str) -> str:
    """Where the picture for a topic lies among the static files."""
    return f"covers/{COVERS.get(slug, 'steppe')}.svg"


@register.filter
def method(key: str) -> str:
    return _said(policy.METHODS.get(key))


@register.filter
def spoken(codes: list[str]) -> str:
    """['kk', 'ru'] → 'Kazakh, Russian'."""
    return ", ".join(_said(policy.SPOKEN_LANGUAGES.get(code)) for code in codes)


@register.filter
def city(key: str) -> str:
    return _said(CITIES.get(key))


@register.filter
def years_since(day: date) -> int:
    return rules.years_of_practice(day, timezone.localdate())


WHOLE_DATES = {"ru": "j E Y г.", "kk": "Y ж. j F", "en": "j F Y"}


@register.filter
def whole_date(day: date) -> str:
    """'23 November 2026', '23 ноября 2026 г.', '2026 ж. 23 қараша'."""
    language = get_language() or "ru"
    said = date_format(day, WHOLE_DATES.get(language, WHOLE_DATES["en"]))
    return said.lower() if language == "kk" else said


@register.filter
def beyond(things: list[str], shown: int) -> int:
    """How many are left when the first `shown` have been shown."""
    return max(0, len(things) - shown)
