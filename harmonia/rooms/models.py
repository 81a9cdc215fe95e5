"""Rooms, who came into them and when. What was said or seen is nowhere: media and descriptions never reach a table."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia.rooms.states import (
    LIVING_GUESTS,
    CaseCause,
    CaseState,
    GuestKind,
    GuestState,
    Role,
    RoomState,
)
from harmonia.vault.fields import EncryptedJSONField, EncryptedTextField


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


class Guest(models.Model):
    """A third person whom one of the two asks into one session, and who comes only if the other agrees.

    No name and no address of the guest is kept: whom they agreed on the two know. `browser`: the hash of a key that the
    first browser to use the link holds; no other comes in by it. `rules`: the hash of the rules that he accepted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(
        "booking.Appointment", on_delete=models.CASCADE, related_name="guests", db_index=False
    )
    kind = models.CharField(max_length=20, choices=GuestKind.choices)
    state = models.CharField(max_length=10, choices=GuestState.choices, default=GuestState.ASKED)
    asked_by = models.CharField(max_length=10, choices=Role.choices)
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    browser = models.BinaryField(null=True, max_length=32)
    rules = models.CharField(max_length=64, blank=True)
    came_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=GuestState.values), name="guest_state_known"),
            models.CheckConstraint(condition=Q(kind__in=GuestKind.values), name="guest_kind_known"),
            models.CheckConstraint(condition=Q(asked_by__in=Role.values), name="guest_asked_by_one_of_the_two"),
            models.CheckConstraint(
                condition=~Q(state__in=[GuestState.OPEN, GuestState.INSIDE]) | Q(agreed_at__isnull=False),
                name="guest_comes_only_when_both_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state=GuestState.INSIDE) | Q(browser__isnull=False, came_at__isnull=False) & ~Q(rules=""),
                name="guest_inside_accepted_the_rules",
            ),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(state__in=sorted(LIVING_GUESTS)), name="one_guest_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["appointment", "asked_at"], name="guests_of_a_session")]


class SessionCheck(models.Model):
    """What the client answered after one session, of his own will. No specialist ever reads it.

    `answers`: question -> {"choice": ..., "text": ...}, as `rules.checks` keeps them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.OneToOneField("booking.Appointment", on_delete=models.CASCADE, related_name="session_check")
    client_id = models.UUIDField(db_index=True)
    answers = EncryptedJSONField(category="session_feedback", subject="client_id")
    written_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)


class SafetyCase(models.Model):
    """Something went wrong with a session: a person of the service looks into it, until `due_at`. Hidden from the
    specialist. `closing`: {"outcome": ..., "note": ...}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(
        "booking.Appointment", on_delete=models.CASCADE, related_name="cases", db_index=False
    )
    client_id = models.UUIDField(db_index=True)
    cause = models.CharField(max_length=10, choices=CaseCause.choices)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing = EncryptedJSONField(category="session_feedback", subject="client_id", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(condition=Q(cause__in=CaseCause.values), name="case_cause_known"),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN) | Q(taken_by__isnull=False), name="case_is_in_somebodys_hands"
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.CLOSED) | Q(closed_at__isnull=False, closing__isnull=False),
                name="case_closed_says_how",
            ),
            models.UniqueConstraint(fields=["appointment", "cause"], name="one_case_a_session_and_cause"),
        ]
        indexes = [models.Index(fields=["due_at"], name="cases_waiting", condition=~Q(state=CaseState.CLOSED))]
