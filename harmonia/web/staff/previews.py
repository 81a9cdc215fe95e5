"""What we write to people, as they would get it: every event of the table in three languages, with nobody's facts."""

from dataclasses import dataclass
from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.notices.rules import events, previews
from harmonia.notices.states import Channel, Kind
from harmonia.web.access import staff_only
from harmonia.web.framed import framed

LANGUAGES = dict(settings.LANGUAGES)
KINDS: dict[str, Any] = {
    Kind.SERVICE: gettext_lazy("service"),
    Kind.REMINDERS: gettext_lazy("reminders"),
    Kind.NEWS: gettext_lazy("news"),
    Kind.OFFERS: gettext_lazy("offers"),
    Kind.RESEARCH: gettext_lazy("surveys"),
}
CHANNELS: dict[str, Any] = {
    Channel.EMAIL: gettext_lazy("letter"),
    Channel.SMS: gettext_lazy("SMS"),
    Channel.CABINET: gettext_lazy("in the account"),
    Channel.PUSH: gettext_lazy("signal to a device"),
}


@dataclass(frozen=True)
class Line:
    """One event of the table."""

    key: str
    kind: str
    channels: tuple[str, ...]
    purpose: str
    subject: str


@staff_only
@require_safe
def notice_table(request: HttpRequest) -> HttpResponse:
    lines = [_line(event) for event in events.EVENTS.values()]
    return render(request, "staff/notices.html", {"lines": lines})


def _line(event: events.Event) -> Line:
    purpose = policy.PURPOSES[event.purpose(blocked=False)]
    language = get_language() or "ru"
    said = previews.subject(event.key, language, zone=settings.TIME_ZONE, site=settings.PUBLIC_ADDRESS)
    channels = tuple(CHANNELS.get(channel, channel) for channel in event.channels)
    return Line(event.key, KINDS[event.kind], channels, purpose.title.in_language(language), said)


@staff_only
@require_safe
def notice_preview(request: HttpRequest) -> HttpResponse:
    event = _event(request)
    shown = [(LANGUAGES[language], _preview(event.key, language)) for language in LANGUAGES]
    page = render(request, "staff/notice_preview.html", {"line": _line(event), "event": event, "previews": shown})
    page._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]  # read by django-csp
    return page


@staff_only
@require_safe
def notice_letter(request: HttpRequest) -> HttpResponse:
    """The letter alone, for the frame."""
    language = request.GET.get("language", "ru")
    shown = _preview(_event(request).key, language) if language in LANGUAGES else None
    if shown is None or not shown.html:
        raise Http404
    return framed(shown.html)


def _event(request: HttpRequest) -> events.Event:
    try:
        return events.event(request.GET.get("event", next(iter(events.EVENTS))))
    except events.UnknownEvent:
        raise Http404 from None


def _preview(event: str, language: str) -> previews.Preview:
    return previews.preview(event, language, zone=settings.TIME_ZONE, site=settings.PUBLIC_ADDRESS)
