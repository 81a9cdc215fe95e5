"""What the program answers to letters. Subjects say a number and nothing else: whoever looks over a shoulder learns
nothing (row 11). What was asked for is repeated to the known address only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmonia.core import moments
from harmonia.support.states import ReplyKind

Words = str | Promise
ZONE = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True)
class Said:
    """As the templates of letters want it. `address`: where the action leads, or empty."""

    subject: str
    sentences: tuple[str, ...]
    action: str = ""
    address: str = ""


# A sentence that speaks of something that is not there is left out.
SENTENCES: Mapping[ReplyKind, tuple[Words, ...]] = {
    ReplyKind.RECEIVED: (
        gettext_lazy("We have received your letter. Its number is %(thread)s."),
        gettext_lazy("A person will read it and answer you. You can write on in reply to this letter."),
    ),
    ReplyKind.OPENED: (
        gettext_lazy("We have received your letter and opened a request: %(requests)s."),
        gettext_lazy("We answer by the end of %(due)s. Where it stands is shown in your account, under requests."),
        gettext_lazy("If you did not write to us, answer this letter at once."),
    ),
    ReplyKind.WITHDRAWN: (
        gettext_lazy("You asked us in a letter to withdraw your consents. They are withdrawn."),
        gettext_lazy("The number of your request is %(requests)s."),
        gettext_lazy("If it was not you, or you think better of it, you can take this back until %(until)s."),
    ),
    ReplyKind.MARKETING_ENDED: (
        gettext_lazy("A letter with your address asked us to send no more news and offers. We send none."),
        gettext_lazy("Letters about your account and your appointments go on."),
        gettext_lazy("If it was not you, or you think better of it, you can take this back until %(until)s."),
    ),
    ReplyKind.CONFIRM: (
        gettext_lazy("A letter with your address asks us for something, but nothing shows that you sent it."),
        gettext_lazy("If you did, say so by %(until)s: then we do what it asks for. Its number is %(thread)s."),
        gettext_lazy("If you did not, there is nothing to do: without your yes nothing happens to your data."),
    ),
    ReplyKind.TOO_LARGE: (
        gettext_lazy("Your letter was too large for us, and we could not read it. Its number is %(thread)s."),
        gettext_lazy("Please send it again without attachments."),
    ),
    ReplyKind.ANSWER: (),
}  # fmt: skip
ACTIONS: Mapping[ReplyKind, Words] = {
    ReplyKind.CONFIRM: gettext_lazy("See what it asks for"),
    ReplyKind.WITHDRAWN: gettext_lazy("Take it back"),
    ReplyKind.MARKETING_ENDED: gettext_lazy("Take it back"),
}


def say(kind: ReplyKind, facts: Mapping[str, Any], *, path: str, text: str = "") -> Said:
    """In the language that is active. `text`: of a person of the staff, as it was written."""
    spoken = _spoken(facts)
    number = spoken.get("requests") or spoken.get("thread", "")
    sentences = [part.strip() for part in text.split("\n\n")] if text else []
    sentences += [said for each in SENTENCES[kind] if (said := _filled(each, spoken))]
    leads = path if "until" in spoken else ""
    return Said(
        subject=_("Your letter No. %(number)s") % {"number": spoken.get("thread") or number},
        sentences=tuple(filter(None, sentences)),
        action=str(ACTIONS.get(kind, "")) if leads else "",
        address=leads,
    )


def _filled(words: Words, spoken: Mapping[str, str]) -> str:
    try:
        return str(words) % spoken
    except KeyError:
        return ""


def _spoken(facts: Mapping[str, Any]) -> dict[str, str]:
    spoken: dict[str, str] = {}
    if facts.get("thread"):
        spoken["thread"] = facts["thread"]
    if facts.get("requests"):
        numbers, days = zip(*facts["requests"], strict=True)
        spoken["requests"] = ", ".join(numbers)
        spoken["due"] = _day(min(days))
    if facts.get("until"):
        spoken["until"] = _day(facts["until"])
    return spoken


def _day(iso: str) -> str:
    said = moments.day(datetime.fromisoformat(iso), ZONE)
    return said[0].lower() + said[1:]
