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
from harmonia.support.operations.quarantine import Given, InQuarantine, give, scan, take_out
from harmonia.support.operations.ready_answers import TitleTaken, UnknownBlank, drop_ready, ready_words, write_ready
from harmonia.support.operations.replies import NobodyToAnswer, deliver
from harmonia.support.operations.sorting import StillAway, sort

__all__ = [
    "Copy",
    "Envelope",
    "Given",
    "InOtherHands",
    "InQuarantine",
    "NoMailbox",
    "NobodyToAnswer",
    "Offer",
    "Opened",
    "PlaceTaken",
    "StillAway",
    "TitleTaken",
    "TooManyLetters",
    "UnknownBlank",
    "UnknownLink",
    "answer",
    "assign",
    "deliver",
    "drop_ready",
    "forget_empty_threads",
    "give",
    "give_up",
    "offered",
    "opened",
    "poll",
    "ready_words",
    "scan",
    "set_aside",
    "sort",
    "take_from_provider",
    "take_in",
    "take_out",
    "tidy_mailbox",
    "turn_into_request",
    "use",
    "write_from_cabinet",
    "write_ready",
]
