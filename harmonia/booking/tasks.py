from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from harmonia.booking import operations, queries
from harmonia.core import jobs
from harmonia.vault import reading


@jobs.task("booking.settle")
def settle(order_id: str) -> None:
    operations.follow(order_id=UUID(order_id), at=timezone.now())


@jobs.task("booking.expire_hold")
def expire_hold(appointment_id: str) -> None:
    operations.expire(appointment_id=UUID(appointment_id), at=timezone.now())


@jobs.every("* * * * *", "booking.expire_holds")
def expire_holds() -> None:
    at = timezone.now()
    for appointment_id in queries.overdue_holds(at):
        with reading.unless_blocked():
            operations.expire(appointment_id=appointment_id, at=at)


@jobs.task("booking.remind")
def remind(appointment_id: str, sequence: int, hours: int) -> None:
    operations.remind(appointment_id=UUID(appointment_id), sequence=sequence, hours=hours, at=timezone.now())


@jobs.task("booking.stop_services")
def stop_services(person_id: str) -> None:
    operations.stop_services(person_id=UUID(person_id), at=timezone.now())


@jobs.task("booking.stop_practice")
def stop_practice(person_id: str) -> None:
    operations.stop_practice(person_id=UUID(person_id), at=timezone.now())


@jobs.task("booking.tell_clients")
def tell_clients(specialist_id: str) -> None:
    operations.tell_clients(specialist_id=UUID(specialist_id), at=timezone.now())


@jobs.task("booking.replan")
def replan(specialist_id: str) -> None:
    operations.replan(specialist_id=UUID(specialist_id), at=timezone.now())


@jobs.every("15 20 * * *", "booking.move_horizon")
def move_horizon() -> None:
    """Shortly after midnight in Almaty: the next day comes into reach, yesterday goes."""
    at = timezone.now()
    operations.forget_past_waiting(at=at)
    for specialist_id in queries.planned_specialists():
        with reading.unless_blocked():
            operations.replan(specialist_id=specialist_id, at=at)


@jobs.every("45 20 * * *", "booking.keep_promises")
def keep_promises() -> None:
    """A law may have moved a country's clocks since a session was promised."""
    at = timezone.now()
    for appointment_id in queries.broken_promises(at):
        with reading.unless_blocked():
            operations.keep_promise(appointment_id=appointment_id, at=at)


@jobs.task("booking.read_busy_feed")
def read_busy_feed(feed_id: str) -> None:
    with reading.unless_blocked():
        operations.read_busy_feed(feed_id=UUID(feed_id), at=timezone.now())


@jobs.every("*/10 * * * *", "booking.read_busy_feeds")
def read_busy_feeds() -> None:
    """Each by a job of its own, so that a slow one keeps nobody."""
    for feed_id in queries.busy_feeds_to_ask(timezone.now()):
        jobs.defer("booking.read_busy_feed", feed_id=feed_id)


@jobs.task("booking.offer_freed")
def offer_freed(specialist_id: str, starts_at: int) -> None:
    """`starts_at` in seconds of the epoch: a time that is free and nobody's."""
    freed_at = datetime.fromtimestamp(starts_at, UTC)
    operations.offer_freed(specialist_id=UUID(specialist_id), starts_at=freed_at, at=timezone.now())
