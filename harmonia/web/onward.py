"""Where a person goes on to after a door: only ever to a page of ours."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def wanted(request: HttpRequest) -> str:
    """The page that `next` names, or the person's own place."""
    return safe(request, request.POST.get("next") or request.GET.get("next", "")) or reverse("public:after_sign_in")


def came_from(request: HttpRequest) -> str:
    """The page whose button was pressed: a path of ours, or the person's own place."""
    page = request.headers.get("Referer", "")
    return urlsplit(page).path if safe(request, page) else reverse("public:after_sign_in")


def safe(request: HttpRequest, address: str) -> str:
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else ""
