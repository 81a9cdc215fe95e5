"""A notice waits, is sent, fails for good, or is skipped because the person does not want it or may not get it."""

from django.db import models


class NoticeState(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


MOVES: dict[str, frozenset[str]] = {
    NoticeState.QUEUED: frozenset({NoticeState.SENT, NoticeState.FAILED, NoticeState.SKIPPED}),
    NoticeState.SENT: frozenset(),
    NoticeState.FAILED: frozenset(),
    NoticeState.SKIPPED: frozenset(),
}


class Channel(models.TextChoices):
    EMAIL = "email"
    SMS = "sms"
    CABINET = "cabinet"


class Happened(models.TextChoices):
    """What became of a message that we had thought sent. BOUNCED: the address is dead. COMPLAINED: it was unwanted."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Kind(models.TextChoices):
    """SERVICE goes on always; REMINDERS may be switched off; the marketing kinds need a consent as well.

    RESEARCH is told in the cabinet alone, to whoever agreed to hear of surveys; the operation that tells asks for it.
    """

    SERVICE = "service"
    REMINDERS = "reminders"
    NEWS = "news"
    OFFERS = "offers"
    RESEARCH = "research"


MARKETING: frozenset[str] = frozenset({Kind.NEWS, Kind.OFFERS})
OPTIONAL: frozenset[str] = frozenset({Kind.REMINDERS, *MARKETING})
