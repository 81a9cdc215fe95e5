"""Articles: read by anyone, without an account; by search engines and by programs that follow news, too."""

import re
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.web.access import visitor
from harmonia.web.counters import open_to_counters
from harmonia.web.counting import counted
from harmonia.web.structured import structured
from harmonia.wellbeing import queries

FEED_LONGEST = 30
EMPTY_LINES = re.compile(r"\n\s*\n")
MARKS = {"heading": "## ", "list": "- "}


@visitor
@counted
@open_to_counters
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    known = queries.topics()
    topic = request.GET.get("topic")
    chosen = topic if topic in known else None
    context = {
        "articles": list(queries.published(chosen)),
        "topics": [one for one in policy.TOPICS.values() if one.slug in known],
        "chosen": chosen,
    }
    return render(request, "public/articles.html", context)


@visitor
@counted
@open_to_counters
@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        found = queries.by_slug(slug)
    except queries.NotPublished:
        raise Http404 from None
    context = {
        **to_read(found, get_language() or "ru"),
        "structured": _structured(found),
        "others": queries.others_of(found),
    }
    return render(request, "public/article.html", context)


def to_read(found: Any, language: str) -> dict[str, Any]:
    """What `public/_article.html` shows."""
    body = found.body.in_language(language)
    return {"article": found, "blocks": blocks(body), "minutes": queries.minutes_to_read(body)}


def _structured(article: Any) -> SafeString:
    spoken = get_language() or "ru"
    facts = {
        "@type": "Article",
        "headline": article.title.in_language(spoken),
        "description": article.summary.in_language(spoken),
        "inLanguage": spoken,
        "datePublished": article.published_at.isoformat(),
        "url": settings.PUBLIC_ADDRESS + reverse("public:article", args=[article.slug]),
        "about": policy.TOPICS[article.topic].name.in_language(spoken),
        "publisher": {"@type": "Organization", "name": "Harmonia", "url": f"{settings.PUBLIC_ADDRESS}/"},
        "isAccessibleForFree": True,
    }
    if article.updated_at:
        facts["dateModified"] = article.updated_at.isoformat()
    return structured(facts)


@visitor
@require_safe
def article_feed(request: HttpRequest, language: str) -> HttpResponse:
    """Atom, in one language: a program that follows news has no cookie to say it by."""
    if language not in policy.LANGUAGES:
        raise Http404
    with translation.override(language):
        feed = Atom1Feed(
            title=f"Harmonia: {_('Articles')}",
            link=settings.PUBLIC_ADDRESS + reverse("public:articles"),
            description="",
            language=language,
            feed_url=settings.PUBLIC_ADDRESS + reverse("public:article_feed", args=[language]),
        )
    for each in queries.published()[:FEED_LONGEST]:
        page = settings.PUBLIC_ADDRESS + reverse("public:article", args=[each.slug])
        feed.add_item(
            title=each.title.in_language(language),
            link=page,
            description=each.summary.in_language(language),
            unique_id=f"urn:uuid:{each.pk}",
            pubdate=each.published_at,
            updateddate=each.updated_at or each.published_at,
            categories=[policy.TOPICS[each.topic].name.in_language(language)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def blocks(body: str) -> list[tuple[str, Any]]:
    """('heading', words), ('list', items) or ('paragraph', words): empty lines part them, '## ' and '- ' mark them.

    Browsers send lines that end otherwise than ours, and nobody sees a space on an empty line: neither matters.
    """
    found: list[tuple[str, Any]] = []
    for block in EMPTY_LINES.split("\n".join(body.splitlines()).strip()):
        for kind, lines in groupby(block.splitlines(), _kind):
            words = [line.removeprefix(MARKS.get(kind, "")).strip() for line in lines]
            if kind == "heading":
                found += [(kind, each) for each in words]
            else:
                found.append((kind, words if kind == "list" else " ".join(words)))
    return found


def _kind(line: str) -> str:
    return next((kind for kind, mark in MARKS.items() if line.startswith(mark)), "paragraph")
