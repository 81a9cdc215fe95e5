import uuid

from django.conf import settings
from django.db import models

from harmonia.notices.states import LOUD, Channel, Kind, NoticeState
from harmonia.vault.fields import EncryptedJSONField


class Notice(models.Model):
    """One thing told to one person by one way. What it tells is encrypted; a secret is forgotten once it is sent.

    `handed_at`: of marketing, since when a worker is handing it over; who finds it so does not hand it over again.
    `unsubscribed_at`: when the person took his consent back after this letter of a campaign.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    device_id = models.UUIDField(null=True)  # no foreign key: the device may be gone, what was told was told
    facts = EncryptedJSONField(category="notices_sent", subject="person_id")
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    carrier_number = models.CharField(max_length=200, blank=True)
    once = models.CharField(max_length=80, blank=True)
    campaign = models.ForeignKey("notices.Campaign", null=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="notice_channel_known"),
            models.CheckConstraint(condition=models.Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=NoticeState.QUEUED, finished_at=None)
                | (~models.Q(state=NoticeState.QUEUED) & models.Q(finished_at__isnull=False)),
                name="notice_finished_when_not_queued",
            ),
            models.UniqueConstraint(
                fields=["person", "event", "channel", "once"],
                condition=~models.Q(once="") & ~models.Q(channel=Channel.PUSH),
                name="notice_told_once",
            ),
            models.UniqueConstraint(
                fields=["person", "event", "device_id", "once"],
                condition=~models.Q(once="") & models.Q(channel=Channel.PUSH),
                name="notice_told_once_on_a_device",
            ),
            models.CheckConstraint(
                condition=models.Q(channel=Channel.PUSH, device_id__isnull=False)
                | (~models.Q(channel=Channel.PUSH) & models.Q(device_id=None)),
                name="notice_names_its_device",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "channel", "-created_at"], name="notice_inbox"),
            models.Index(
                fields=["carrier_number"], condition=~models.Q(carrier_number=""), name="notice_by_carrier_number"
            ),
            models.Index(
                fields=["person"],
                condition=models.Q(channel=Channel.CABINET, read_at=None),
                name="notices_unread",
            ),
            models.Index(fields=["created_at"], condition=models.Q(state=NoticeState.QUEUED), name="notice_waiting"),
            models.Index(
                fields=["campaign", "state"],
                condition=models.Q(campaign__isnull=False),
                name="notices_of_a_campaign",
            ),
        ]


class Preference(models.Model):
    """Whether the person wants this kind by this way. Of service notices only what makes a sound may be refused."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    wanted = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "channel"], name="one_preference_a_kind_and_channel"),
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.SERVICE) | models.Q(channel__in=sorted(LOUD)),
                name="service_notices_keep_a_way",
            ),
        ]


class UnsubscribeLink(models.Model):
    """The random number in a letter's last link: it means nothing without this row, and ends letters by one way."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="one_link_a_person_and_channel")]
