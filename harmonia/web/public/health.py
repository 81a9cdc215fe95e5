"""For the machines that watch us: alive, and ready. They say no more than that (6.11)."""

from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harmonia.web.access import visitor


@visitor
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@visitor
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Both databases answer."""
    try:
        for name in connections:
            with connections[name].cursor() as cursor:
                cursor.execute("SELECT 1")
    except OperationalError:
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
