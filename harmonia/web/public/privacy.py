"""The policy, its documents and the cookie table: read from the register, never written by hand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.web.access import visitor


@visitor
@require_safe
def policy_page(request: HttpRequest) -> HttpResponse:
    return document(request, "privacy")


@visitor
@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    if key not in ("privacy", "offer", "confidentiality", *policy.AGREEMENTS):
        raise Http404
    rendered = policy.render(key, get_language() or "ru")
    return render(request, "public/document.html", {"document": rendered})


@visitor
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "public/cookies.html", {"cookies": policy.COOKIES})
