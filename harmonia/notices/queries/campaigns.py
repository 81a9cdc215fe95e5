"""Campaigns, and whom one goes to: those who agreed to its channel and its purpose, speak its languages, proved the
address, did not switch the kind off, are not blocked and, where it names a section of the news, ticked it.

Nothing else can be asked here: no query of this module names what a person came with or said in care, and nothing that
identifies him is opened. A test reads the SQL.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from harmonia.accounts.models import Person
from harmonia.consent import queries as consents
from harmonia.notices.models import Campaign, Interest, Notice, Preference, Tally
from harmonia.notices.rules import events
from harmonia.notices.rules.campaigns import Draft, Words
from harmonia.notices.states import READABLE, CampaignState, Channel, Kind, NoticeState
from harmonia.vault import queries as blocks

LOOKED_AT = 1000  # people at a time
PROVED = {Channel.EMAIL: "email_verified_at", Channel.SMS: "phone_verified_at"}


def campaigns() -> QuerySet[Campaign]:
    """The newest first."""
    return Campaign.objects.order_by("-written_at", "-pk")


def campaign(pk: UUID) -> Campaign | None:
    return Campaign.objects.filter(pk=pk).first()


def locked(pk: UUID) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).get(pk=pk)


def readable(pk: UUID) -> Campaign | None:
    """One that anybody may read in the browser: a letter of it may have reached somebody."""
    return Campaign.objects.filter(pk=pk, state__in=sorted(READABLE), channel=Channel.EMAIL).first()


def under_way() -> QuerySet[Campaign, UUID]:
    """Those that send, and those that were stopped and still have letters waiting to be let go."""
    stopped = Notice.objects.filter(state=NoticeState.QUEUED, campaign__state=CampaignState.STOPPED)
    going = Campaign.objects.filter(Q(state=CampaignState.SENDING) | Q(pk__in=stopped.values("campaign")))
    return going.order_by("pk").values_list("pk", flat=True)


def draft_of(found: Campaign) -> Draft:
    """The words of a campaign, with one query."""
    texts = {
        text.language: Words(text.subject, text.body, text.action, text.sms, text.rules) for text in found.texts.all()
    }
    return Draft(
        kind=Kind(found.kind),
        channel=Channel(found.channel),
        path=found.path,
        texts=texts,
        a_minute=found.a_minute,
        interest=found.interest,
        offer_from_on=found.offer_from_on,
        offer_until_on=found.offer_until_on,
    )


def audience(found: Campaign, *, after: UUID | None, room: int, at: datetime) -> tuple[list[UUID], UUID | None]:
    """At most `room` people behind `after`, and the one to go on behind; None: there is nobody left."""
    chosen: list[UUID] = []
    reached = after
    while room > len(chosen):
        answered = consents.agreeing(
            f"marketing_{found.channel}", events.PURPOSES[found.kind], after=reached, limit=LOOKED_AT, at=at
        )
        fitting = _fitting(found, answered.agree)
        taken = fitting[: room - len(chosen)]
        chosen += taken
        if len(taken) < len(fitting):
            return chosen, taken[-1]
        if answered.last is None:
            return chosen, None
        reached = answered.last
    return chosen, reached


def _fitting(found: Campaign, agree: Iterable[UUID]) -> list[UUID]:
    people = Person.objects.filter(
        pk__in=list(agree),
        is_active=True,
        closed_at=None,
        language__in=found.languages,
        **{f"{PROVED[Channel(found.channel)]}__isnull": False},
    )
    if found.interest:
        people = people.filter(pk__in=Interest.objects.filter(interest=found.interest).values("person"))
    unwanted = Preference.objects.filter(kind=found.kind, channel=found.channel, wanted=False).values("person")
    fitting = people.exclude(pk__in=unwanted).order_by("pk").values_list("pk", flat=True)
    blocked = blocks.blocked_among(list(fitting))
    return [pk for pk in fitting if pk not in blocked]


def everybody(found: Campaign, *, at: datetime) -> Iterator[UUID]:
    """All to whom it would go at that moment."""
    after: UUID | None = None
    while True:
        batch, after = audience(found, after=after, room=LOOKED_AT, at=at)
        yield from batch
        if after is None:
            return


def count(found: Campaign, *, at: datetime) -> dict[str, int]:
    """How many people would get it, by language."""
    spoken = dict.fromkeys(found.languages, 0)
    for language in Person.objects.filter(pk__in=list(everybody(found, at=at))).values_list("language", flat=True):
        spoken[language] += 1
    return spoken


def tallies(found: Campaign) -> dict[tuple[str, str], int]:
    """(outcome, reason) -> how many."""
    return {(each.outcome, each.reason): each.count for each in Tally.objects.filter(campaign=found).order_by("pk")}


def sums(campaign_ids: Iterable[UUID]) -> dict[tuple[UUID, str], int]:
    """(campaign, outcome) -> how many: a list of campaigns asks once."""
    rows = Tally.objects.filter(campaign__in=list(campaign_ids)).values_list("campaign", "outcome")
    return {(pk, outcome): number for pk, outcome, number in rows.annotate(number=Sum("count"))}


def waiting(campaign_id: UUID) -> QuerySet[Notice]:
    """Letters of it that are not out yet, but for those of blocked people, which wait for their own reason."""
    queued = Notice.objects.filter(campaign=campaign_id, state=NoticeState.QUEUED)
    return queued.exclude(person__in=blocks.everybody_blocked()).order_by("pk")


def interests_of(person_id: UUID) -> set[str]:
    return set(Interest.objects.filter(person=person_id).values_list("interest", flat=True))


def last_letter(person_id: UUID, channel: str, *, since: datetime) -> Notice | None:
    """The latest letter of a campaign that the person got by this way."""
    sent = Notice.objects.filter(
        person=person_id, channel=channel, state=NoticeState.SENT, campaign__isnull=False, finished_at__gte=since
    )
    return sent.defer("facts").order_by("-finished_at", "-pk").first()


def lock_shared(campaign_id: UUID) -> None:
    """Until the end of the transaction nobody pauses or stops the campaign: he waits, or we wait for him."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"campaign {campaign_id}"])


def lock(campaign_id: UUID) -> None:
    """Until the end of the transaction no letter of the campaign is handed over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"campaign {campaign_id}"])
