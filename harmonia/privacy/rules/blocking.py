"""Who may end a block: whoever asked for it; or the officer, with a reason (94-V art. 25(2)(8))."""

from dataclasses import dataclass

from harmonia.privacy.states import BlockEnd, BlockOrigin

# Whom the law lets take back his own asking. What an authority asked, or a check began, is not the person's to end.
OWN = frozenset({BlockOrigin.SELF, BlockOrigin.REPRESENTATIVE})


@dataclass(frozen=True)
class Facts:
    origin: str
    confirmed: bool
    by_the_person: bool
    by_an_officer: bool


def refusal(facts: Facts, because: str) -> str:
    """Why this block may not be ended so; empty: it may."""
    rules = {
        BlockEnd.ASKED: (
            (not facts.by_the_person and not facts.by_an_officer, "stranger"),
            (facts.origin not in OWN, "asked_by_another"),
        ),
        BlockEnd.NOT_CONFIRMED: (
            (not facts.by_an_officer, "officer_only"),
            (facts.confirmed, "breach_confirmed"),
        ),
        BlockEnd.PUT_RIGHT: (
            (not facts.by_an_officer, "officer_only"),
            (not facts.confirmed, "breach_not_confirmed"),
        ),
    }
    return next((reason for holds, reason in rules[BlockEnd(because)] if holds), "")
