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
    PUSH = "push"
    CABINET = "cabinet"


class Happened(models.TextChoices):
    """What became of a message that we had thought sent. BOUNCED: the address is dead. COMPLAINED: it was unwanted."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Urgency(models.TextChoices):
    """What happens in the person's quiet hours: it goes all the same; what makes a sound waits; everything waits."""

    NOW = "now"
    SOUND = "sound"
    MORNING = "morning"


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
# What may be switched off of the service notices: the letter and the cabinet stay.
LOUD: frozenset[str] = frozenset({Channel.SMS, Channel.PUSH})


class CampaignState(models.TextChoices):
    """Written, shown to a second person, approved; then it goes out, rests, and is over when all is out or stopped."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"


CAMPAIGN_MOVES: dict[str, frozenset[str]] = {
    CampaignState.DRAFT: frozenset({CampaignState.PROPOSED}),
    CampaignState.PROPOSED: frozenset({CampaignState.APPROVED, CampaignState.DRAFT}),
    CampaignState.APPROVED: frozenset({CampaignState.SENDING, CampaignState.STOPPED}),
    CampaignState.SENDING: frozenset({CampaignState.PAUSED, CampaignState.STOPPED, CampaignState.DONE}),
    CampaignState.PAUSED: frozenset({CampaignState.SENDING, CampaignState.STOPPED}),
    CampaignState.DONE: frozenset(),
    CampaignState.STOPPED: frozenset(),
}
# Once something of it may have reached somebody, its page in the browser stands open.
READABLE: frozenset[str] = frozenset(
    {CampaignState.SENDING, CampaignState.PAUSED, CampaignState.DONE, CampaignState.STOPPED}
)
