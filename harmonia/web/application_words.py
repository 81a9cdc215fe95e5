"""How applications are spoken of, to the applicant and at the desk: tables, and a decision as one reads it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmonia import policy
from harmonia.specialists.states import WHOLE, ApplicationState, DocumentState, Outcome
from harmonia.web import documents

Words = str | Promise
STEPS: dict[str, Words] = {
    "person": _("Who you are"),
    "education": _("Education"),
    "practice": _("Practice"),
    "register": _("Register and supervision"),
    "documents": _("Papers"),
    "page": _("Your page"),
}
STATES: dict[str, Words] = {
    ApplicationState.DRAFT: _("a draft"),
    ApplicationState.SUBMITTED: _("waits to be looked at"),
    ApplicationState.TAKEN: _("is being looked at"),
    ApplicationState.RETURNED: _("to be completed"),
    ApplicationState.APPROVED: _("approved"),
    ApplicationState.REFUSED: _("refused"),
}
BADGES: dict[str, str] = {
    ApplicationState.SUBMITTED: "badge-waiting",
    ApplicationState.TAKEN: "badge-accent",
    ApplicationState.RETURNED: "badge-waiting",
    ApplicationState.APPROVED: "badge-good",
    ApplicationState.REFUSED: "badge-bad",
}
PAPER_STATES: dict[str, Words] = {
    DocumentState.QUARANTINED: _("in quarantine: the scanner has not answered yet, and nobody opens it"),
    DocumentState.CLEAN: _("checked and made anew; only a verifier can open it"),
    DocumentState.INFECTED: _("harmful: it was destroyed"),
    DocumentState.UNREADABLE: _("it could not be read, and was destroyed"),
    DocumentState.UNKNOWABLE: _("the scanner does not read a file of this size: send a smaller one"),
}
WHY_UNREADABLE: dict[str, Words] = {
    "broken": _("it is damaged, or not what its name says"),
    "too_large": _("the picture has too many dots: send a smaller one"),
    "locked": _("it is locked by a password"),
    "too_many_pages": _("it has too many pages: send those that matter"),
}
OUTCOMES: dict[str, Words] = {
    Outcome.MET: _("met"),
    Outcome.LACKING: _("lacking"),
    Outcome.RETURNED: _("Returned to be completed"),
    Outcome.APPROVED: _("Approved"),
    Outcome.REFUSED: _("Refused"),
    Outcome.ANSWER: _("The applicant's words"),
}
CLAIMS: dict[str, Words] = {
    "promise": _("a promise of a result"),
    "diagnosis": _("a diagnosis"),
    "medication": _("medication"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What was written at one moment: the whole, and the criteria under it."""

    at: datetime
    outcome: str
    title: Words
    words: str
    findings: list[tuple[str, bool, str]] = field(default_factory=list)


def decisions(remarks: Iterable[Any]) -> list[Decision]:
    """Newest first, as the remarks come."""
    by_moment = groupby(remarks, key=lambda one: (one.written_at, one.written_by))
    return [_decision(at, list(those)) for (at, _), those in by_moment]


def _decision(at: datetime, those: list[Any]) -> Decision:
    whole = next(one for one in those if one.criterion == WHOLE)
    found = {one.criterion: (one.outcome == Outcome.MET, one.words) for one in those if one.criterion != WHOLE}
    findings = [(title(key), *found[key]) for key in policy.CRITERIA if key in found]
    return Decision(at, whole.outcome, OUTCOMES[whole.outcome], whole.words, findings)


def title(criterion: str) -> str:
    return policy.CRITERIA[criterion].title.in_language(documents.language())


def paper(document: Any, kinds: Any) -> dict[str, Any]:
    return {
        "document": document,
        "kind": kinds[document.kind],
        "state": PAPER_STATES[document.state],
        "why": WHY_UNREADABLE.get(document.found, ""),
    }
