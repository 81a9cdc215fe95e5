"""Sessions for a calendar program: no session of ours and no cookie, a secret address is all."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from harmonia.booking import queries
from harmonia.web import calendars
from harmonia.web.access import visitor


@visitor
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    person = queries.person_of_feed(secret)
    if person is None:
        raise Http404
    found = queries.feed_appointments(person, now())
    with translation.override(person.language):
        return calendars.feed(request, [(each, _page(each, person)) for each in found])


def _page(appointment: Any, person: Any) -> str:
    name = "client:appointment" if appointment.client_id == person.pk else "specialist:appointment"
    address: str = settings.PUBLIC_ADDRESS + reverse(name, args=[appointment.pk])
    return address
