"""What people ask about their data: taken in by any way, proved, carried out or refused with reasons, within a clock.

Guarantees: no request is lost, a second one for the same joins the first with its own words; each has a clock of the
law that runs from its receipt; the state moves only along REQUEST_MOVES, and each move is journalled and chained; an
overdue one reaches the responsible person; each end leaves a signed document of how its term was kept. Whoever asks in
another's name is never told whether there is an account.
"""

from harmonia.privacy.operations.requests.carrying_out import NothingToCarryOut, carry_on, carry_out
from harmonia.privacy.operations.requests.deciding import (
    NotCorrectable,
    NotProlongable,
    WrongGround,
    answer,
    assign,
    correct,
    prolong,
    refuse,
    take_back,
)
from harmonia.privacy.operations.requests.opening import open_request
from harmonia.privacy.operations.requests.proving import (
    NotYours,
    StaleLink,
    TooLateToAsk,
    ask_proof,
    confirm,
    confirm_in_cabinet,
    deny,
    deny_in_cabinet,
    opened,
    pass_on_evidence,
    prove,
    renew_link,
    send_confirmation,
)
from harmonia.privacy.operations.requests.telling import tell_named, write_to_asker
from harmonia.privacy.operations.requests.watching import escalate, escalate_overdue, lapse

__all__ = [
    "NotCorrectable",
    "NotProlongable",
    "NotYours",
    "NothingToCarryOut",
    "StaleLink",
    "TooLateToAsk",
    "WrongGround",
    "answer",
    "ask_proof",
    "assign",
    "carry_on",
    "carry_out",
    "confirm",
    "confirm_in_cabinet",
    "correct",
    "deny",
    "deny_in_cabinet",
    "escalate",
    "escalate_overdue",
    "lapse",
    "open_request",
    "opened",
    "pass_on_evidence",
    "prolong",
    "prove",
    "refuse",
    "renew_link",
    "send_confirmation",
    "take_back",
    "tell_named",
    "write_to_asker",
]
