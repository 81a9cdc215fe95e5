from uuid import UUID

from django.db.models import QuerySet

from harmonia.notices.models import Notice, Preference
from harmonia.notices.states import Channel, Kind


def locked(notice_id: UUID) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)


def inbox(person_id: UUID) -> QuerySet[Notice]:
    """What the person was told in the cabinet, newest first."""
    return Notice.objects.filter(person_id=person_id, channel=Channel.CABINET).order_by("-created_at", "-pk")


def unread(person_id: UUID) -> int:
    return inbox(person_id).filter(read_at=None).count()


def preferences(person_id: UUID) -> dict[tuple[str, str], bool]:
    """What the person said of each (kind, channel); what is not here was never touched and counts as wanted."""
    rows = Preference.objects.filter(person_id=person_id).values_list("kind", "channel", "wanted")
    return {(kind, channel): wanted for kind, channel, wanted in rows}


def wanted(person_id: UUID, kind: Kind, channel: Channel) -> bool:
    return preferences(person_id).get((kind, channel), True)
