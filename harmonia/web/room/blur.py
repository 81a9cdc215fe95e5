"""The program that blurs a background on a person's own device: its files, if they were brought (docs/adr/0018).

It is WebAssembly, which the content policy allows in the room and nowhere else. Nothing of it asks another site.
"""

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static

FOLDER = "blur"  # under which settings.STATICFILES_DIRS serves the package
NAME = "selfie_segmentation"
FILES = (
    f"{NAME}.js",
    f"{NAME}.binarypb",
    f"{NAME}.tflite",
    f"{NAME}_landscape.tflite",
    *(f"{NAME}_solution_{way}_bin.{ending}" for way in ("simd_wasm", "wasm") for ending in ("js", "wasm")),
)


def files() -> dict[str, str] | None:
    """Name in the package -> address here; None where the package was not brought: then blur is not offered."""
    if not settings.BLUR_PACKAGE.is_dir():
        return None
    return {name: static(f"{FOLDER}/{name}") for name in FILES}


def allow(response: HttpResponse) -> HttpResponse:
    if settings.BLUR_PACKAGE.is_dir():
        response._csp_update = {"script-src": ["'wasm-unsafe-eval'"]}  # type: ignore[attr-defined]  # django-csp's own
    return response
