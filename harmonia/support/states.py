"""A letter is stored, then read once, and ends in a state that says who has it: the program, a person, or nobody."""

from django.db import models


class Way(models.TextChoices):
    """How a letter came. FORM: written in the cabinet, by who has signed in."""

    MAILBOX = "mailbox"
    WEBHOOK = "webhook"
    FORM = "form"


class LetterState(models.TextChoices):
    """STORED waits to be read. TO_LOOK, QUARANTINED (nobody's parser could read it) and TOO_LARGE (only its headers
    were kept) wait for a person. AWAITING waits for a yes from the address that it claims to come from."""

    STORED = "stored"
    TO_LOOK = "to_look"
    QUARANTINED = "quarantined"
    TOO_LARGE = "too_large"
    AWAITING = "awaiting"
    UNCONFIRMED = "unconfirmed"
    AUTOMATIC = "automatic"
    DUPLICATE = "duplicate"
    DONE = "done"
    ANSWERED = "answered"
    NOT_A_REQUEST = "not_a_request"


_ENDS = frozenset({LetterState.DONE, LetterState.ANSWERED, LetterState.NOT_A_REQUEST})
MOVES: dict[str, frozenset[str]] = {
    LetterState.STORED: frozenset(
        {
            LetterState.TO_LOOK,
            LetterState.QUARANTINED,
            LetterState.TOO_LARGE,
            LetterState.AWAITING,
            LetterState.AUTOMATIC,
            LetterState.DUPLICATE,
            LetterState.DONE,
        }
    ),
    LetterState.TO_LOOK: _ENDS,
    LetterState.QUARANTINED: _ENDS,
    LetterState.TOO_LARGE: _ENDS,
    LetterState.AWAITING: frozenset({LetterState.UNCONFIRMED, *_ENDS}),
    LetterState.UNCONFIRMED: _ENDS,
    LetterState.AUTOMATIC: _ENDS,
    LetterState.DUPLICATE: frozenset(),
    LetterState.DONE: frozenset({LetterState.ANSWERED}),
    LetterState.ANSWERED: frozenset({LetterState.DONE}),
    LetterState.NOT_A_REQUEST: frozenset({LetterState.ANSWERED, LetterState.DONE}),
}
# What a person must look at, the most urgent first.
FOR_A_PERSON: tuple[str, ...] = (LetterState.TO_LOOK, LetterState.QUARANTINED, LetterState.TOO_LARGE)
# What a person may still act upon.
OPEN: frozenset[str] = frozenset({*FOR_A_PERSON, LetterState.AWAITING, LetterState.UNCONFIRMED, LetterState.AUTOMATIC})


class Intent(models.TextChoices):
    """What a letter asks for. UNCLEAR: a person decides."""

    WITHDRAW_EVERYTHING = "withdraw_everything"
    WITHDRAW_MARKETING = "withdraw_marketing"
    ERASURE = "erasure"
    INFORMATION = "information"
    CORRECTION = "correction"
    BLOCKING = "blocking"
    COMPLAINT = "complaint"
    NOT_ME = "not_me"
    OTHER = "other"
    UNCLEAR = "unclear"


class Proof(models.TextChoices):
    """What shows that a letter comes from where it says. NONE: nothing does."""

    NONE = ""
    DKIM = "dkim"
    SPF = "spf"
    OWN_SERVER = "own_server"
    SIGNED_IN = "signed_in"
    LINK = "link"


class Standing(models.TextChoices):
    """Who a letter seems to come from: `known` means the proved address of a living account."""

    PROVED_KNOWN = "proved_known"
    CLAIMED_KNOWN = "claimed_known"
    PROVED_STRANGER = "proved_stranger"
    CLAIMED_STRANGER = "claimed_stranger"


class FileState(models.TextChoices):
    """An attached file. QUARANTINED waits for the scanner and is opened by nobody; UNKNOWABLE: it reads no such file.
    What is INFECTED is destroyed; its name and what was found stay."""

    QUARANTINED = "quarantined"
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWABLE = "unknowable"


FILE_MOVES: dict[str, frozenset[str]] = {
    FileState.QUARANTINED: frozenset({FileState.CLEAN, FileState.INFECTED, FileState.UNKNOWABLE}),
    FileState.CLEAN: frozenset(),
    FileState.INFECTED: frozenset(),
    FileState.UNKNOWABLE: frozenset(),
}


class ReplyKind(models.TextChoices):
    """Every kind but ANSWER is written by the program, once a letter."""

    RECEIVED = "received"
    OPENED = "opened"
    WITHDRAWN = "withdrawn"
    MARKETING_ENDED = "marketing_ended"
    CONFIRM = "confirm"
    TOO_LARGE = "too_large"
    ANSWER = "answer"


class ReplyState(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


REPLY_MOVES: dict[str, frozenset[str]] = {
    ReplyState.QUEUED: frozenset({ReplyState.SENT, ReplyState.FAILED, ReplyState.SKIPPED}),
    ReplyState.SENT: frozenset(),
    ReplyState.FAILED: frozenset(),
    ReplyState.SKIPPED: frozenset(),
}


class LinkKind(models.TextChoices):
    """CONFIRM: I wrote that letter. UNDO: take back what that letter did."""

    CONFIRM = "confirm"
    UNDO = "undo"


class DisputeAbout(models.TextChoices):
    """SESSION: both who met are its sides, and we. PAYMENT, SERVICE: whoever opened it, and we."""

    SESSION = "session"
    PAYMENT = "payment"
    SERVICE = "service"


class DisputeState(models.TextChoices):
    """OPENED waits for the first answer. Talking comes first (policy 11.1); NOT_AGREED: a court decides (11.2)."""

    OPENED = "opened"
    NEGOTIATION = "negotiation"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    TAKEN_BACK = "taken_back"


DISPUTE_MOVES: dict[str, frozenset[str]] = {
    DisputeState.OPENED: frozenset({DisputeState.NEGOTIATION, DisputeState.NOT_AGREED, DisputeState.TAKEN_BACK}),
    DisputeState.NEGOTIATION: frozenset({DisputeState.AGREED, DisputeState.NOT_AGREED, DisputeState.TAKEN_BACK}),
    DisputeState.AGREED: frozenset(),
    DisputeState.NOT_AGREED: frozenset(),
    DisputeState.TAKEN_BACK: frozenset(),
}
STANDING: tuple[str, ...] = (DisputeState.OPENED, DisputeState.NEGOTIATION)


class Side(models.TextChoices):
    CLIENT = "client"
    SPECIALIST = "specialist"
    SERVICE = "service"


class Gives(models.TextChoices):
    """What goes back: a sum; a session, to the package that it was paid with; all that is unspent of a package."""

    MONEY = "money"
    SESSION = "session"
    REST = "rest"


class ProposalState(models.TextChoices):
    """LAPSED: its dispute was over before anybody answered."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"


PROPOSAL_MOVES: dict[str, frozenset[str]] = {
    ProposalState.OPEN: frozenset(
        {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.TAKEN_BACK, ProposalState.LAPSED}
    ),
    ProposalState.ACCEPTED: frozenset(),
    ProposalState.DECLINED: frozenset(),
    ProposalState.TAKEN_BACK: frozenset(),
    ProposalState.LAPSED: frozenset(),
}
