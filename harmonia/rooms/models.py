"""Rooms, who came into them and when. What was said or seen is nowhere: media and descriptions never reach a table."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia.rooms.states import Role, RoomState
from harmonia.vault.fields import EncryptedTextField


class Room(models.Model):
    """The room of one appointment. The specialist confirms what came of it, the client may contest."""

    appointment = models.OneToOneField(
        "booking.Appointment", on_delete=models.CASCADE, primary_key=True, related_name="room"
    )
    state = models.CharField(max_length=20, choices=RoomState.choices, default=RoomState.SCHEDULED)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    contested_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoomState.values), name="room_state_known"),
            models.CheckConstraint(
                condition=Q(state=RoomState.SCHEDULED) | Q(opened_at__isnull=False), name="room_knows_when_it_opened"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="rooms_not_over", condition=Q(ended_at=None))]


class Attendance(models.Model):
    """One opened page of one side: when it came, when it says that media came up, how much went and came, when it left.

    `seen_at` is the last sign of life: a stay whose end nobody saw counts until then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="attendances", db_index=False)
    role = models.CharField(max_length=10, choices=Role.choices)
    page = models.CharField(max_length=40)
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    media_up_at = models.DateTimeField(null=True)
    bytes_sent = models.BigIntegerField(default=0)
    bytes_received = models.BigIntegerField(default=0)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="attendance_role_known"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="attendance_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(bytes_sent__gte=0, bytes_received__gte=0), name="attendance_counts_up"),
            models.UniqueConstraint(fields=["room", "role", "page"], name="one_attendance_a_page"),
        ]


class ConsentBypass(models.Model):
    """The specialist began this session before the client's written consent, as 332-VIII art. 8(4) allows, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.OneToOneField("booking.Appointment", on_delete=models.CASCADE, related_name="consent_bypass")
    client_id = models.UUIDField(db_index=True)
    specialist_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = EncryptedTextField(category="client_other", subject="client_id")
    at = models.DateTimeField()
