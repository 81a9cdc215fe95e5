"""From the first proof to the open session: straight in, or over the second step for whoever has one.

Between the two steps the session says only whose second step is awaited, for ten minutes, under a key of its own; it
opens nothing. This is the one place that opens a session.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from harmonia.accounts import operations, queries
from harmonia.accounts.rules import limits
from harmonia.web import confirmation, renewing
from harmonia.web.network import network_of

BACKEND = "harmonia.accounts.authentication.BlindIndexBackend"
AWAITED = "second_step"


def receive(request: HttpRequest, person: operations.Person, going: str) -> HttpResponseRedirect:
    """By the password, or by the code of a letter."""
    at = now()
    if queries.has_second_factor(person) and operations.open_after_loss(person_id=person.pk, at=at):
        messages.success(request, _("The second step was taken off, as you asked. Set up a new one."))
        person = queries.person(person.pk)
    if not queries.has_second_factor(person):
        return redirect(let_in(request, person, going))
    request.session.cycle_key()
    until = int((at + limits.SECOND_STEP_WITHIN).timestamp())
    request.session[AWAITED] = {"person": str(person.pk), "going": going, "until": until}
    return redirect("public:second_step")


def awaited(request: HttpRequest) -> UUID | None:
    """Whose second step this visitor has still to take."""
    waiting = request.session.get(AWAITED)
    if waiting is None or datetime.fromtimestamp(waiting["until"], UTC) <= now():
        return None
    return UUID(waiting["person"])


def complete(request: HttpRequest, person: operations.Person) -> str:
    """The second step is right: in. Returns where he was going."""
    return let_in(request, person, request.session[AWAITED]["going"])


def let_in(request: HttpRequest, person: operations.Person, going: str) -> str:
    """Open a session for a person who has proved himself, and enter the device in his list of sign-ins.

    Returns where he goes first: on, or to what has to be asked anew.
    """
    request.session.pop(AWAITED, None)
    login(request, person, backend=BACKEND)
    confirmation.mark(request, at=now())
    request.session.save()
    operations.record_sign_in(
        person=person,
        session_key=request.session.session_key or "",
        user_agent=request.headers.get("User-Agent", ""),
        network=network_of(request),
        forms=request.META["CSRF_COOKIE"],  # `login` has drawn it anew
        at=now(),
    )
    return renewing.first(person, going)


def leave(response: HttpResponse, *, signals_stay: bool = False) -> HttpResponse:
    """Nothing of the visit stays in the browser: somebody else may sit down at it next.

    `signals_stay`: the person wanted this device to be told of notices after it too; the storage holds what takes them.
    """
    response.headers["Clear-Site-Data"] = '"cache"' if signals_stay else '"cache", "storage"'
    return response
