"""Whether the person has just shown that it is he who sits here, and not somebody at his open screen.

It is said by the session, for a few minutes (accounts.rules.limits.CONFIRMED_FOR): another session of the same person
knows nothing of it, and a new key is given with it, so that a cookie copied before is worth nothing afterwards.
"""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from harmonia.accounts.rules import limits
from harmonia.web import keeping, onward

CONFIRMED = "confirmed_at"


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    seconds = request.session.get(CONFIRMED)
    return seconds is not None and limits.is_still_confirmed(datetime.fromtimestamp(seconds, UTC), at=at)


def enter(request: HttpRequest, *, at: datetime) -> None:
    """He has shown it, now."""
    request.session.cycle_key()
    mark(request, at=at)


def mark(request: HttpRequest, *, at: datetime) -> None:
    """In a session whose key is new already."""
    request.session[CONFIRMED] = int(at.timestamp())


def ask(request: HttpRequest) -> HttpResponse:
    """To the page that asks; afterwards back to where he was going, or to the page whose button he pressed. What he
    typed goes with him."""
    if (kept := keeping.hand_over(request, reverse("public:confirm"))) is not None:
        return kept
    going = request.get_full_path() if request.method in ("GET", "HEAD") else onward.came_from(request)
    question = address(going)
    return HttpResponseClientRedirect(question) if request.headers.get("HX-Request") else redirect(question)


def address(going: str) -> str:
    """Of the page that asks, on the way to another."""
    return f"{reverse('public:confirm')}?{urlencode({'next': going})}"
