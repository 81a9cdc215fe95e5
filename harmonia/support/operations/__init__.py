"""Writes of support, one module a theme; this page lists what others may call."""

from harmonia.support.operations.desk import InOtherHands, Opened, answer, assign, opened, set_aside, turn_into_request
from harmonia.support.operations.intake import (
    Copy,
    Envelope,
    NoMailbox,
    PlaceTaken,
    TooManyLetters,
    forget_empty_threads,
    poll,
    take_from_provider,
    take_in,
    tidy_mailbox,
    write_from_cabinet,
)
from harmonia.support.operations.links import Offer, UnknownLink, give_up, offered, use
from harmonia.support.operations.replies import NobodyToAnswer, deliver
from harmonia.support.operations.sorting import StillAway, sort

__all__ = [
    "Copy",
    "Envelope",
    "InOtherHands",
    "NoMailbox",
    "NobodyToAnswer",
    "Offer",
    "Opened",
    "PlaceTaken",
    "StillAway",
    "TooManyLetters",
    "UnknownLink",
    "answer",
    "assign",
    "deliver",
    "forget_empty_threads",
    "give_up",
    "offered",
    "opened",
    "poll",
    "set_aside",
    "sort",
    "take_from_provider",
    "take_in",
    "tidy_mailbox",
    "turn_into_request",
    "use",
    "write_from_cabinet",
]
