"""How we speak of requests about data: the same words in the cabinet, on the public page and at the desk. Tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmonia import policy
from harmonia.core import working_days
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import AskedBy, Proof, RequestKind, RequestState, RequestWay, WaitsFor
from harmonia.web import documents

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """`title`: the request; `about`: what will be done, said beforehand; `question` stands over the field for words."""

    title: Words
    about: Words
    question: Words
    icon: str


KINDS: dict[str, Kind] = {
    RequestKind.INFORMATION: Kind(
        _("Tell me what you hold about me"),
        _("You get everything that we hold about you as one file, free of charge."),
        _("Is there something in particular that you want to know?"),
        "download",
    ),
    RequestKind.CORRECTION: Kind(
        _("Correct my data"),
        _("A person looks at it and corrects what is wrong, or tells you why not."),
        _("What is wrong, and how is it right?"),
        "edit",
    ),
    RequestKind.BLOCKING: Kind(
        _("Block my data"),
        _(
            "From this moment we only store your data. Booked sessions wait, letters stop, nothing is changed or "
            "deleted. You can end it at any time."
        ),
        _("What happened? You need not say."),
        "lock",
    ),
    RequestKind.UNBLOCKING: Kind(
        _("Unblock my data"),
        _("Everything goes on as before. What an authority or a check has blocked, the person responsible decides."),
        _("Is there anything that we should know?"),
        "key",
    ),
    RequestKind.ERASURE: Kind(
        _("Delete my data"),
        _("Your account is closed and your data are destroyed, in all copies. This cannot be undone."),
        _("Is there anything that we should know?"),
        "trash",
    ),
    RequestKind.WITHDRAWAL: Kind(
        _("Withdraw my consent"),
        _("What the consent allowed stops at once. Without the consent to the service, booked sessions are cancelled."),
        _("Is there anything that we should know?"),
        "close",
    ),
    RequestKind.OBJECTION: Kind(
        _("Object to an automatic decision"),
        _("For example, to how specialists were chosen for you. A person looks at it and answers."),
        _("What do you object to?"),
        "chat",
    ),
    RequestKind.COMPLAINT: Kind(
        _("Complain about how data are handled"),
        _("A person looks into it and answers you in writing."),
        _("What happened?"),
        "question",
    ),
    RequestKind.NOT_MINE: Kind(
        _("This account is not mine"),
        _(
            "Somebody used your address for an account, and letters meant for him come to you. We block the account "
            "and look into it."
        ),
        _("What did you receive?"),
        "mail",
    ),
}
STATES: dict[str, Words] = {
    RequestState.RECEIVED: _("received"),
    RequestState.UNPROVED: _("to be confirmed"),
    RequestState.IN_WORK: _("being worked on"),
    RequestState.WAITING: _("waiting"),
    RequestState.DONE: _("done"),
    RequestState.PARTLY_DONE: _("done in part"),
    RequestState.REFUSED: _("refused"),
    RequestState.TAKEN_BACK: _("taken back"),
    RequestState.JOINED: _("joined to another"),
}
BADGES: dict[str, str] = {
    RequestState.UNPROVED: "badge-waiting",
    RequestState.IN_WORK: "badge-accent",
    RequestState.WAITING: "badge-waiting",
    RequestState.DONE: "badge-good",
    RequestState.PARTLY_DONE: "badge-good",
    RequestState.REFUSED: "badge-bad",
}
STEPS: dict[str, Words] = {
    RequestState.RECEIVED: _("We received it"),
    RequestState.UNPROVED: _("We asked for a confirmation"),
    RequestState.IN_WORK: _("We began to work on it"),
    RequestState.WAITING: _("It waits for something to end"),
    RequestState.DONE: _("Done"),
    RequestState.PARTLY_DONE: _("Done in part"),
    RequestState.REFUSED: _("Refused"),
    RequestState.TAKEN_BACK: _("Taken back"),
    RequestState.JOINED: _("Joined to an earlier request for the same"),
    "evidence": _("Proof was sent"),
    "assigned": _("Somebody took it on"),
    "handed_over": _("Somebody else took it on"),
    "given_back": _("It went back to the queue"),
    "corrected": _("Corrected"),
    "prolonged": _("The term was prolonged"),
    "escalated": _("Its term passed; the person responsible was told"),
}
# What happens next, by where it stands.
NEXT: dict[str, Words] = {
    RequestState.RECEIVED: _("We are about to look at it."),
    RequestState.UNPROVED: _("We wait for your confirmation. Without it nothing is done, so that nobody acts for you."),
    RequestState.IN_WORK: _("We answer by the day named above. You need do nothing."),
}
WAITS: dict[str, Words] = {
    WaitsFor.UNBLOCKING: _(
        "Your data are blocked, and what is blocked may not be destroyed. End the block, and we go on."
    ),
    WaitsFor.SESSION: _("You are in a session. We go on by ourselves when it is over."),
    WaitsFor.ARCHIVE: _("Your file is being made. You get a notice when it is ready."),
}
WAYS: dict[str, Words] = {
    RequestWay.CABINET: _("in the cabinet"),
    RequestWay.LETTER: _("by letter"),
    RequestWay.FORM: _("on the site, without signing in"),
    RequestWay.PAPER: _("on paper"),
}
ASKERS: dict[str, Words] = {
    AskedBy.SELF: _("the person himself"),
    AskedBy.REPRESENTATIVE: _("a representative"),
    AskedBy.AUTHORITY: _("an authority"),
}
PROOFS: dict[str, Words] = {
    Proof.NONE: _("nothing shows who asks"),
    Proof.LETTER: _("a signed letter from the known address"),
    Proof.SIGNED_IN: _("signed in"),
    Proof.CODE: _("confirmed by a link to the known address"),
    Proof.FRESH: _("signed in and just confirmed"),
    Proof.EVIDENCE: _("evidence that staff has looked at"),
}
ROLES: dict[str, Words] = {"asker": _("the one who asks"), "staff": _("our staff"), "service": _("the program")}


def row(request: Any, at: datetime) -> dict[str, Any]:
    """What a list says of a request: no word of the asker's."""
    return {
        "request": request,
        "kind": KINDS[request.kind],
        "state": STATES[request.state],
        "badge": BADGES.get(request.state, ""),
        "overdue": request.is_open and request.due_at < at,
        "days_left": working_days.working_days_between(at, request.due_at) if request.is_open else None,
    }


