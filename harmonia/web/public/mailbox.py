"""The demonstration's mailbox: every letter and SMS that would have gone out. It exists in the demonstration only."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harmonia.web.access import visitor
from harmonia.web.framed import framed
from harmonia.web.paging import Paginator

PER_PAGE = 20
NAME = re.compile(r"[0-9T]+-[0-9a-f-]{36}\.(eml|sms)")


@dataclass(frozen=True)
class Item:
    """A letter or an SMS as it lies in the folder."""

    name: str
    kind: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime | None
    headers: list[tuple[str, str]]


def _folder() -> Path:
    if not settings.DEMO:
        raise Http404
    return Path(settings.LETTERS_DIR)


def _read(file: Path) -> Item:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    date: Any = message["Date"]
    return Item(
        name=file.name,
        kind="sms" if file.suffix == ".sms" else "letter",
        to=str(message["To"]),
        subject=str(message["Subject"] or ""),
        text=plain.get_content().strip() if plain else "",
        html=html.get_content() if html else "",
        at=date.datetime if date else None,
        headers=[(name, str(value)) for name, value in message.items()],
    )


@visitor
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Newest first; `to` narrows to one address or number."""
    folder, wanted = _folder(), request.GET.get("to", "").strip()[:100]
    files = sorted((file for file in folder.glob("*") if NAME.fullmatch(file.name)), reverse=True)
    items: list[Any] = [_read(file) for file in files] if wanted else files
    if wanted:
        items = [item for item in items if wanted.casefold() in item.to.casefold()]
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    shown = [item if isinstance(item, Item) else _read(item) for item in page]
    return render(request, "public/mailbox.html", {"items": shown, "page": page, "wanted": wanted})


@visitor
@require_safe
def item(request: HttpRequest, name: str) -> HttpResponse:
    response = render(request, "public/mailbox_item.html", {"item": _read(_file(name))})
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]  # django-csp's own mark
    return response


@visitor
@require_safe
def item_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as it is, in a frame of its own: no script, no picture, and only the letter's own style."""
    html = _read(_file(name)).html
    if not html:
        raise Http404
    return framed(html.replace("<head>", '<head><base target="_top">', 1))


def _file(name: str) -> Path:
    file = _folder() / name
    if not NAME.fullmatch(name) or not file.is_file():
        raise Http404
    return file
