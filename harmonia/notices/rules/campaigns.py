"""What a campaign is made of, what it lacks, and its words as a letter: one plain source for text, HTML and page."""

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import rfc8785
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmonia import policy
from harmonia.notices.rules.letters import Said
from harmonia.notices.states import Channel, Kind

PACES = (20, 60, 200, 600)
COUNTED_TO_IT = timedelta(days=7)  # a consent taken back within a week of a letter is counted to it
OWN_PATH = re.compile(r"\A/([a-z0-9_-]+/)*\Z")
GSM = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
                "abcdefghijklmnopqrstuvwxyzäöñüà")  # fmt: skip


@dataclass(frozen=True)
class Words:
    """In one language. `body`: plain paragraphs, an empty line between them. `rules`: of an offer."""

    subject: str = ""
    body: str = ""
    action: str = ""
    sms: str = ""
    rules: str = ""


@dataclass(frozen=True)
class Draft:
    """All that is written and approved. `path`: where its one link leads, on our own site."""

    kind: Kind
    channel: Channel
    path: str
    texts: Mapping[str, Words]
    a_minute: int = PACES[1]
    interest: str = ""
    offer_from_on: date | None = None
    offer_until_on: date | None = None

    @property
    def languages(self) -> list[str]:
        return [code for code in policy.LANGUAGES if code in self.texts]


@dataclass(frozen=True)
class Fault:
    """`place` in the form, `reason` a key; `language`: in which words; `found`: what was found there."""

    place: str
    reason: str
    language: str = ""
    found: tuple[str, ...] = ()


def faults(draft: Draft) -> tuple[Fault, ...]:
    """What keeps it from being shown to a second person. (): nothing."""
    return (*_of_the_whole(draft), *(fault for code in draft.languages for fault in _of_words(draft, code)))


def _of_the_whole(draft: Draft) -> Iterator[Fault]:
    if not draft.texts:
        yield Fault("languages", "none")
    if not OWN_PATH.fullmatch(draft.path):
        yield Fault("path", "not_ours")
    if draft.interest and draft.interest not in policy.INTERESTS:
        yield Fault("interest", "unknown")
    if draft.kind == Kind.OFFERS:
        if not draft.offer_from_on or not draft.offer_until_on:
            yield Fault("offer_until_on", "no_days")
        elif draft.offer_until_on < draft.offer_from_on:
            yield Fault("offer_until_on", "ends_before")


def _of_words(draft: Draft, code: str) -> Iterator[Fault]:
    words = draft.texts[code]
    wanted = ["sms"] if draft.channel == Channel.SMS else ["subject", "body", "action"]
    wanted += ["rules"] if draft.kind == Kind.OFFERS else []
    for name in wanted:
        if not getattr(words, name).strip():
            yield Fault(name, "empty", code)
    for name in ("subject", "sms"):
        found = policy.revealing(getattr(words, name))
        if found:
            yield Fault(name, "revealing", code, found)


def paragraphs(body: str) -> tuple[str, ...]:
    """Lines within a paragraph are joined; nothing in them is markup."""
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n")) if part.strip())


def said(draft: Draft, code: str, *, address: str, in_browser: str = "") -> Said:
    """The letter in the language `code`, which is active, too."""
    words = draft.texts[code]
    return Said(
        subject=words.subject,
        sentences=(*paragraphs(words.body), *offer_terms(draft, code)),
        action=words.action,
        address=address,
        sms=f"{words.sms.strip()} {address}".strip(),
        in_browser=in_browser,
    )


def offer_terms(draft: Draft, code: str) -> tuple[str, ...]:
    """From when until when, and by which rules: in every letter of an offer, and on its page."""
    if draft.offer_from_on is None or draft.offer_until_on is None:
        return ()
    days = {"begins": spoken_day(draft.offer_from_on, code), "ends": spoken_day(draft.offer_until_on, code)}
    return (_("The offer holds from %(begins)s to %(ends)s.") % days, *paragraphs(draft.texts[code].rules))


def spoken_day(day: date, code: str) -> str:
    return date_format(day, "j E Y" if code == "ru" else "j F Y").lower() if code != "en" else date_format(day, "j F Y")


def over(offer_until_on: date | None, today: date) -> bool:
    return offer_until_on is not None and today > offer_until_on


def document(draft: Draft) -> dict[str, Any]:
    """What a second person approves, as the journal keeps the hash of it."""
    days = {name: str(getattr(draft, name) or "") for name in ("offer_from_on", "offer_until_on")}
    return {
        "type": "campaign",
        "version": 1,
        "kind": str(draft.kind),
        "channel": str(draft.channel),
        "interest": draft.interest,
        "path": draft.path,
        "a_minute": draft.a_minute,
        **days,
        "texts": {code: asdict(draft.texts[code]) for code in draft.languages},
    }


def sha256(draft: Draft) -> str:
    return hashlib.sha256(rfc8785.dumps(document(draft))).hexdigest()


def sms_parts(text: str) -> int:
    """How many messages the carrier counts: 160 letters of the old alphabet or 70 of any, less where it is cut."""
    whole, part = (160, 153) if set(text) <= GSM else (70, 67)
    return 1 if len(text) <= whole else math.ceil(len(text) / part)
