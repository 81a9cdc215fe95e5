from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import CharField, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.accounts.models import Person
from harmonia.notices.models import Notice, Return
from harmonia.notices.states import Channel, Happened, NoticeState

A_JOB_WOULD_HAVE_COME = timedelta(hours=1)


def is_dead(person: Person, channel: Channel) -> bool:
    """Whether messages to the address that the person has now come back. Proving it again, or another one, mends it."""
    sms = channel == Channel.SMS
    index = person.phone_index if sms else person.email_index
    proved_at = person.phone_verified_at if sms else person.email_verified_at
    if index is None:
        return False
    since = {"happened_at__gte": proved_at} if proved_at else {}
    back = Return.objects.filter(person_id=person.pk, channel=channel, happened=Happened.BOUNCED)
    return back.filter(address_index=bytes(index), **since).exists()


def dead_channels(person: Person) -> list[Channel]:
    return [channel for channel in (Channel.EMAIL, Channel.SMS) if is_dead(person, channel)]


def by_carrier_number(number: str) -> Notice | None:
    """The letter that the provider knows under this number."""
    return Notice.objects.filter(carrier_number=number, channel=Channel.EMAIL).order_by("-created_at", "pk").first()


def sent_letter(notice_id: UUID) -> Notice | None:
    return Notice.objects.filter(pk=notice_id, channel=Channel.EMAIL).exclude(state=NoticeState.SKIPPED).first()


def stranded(at: datetime) -> QuerySet[Notice, UUID]:
    """Queued, and no job will come for them any more: theirs failed for a reason that nobody had thought of."""
    jobs = ProcrastinateJob.objects.filter(task_name="notices.deliver", status__in=("todo", "doing"))
    coming = jobs.annotate(named=KeyTextTransform("notice_id", "args")).values("named")
    waiting = Notice.objects.filter(state=NoticeState.QUEUED, created_at__lt=at - A_JOB_WOULD_HAVE_COME)
    alone = waiting.annotate(named=Cast("pk", CharField())).exclude(named__in=coming)
    return alone.order_by("created_at", "pk").values_list("pk", flat=True)
