"""The cabinet: what is next, what is still to do, and the ways to everything else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.booking import queries as booking
from harmonia.consent import queries as consents
from harmonia.web.access import client_only


@client_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    mine = booking.appointments_as_client(person)
    at = now()
    return render(
        request,
        "client/home.html",
        {
            "name": person.name,
            "next_appointment": booking.ahead(mine, at).first(),
            "held": booking.sessions_held(person.pk),
            "phone_is_proved": person.phone_verified_at is not None,
            "service_is_agreed": consents.allows(person.pk, policy.SERVICE, agreement="service", at=at),
        },
    )
