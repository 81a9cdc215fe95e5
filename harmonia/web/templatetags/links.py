"""Addresses inside what people wrote (2.3, 9.6): one of another site is announced in words and is not told where one
came from; one of ours is a plain link. Nothing else in the words is markup.
"""

import re
from urllib.parse import SplitResult, urlsplit

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
ADDRESS = re.compile(r"\bhttps?://[^\s<>\"«»“”]+", re.IGNORECASE)
PUNCTUATION = ".,;:!?…'’)]}"


@register.filter(needs_autoescape=True)
def linked(text: str, autoescape: bool = True) -> SafeString:
    """`{{ words|linked }}`, `{{ words|linked|linebreaks }}`."""
    escape = conditional_escape if autoescape else str
    parts, done = [], 0
    for match in ADDRESS.finditer(text):
        found = _without_what_ends_the_sentence(match[0])
        parts += [escape(text[done : match.start()]), _link(found)]
        done = match.start() + len(found)
    return mark_safe("".join([*parts, escape(text[done:])]))  # noqa: S308  each part was escaped, or is a link of ours


def _without_what_ends_the_sentence(found: str) -> str:
    """A bracket that was opened inside the address belongs to it."""
    while found[-1] in PUNCTUATION and not (found[-1] == ")" and found.count("(") >= found.count(")")):
        found = found[:-1]
    return found


def _link(address: str) -> SafeString:
    parts = _split(address)
    if parts is None:
        return conditional_escape(address)
    if (parts.scheme.lower(), parts.netloc.lower()) == urlsplit(settings.PUBLIC_ADDRESS)[:2]:
        return format_html('<a href="{}">{}</a>', parts._replace(scheme="", netloc="").geturl() or "/", address)
    return SafeString(render_to_string("components/_external.html", {"there": address, "words": address}).strip())


def _split(address: str) -> SplitResult | None:
    """None: no address of a site, or one that shows another name than it leads to (`https://ours.kz@theirs.kz`)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts if parts.hostname and "@" not in parts.netloc else None
