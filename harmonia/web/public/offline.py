"""What makes the site an application: manifest, service worker, the page for when there is no network; robots.txt."""

import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.web.access import visitor

LANGUAGES = [code for code, _ in settings.LANGUAGES]
LOOKS = (
    "css/tokens.css",
    "css/elements.css",
    "css/components.css",
    "css/pages.css",
    "js/theme.js",
    "js/house.js",
    "icons/icons.svg",
    "icons/favicon.svg",
)
CLOSED = ("/me/", "/practice/", "/desk/", "/room/", "/language/", "/webhooks/")


@visitor
@require_safe
def offline(request: HttpRequest, code: str) -> HttpResponse:
    """Fetched without cookies and kept by the service worker, one a language."""
    if code not in LANGUAGES:
        raise Http404
    with translation.override(code):
        return render(request, "public/offline.html", {"lines": policy.LINES.values()})


@visitor
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    drawn = {"192": "any", "512": "any", "maskable-512": "maskable"}
    described = {
        "name": "Harmonia",
        "short_name": "Harmonia",
        "lang": translation.get_language(),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf6ef",
        "theme_color": "#faf6ef",
        "icons": [
            {
                "src": static(f"icons/icon-{name}.png"),
                "sizes": f"{name[-3:]}x{name[-3:]}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, purpose in drawn.items()
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@visitor
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    files = [static(name) for name in LOOKS]
    kept = json.dumps([files, [str(line) for line in policy.LINES.values()]])
    context = {
        "version": hashlib.sha256(kept.encode()).hexdigest()[:16],
        "languages": json.dumps(LANGUAGES),
        "files": json.dumps(files),
        "icon": static("icons/icon-192.png"),
    }
    response = render(request, "public/service-worker.js", context, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@visitor
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
