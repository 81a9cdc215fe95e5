"""Whom a page is for. Every view names its audience with exactly one of these, outermost; a test holds the house to it.

The wrong role gets the very page that a missing address gets. Around the view of a signed-in person personal data may
be read for the named purpose only, as that person; a visitor's view may read none. A blocked person comes no further
than his rights and the way in: every other page is answered by the one that says what is stopped (middleware).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, overload
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts import permissions, queries, states
from harmonia.consent import queries as consents
from harmonia.core import row_security
from harmonia.journal import operations as journal
from harmonia.vault import reading
from harmonia.web import confirmation, keeping, onward

View = Callable[..., HttpResponse]
STAFF = (
    states.SUPPORT, states.VERIFIER, states.PRIVACY_OFFICER, states.ANALYST, states.EDITOR,
    states.RESEARCHER, states.ACCOUNTANT, states.OWNER,
)  # fmt: skip


class ServiceConsentNeeded(PermissionDenied):
    """The person has not agreed to the service, or took the agreement back; the page explains and offers the way."""


class EmailUnverified(PermissionDenied):
    """The person has not yet shown that the address is his; the page explains and offers a new code."""


def visitor(view: View) -> View:
    """Open to everyone."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return login_not_required(_named(page, "visitor", ()))


def _named(page: Any, audience: str, roles: tuple[str, ...]) -> View:
    """A view carries its audience, so that a test can ask every address whom it is for."""
    page.audience, page.roles = audience, roles
    named: View = page
    return named


def _guarded(
    view: View,
    *,
    audience: str,
    roles: tuple[str, ...],
    purpose: str,
    unwarned: bool = False,
    unsecured: bool = False,
) -> View:
    """`unwarned`, `unsecured`: the page that mends it is open also before the warning, or the second step."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:  # SignedInMiddleware has been here before; this is the second lock
            raise Http404
        if roles and not any(person.has_role(role) for role in roles):
            raise Http404
        if not unsecured and permissions.is_obliged(person.roles) and not queries.has_second_factor(person):
            return redirect("client:security")
        if audience == "staff" and not unwarned and not consents.accepted(person.pk, "staff_warning"):
            return _warned_first(request)
        if audience == "staff":
            journal.work_for(purpose)
        reader = row_security.staff(purpose) if audience == "staff" else row_security.person(person.pk)
        with row_security.as_reader(reader), reading.reading(purpose, actor=person.pk):
            reading.check_not_blocked(person.pk)
            return view(request, *args, **kwargs)

    return _named(page, audience, roles)


def _warned_first(request: HttpRequest) -> HttpResponse:
    """And from there back to the page that was asked for, or to the one whose button was pressed; what was typed goes
    with him."""
    if (kept := keeping.hand_over(request, reverse("staff:warning"))) is not None:
        return kept
    page = request.get_full_path() if request.method == "GET" else onward.came_from(request)
    return redirect(f"{reverse('staff:warning')}?{urlencode({'next': page})}")


class Audience(Protocol):
    """A decorator that is used bare or with the purpose: `@client_only`, `@client_only(purpose=policy.RIGHTS)`."""

    @overload
    def __call__(self, view: View) -> View: ...

    @overload
    def __call__(self, *, purpose: str) -> Callable[[View], View]: ...


def _audience(name: str, roles: tuple[str, ...]) -> Audience:
    def decorate(view: View | None = None, *, purpose: str = policy.ACCESS) -> Any:
        if view is None:
            return lambda later: _guarded(later, audience=name, roles=roles, purpose=purpose)
        return _guarded(view, audience=name, roles=roles, purpose=purpose)

    return decorate


signed_in = _audience("signed_in", ())
client_only = _audience("client", (states.CLIENT,))
specialist_only = _audience("specialist", (states.SPECIALIST,))


def securing(view: View) -> View:
    """`signed_in` for the pages by which one comes in and sets up the second step: open also before there is one."""
    return _guarded(view, audience="signed_in", roles=(), purpose=policy.SIGN_IN, unsecured=True)


@overload
def staff_only(view: View, /) -> View: ...


@overload
def staff_only(*roles: str, purpose: str = policy.SUPPORT) -> Callable[[View], View]: ...


def staff_only(*roles: Any, purpose: str = policy.SUPPORT) -> Any:
    """`@staff_only`, `@staff_only(SUPPORT)`, `@staff_only(VERIFIER, purpose=policy.VERIFICATION)`."""
    if len(roles) == 1 and callable(roles[0]):
        return _guarded(roles[0], audience="staff", roles=STAFF, purpose=purpose)
    return lambda view: _guarded(view, audience="staff", roles=roles or STAFF, purpose=purpose)


def staff_unwarned(view: View) -> View:
    """The one page that staff see before they have signed the warning of their liability: the warning."""
    return _guarded(view, audience="staff", roles=STAFF, purpose=policy.IDENTIFICATION, unwarned=True)


def freshly_confirmed(view: View) -> View:
    """Under an audience: only within ten minutes after the person has shown that it is he; else he is asked first."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not confirmation.is_fresh(request, at=now()):
            return confirmation.ask(request)
        return view(request, *args, **kwargs)

    marked: Any = page
    marked.freshly_confirmed = True  # so that a test can ask every address whether it asks
    return page


def with_service_consent(view: View) -> View:
    """Under an audience: only with a verified address and the agreement to the service in force."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person: Any = request.user  # an audience above has let in people only
        if person.email_verified_at is None:
            raise EmailUnverified
        if not consents.allows(person.pk, policy.SERVICE):
            raise ServiceConsentNeeded
        return view(request, *args, **kwargs)

    return page
