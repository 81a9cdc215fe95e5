"""A letter of a campaign as a page: for whoever was sent it or given its address, and the same for everybody."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harmonia.notices.operations import mailing
from harmonia.notices.queries import campaigns as queries
from harmonia.notices.rules import campaigns as rules
from harmonia.web import documents
from harmonia.web.access import visitor


@visitor
@require_safe
def news(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = queries.readable(pk)
    if found is None:
        raise Http404
    language = documents.language()
    spoken = language if language in found.languages else found.languages[0]
    context = {
        "said": mailing.words(found, spoken),
        "language_of_it": spoken,
        "begun_at": found.begun_at,
        "over": rules.over(found.offer_until_on, timezone.localdate()),
    }
    response = render(request, "public/news.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
