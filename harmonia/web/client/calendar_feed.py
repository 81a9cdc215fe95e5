"""Sessions in one's own calendar program: the secret address is shown once, when it is made."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia.booking import operations, queries
from harmonia.web.access import freshly_confirmed, signed_in
from harmonia.web.areas import frame


@signed_in
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    return _page(request)


@signed_in
@freshly_confirmed
@require_POST
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """Whoever has the address sees when somebody meets, so it is given to nobody but the person himself."""
    person: Any = request.user
    secret = operations.renew_feed(person=person, at=now())
    return _page(request, settings.PUBLIC_ADDRESS + reverse("public:calendar_feed", args=[secret]))


@signed_in
@require_POST
def calendar_end(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if operations.end_feed(person=person, at=now()):
        messages.success(request, _("The address leads nowhere any more. Calendars that used it learn nothing new."))
    return redirect("client:calendar")


def _page(request: HttpRequest, address: str = "") -> HttpResponse:
    person: Any = request.user
    return render(
        request, "client/calendar.html", {"feed": queries.feed_of(person), "address": address, **frame(person)}
    )
