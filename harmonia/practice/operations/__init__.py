from harmonia.consent.operations import ConsentMissing
from harmonia.core.moves import WrongState
from harmonia.practice.operations.handing_over import (
    AlreadyChosen,
    NeverMet,
    NobodyToWrite,
    NotAReceiver,
    SummaryEmpty,
    SummaryTooLong,
    approve,
    choose,
    end_over,
    take_back,
    write_summary,
)
from harmonia.practice.operations.leaving import AlreadyLeaving, BadDay, end_practices, leave, settle, stay
from harmonia.practice.operations.notes import ChangedMeanwhile, NoPractice, delete, follow_relations, rewrite, write
from harmonia.practice.operations.supervising import (
    Deidentified,
    Doubtful,
    Identifies,
    NotASupervisor,
    answer,
    ask,
    end,
)
from harmonia.practice.permissions import Denied
from harmonia.practice.rules.templates import EmptyNote, TooLong, UnknownTemplate

__all__ = [
    "AlreadyChosen",
    "AlreadyLeaving",
    "BadDay",
    "ChangedMeanwhile",
    "ConsentMissing",
    "Deidentified",
    "Denied",
    "Doubtful",
    "EmptyNote",
    "Identifies",
    "NeverMet",
    "NoPractice",
    "NobodyToWrite",
    "NotAReceiver",
    "NotASupervisor",
    "SummaryEmpty",
    "SummaryTooLong",
    "TooLong",
    "UnknownTemplate",
    "WrongState",
    "answer",
    "approve",
    "ask",
    "choose",
    "delete",
    "end",
    "end_over",
    "end_practices",
    "follow_relations",
    "leave",
    "rewrite",
    "settle",
    "stay",
    "take_back",
    "write",
    "write_summary",
]
