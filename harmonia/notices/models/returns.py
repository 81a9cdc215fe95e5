import uuid

from django.conf import settings
from django.db import models

from harmonia.notices.states import Channel, Happened


class Return(models.Model):
    """What became of a message that we had thought sent, as its carrier told us: once for each thing told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    notice_id = models.UUIDField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    happened = models.CharField(max_length=10, choices=Happened.choices)
    address_index = models.BinaryField(max_length=32)
    told_sha256 = models.BinaryField(max_length=32, unique=True)
    happened_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(happened__in=Happened.values), name="return_known"),
            models.CheckConstraint(
                condition=models.Q(channel__in=[Channel.EMAIL, Channel.SMS]), name="return_by_an_address"
            ),
        ]
        indexes = [models.Index(fields=["person", "channel", "address_index"], name="return_of_an_address")]
