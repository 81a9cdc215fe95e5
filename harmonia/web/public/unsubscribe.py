"""The last link of every letter (12.5, RFC 8058): one click ends marketing, without sign-in, cookie or CSRF token.

Opening the link changes nothing, for mail scanners open links: its button does, or the POST of the mailbox provider.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

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
    response = render(request, "public/unsubscribe.html", page)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
