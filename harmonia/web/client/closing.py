"""Closing the account: what goes, what a law keeps and until when, what nobody can undo; then the button.

No is as near as yes, nothing is asked to be argued for, and nobody is made to wait.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.accounts import states
from harmonia.booking import queries as booking
from harmonia.booking.states import BOOKED, CancelledBy
from harmonia.privacy.operations import requests
from harmonia.privacy.queries import erasure as queries
from harmonia.privacy.queries.archives import contents
from harmonia.privacy.rules import erasure as rules
from harmonia.privacy.states import Proof, RequestKind, RequestState, RequestWay
from harmonia.vault import queries as blocks
from harmonia.web import documents
from harmonia.web.access import freshly_confirmed, signed_in
from harmonia.web.areas import frame
from harmonia.web.client.my_data import path_of


@dataclass(frozen=True)
class Keeps:
    """What a law keeps without the name: in words, by which norm, until which day."""

    title: str
    law: str
    until: date | None


@dataclass(frozen=True)
class Session:
    """A booked session that closing cancels, and what comes back for it."""

    starts_at: datetime
    with_whom: str
    back_kzt: int


@signed_in(purpose=policy.RIGHTS)
@require_safe
def close_account(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    at, spoken = now(), documents.language()
    context = {
        "goes": _goes(person, spoken),
        "keeps": _keeps(person, at, spoken),
        "beyond": [text.in_language(spoken) for text in policy.BEYOND_REACH.values()],
        "sessions": _sessions(person, at),
        "of_clients": _sessions_of_clients(person, at),
        "obstacles": _obstacles(person, at, spoken),
        "kind": _kind(request, spoken),
        **frame(person),
    }
    return render(request, "client/close_account.html", context)


def _goes(person: Any, spoken: policy.Language) -> list[str]:
    kinds = contents.categories_of(person.roles)
    return [kind.title.in_language(spoken) for kind in kinds if not policy.RETENTION[kind.retention].outlives_account]


def _keeps(person: Any, at: datetime, spoken: policy.Language) -> list[Keeps]:
    kept: dict[str, str] = {}
    for table in queries.plan_of(person.pk, at):
        if table.rule and table.result in rules.KEPT:
            kept[table.rule] = max(table.until, kept.get(table.rule, ""))
    kinds = (policy.RETENTION[key] for key in sorted(kept))
    return [
        Keeps(kind.title.in_language(spoken), kind.law, date.fromisoformat(kept[kind.key]) if kept[kind.key] else None)
        for kind in kinds
    ]


def _sessions(person: Any, at: datetime) -> list[Session]:
    ahead = booking.ahead(booking.appointments_as_client(person), at).filter(state=BOOKED, starts_at__gt=at)
    return [
        Session(one.starts_at, one.specialist.display_name, booking.refund_now(one, by=CancelledBy.CLIENT, at=at)[1])
        for one in ahead
    ]


def _sessions_of_clients(person: Any, at: datetime) -> int:
    if not person.has_role(states.SPECIALIST):
        return 0
    return booking.ahead(booking.appointments_as_specialist(person), at).filter(starts_at__gt=at).count()


def _obstacles(person: Any, at: datetime, spoken: policy.Language) -> list[str]:
    found = queries.words_of(queries.obstacles(person.pk, at), spoken)
    if any(blocks.blocks_among([person.pk])):
        found.append(_("Your data are blocked: while that lasts they are not destroyed either. Unblock them first."))
    if queries.session_under_way(person.pk, at):
        found.append(_("You are in a session now. The account is closed as soon as it has ended."))
    return found


def _kind(request: HttpRequest, spoken: policy.Language) -> dict[str, str]:
    """The one kind of data that he came from, if that can go alone."""
    key = request.GET.get("about", "")
    path = path_of("client:request_new", RequestKind.ERASURE)
    if not path or not rules.is_separable(key):
        return {}
    return {"title": policy.CATEGORIES[key].title.in_language(spoken), "path": f"{path}?about={key}"}


@signed_in(purpose=policy.RIGHTS)
@freshly_confirmed
@require_safe
def close_account_sure(request: HttpRequest) -> HttpResponse:
    """The last page: he has just shown that it is he."""
    person: Any = request.user
    return render(request, "client/close_account_sure.html", frame(person))


@signed_in(purpose=policy.RIGHTS)
@freshly_confirmed
@require_POST
def close_account_now(request: HttpRequest) -> HttpResponse:
    """Carried out in this very request. What stands in the way turns it into a request that waits or is answered."""
    person: Any = request.user
    at = now()
    asked = requests.open_request(
        kind=RequestKind.ERASURE, way=RequestWay.CABINET, person_id=person.pk, proof=Proof.FRESH, at=at
    )
    pk = asked.joined_to_id or asked.pk
    done = requests.carry_out(request_id=pk, by=None, at=at)
    certificate = queries.of_request(pk)
    if done.state != RequestState.DONE or certificate is None:
        return redirect("client:request", pk)
    logout(request)
    response = redirect("public:erased", certificate.pk)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
