"""What templates may say of money, time, icons and permissions."""

import json
from datetime import datetime
from importlib import import_module
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from harmonia.accounts.states import OWNER, PRIVACY_OFFICER
from harmonia.core import moments, zones
from harmonia.core import money as tenge
from harmonia.journal import queries as journal
from harmonia.notices import queries as notices
from harmonia.payments import queries as payments
from harmonia.policy import LINES, CrisisLine

register = template.Library()
MANY = 99
HOME = 2  # slashes: /me/


@register.filter
def money(amount_kzt: int) -> str:
    return tenge.tenge(amount_kzt)


@register.filter
def grouped(amount: int) -> str:
    return tenge.grouped(amount)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """`{% icon "calendar" %}`: for the eye only; the words beside it say the same."""
    where = static("icons/icons.svg")
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>', extra, where, name)


def _digests() -> dict[str, str]:
    """None where files are served as they lie, in tests and development."""
    return getattr(staticfiles_storage, "digests", {})


@register.simple_tag
def integrity(name: str) -> SafeString:
    """`<script src="{% static "js/house.js" %}" {% integrity "js/house.js" %}>`: what the file must be."""
    known = _digests().get(static(name))
    return format_html('integrity="{}"', known) if known else SafeString("")


@register.simple_tag(takes_context=True)
def script_digests(context: dict[str, Any]) -> SafeString:
    """What each module must be that another one imports; stands before the first module of a page."""
    if not _digests():
        return SafeString("")
    nonce, known = context["request"].csp_nonce, {"integrity": _digests()}
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, SafeString(json.dumps(known)))


@register.filter
def local_date(moment: datetime) -> str:
    """'Tuesday, 24 November': in the person's zone; the year is said when it is another one."""
    return moments.day(moment, timezone.get_current_timezone())


@register.filter
def local_clock(moment: datetime) -> str:
    """'18:00' in the person's zone."""
    return timezone.localtime(moment).strftime("%H:%M")


@register.filter
def local_time(moment: datetime) -> str:
    """'Tuesday, 24 November, 18:00, Almaty time': everything that one needs not to be late."""
    return moments.in_full(moment, timezone.get_current_timezone())


@register.filter
def within(spoken: str) -> str:
    """A date inside a sentence: Russian writes the weekday small there. `{{ when|local_time|within }}`"""
    return spoken[:1].lower() + spoken[1:] if get_language() == "ru" else spoken


@register.simple_tag
def zone_name() -> str:
    """'Almaty time': the zone that the times on this page are in."""
    return zones.name_of(timezone.get_current_timezone_name())


@register.simple_tag
def allows(check: str, *arguments: Any) -> bool:
    """`{% allows "booking.check_cancel" user appointment as may_cancel %}` asks booking/permissions.py."""
    context, function = check.split(".")
    permissions = import_module(f"harmonia.{context}.permissions")
    try:
        getattr(permissions, function)(*arguments)
    except permissions.Denied:
        return False
    return True


@register.filter
def in_language(text: Any) -> str:
    """The register's three-language Text in the language of the page."""
    return str(text.in_language(get_language() or "ru"))


@register.filter
def initials(name: str) -> str:
    """'Борис Ахметов' → 'БА'."""
    return "".join(word[0] for word in name.split()[:2]).upper()


@register.filter
def beside(cells: tuple[str, ...], labels: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each cell of a row with the head of its column."""
    return list(zip(cells, labels, strict=True))


@register.simple_tag
def stale_lines() -> list[CrisisLine]:
    """The crisis lines that nobody has confirmed for too long: shown on every page of the desk until somebody does."""
    today = timezone.localdate()
    return [line for line in LINES.values() if line.is_stale(today)]


@register.simple_tag
def tampering(person: Any) -> journal.Audit | None:
    """The last audit of the journal, when it found something: shown to those who answer for it on all their pages."""
    answers = any(person.has_role(role) for role in (OWNER, PRIVACY_OFFICER))
    last = journal.last_audit() if answers else None
    return last if last and last.findings else None


@register.simple_tag
def unread_notices(person: Any) -> str:
    """How many notices a person has not opened; beyond what a glance takes in only that they are many. Empty: none."""
    unread = notices.unread(person.pk, most=MANY + 1)
    return f"{MANY}+" if unread > MANY else str(unread or "")


@register.simple_tag
def stands(here: str, there: str) -> SafeString:
    """Which tab is open: its own page, or one that lies below it. Below the home of an area lies the whole area."""
    if here == there:
        return SafeString(' aria-current="page"')
    below = here.startswith(there) and there.count("/") > HOME
    return SafeString(' aria-current="true"' if below else "")


@register.inclusion_tag("components/_price.html", takes_context=True)
def price_of(context: Any, specialist: Any, price_kzt: int | None = None) -> dict[str, Any]:
    """`{% price_of specialist %}`: what a session costs now, the ordinary one or one of that price; promotions are
    asked for once a page."""
    price_kzt = price_kzt or specialist.price_kzt
    request, at = context["request"], timezone.now()
    if not hasattr(request, "running_promotions"):
        request.running_promotions = payments.running_promotions(at)
    found = payments.fallen(request.running_promotions, specialist.pk, price_kzt)
    return {"price_kzt": price_kzt, "fallen": found[0] if found else None}
