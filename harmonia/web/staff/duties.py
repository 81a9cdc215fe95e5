"""The responsible person's console (94-V art. 25(3)): everything that the law has given a term, in one order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from harmonia.accounts.states import PRIVACY_OFFICER, SUPPORT
from harmonia.privacy.queries import duties as queries
from harmonia.support import queries as disputes
from harmonia.web import asking
from harmonia.web.paging import Paginator
from harmonia.web.staff.registers import PER_PAGE, responsible

KINDS: dict[str, str | Promise] = {
    "request": _("Requests of people"),
    "breach": _("Breaches of security"),
    "state_request": _("Requests of state bodies"),
    "transfer": _("People to tell of a transfer"),
    "dispute": _("Disputes"),
}
WORKED_ON_BY = {"request": PRIVACY_OFFICER, "dispute": SUPPORT}
QUEUES = {
    "request": "staff:requests",
    "breach": "staff:breaches",
    "state_request": "staff:state_requests",
    "transfer": "staff:transfers",
    "dispute": "staff:disputes",
}


@responsible
@require_safe
def duty_list(request: HttpRequest) -> HttpResponse:
    at = now()
    found = queries.open_duties(at, _disputes())
    counts = queries.busy(found)
    person: Any = request.user
    listed = [duty for duty in found if duty.kind != "request" or _works_on(duty, person)]
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(duty, at, person) for duty in page],
        "overdue": sum(duty.overdue(at) for duty in found),
        "queues": [
            {"title": title, "count": counts.get(kind, 0), "address": _address(QUEUES.get(kind, ""))}
            for kind, title in KINDS.items()
        ],
    }
    return render(request, "staff/duties.html", context)


def _disputes() -> Iterator[queries.Duty]:
    for one in disputes.unanswered_disputes():
        page, number = "staff:dispute", one.number
        yield queries.Duty("dispute", one.about, number, one.state, one.due_at, page, one.pk, one.assigned_to)


def _works_on(duty: queries.Duty, person: Any) -> bool:
    """Others see that it is there and its clock, and no way to it."""
    return WORKED_ON_BY.get(duty.kind) in (None, *person.roles)


def _row(duty: queries.Duty, at: datetime, person: Any) -> dict[str, Any]:
    return {
        "duty": duty,
        "kind": KINDS.get(duty.kind, duty.kind),
        "what": asking.KINDS[duty.what].title if duty.kind == "request" else "",
        "address": _address(duty.page, *([duty.pk] if duty.pk else [])) if _works_on(duty, person) else "",
        "held": duty.assigned_to is not None,
        "overdue": duty.overdue(at),
        "days_left": duty.days_left(at),
    }


def _address(page: str, *arguments: Any) -> str:
    try:
        return reverse(page, args=arguments) if page else ""
    except NoReverseMatch:
        return ""
