"""Which lengths of sessions may be chosen, and by whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from harmonia.booking.models import Appointment, Timetable
from harmonia.booking.queries.free_time import free_times, preview, timetable_of
from harmonia.booking.states import BOOKED, COMPLETED, HELD, NO_SHOW_CLIENT
from harmonia.specialists import queries as specialists
from harmonia.specialists.models import Specialist


@dataclass(frozen=True, slots=True)
class Offered:
    """A length of sessions with its price."""

    minutes: int
    price_kzt: int
    is_ordinary: bool = True
    is_first_only: bool = False

    @property
    def lasts(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def asked_minutes(self) -> int | None:
        """How it is asked for: the ordinary one needs no name, whatever it becomes meanwhile."""
        return None if self.is_ordinary else self.minutes


def offered_length(timetable: Timetable, minutes: int | None) -> Offered | None:
    """Of a session that long; the ordinary one when nothing is named. None: he has no such."""
    if minutes in (None, timetable.session_minutes):
        return Offered(timetable.session_minutes, timetable.specialist.price_kzt)
    return next((one for one in _others(timetable.specialist_id) if one.minutes == minutes), None)


def offered_lengths(specialist: Specialist, *, client_id: UUID | None, at: datetime) -> tuple[Offered, ...]:
    """All of them, the shortest first; for a client who has met him, without those for a first meeting."""
    others = _others(specialist.pk)
    if client_id and any(one.is_first_only for one in others) and has_met(client_id, specialist.pk, at):
        others = [one for one in others if not one.is_first_only]
    ordinary = Offered(specialist.session_minutes, specialist.price_kzt)
    return tuple(sorted([ordinary, *others], key=lambda one: one.minutes))


def _others(specialist_id: UUID) -> list[Offered]:
    return [
        Offered(one.minutes, one.price_kzt, is_ordinary=False, is_first_only=one.is_first_only)
        for one in specialists.lengths_of(specialist_id)
    ]


def has_met(client_id: UUID, specialist_id: UUID, at: datetime, *, but: UUID | None = None) -> bool:
    """They have met, or are about to; a time that is kept for him counts too, and `but` names one that does not."""
    met = Q(state__in=(BOOKED, COMPLETED, NO_SHOW_CLIENT)) | Q(state=HELD, hold_expires_at__gt=at)
    found = Appointment.objects.filter(met, client_id=client_id, specialist_id=specialist_id)
    return (found.exclude(pk=but) if but else found).exists()


def times_to_move_to(appointment: Appointment, *, at: datetime, until: datetime) -> list[int]:
    """Where a session as long as this one has room, as seconds of the epoch; he may offer that length no longer."""
    timetable, minutes = timetable_of(appointment.specialist_id), appointment.minutes
    if minutes <= timetable.session_minutes:
        return free_times(timetable.pk, at=at, until=until)
    if minutes <= specialists.longest_minutes(timetable.pk):
        return free_times(timetable.pk, at=at, until=until, minutes=minutes)
    since = at + timedelta(minutes=timetable.notice_minutes)
    until = min(until, at + timedelta(days=timetable.horizon_days))
    found = preview(timetable, since, until, longest=timedelta(minutes=minutes))
    return [int(start.at.timestamp()) for start in found if start.room_minutes >= minutes]
