"""Letters that machines wrote: replies of absence, reports of failure, lists. Answering them makes loops (RFC 3834)."""

from collections.abc import Collection

from harmonia.support.rules import headers
from harmonia.support.rules.headers import Field

BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
MARKS = ("list-id", "list-unsubscribe", "list-post", "x-autoreply", "x-autorespond", "x-auto-response", "x-loop",
         "feedback-id", "x-failed-recipients")  # fmt: skip
ROBOTS = frozenset({"mailer-daemon", "postmaster", "bounce", "bounces", "listserv", "majordomo"})
MUTE = frozenset({"no-reply", "noreply", "do-not-reply", "donotreply", "notifications", "notification"})


def automatic(fields: Collection[Field], *, own: Collection[str]) -> str:
    """Why nobody wrote this letter, or nothing. `own`: our addresses: what comes from them has come round."""
    name = headers.author(fields).lower().partition("@")[0]
    facts = (
        ("auto_submitted", _first_word(headers.first(fields, "auto-submitted")) not in ("", "no")),
        ("bulk", any(_first_word(value) in BULK for value in headers.all_of(fields, "precedence"))),
        ("list", any(headers.all_of(fields, mark) for mark in MARKS)),
        ("report", _first_word(headers.first(fields, "content-type")) == "multipart/report"),
        ("null_sender", headers.first(fields, "return-path").strip() == "<>"),
        ("robot", name in ROBOTS),
        ("own", headers.author(fields).lower() in own),
    )
    return next((reason for reason, found in facts if found), "")


def answerable(fields: Collection[Field]) -> bool:
    """Whether the program may write back by itself."""
    name = headers.author(fields).lower().partition("@")[0]
    return bool(name) and name not in MUTE and not headers.all_of(fields, "x-auto-response-suppress")


def _first_word(value: str) -> str:
    return value.split(";")[0].split("(")[0].strip().lower()
