"""Checking a receipt, in the browser alone: nothing is uploaded. The page can be kept as one file.

The kept file holds the same two modules as the page, in line, under a policy that names them by their hashes and
forbids everything else, the network first of all.
"""

import base64
import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from harmonia.journal import gateways, queries
from harmonia.web.access import visitor

FOLDER = Path(settings.BASE_DIR) / "web" / "static" / "verify"
LINKS = re.compile(r"^import .*$|^export (?=const|class|function|async)", re.MULTILINE)


@visitor
@require_safe
def check_receipt(request: HttpRequest) -> HttpResponse:
    return render(request, "public/check_receipt.html", _words())


@visitor
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """The same page as one file, to be kept, in the language of the page that it is kept from."""
    code, style = _code(), (FOLDER / "copy.css").read_text()
    allowed = (
        f"default-src 'none'; script-src '{_hash(code)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    page = str(render_to_string("public/check_receipt_copy.html", {**_words(), "allowed": allowed}))
    page = page.replace("<!-- style -->", f"<style>{style}</style>")
    page = page.replace("<!-- code -->", f'<script type="module">{code}</script>')
    response = HttpResponse(page)
    response.headers["Content-Disposition"] = 'attachment; filename="check-a-receipt.html"'
    return response


def _words() -> dict[str, str]:
    return {"key": gateways.public_key().hex(), "origin": queries.origin()}


def _code() -> str:
    return "\n".join(LINKS.sub("", (FOLDER / name).read_text()) for name in ("proof.js", "page.js"))


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
