from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from harmonia.core import jobs
from harmonia.notices.models import Notice
from harmonia.notices.rules import events
from harmonia.notices.states import Channel, NoticeState
from harmonia.vault import operations as vault


@transaction.atomic
def send(
    event: str,
    *,
    person_id: UUID,
    at: datetime,
    facts: Mapping[str, str | int] | None = None,
    channels: Iterable[str] | None = None,
    once: str = "",
    campaign_id: UUID | None = None,
) -> list[Notice]:
    """Queue the notice of `event` by each of its channels (or those named). `once`: a second call with it is silent.

    Facts are ISO times, amounts, paths on our site; never a name. Raises events.UnknownEvent, events.WrongFacts.
    """
    known = events.event(event)
    told = dict(facts or {})
    events.check_facts(known, told)
    wanted = known.channels if channels is None else tuple(Channel(channel) for channel in channels)
    said = {"person_id": person_id, "facts": told, "once": once, "campaign_id": campaign_id}
    queued = (_queue(known, channel, said, at) for channel in wanted)
    return [notice for notice in queued if notice]


def _queue(known: events.Event, channel: Channel, said: Mapping[str, Any], at: datetime) -> Notice | None:
    in_cabinet = channel == Channel.CABINET
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                event=known.key,
                channel=channel,
                **said,
                state=NoticeState.SENT if in_cabinet else NoticeState.QUEUED,
                created_at=at,
                finished_at=at if in_cabinet else None,
            )
    except (vault.Erased, vault.Blocked):
        return None  # nobody is left to be told, or may be told this; the database says which events are spared
    except IntegrityError as error:
        if said["once"] and "notice_told_once" in str(error):
            return None
        raise
    if not in_cabinet:
        jobs.defer("notices.deliver", notice_id=notice.pk)
    return notice
