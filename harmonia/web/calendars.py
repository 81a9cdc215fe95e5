"""Entries for calendars (RFC 5545). Nothing in them says who meets whom or what for: others see calendars too."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from harmonia.booking.states import BOOKED, CANCELLED, EXPIRED, HELD

STATUS = {HELD: "TENTATIVE", BOOKED: "CONFIRMED", CANCELLED: "CANCELLED", EXPIRED: "CANCELLED"}
ASKED_AGAIN = timedelta(hours=1)


def entries(appointments: Iterable[tuple[Any, str]], *, at: datetime) -> HttpResponse:
    """Events with their pages as a file. A calendar that knows one takes that with the higher SEQUENCE."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    for appointment, page in appointments:
        calendar.add_component(_event(appointment, page=page, stamped_at=at))
    response = _answer(calendar)
    response.headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


def feed(request: HttpRequest, appointments: Iterable[tuple[Any, str]]) -> HttpResponse:
    """Events with their pages, for a program that comes again and again: while nothing has changed it is told so."""
    calendar = _calendar()
    calendar.calendar_name = _("Online meetings")
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for appointment, page in appointments:
        calendar.add_component(_event(appointment, page=page, stamped_at=_changed_at(appointment)))
    full = _answer(calendar)
    full.headers["ETag"] = quote_etag(sha256(full.content).hexdigest()[:32])
    full.headers["Cache-Control"] = "private, no-cache"
    full.headers["Referrer-Policy"] = "no-referrer"
    full.headers["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=full.headers["ETag"], response=full) or full


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Harmonia//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(appointment: Any, *, page: str, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{appointment.pk}@{settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else 'localhost'}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", stamped_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", _("Online meeting"))
    event.add("url", page)
    event.add("status", STATUS.get(appointment.state, "CONFIRMED"))
    event.add("class", "PRIVATE")
    return event


def _changed_at(appointment: Any) -> datetime:
    """When it last changed its state, so that the same sessions make the same file."""
    moments = (appointment.held_at, appointment.booked_at, appointment.over_at)
    changed_at: datetime = max(moment for moment in moments if moment)
    return changed_at


def _answer(calendar: Calendar) -> HttpResponse:
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
