"""Everything that changes a survey, a participation, or what comes of them."""

from harmonia.core.moves import WrongState
from harmonia.surveys.operations.outcomes import (
    NotApproved,
    ask_export,
    begin_inviting,
    close,
    count,
    decide_export,
    decide_quote,
    decide_talk,
    invite,
    take_export,
)
from harmonia.surveys.operations.taking_part import (
    BadTime,
    NotAsked,
    NotTakingPart,
    Unanswered,
    agree,
    answer,
    finish,
    leave,
    let_go,
    offer_talk,
    refuse,
    start_over,
)
from harmonia.surveys.operations.writing import (
    TooMany,
    Unfinished,
    begin,
    decide,
    move_up,
    propose,
    put_question,
    remove_question,
    revise,
    rewrite,
)

__all__ = [
    "BadTime", "NotApproved", "NotAsked", "NotTakingPart", "TooMany", "Unanswered", "Unfinished", "WrongState", "agree",
    "answer", "ask_export", "begin", "begin_inviting", "close", "count", "decide", "decide_export", "decide_quote",
    "decide_talk", "finish", "invite", "leave", "let_go", "move_up", "offer_talk", "propose", "put_question", "refuse",
    "remove_question", "revise", "rewrite", "start_over", "take_export",
]  # fmt: skip
