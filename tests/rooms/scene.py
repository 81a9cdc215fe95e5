"""Aigerim has a session with Boris. How long until it starts is what tests vary."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.booking.states import BOOKED
from harmonia.consent import operations as consents
from harmonia.rooms.rules.attendance import Seen
from harmonia.specialists.models import Specialist

MINUTE = timedelta(minutes=1)


def session(client: Person, specialist: Specialist, starts_at: datetime, **changes: object) -> Appointment:
    """Booked and paid long ago, for 50 minutes and a pause of 10."""
    said: dict[str, object] = {
        "client": client,
        "specialist": specialist,
        "starts_at": starts_at,
        "ends_at": starts_at + 50 * MINUTE,
        "busy": DateTimeTZRange(starts_at, starts_at + 60 * MINUTE),
        "state": BOOKED,
        "price_kzt": 12_000,
        "promised_wall": "2026-11-24T10:00",
        "promised_zone": "Asia/Almaty",
        "held_at": starts_at - 3 * 24 * 60 * MINUTE,
        "booked_at": starts_at - 3 * 24 * 60 * MINUTE,
    }
    return Appointment.objects.create(**(said | changes))


def agree(client: Person, specialist: Specialist, at: datetime) -> None:
    consents.grant(
        person_id=client.pk,
        agreement="informed_consent",
        about_id=specialist.pk,
        language="ru",
        method="room_door",
        at=at,
    )


class Stay:
    """One opened page of one side, as the sockets tell of it."""

    def __init__(self, appointment: Appointment, role: str) -> None:
        self.appointment, self.role, self.page = appointment, role, uuid4().hex

    def entered(self, minute: float) -> Seen:
        return Seen("entered", self.appointment.pk, self.role, self.page, self._at(minute))

    def reported(self, minute: float, *, received: int = 5_000_000) -> Seen:
        return Seen(
            "reported", self.appointment.pk, self.role, self.page, self._at(minute),
            media_up=received > 0, bytes_sent=received, bytes_received=received,
        )  # fmt: skip

    def left(self, minute: float) -> Seen:
        return Seen("left", self.appointment.pk, self.role, self.page, self._at(minute))

    def finished(self, minute: float) -> Seen:
        return Seen("finished", self.appointment.pk, self.role, self.page, self._at(minute))

    def _at(self, minute: float) -> datetime:
        return self.appointment.starts_at + minute * MINUTE
