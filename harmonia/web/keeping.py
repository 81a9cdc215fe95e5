"""What somebody sent a moment too late, while a question comes between: his words go from page to page in his browser
alone, and on to where they were meant for when the question is answered. The service keeps nothing of them.

The browser is told to send the same words to the page that asks (307), which holds them in one hidden field; afterwards
a page shows one button, which sends them on. Files do not go this way, nor what stands in only a part of a page.
"""

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from harmonia.web import onward

KEPT = "kept"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field
Fields = list[tuple[str, str]]


def hand_over(request: HttpRequest, question: str) -> HttpResponse | None:
    """To the page that asks, with what was typed; None where nothing was, or where it cannot go this way."""
    if request.method != "POST" or request.headers.get("HX-Request"):
        return None
    if request.FILES:
        messages.warning(request, _file_lost())
        return None
    if not any(value for _, value in typed(request)):
        return None
    asked = urlencode({"next": request.get_full_path(), KEPT: 1})
    return redirect(f"{question}?{asked}", preserve_request=True)


def of(request: HttpRequest) -> Fields | None:
    """What is on its way through this page; None: nothing."""
    if request.method != "POST" or KEPT not in request.GET:
        return None
    return _unpacked(request.POST[KEPT]) if KEPT in request.POST else typed(request)


def answers(request: HttpRequest) -> QueryDict | None:
    """What was said to the page's own question; None: it was only shown yet."""
    if request.method != "POST" or (KEPT in request.GET and KEPT not in request.POST):
        return None
    said = request.POST.copy()
    said.pop(KEPT, None)
    return said


def packed(fields: Fields | None) -> str:
    """For the hidden field of the page that asks; empty: it needs none."""
    return "" if fields is None else json.dumps(fields, ensure_ascii=False)


def wanted(request: HttpRequest) -> str:
    """Where the words, or the person, go on to."""
    return onward.safe(request, request.GET.get("next", "")) if KEPT in request.GET else onward.wanted(request)


def go_on(request: HttpRequest, fields: Fields | None) -> HttpResponse:
    """The question is answered: to the page that was wanted, by the button that sends the words where there are any."""
    to = wanted(request)
    if fields is None or not to:
        return redirect(to or onward.wanted(request))
    return render(request, "public/kept.html", {"to": to, "fields": fields})


def again(request: HttpRequest, fields: Fields, question: str) -> HttpResponse:
    """The answer was wrong and its page is another one: back to the page that asks, by the same button."""
    asked = urlencode({"next": wanted(request), KEPT: 1})
    return render(request, "public/kept.html", {"to": f"{question}?{asked}", "fields": fields})


def _file_lost() -> str:
    return _("A file cannot wait while we ask you something. Please send it once more, with what you wrote beside it.")


def typed(request: HttpRequest) -> Fields:
    return [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]


def _unpacked(said: str) -> Fields | None:
    try:
        fields = json.loads(said)
        return [(name, value) for name, value in fields if isinstance(name, str) and isinstance(value, str)]
    except (ValueError, TypeError):
        return None