def next_words(request: Any) -> Words:
    return WAITS.get(request.waits_for, "") or NEXT.get(request.state, "")


def refusal(request: Any, email: str) -> dict[str, str] | None:
    """Why it was refused, or the part that was: the ground, its norm, and the way to appeal."""
    if not request.ground:
        return None
    ground, spoken = policy.REFUSALS[request.ground], documents.language()
    return {
        "title": ground.title.in_language(spoken),
        "telling": ground.telling.in_language(spoken),
        "law": ground.law,
        "appeal": policy.APPEAL.in_language(spoken).format(email=email),
    }


def left(request: Any) -> list[str]:
    """What exactly was not granted, in words."""
    spoken = documents.language()
    keys = [key for key, _ground in request.left]
    obstacles = [policy.OBSTACLES[key].telling for key in keys if key in policy.OBSTACLES]
    categories = [policy.CATEGORIES[key].title for key in keys if key in policy.CATEGORIES]
    return [text.in_language(spoken) for text in (*obstacles, *categories)]


def scope(request: Any) -> list[str]:
    """What it is about, in words; empty: everything."""
    spoken = documents.language()
    tables: tuple[Any, ...] = (policy.CATEGORIES, policy.AGREEMENTS)
    found = [next((table[key] for table in tables if key in table), None) for key in request.scope]
    return [each.title.in_language(spoken) for each in found if each is not None]


def term(kind: str, at: datetime) -> dict[str, Any]:
    """How soon a request made now will be answered, and by which law."""
    clock = rules.clock(kind)
    return {"due_at": rules.due_at(kind, at), "law": clock.article, "amount": clock.amount, "unit": clock.unit}
