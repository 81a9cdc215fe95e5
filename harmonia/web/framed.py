"""A letter's HTML alone, for a frame: no script, no picture, no form, and only the letter's own style."""

import re
from base64 import b64encode
from hashlib import sha256

from csp.constants import NONE, SELF
from django.http import HttpResponse

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
NOTHING_FROM_ANYWHERE = ("script-src", "img-src", "font-src", "connect-src", "media-src", "manifest-src", "worker-src")


def framed(html: str) -> HttpResponse:
    """Only a page of ours may frame it."""
    styles = [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in STYLE.findall(html)]
    response = HttpResponse(html, headers={"X-Frame-Options": "SAMEORIGIN"})
    response._csp_replace = {  # type: ignore[attr-defined]  # django-csp's own mark
        "default-src": [NONE],
        "style-src": styles or [NONE],
        "frame-ancestors": [SELF],
        "form-action": [NONE],
        **dict.fromkeys(NOTHING_FROM_ANYWHERE),
    }
    return response
