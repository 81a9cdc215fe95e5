"""What follows from a letter: who it seems to come from, and what it asks, make one row of a table.

Nothing that could harm follows from a letter that is not proved. The end of marketing harms nobody, so it follows at
once; the rest waits for a yes from the known address. What the program does not understand, a person reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from harmonia.support.states import Intent, LetterState, ReplyKind, Standing


@dataclass(frozen=True)
class Outcome:
    """`opens`: kinds of requests; a withdrawal is carried out in the transaction that opens it."""

    state: LetterState
    reply: ReplyKind | None = None
    stops_marketing: bool = False
    opens: tuple[str, ...] = ()


LOOK = Outcome(LetterState.TO_LOOK)
LOOK_AND_SAY = Outcome(LetterState.TO_LOOK, ReplyKind.RECEIVED)
ASK = Outcome(LetterState.AWAITING, ReplyKind.CONFIRM)
ASK_AND_STOP = Outcome(LetterState.AWAITING, ReplyKind.CONFIRM, stops_marketing=True)


def _opened(kind: str) -> Outcome:
    return Outcome(LetterState.DONE, ReplyKind.OPENED, opens=(kind,))


PROVED: dict[Intent, Outcome] = {
    Intent.WITHDRAW_EVERYTHING: Outcome(LetterState.DONE, ReplyKind.WITHDRAWN, opens=("withdrawal",)),
    Intent.WITHDRAW_MARKETING: Outcome(LetterState.DONE, ReplyKind.MARKETING_ENDED, stops_marketing=True),
    Intent.ERASURE: _opened("erasure"),
    Intent.INFORMATION: _opened("information"),
    Intent.CORRECTION: _opened("correction"),
    Intent.BLOCKING: _opened("blocking"),
    Intent.COMPLAINT: _opened("complaint"),
    Intent.NOT_ME: _opened("not_mine"),
    Intent.OTHER: LOOK_AND_SAY,
    Intent.UNCLEAR: LOOK_AND_SAY,
}
CLAIMED: dict[Intent, Outcome] = {
    Intent.WITHDRAW_EVERYTHING: ASK_AND_STOP,
    Intent.WITHDRAW_MARKETING: Outcome(LetterState.DONE, ReplyKind.MARKETING_ENDED, stops_marketing=True),
    Intent.ERASURE: ASK_AND_STOP,
    Intent.INFORMATION: ASK,
    Intent.CORRECTION: ASK,
    Intent.BLOCKING: ASK,
    Intent.COMPLAINT: LOOK,
    Intent.NOT_ME: ASK_AND_STOP,
    Intent.OTHER: LOOK,
    Intent.UNCLEAR: LOOK,
}
OUTCOMES: dict[Standing, dict[Intent, Outcome]] = {
    Standing.PROVED_KNOWN: PROVED,
    Standing.CLAIMED_KNOWN: CLAIMED,
    Standing.PROVED_STRANGER: dict.fromkeys(Intent, LOOK_AND_SAY),
    Standing.CLAIMED_STRANGER: dict.fromkeys(Intent, LOOK),
}
# Which of two replies says more.
WEIGHT = (ReplyKind.WITHDRAWN, ReplyKind.CONFIRM, ReplyKind.OPENED, ReplyKind.MARKETING_ENDED, ReplyKind.RECEIVED)


def standing(*, proved: bool, known: bool) -> Standing:
    if known:
        return Standing.PROVED_KNOWN if proved else Standing.CLAIMED_KNOWN
    return Standing.PROVED_STRANGER if proved else Standing.CLAIMED_STRANGER


def outcome(who: Standing, intents: Iterable[Intent]) -> Outcome:
    """Of several intents that go together: all that each of them brings."""
    rows = [OUTCOMES[who][Intent(intent)] for intent in intents] or [OUTCOMES[who][Intent.UNCLEAR]]
    replies = [row.reply for row in rows if row.reply]
    return Outcome(
        state=rows[0].state,
        reply=min(replies, key=WEIGHT.index, default=None),
        stops_marketing=any(row.stops_marketing for row in rows),
        opens=tuple(kind for row in rows for kind in row.opens),
    )
