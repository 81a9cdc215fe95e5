"""Articles: read by anyone, without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.web.access import visitor
from harmonia.web.counters import open_to_counters
from harmonia.web.counting import counted
from harmonia.wellbeing import queries


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
    body = found.body.in_language(get_language() or "ru")
    context = {
        "article": found,
        "blocks": blocks(body),
        "minutes": queries.minutes_to_read(body),
        "others": queries.others_of(found),
    }
    return render(request, "public/article.html", context)


def blocks(body: str) -> list[tuple[str, Any]]:
    """('heading', words), ('list', items) or ('paragraph', words): blank lines part them, '## ' and '- ' mark them."""
    found: list[tuple[str, Any]] = []
    for block in filter(None, (part.strip() for part in body.split("\n\n"))):
        lines = block.splitlines()
        if block.startswith("## "):
            found.append(("heading", block.removeprefix("## ")))
        elif all(line.startswith("- ") for line in lines):
            found.append(("list", [line.removeprefix("- ") for line in lines]))
        else:
            found.append(("paragraph", " ".join(lines)))
    return found
