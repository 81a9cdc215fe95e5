"""Plans, free time and appointments.

The truth is the appointments table: its exclusion constraints refuse two live appointments of one specialist (with the
pause after each) or of one client at once, whoever writes and however many at a time. `Slot` and `Availability` are
the free time worked out beforehand, so that a page is one index scan; operations keep them right in the transaction of
every change, and the database itself keeps the bits of `Availability` equal to the slots (migration 0002).
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from harmonia.booking.states import BOOKED, HELD, LIVE, AppointmentState, CancelledBy, Origin, Trouble
from harmonia.policy import LANGUAGES
from harmonia.vault.fields import EncryptedTextField

HALF_HOURS_A_DAY = 48
AVAILABILITY_DAYS = 28
NO_PERIOD = uuid.UUID(int=0)  # in a constraint, where nothing equals nothing
AVAILABILITY_BITS = HALF_HOURS_A_DAY * AVAILABILITY_DAYS


class Int4Range(Func):
    function = "int4range"


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class TsTzRange(Func):
    function = "tstzrange"
    output_field = DateTimeRangeField()


def no_bits() -> str:
    return "0" * AVAILABILITY_BITS


class BitField(models.Field[str, str]):
    """bit(1344): '0' and '1' in a string, half hour by half hour from the row's origin, 00:00 UTC."""

    def db_type(self, connection: Any) -> str:
        return f"bit({AVAILABILITY_BITS})"


class Timetable(models.Model):
    """A specialist's rules of booking. Wall times of his plans are read in `zone`."""

    specialist = models.OneToOneField(
        "specialists.Specialist", on_delete=models.CASCADE, primary_key=True, related_name="timetable"
    )
    zone = models.CharField(max_length=64, default="Asia/Almaty")
    session_minutes = models.PositiveSmallIntegerField(default=50)
    buffer_minutes = models.PositiveSmallIntegerField(default=10)
    step_minutes = models.PositiveSmallIntegerField(default=30)
    notice_minutes = models.PositiveSmallIntegerField(default=180)
    horizon_days = models.PositiveSmallIntegerField(default=28)
    rests_on_holidays = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(session_minutes__range=(15, 240)), name="session_has_sensible_length"),
            models.CheckConstraint(condition=Q(buffer_minutes__lte=240), name="buffer_is_sensible"),
            models.CheckConstraint(
                condition=Q(step_minutes__in=(10, 15, 20, 30, 60, 90, 120)), name="step_is_sensible"
            ),
            models.CheckConstraint(condition=Q(notice_minutes__lte=20160), name="notice_is_sensible"),
            models.CheckConstraint(condition=Q(horizon_days__range=(1, 90)), name="horizon_is_sensible"),
        ]


