from uuid import UUID

from django.db.models import Q, QuerySet

from harmonia.notices.models import Notice, Preference
from harmonia.notices.states import Channel, Kind, NoticeState


def locked(notice_id: UUID) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)


def inbox(person_id: UUID) -> QuerySet[Notice]:
    """What the person was told in the cabinet, newest first."""
    return Notice.objects.filter(person_id=person_id, channel=Channel.CABINET).order_by("-created_at", "-pk")


def unread(person_id: UUID, *, most: int | None = None) -> int:
    """How many, counted no further than `most`."""
    return inbox(person_id).filter(read_at=None).order_by()[:most].count()


def preferences(person_id: UUID) -> dict[tuple[str, str], bool]:
    """What the person said of each (kind, channel); what is not here was never touched and counts as wanted."""
    rows = Preference.objects.filter(person_id=person_id).values_list("kind", "channel", "wanted")
    return {(kind, channel): wanted for kind, channel, wanted in rows}


def wanted(person_id: UUID, kind: Kind, channel: Channel) -> bool:
    return preferences(person_id).get((kind, channel), True)


def later_alike(notice: Notice) -> QuerySet[Notice]:
    """What went or is to go to the same person by the same way after it: of the same event, or any signal to a device.

    Newest first, and no more than a few: one is enough to leave nothing to say.
    """
    signal = notice.channel == Channel.PUSH
    later = Q(created_at__gt=notice.created_at)
    rows = Notice.objects.filter(
        later | Q(created_at=notice.created_at, pk__gt=notice.pk) if signal else later,
        person_id=notice.person_id,
        channel=notice.channel,
        device_id=notice.device_id,
        state__in=(NoticeState.QUEUED, NoticeState.SENT),
    )
    alike = rows if signal else rows.filter(event=notice.event)
    return alike.order_by("-created_at", "-pk")[:10]
