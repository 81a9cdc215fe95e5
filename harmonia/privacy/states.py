"""States of requests, archives, erasures and registers, and how each may move."""

from django.db import models


class TransferState(models.TextChoices):
    PROPOSED = "proposed"
    MADE = "made"
    TOLD = "told"
    REFUSED = "refused"


TRANSFER_MOVES: dict[str, frozenset[str]] = {
    TransferState.PROPOSED: frozenset({TransferState.MADE, TransferState.REFUSED}),
    TransferState.MADE: frozenset({TransferState.TOLD}),
    TransferState.TOLD: frozenset(),
    TransferState.REFUSED: frozenset(),
}


class StateRequestState(models.TextChoices):
    RECEIVED = "received"
    PREPARED = "prepared"
    DISCLOSED = "disclosed"
    REFUSED = "refused"


STATE_REQUEST_MOVES: dict[str, frozenset[str]] = {
    StateRequestState.RECEIVED: frozenset({StateRequestState.PREPARED, StateRequestState.REFUSED}),
    StateRequestState.PREPARED: frozenset({StateRequestState.DISCLOSED, StateRequestState.REFUSED}),
    StateRequestState.DISCLOSED: frozenset(),
    StateRequestState.REFUSED: frozenset(),
}


class BreachState(models.TextChoices):
    FOUND = "found"
    NOTIFIED = "notified"
    NOT_CONFIRMED = "not_confirmed"
    CLOSED = "closed"


BREACH_MOVES: dict[str, frozenset[str]] = {
    BreachState.FOUND: frozenset({BreachState.NOTIFIED, BreachState.NOT_CONFIRMED}),
    BreachState.NOTIFIED: frozenset({BreachState.CLOSED}),
    BreachState.NOT_CONFIRMED: frozenset(),
    BreachState.CLOSED: frozenset(),
}


class Harm(models.TextChoices):
    """What a breach of security may have led to (94-V art. 1(15-1))."""

    DISSEMINATION = "dissemination"
    CHANGE = "change"
    DESTRUCTION = "destruction"
    ACCESS = "access"


class RequestKind(models.TextChoices):
    """What a person may ask (7.2.4, 7.3, 12.8; 94-V art. 24). NOT_MINE: an account carries his address, and he has
    none (7.3.5)."""

    INFORMATION = "information"
    CORRECTION = "correction"
    BLOCKING = "blocking"
    UNBLOCKING = "unblocking"
    ERASURE = "erasure"
    WITHDRAWAL = "withdrawal"
    OBJECTION = "objection"
    COMPLAINT = "complaint"
    NOT_MINE = "not_mine"


class RequestWay(models.TextChoices):
    """By which way it came."""

    CABINET = "cabinet"
    LETTER = "letter"
    FORM = "form"
    PAPER = "paper"


class AskedBy(models.TextChoices):
    SELF = "self"
    REPRESENTATIVE = "representative"
    AUTHORITY = "authority"


class Proof(models.TextChoices):
    """How sure we are who asks. LETTER: from his own mailbox, with signatures that agree. CODE: by a secret sent to
    his known address. FRESH: signed in, and shown again within minutes that it is he. EVIDENCE: looked at by staff."""

    NONE = "none"
    LETTER = "letter"
    SIGNED_IN = "signed_in"
    CODE = "code"
    FRESH = "fresh"
    EVIDENCE = "evidence"


class RequestState(models.TextChoices):
    """UNPROVED waits for the asker, IN_WORK for us, WAITING for something that must end first."""

    RECEIVED = "received"
    UNPROVED = "unproved"
    IN_WORK = "in_work"
    WAITING = "waiting"
    DONE = "done"
    PARTLY_DONE = "partly_done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    JOINED = "joined"


REQUEST_ENDS = frozenset({
    RequestState.DONE, RequestState.PARTLY_DONE, RequestState.REFUSED, RequestState.TAKEN_BACK, RequestState.JOINED,
})  # fmt: skip
REQUEST_UNDER_WAY = frozenset({RequestState.UNPROVED, RequestState.IN_WORK, RequestState.WAITING})
REQUEST_MOVES: dict[str, frozenset[str]] = {
    RequestState.RECEIVED: frozenset({RequestState.UNPROVED, RequestState.IN_WORK, RequestState.JOINED}),
    RequestState.UNPROVED: frozenset({
        RequestState.IN_WORK, RequestState.REFUSED, RequestState.TAKEN_BACK, RequestState.JOINED,
    }),
    RequestState.IN_WORK: frozenset({
        RequestState.UNPROVED, RequestState.WAITING, RequestState.DONE, RequestState.PARTLY_DONE,
        RequestState.REFUSED, RequestState.TAKEN_BACK,
    }),
    RequestState.WAITING: frozenset({
        RequestState.IN_WORK, RequestState.DONE, RequestState.PARTLY_DONE, RequestState.REFUSED,
        RequestState.TAKEN_BACK,
    }),
    **dict.fromkeys(REQUEST_ENDS, frozenset()),
}  # fmt: skip


