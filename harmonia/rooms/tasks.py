from django.utils import timezone

from harmonia.core import jobs
from harmonia.rooms import operations, queries
from harmonia.vault import reading


@jobs.every("* * * * *", "rooms.open_rooms")
def open_rooms() -> None:
    now = timezone.now()
    for appointment_id in queries.to_open(now):
        with reading.unless_blocked():
            operations.open_room(appointment_id=appointment_id, at=now)


@jobs.every("* * * * *", "rooms.close_rooms")
def close_rooms() -> None:
    now = timezone.now()
    for appointment_id in queries.to_close(now):
        with reading.unless_blocked():
            operations.close_room(appointment_id=appointment_id, at=now)


@jobs.task("rooms.stop_services")
def stop_services(person_id: str) -> None:
    """Nothing to stop here: the sockets ask every second which rooms may go on, and no new pass is given."""
