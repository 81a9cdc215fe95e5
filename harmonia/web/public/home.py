from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.booking import queries as booking
from harmonia.specialists import queries as specialists
from harmonia.web.access import visitor
from harmonia.web.counters import open_to_counters
from harmonia.web.counting import counted

SHOWN = 3


@visitor
@counted
@open_to_counters
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"topics": policy.TOPICS.values(), "some_specialists": soonest(timezone.now())}
    return render(request, "public/home.html", context)


def soonest(at: datetime) -> list[tuple[Any, datetime | None]]:
    """A few of those who are free first, each with his time; none while there are no specialists."""
    on = timezone.localdate(at, timezone.get_default_timezone())
    found = booking.directory(specialists.listed(on=on), at=at, limit=SHOWN).found
    times = {one.specialist_id: one.next_free_at for one in found}
    return [(one, times[one.pk]) for one in specialists.in_order_of(times, on=on)]
