"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "here": request.get_full_path(),
        "counters": getattr(request, "counters", None),
    }
