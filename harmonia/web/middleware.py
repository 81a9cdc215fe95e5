"""What every request passes: the browser's walls, and the person it comes from."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from harmonia.accounts.states import STAFF
from harmonia.consent.operations import ConsentMissing, TermsNotAccepted
from harmonia.core import row_security
from harmonia.journal import operations as journal
from harmonia.vault import gateways, reading
from harmonia.web import carrying, errors
from harmonia.web.access import EmailUnverified, ServiceConsentNeeded
from harmonia.web.client import blocked

Next = Callable[[HttpRequest], HttpResponse]

OF_A_PAGE = ("document", "empty")  # empty: the same click, passed on by our own service worker
NO_DEVICES = "camera=(), microphone=(), display-capture=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
ROOM_DEVICES = (
    "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=(), browsing-topics=()"
)


class BrowserMiddleware:
    """Tell the browser what a page may do, and refuse what another site makes a browser send (fetch metadata)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = errors.foreign_request(request) if _foreign(request) else self.get_response(request)
        room = request.path.startswith("/room/")
        response.headers.setdefault("Permissions-Policy", ROOM_DEVICES if room else NO_DEVICES)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _foreign(request: HttpRequest) -> bool:
    """Another site's browser request that is no plain link to us. Programs send no such headers and pass.

    A link that goes through our own service worker comes with the destination "empty", but still as a navigation.
    """
    if request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
        return False
    plain_link = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method in ("GET", "HEAD")
    return not (plain_link and request.headers.get("Sec-Fetch-Dest", "document") in OF_A_PAGE)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Whoever is not signed in is asked who he is first, and what he typed goes with him."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        return carrying.hand_over(request) or super().handle_no_permission(request, view_func)


class PersonMiddleware:
    """The person's language and zone; one reading session a request; nothing of a signed-in person is kept anywhere."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if request.user.is_authenticated else None
        zone = ZoneInfo(person.time_zone) if person else timezone.get_default_timezone()
        if person:
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        try:
            actor = person.pk if person else None
            duty = journal.on_duty(actor if person and STAFF.intersection(person.roles) else None)
            with duty, timezone.override(zone), reading.session(actor=actor), row_security.as_nobody():
                response = self.get_response(request)
        except gateways.KeysUnavailable:
            response = errors.keys_unavailable(request)
        if person or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Facts that any page may meet, each explained on its own page."""
        if isinstance(exception, gateways.KeysUnavailable):
            return errors.keys_unavailable(request)
        if isinstance(exception, reading.Blocked):
            return self._blocked(request, exception)
        if isinstance(exception, TermsNotAccepted):
            return errors.terms_not_accepted(request)
        if isinstance(exception, ServiceConsentNeeded | ConsentMissing):
            return errors.consent_needed(request)
        if isinstance(exception, EmailUnverified):
            return errors.email_unverified(request)
        return None

    def _blocked(self, request: HttpRequest, exception: reading.Blocked) -> HttpResponse:
        """Whoever is blocked himself is told what has stopped; others, that something has."""
        if request.user.is_authenticated and exception.subject_id == request.user.pk:
            return blocked.answer(request)
        return errors.blocked(request)