class WaitsFor(models.TextChoices):
    """What must end before a request can be carried out."""

    NOTHING = ""
    UNBLOCKING = "unblocking"
    SESSION = "session"
    ARCHIVE = "archive"


class ArchiveState(models.TextChoices):
    """MAKING goes back to ASKED when it could not be finished, and is tried again. TAKEN, EXPIRED: the file is gone."""

    ASKED = "asked"
    MAKING = "making"
    READY = "ready"
    TAKEN = "taken"
    EXPIRED = "expired"


ARCHIVE_MOVES: dict[str, frozenset[str]] = {
    ArchiveState.ASKED: frozenset({ArchiveState.MAKING}),
    ArchiveState.MAKING: frozenset({ArchiveState.READY, ArchiveState.ASKED}),
    ArchiveState.READY: frozenset({ArchiveState.TAKEN, ArchiveState.EXPIRED}),
    ArchiveState.TAKEN: frozenset(),
    ArchiveState.EXPIRED: frozenset(),
}


class ReleaseState(models.TextChoices):
    """Whether something withheld from a person's archive may be given to him: one proposes, another decides."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"


RELEASE_MOVES: dict[str, frozenset[str]] = {
    ReleaseState.PROPOSED: frozenset({ReleaseState.APPROVED, ReleaseState.DECLINED}),
    ReleaseState.APPROVED: frozenset(),
    ReleaseState.DECLINED: frozenset(),
}


class ReleaseGround(models.TextChoices):
    """Why somebody else on the row does not lose by it."""

    OTHER_AGREED = "other_agreed"
    ONLY_ABOUT_HIM = "only_about_him"
    REQUIRED_BY_LAW = "required_by_law"


class ErasureState(models.TextChoices):
    """ROWS_GONE: committed, and his keys are being destroyed. DESTROYED: certified. TOLD: the letter has gone, and with
    it the address that it went to."""

    ROWS_GONE = "rows_gone"
    DESTROYED = "destroyed"
    TOLD = "told"


ERASURE_MOVES: dict[str, frozenset[str]] = {
    ErasureState.ROWS_GONE: frozenset({ErasureState.DESTROYED}),
    ErasureState.DESTROYED: frozenset({ErasureState.TOLD}),
    ErasureState.TOLD: frozenset(),
}


class RunState(models.TextChoices):
    """A run of retention: DRAFT is what the night worked out. One person proposes it, another approves or declines."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DONE = "done"
    DECLINED = "declined"
    REPLACED = "replaced"


RUN_MOVES: dict[str, frozenset[str]] = {
    RunState.DRAFT: frozenset({RunState.PROPOSED, RunState.APPROVED, RunState.REPLACED}),
    RunState.PROPOSED: frozenset({RunState.APPROVED, RunState.DECLINED, RunState.REPLACED}),
    RunState.APPROVED: frozenset({RunState.DONE}),
    RunState.DONE: frozenset(),
    RunState.DECLINED: frozenset(),
    RunState.REPLACED: frozenset(),
}


class HoldGround(models.TextChoices):
    """Why something must not be destroyed though its term is over."""

    DISPUTE = "dispute"
    COURT = "court"
    STATE_REQUEST = "state_request"
    INSPECTION = "inspection"
    BREACH = "breach"


class BlockOrigin(models.TextChoices):
    """Who asked for a block, or found a reason for it."""

    SELF = "self"
    REPRESENTATIVE = "representative"
    AUTHORITY = "authority"
    STAFF = "staff"


class BlockEnd(models.TextChoices):
    """Why it ended: who asked for it wished so; no breach was confirmed; or what was broken is put right."""

    ASKED = "asked"
    NOT_CONFIRMED = "not_confirmed"
    PUT_RIGHT = "put_right"


class BlockState(models.TextChoices):
    STANDS = "stands"
    ENDED = "ended"


BLOCK_MOVES: dict[str, frozenset[str]] = {
    BlockState.STANDS: frozenset({BlockState.ENDED}),
    BlockState.ENDED: frozenset(),
}
