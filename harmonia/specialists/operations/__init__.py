from harmonia.core.moves import WrongState
from harmonia.specialists.operations.applications import (
    AGREEMENT,
    AddressesUnproved,
    AlreadyPractises,
    NoSuchApplication,
    NotComplete,
    WordsMissing,
    begin,
    contest,
    faults_of,
    reopen,
    submit,
    take_back,
    write,
)
from harmonia.specialists.operations.expiring import watch
from harmonia.specialists.operations.listing import (
    NotEligible,
    NotVerified,
    PriceOutOfRange,
    Profile,
    Study,
    UnknownKey,
    Words,
    ask_register,
    change_price,
    change_words,
    enlist,
    enter,
    pass_words,
    recheck_register,
    renew,
    unlist,
    unlist_unchecked,
    verify,
)
from harmonia.specialists.operations.papers import Given, InQuarantine, TooLarge, TooMany, give, remove, scan, upload
from harmonia.specialists.operations.verifying import (
    Finding,
    RegisterEntryTaken,
    Undecided,
    decide,
    give_back,
    profile_of,
    take,
)

__all__ = [
    "AGREEMENT",
    "AddressesUnproved", "AlreadyPractises", "Finding", "Given", "InQuarantine", "NoSuchApplication", "NotComplete",
    "NotEligible", "NotVerified", "PriceOutOfRange", "Profile", "RegisterEntryTaken", "Study", "TooLarge", "TooMany",
    "Undecided", "UnknownKey", "Words", "WordsMissing", "WrongState", "ask_register", "begin", "change_price",
    "change_words", "contest", "decide", "enlist", "enter", "faults_of", "give", "give_back", "pass_words",
    "profile_of", "recheck_register", "remove", "renew", "reopen", "scan", "submit", "take", "take_back", "unlist",
    "unlist_unchecked", "upload", "verify", "watch", "write",
]  # fmt: skip
