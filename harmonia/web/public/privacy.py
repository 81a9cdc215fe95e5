"""The policy, its documents and the cookie table: read from the register, never written by hand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.web import documents
from harmonia.web.access import visitor
from harmonia.web.counters import open_to_counters
from harmonia.web.counting import counted


@visitor
@counted
@open_to_counters
@require_safe
def policy_page(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """The edition in force, or any earlier one (12.3)."""
    return _shown(request, "privacy", version)


@visitor
@counted
@open_to_counters
@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    return _shown(request, key, None)


def _shown(request: HttpRequest, key: str, version: int | None) -> HttpResponse:
    try:
        page = documents.page(key, version)
    except (policy.UnknownDocument, documents.UnknownEdition):
        raise Http404 from None
    if request.GET.get("format") == "text":
        response = HttpResponse(page["document"].text, content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="harmonia-{key}.txt"'
        return response
    return render(request, "public/document.html", page)
