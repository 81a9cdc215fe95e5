"""The journal's checkpoints, for anyone: with one that was kept, a later rewriting of the past can be shown."""

from typing import Any

import rfc8785
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harmonia.journal import gateways, queries, rules
from harmonia.web.access import visitor

PAGE = 50


@visitor
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    points = _points(request)
    context = {
        "points": [{"point": point, "root": bytes(point.root).hex()} for point in points],
        "older": points[-1].size if len(points) == PAGE else None,
        "newest": points[0].size if points else None,
        "key": gateways.public_key().hex(),
        "fingerprint": rules.fingerprint(gateways.public_key().hex()),
    }
    return render(request, "public/journal.html", context)


@visitor
@require_safe
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The same list for programs: fifty at a time, `?below=<size>` for older ones."""
    return _json({"checkpoints": [queries.signed_checkpoint(point) for point in _points(request)]})


@visitor
@require_safe
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    point = next(iter(queries.checkpoints(below=size + 1, limit=1)), None)
    if point is None or point.size != size:
        raise Http404
    return _json(queries.signed_checkpoint(point))


@visitor
@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key that all receipts and checkpoints are signed with, at an address that stays."""
    return _json({"algorithm": "Ed25519", "key": gateways.public_key().hex(), "origin": queries.origin()})


@visitor
@require_safe
def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:
    try:
        return _json(queries.consistency(old, new))
    except queries.NotSealed:
        raise Http404 from None


def _points(request: HttpRequest) -> list[Any]:
    below = request.GET.get("below", "")
    return queries.checkpoints(below=int(below) if below.isascii() and below.isdigit() and len(below) < 19 else None)


def _json(said: dict[str, Any]) -> HttpResponse:
    """In the canonical form, in which the verifiers take it."""
    return HttpResponse(rfc8785.dumps(said), content_type="application/json")
