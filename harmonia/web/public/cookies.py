"""Cookies: what there are, and the answer to those of others. No is the same button as yes, on the same page.

The answer needs no cookie to be sent, so that it can be asked for on pages that leave none; that it comes from a page
of ours is seen by where the browser says it comes from.
"""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.accounts.operations import guessing
from harmonia.accounts.states import Guess
from harmonia.consent import operations as consent
from harmonia.web import counters, errors, onward
from harmonia.web.access import visitor
from harmonia.web.counters import Choices, Counter, Said, carried, forget, open_to_counters, remember
from harmonia.web.counting import counted
from harmonia.web.network import network_of


@visitor
@counted
@open_to_counters
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    ours = [cookie for cookie in policy.COOKIES.values() if cookie.agreement is None]
    theirs = [
        (counter, [cookie for cookie in policy.COOKIES.values() if cookie.agreement == counter.agreement])
        for counter in counters.configured()
    ]
    return render(request, "public/cookies.html", {"needed": ours, "asked": theirs})


@visitor
@csrf_exempt
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Each counter's own yes or no, to the words that were on the page."""
    if not _from_a_page_of_ours(request):
        return errors.foreign_request(request)
    said = _said(request)
    if said is None:
        return HttpResponseBadRequest()
    there = onward.safe(request, request.POST.get("next", "")) or reverse("public:cookies")
    choices = Choices(request, at=now())
    if request.POST.get("edition") != str(choices.edition):  # other words by now: they are shown, and asked about
        return redirect(there)
    try:
        guessing.count(Guess.COOKIES, network=network_of(request), at=choices.at)
    except guessing.TooManyAttempts:
        return errors.too_many(request)
    response = redirect(f"{reverse('public:cookies_noted')}?{urlencode({'next': there})}")
    _note(response, choices, said)
    return response


def _note(response: HttpResponse, choices: Choices, said: dict[Counter, bool]) -> None:
    kept = {key: each for key, each in carried(choices.request).items() if key in choices.standing}
    for counter, yes in said.items():
        consent.note_visitor(
            agreement=counter.agreement,
            yes=yes,
            stood=choices.standing.get(counter.key, False),
            language=get_language() or "ru",
            at=choices.at,
        )
        kept[counter.key] = Said(yes, choices.edition, localdate(choices.at))
    remember(response, kept)
    marks = tuple(mark for counter, yes in said.items() if not yes for mark in counter.marks)
    forget(response, choices.request, [name for name in choices.request.COOKIES if name.startswith(marks)])


def _said(request: HttpRequest) -> dict[Counter, bool] | None:
    """None: nothing that a page of ours sends."""
    known = {counter.key: counter for counter in counters.configured()}
    parts = [part.partition(":") for part in request.POST.get("answer", "").split()]
    if not parts or any(key not in known or word not in ("yes", "no") for key, _, word in parts):
        return None
    return {known[key]: word == "yes" for key, _, word in parts}


def _from_a_page_of_ours(request: HttpRequest) -> bool:
    """A form that any page could send must not be one that any site can send."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    sent_from = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(sent_from) and urlsplit(sent_from).netloc == request.get_host()


@visitor
@require_safe
def noted(request: HttpRequest) -> HttpResponse:
    """On to where he was; unless the browser keeps no cookies, which it is only now that one can tell."""
    there = onward.safe(request, request.GET.get("next", "")) or reverse("public:home")
    if counters.CHOICE in request.COOKIES:
        return redirect(there)
    return render(request, "public/cookies_not_kept.html", {"there": there, "https": settings.HTTPS})
