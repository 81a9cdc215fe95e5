"""Entries for calendars (RFC 5545). Nothing in them says who meets whom or what for: others see calendars too."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from harmonia.booking.states import BOOKED, CANCELLED, EXPIRED, HELD

STATUS = {HELD: "TENTATIVE", BOOKED: "CONFIRMED", CANCELLED: "CANCELLED", EXPIRED: "CANCELLED"}


def entry(appointment: Any, *, page: str, at: datetime) -> HttpResponse:
    """One event as a file. A calendar that knows it takes the one with the higher SEQUENCE."""
    event = Event()
    event.add("uid", f"{appointment.pk}@{settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else 'localhost'}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", _("Online meeting"))
    event.add("url", page)
    event.add("status", STATUS.get(appointment.state, "CONFIRMED"))
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Harmonia//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response