class Period(models.Model):
    """From `starts_on` to and with `ends_on` another week stands in the place of the ordinary one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    specialist = models.ForeignKey("specialists.Specialist", on_delete=models.CASCADE, related_name="plan_periods")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="period_ends_after_it_starts"),
            ExclusionConstraint(
                name="period_does_not_overlap_another",
                expressions=[
                    ("specialist", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Plan(models.Model):
    """He works every `weekday` (0 = Monday) from one wall time to another, in minutes after midnight; always, or in
    the weeks of a period only."""

    specialist = models.ForeignKey("specialists.Specialist", on_delete=models.CASCADE, related_name="plans")
    period = models.ForeignKey(Period, null=True, on_delete=models.CASCADE, related_name="plans")
    weekday = models.PositiveSmallIntegerField()
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="plan_is_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(ends_minute__lte=1440, starts_minute__lt=F("ends_minute")), name="plan_lies_within_a_day"
            ),
            ExclusionConstraint(
                name="plan_does_not_overlap_itself",
                expressions=[
                    ("specialist", RangeOperators.EQUAL),
                    (Coalesce("period", Value(NO_PERIOD)), RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (Int4Range("starts_minute", "ends_minute"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class PlanException(models.Model):
    """What replaces the weekly plan on one day: hours of that day, or (without minutes) no work at all."""

    specialist = models.ForeignKey("specialists.Specialist", on_delete=models.CASCADE, related_name="plan_exceptions")
    falls_on = models.DateField()
    starts_minute = models.PositiveSmallIntegerField(null=True)
    ends_minute = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_minute=None, ends_minute=None)
                | Q(
                    starts_minute__isnull=False,
                    ends_minute__isnull=False,
                    ends_minute__lte=1440,
                    starts_minute__lt=F("ends_minute"),
                ),
                name="exception_lies_within_a_day",
            ),
            ExclusionConstraint(
                name="exception_does_not_overlap_itself",
                expressions=[
                    ("specialist", RangeOperators.EQUAL),
                    ("falls_on", RangeOperators.EQUAL),
                    (
                        Int4Range(Coalesce("starts_minute", 0), Coalesce("ends_minute", 1440)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


class Slot(models.Model):
    """One free time: an ordinary session may begin then. Worked out from the plan, less what is booked.

    `room_minutes` says how long a session may be that begins then, as far as the longest that he offers.
    """

    pk = models.CompositePrimaryKey("specialist_id", "starts_at")
    specialist = models.ForeignKey(
        "specialists.Specialist", on_delete=models.CASCADE, related_name="slots", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["starts_at", "specialist"], include=["ends_at"], name="slot_earliest")]


class Availability(models.Model):
    """In which half hours a session may begin: a bit each, 28 days from `origin_on`, for searching by window."""

    specialist = models.OneToOneField(
        "specialists.Specialist", on_delete=models.CASCADE, primary_key=True, related_name="availability"
    )
    origin_on = models.DateField()
    bits = BitField(default=no_bits)
    replanned_at = models.DateTimeField()


class Appointment(models.Model):
    """A session promised to a client at a wall time of his zone; `busy` is what it takes of the specialist's time.

    `client` is emptied when he is erased, or when the term of the register is over; what is left is numbers.
    `language`: in which he used the service when he took the time; of old rows nobody knows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    specialist = models.ForeignKey(
        "specialists.Specialist", on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    busy = DateTimeRangeField()
    state = models.CharField(max_length=20, choices=AppointmentState.choices, default=HELD)
    hold_expires_at = models.DateTimeField(null=True)
    price_kzt = models.PositiveIntegerField()
    is_ordinary = models.BooleanField(default=True, db_default=True)  # a package may pay for it
    promised_wall = models.CharField(max_length=16)  # 2026-11-23T10:00
    promised_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=2, default="", db_default="", blank=True)
    sequence = models.PositiveIntegerField(default=0)
    client_moves = models.PositiveSmallIntegerField(default=0)
    moved_by_specialist = models.BooleanField(default=False)
    cancelled_by = models.CharField(max_length=12, choices=CancelledBy.choices, default="")
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.CHOSEN, db_default=Origin.CHOSEN)
    series = models.UUIDField(null=True)
    held_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AppointmentState.values), name="appointment_state_is_known"),
            models.CheckConstraint(condition=Q(language__in=("", *LANGUAGES)), name="appointment_language_is_known"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="appointment_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(busy__startswith=F("starts_at"), busy__endswith__gte=F("ends_at")),
                name="busy_covers_the_session",
            ),
            models.CheckConstraint(
                condition=~Q(state=HELD) | Q(hold_expires_at__isnull=False), name="a_hold_knows_its_end"
            ),
            models.CheckConstraint(
                condition=~Q(state=BOOKED) | Q(booked_at__isnull=False), name="booked_knows_since_when"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LIVE) | Q(client__isnull=False), name="a_live_appointment_has_its_client"
            ),
            ExclusionConstraint(
                name="specialist_is_in_one_session",
                expressions=[("specialist", RangeOperators.EQUAL), ("busy", RangeOperators.OVERLAPS)],
                condition=Q(state__in=LIVE),
            ),
            ExclusionConstraint(
                name="client_is_in_one_session",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=LIVE),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "starts_at"], name="appointments_of_client"),
            models.Index(fields=["specialist", "starts_at"], name="appointments_of_specialist"),
            models.Index(fields=["-starts_at", "id"], name="appointments_by_time"),
            models.Index(fields=["booked_at"], name="appointments_booked", condition=Q(booked_at__isnull=False)),
            models.Index(fields=["over_at"], name="appointments_over", condition=Q(over_at__isnull=False)),
            models.Index(fields=["hold_expires_at"], name="holds_by_end", condition=Q(state=HELD)),
        ]

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)

    @property
    def free_from(self) -> datetime:
        """When the specialist is free again: the end of the pause after the session."""
        upper: datetime = self.busy.upper
        return upper


class CalendarFeed(models.Model):
    """A secret address under which a calendar program finds somebody's sessions. Only its fingerprint is kept."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed"
    )
    fingerprint = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()


class BusyFeed(models.Model):
    """An address under which a specialist's other calendar is read. `trouble`: why nothing came the last time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    specialist = models.ForeignKey("specialists.Specialist", on_delete=models.CASCADE, related_name="busy_feeds")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    address = EncryptedTextField(category="specialist_other", subject="owner_id")
    added_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, choices=Trouble.choices, default="", blank=True)


class BusyTime(models.Model):
    """From when to when the other calendar says that he is busy; nothing of what with."""

    feed = models.ForeignKey(BusyFeed, on_delete=models.CASCADE, related_name="times")
    specialist = models.ForeignKey("specialists.Specialist", on_delete=models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="busy_time_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["specialist", "ends_at"], name="busy_times_of_specialist")]


class Parting(models.Model):
    """The client has left this specialist: nothing of him is shown there any more, unless he books again later."""

    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="partings")
    specialist = models.ForeignKey("specialists.Specialist", on_delete=models.CASCADE, related_name="partings")
    parted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "specialist"], name="one_parting_a_pair")]


class Waiting(models.Model):
    """A client wants to be told when a time of this specialist becomes free that is earlier than `before`."""

    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waitings")
    specialist = models.ForeignKey("specialists.Specialist", on_delete=models.CASCADE, related_name="waitings")
    before = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)  # None: the ordinary session, however long it is
    since_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "specialist"], name="one_place_a_pair")]
