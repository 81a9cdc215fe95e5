"""The last link of every letter (12.5, RFC 8058): one click ends marketing, without sign-in, cookie or CSRF token.

Opening the link changes nothing, for mail scanners open links: its button does, or the POST of the mailbox provider.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from harmonia import policy
from harmonia.notices import operations as notices
from harmonia.web.access import visitor


@visitor
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    pressed = request.method == "POST"
    try:
        channel = notices.unsubscribe(token=token, at=now()) if pressed else notices.channel_of(token)
        page = {"channel": channel, "done": pressed}
    except notices.LinkOfNobody:
        page = {"nobody": True}
    except notices.UnknownLink:
        raise Http404 from None
    return _discreet(render(request, "public/unsubscribe.html", page))


@visitor
@require_safe
def why_we_write(request: HttpRequest) -> HttpResponse:
    """The last link of a letter to somebody without an account: there is no list to leave, and it says so."""
    email = policy.Operator(**settings.OPERATOR).email
    return _discreet(render(request, "public/why_we_write.html", {"email": email}))


def _discreet(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
