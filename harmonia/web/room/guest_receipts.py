"""The receipt of a guest's agreement to the rules. He has no account: it opens to the browser by which he came."""

from uuid import UUID

import rfc8785
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harmonia.journal import queries as journal
from harmonia.rooms import queries
from harmonia.web.access import visitor
from harmonia.web.room.guests import COOKIE


@visitor
@never_cache
@require_safe
def guest_receipt(request: HttpRequest) -> HttpResponse:
    """What it is and how it is checked; with ?file the file itself, whose name tells nothing."""
    number, _dot, key = request.COOKIES.get(COOKIE, "").partition(".")
    try:
        guest = queries.guest_held_by(UUID(number), key)
    except ValueError:
        guest = None
    if guest is None:
        raise Http404
    try:
        proved = queries.proved_receipt_of(guest)
    except journal.NotSealed:
        return render(request, "room/guest_receipt.html", {"guest": guest})
    if "file" not in request.GET:
        return render(request, "room/guest_receipt.html", {"guest": guest, "ready": True})
    response = HttpResponse(rfc8785.dumps(proved), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="receipt.json"'
    return response
