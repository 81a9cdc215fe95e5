"""Putting a notice into words: facts are spoken in the person's language and zone, then set into the sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from harmonia.core import moments, money
from harmonia.notices.rules.wording import WORDING, Words


@dataclass(frozen=True)
class Said:
    """A notice in words. `address`: where its action leads, or empty. `in_browser`: where it is read as a page."""

    subject: str
    sentences: tuple[str, ...]
    action: str
    address: str
    sms: str
    in_browser: str = ""


def say(event: str, facts: Mapping[str, str | int], *, zone: str, site: str) -> Said:
    """In the language that is active; times in `zone`; paths on `site`."""
    words, spoken = WORDING[event], _spoken(facts, zone, site)
    action = _filled(words.action, spoken) if "path" in spoken else ""
    return Said(
        subject=str(words.subject),
        sentences=tuple(sentence for sentence in (_filled(each, spoken) for each in words.sentences) if sentence),
        action=action,
        address=spoken["path"] if action else "",
        sms=_filled(words.sms, spoken) or str(words.subject),
    )


def _filled(words: Words, spoken: Mapping[str, str]) -> str:
    """The sentence with its facts, or nothing when one of them is not known."""
    try:
        return str(words) % spoken
    except KeyError:
        return ""


def _spoken(facts: Mapping[str, str | int], zone: str, site: str) -> dict[str, str]:
    spoken = {name: str(value) for name, value in facts.items()}
    if "amount_kzt" in facts:
        spoken["amount_kzt"] = money.tenge(int(facts["amount_kzt"]))
    if "starts_at" in facts:
        moment = moments.in_full(datetime.fromisoformat(str(facts["starts_at"])), ZoneInfo(zone))
        spoken["starts_at"] = moment if get_language() == "en" else moment[0].lower() + moment[1:]
    if "path" in facts:
        spoken["path"] = site + str(facts["path"])
    return spoken


def sms_ending(way_out: str) -> str:
    return " " + _("No more of these: %(address)s") % {"address": way_out}
