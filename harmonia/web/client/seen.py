"""Who saw a person's data: which role, for which purpose, which kinds, when (94-V art. 8-2(2)(2)); from the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts import states
from harmonia.journal import queries as journal
from harmonia.web.access import signed_in
from harmonia.web.areas import frame

PER_PAGE = 30
NAMES = {
    states.CLIENT: gettext_lazy("a client"),
    states.SPECIALIST: gettext_lazy("your specialist"),
    states.SUPPORT: gettext_lazy("the support service"),
    states.VERIFIER: gettext_lazy("who checks specialists' papers"),
    states.PRIVACY_OFFICER: gettext_lazy("the person responsible for personal data"),
    states.ANALYST: gettext_lazy("an analyst"),
    states.OWNER: gettext_lazy("the owner of the service"),
}


@dataclass(frozen=True)
class Look:
    at: datetime
    by: str
    by_oneself: bool
    purpose: str
    kinds: list[str]


@signed_in
@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    events = [event for event in journal.history_of(person.pk) if event.event == "data.read"]
    everything = request.GET.get("own") == "shown"
    if not everything:
        events = [event for event in events if event.actor != str(person.pk)]
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    roles = people.roles_of({UUID(event.actor) for event in page if event.actor})
    looks = [_look(event, person, roles) for event in page]
    return render(request, "client/seen.html", {"page": page, "looks": looks, "own": everything, **frame(person)})


def _look(event: journal.Event, person: Any, roles: dict[UUID, frozenset[str]]) -> Look:
    spoken = get_language() or "ru"
    own = event.actor == str(person.pk)
    return Look(
        at=event.at,
        by=_("you") if own else _by(roles.get(UUID(event.actor), frozenset()) if event.actor else None),
        by_oneself=own,
        purpose=policy.PURPOSES[event.facts["purpose"]].title.in_language(spoken),
        kinds=[policy.CATEGORIES[key].title.in_language(spoken) for key in event.facts["categories"]],
    )


def _by(roles: frozenset[str] | None) -> str:
    if roles is None:
        return _("the program itself")
    return ", ".join(str(name) for role, name in NAMES.items() if role in roles) or _("someone who has left")
