from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from harmonia.core import jobs
from harmonia.notices import gateways, queries
from harmonia.notices.models import Notice
from harmonia.notices.operations import holding
from harmonia.notices.rules import events
from harmonia.notices.states import Channel, NoticeState
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks


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
    ways: list[dict[str, Any]] = [{"channel": channel} for channel in wanted]
    ways += _devices(known, wanted, person_id, at)
    queued = (_queue(known, said | way, at) for way in ways)
    return [notice for notice in queued if notice]


def _devices(known: events.Event, wanted: Collection[Channel], person_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """The devices are told of what the cabinet tells. Not a blocked person's: it would pass through others' hands."""
    if not known.on_devices or Channel.CABINET not in wanted or not gateways.is_possible() or blocks.blocked(person_id):
        return []
    living = queries.living_devices(person_id, at=at).values_list("pk", flat=True)
    return [{"channel": Channel.PUSH, "device_id": device_id} for device_id in living]


def _queue(known: events.Event, said: dict[str, Any], at: datetime) -> Notice | None:
    in_cabinet = said["channel"] == Channel.CABINET
    notice = Notice(
        event=known.key,
        **said,
        state=NoticeState.SENT if in_cabinet else NoticeState.QUEUED,
        created_at=at,
        finished_at=at if in_cabinet else None,
    )
    if not _stored(notice):
        return None
    if not in_cabinet:
        due = holding.goes_at(known, said["channel"], person_id=said["person_id"], facts=said["facts"], at=at)
        jobs.defer("notices.deliver", at=due if due > at else None, notice_id=notice.pk)
    return notice


def _stored(notice: Notice) -> bool:
    """False: nobody is left to be told, or may be told this (the database says which events are spared); or told it was
    already, once."""
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except (vault.Erased, vault.Blocked):
        return False
    except IntegrityError as error:
        if notice.once and "notice_told_once" in str(error):
            return False
        raise
    return True
