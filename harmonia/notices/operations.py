"""Telling people things, discreetly and once.

A notice is stored in the same transaction as the fact it tells of, and its delivery is a job of that transaction: a
rollback tells nobody anything. Whether it may go is asked at the moment of sending: consent and preference for
marketing, the address itself for everything. What it says is encrypted under the person's key.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.core import jobs
from harmonia.notices.models import Notice
from harmonia.notices.rules import events
from harmonia.notices.states import Channel, NoticeState


@transaction.atomic
def send(
    event: str,
    *,
    person_id: UUID,
    at: datetime,
    facts: Mapping[str, str | int] | None = None,
    channels: Iterable[str] | None = None,
    once: str = "",
) -> list[Notice]:
    """Queue the notice of `event` by each of its channels (or those named). `once`: a second call with it is silent."""
    known = events.event(event)
    told = dict(facts or {})
    events.check_facts(known, told)
    wanted = known.channels if channels is None else tuple(Channel(channel) for channel in channels)
    sent = []
    for channel in wanted:
        if once and Notice.objects.filter(person_id=person_id, event=event, channel=channel, once=once).exists():
            continue
        sent.append(_queue(known, channel, person_id=person_id, facts=told, once=once, at=at))
    return sent


def _queue(
    known: events.Event, channel: Channel, *, person_id: UUID, facts: dict[str, str | int], once: str, at: datetime
) -> Notice:
    in_cabinet = channel == Channel.CABINET
    notice = Notice.objects.create(
        person_id=person_id,
        event=known.key,
        channel=channel,
        facts=facts,
        once=once,
        state=NoticeState.SENT if in_cabinet else NoticeState.QUEUED,
        created_at=at,
        finished_at=at if in_cabinet else None,
    )
    if not in_cabinet:
        jobs.defer("notices.deliver", notice_id=notice.pk)
    return notice
