"""The language switch keeps the page, and the words that wait on it for a sign-in. For a visitor a cookie remembers;
the choice of a person is stored.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from harmonia.accounts import operations
from harmonia.web import carrying
from harmonia.web.access import visitor


@visitor
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest, code: str) -> HttpResponse:
    if code not in dict(settings.LANGUAGES):
        raise Http404
    person = request.user
    if request.method == "POST" and person.is_authenticated:
        operations.change_preferences(person_id=person.pk, language=code, time_zone=person.time_zone, at=timezone.now())
    there = _there(request)
    holds_words = carrying.SEALED in request.POST and there.startswith(reverse("public:sign_in"))
    response = redirect(there, preserve_request=holds_words)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _there(request: HttpRequest) -> str:
    """Where the person was: an address of our own, or the front page."""
    there = request.GET.get("next") or request.POST.get("next") or "/"
    ours = {request.get_host()}
    return there if url_has_allowed_host_and_scheme(there, ours, require_https=request.is_secure()) else "/"
