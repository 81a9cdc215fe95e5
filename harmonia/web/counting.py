"""Our own count of what is read: the day, the page and its language, and nothing that came with the request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import get_language

from harmonia.statistics import operations, rules


def counted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Under an audience: the page is counted when a person has read it, not a program and not a browser in advance."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and _read_by_a_person(request):
            match = request.resolver_match
            operations.count_view(page=match.view_name if match else "", language=get_language() or "ru", at=now())
        return response

    marked: Any = page
    marked.counted = True
    return page


def _read_by_a_person(request: HttpRequest) -> bool:
    in_advance = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    fragment = "HX-Request" in request.headers
    return (
        request.method == "GET"
        and not in_advance
        and not fragment
        and not rules.is_robot(request.headers.get("User-Agent", ""))
    )
