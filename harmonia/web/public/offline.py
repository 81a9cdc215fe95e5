"""What makes the site an application: manifest, service worker, the page for when there is no network; robots.txt."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.web.access import visitor


@visitor
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "public/offline.html", {"lines": policy.LINES})


@visitor
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [
        {"src": static(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    maskable = {
        "src": static("icons/icon-maskable-512.png"),
        "sizes": "512x512",
        "type": "image/png",
        "purpose": "maskable",
    }
    described = {
        "name": "Harmonia",
        "short_name": "Harmonia",
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf6ef",
        "theme_color": "#faf6ef",
        "icons": [*icons, maskable],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@visitor
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    response = render(request, "public/service-worker.js", {}, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@visitor
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("/me/", "/practice/", "/desk/", "/room/", "/language/", "/webhooks/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
