"""The cabinet's inbox: what a person was told, newest first, each on a page of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.notices import operations, queries
from harmonia.notices.rules import letters
from harmonia.web.access import signed_in
from harmonia.web.areas import frame
from harmonia.web.paging import Paginator

PER_PAGE = 20


@dataclass(frozen=True)
class Told:
    """One notice, in words."""

    id: UUID
    at: datetime
    said: letters.Said
    fresh: bool


@signed_in
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    page = Paginator(queries.inbox(person.pk), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "told": [_told(notice, person) for notice in page],
        "page": page,
        "unread": queries.unread(person.pk),
        "kept_days": policy.RETENTION["notices"].days,
        **frame(person),
    }
    return render(request, "client/notices.html", context)


@signed_in
@require_safe
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever opens it has read it."""
    person: Any = request.user
    found = queries.inbox(person.pk).filter(pk=pk).first()
    if found is None:
        raise Http404
    operations.mark_read(person_id=person.pk, notice_id=pk, at=now())
    return render(request, "client/notice.html", {"each": _told(found, person), **frame(person)})


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    operations.mark_read(person_id=person.pk, at=now())
    messages.success(request, _("All notices are marked as read."))
    return redirect("client:notices")


def _told(notice: Any, person: Any) -> Told:
    said = letters.say(notice.event, notice.facts, zone=person.time_zone, site=settings.PUBLIC_ADDRESS)
    return Told(notice.pk, notice.created_at, said, notice.read_at is None)
