"""Where the person is signed in, and how to put any of it out from here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from harmonia.accounts import operations, queries
from harmonia.web import arrival
from harmonia.web.access import securing
from harmonia.web.areas import frame


@dataclass(frozen=True)
class Device:
    id: UUID
    name: str
    started_at: datetime
    last_seen_at: datetime
    is_this: bool


@securing
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    this = operations.this_sign_in(request.session.session_key or "")
    devices = [
        Device(entry.pk, entry.device or "", entry.started_at, entry.last_seen_at, entry.pk == this)
        for entry in queries.sign_ins_of(person, at=now())
    ]
    devices.sort(key=lambda device: not device.is_this)
    return render(request, "client/sign_ins.html", {"devices": devices, **frame(person)})


@securing
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    person: Any = request.user
    try:
        operations.end_sign_in(person_id=person.pk, sign_in_id=pk, at=now())
    except operations.NoSuchSignIn:
        raise Http404 from None
    messages.success(request, _("That device is signed out."))
    return redirect("client:sign_ins")


@securing
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    count = operations.end_other_sign_ins(person_id=person.pk, session_key=request.session.session_key or "", at=now())
    words = ngettext("%(count)d other device is signed out.", "%(count)d other devices are signed out.", count)
    messages.success(request, words % {"count": count})
    return redirect("client:sign_ins")


@securing
@require_POST
def end_every(request: HttpRequest) -> HttpResponse:
    """This device too."""
    person: Any = request.user
    operations.end_every_sign_in(person_id=person.pk, at=now())
    return arrival.leave(redirect("public:sign_in"))
