"""What a blocked person finds in place of his pages: what is stopped, since when, and how to end it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.privacy.queries import blocking as blocks
from harmonia.privacy.rules import blocking as rules
from harmonia.vault import queries as vault
from harmonia.web import documents
from harmonia.web.access import signed_in
from harmonia.web.areas import frame

LOCKED = 423


@signed_in(purpose=policy.RIGHTS)
@require_safe
def blocked(request: HttpRequest) -> HttpResponse:
    return answer(request, status=200)


def answer(request: HttpRequest, *, status: int = LOCKED) -> HttpResponse:
    """In place of any page of his that may not be opened now. It reads nothing that is sealed."""
    person: Any = request.user
    standing = list(blocks.standing(person.pk))
    spoken = documents.language()
    context = {
        "since": vault.blocked_since(person.pk),
        "own": [one for one in standing if one.origin in rules.OWN],
        "others": [one for one in standing if one.origin not in rules.OWN],
        "stopped": [each.title.in_language(spoken) for each in policy.STOPPED.values()],
        "spared": [each.explanation.in_language(spoken) for each in policy.WHILE_BLOCKED.values()],
        "unblocking": _address("client:request_new", "unblocking"),
        "requests": _address("client:requests"),
        **frame(person),
    }
    return render(request, "client/blocked.html", context, status=status)


def _address(name: str, *kind: str) -> str:
    try:
        return reverse(name, args=kind)
    except NoReverseMatch:
        return ""
