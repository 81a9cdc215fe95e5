"""What happened to the three clients: sessions held and missed, one given back, one moved, and some ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking import queries as bookings
from harmonia.booking.models import Appointment
from harmonia.booking.rules.slots import Hours
from harmonia.config.planting import bank, casework
from harmonia.notices import operations as notices
from harmonia.notices.models import Notice
from harmonia.notices.states import NoticeState
from harmonia.payments import operations as payments
from harmonia.payments import queries as orders
from harmonia.rooms import operations as rooms
from harmonia.rooms.rules.attendance import Seen
from harmonia.rooms.states import Role
from harmonia.specialists.models import Specialist

A_TALK_BYTES = 190_000_000
HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Story:
    """One session: on about which day from today, and what became of it."""

    client: str
    specialist: str
    days: int
    ending: str  # held | client_away | cancelled | ahead


STORIES = (
    Story("aigerim", "vera-litvinova", -56, "held"),
    Story("aigerim", "boris-akhmetov", -42, "held"),
    Story("aigerim", "boris-akhmetov", -35, "held"),
    Story("aigerim", "boris-akhmetov", -21, "held"),
    Story("aigerim", "boris-akhmetov", -13, "cancelled"),
    Story("aigerim", "boris-akhmetov", -7, "held"),
    Story("aigerim", "boris-akhmetov", 3, "ahead"),
    Story("timur", "dinara-sarsenova", -30, "held"),
    Story("timur", "dinara-sarsenova", -16, "client_away"),
    Story("timur", "dinara-sarsenova", -9, "held"),
    Story("timur", "kanat-rakhymov", 5, "ahead"),
    Story("dina", "olzhas-beisenov", -12, "held"),
    Story("dina", "kamila-yusupova", 4, "ahead"),
)


def plant(at: datetime, clients: dict[str, Person]) -> None:
    if Appointment.objects.filter(client__in=clients.values()).exists():
        return
    with bank.unwired():
        for number, story in enumerate(STORIES):
            _tell(number, story, clients[story.client], _specialist(story.specialist), at)
        _soon(clients["aigerim"], _specialist("boris-akhmetov"), at)
    colleague = _specialist("vera-litvinova")
    casework.plant(at, client=clients["aigerim"], specialist=_specialist("boris-akhmetov"), colleague=colleague)
    for slug in {story.specialist for story in STORIES}:
        booking.replan(specialist_id=_specialist(slug).pk, at=at)
    deliver()


def _specialist(slug: str) -> Specialist:
    return Specialist.objects.select_related("person").get(slug=slug)


def _tell(number: int, story: Story, client: Person, specialist: Specialist, at: datetime) -> None:
    booked_at = min(at + timedelta(days=story.days - 4), at - timedelta(days=1))
    wanted = max(at + timedelta(days=story.days), booked_at + timedelta(hours=6))
    booking.replan(specialist_id=specialist.pk, at=booked_at)
    free = bookings.free_times(specialist.pk, at=booked_at, since=wanted, until=wanted + timedelta(days=7))
    starts_at = datetime.fromtimestamp(free[number % min(3, len(free))], tz=at.tzinfo)
    appointment = _book(f"planted-{number}", client, specialist, starts_at, booked_at)
    if story.ending == "cancelled":
        booking.cancel(appointment_id=appointment.pk, by=client, at=starts_at - timedelta(hours=30))
    elif story.ending in ("held", "client_away"):
        _meet(appointment, client, specialist, client_came=story.ending == "held")


def _book(key: str, client: Person, specialist: Specialist, starts_at: datetime, at: datetime) -> Appointment:
    appointment = booking.hold(
        client=client, specialist_id=specialist.pk, starts_at=starts_at, idempotency_key=key, at=at
    )
    order = orders.order_about(appointment.pk)
    assert order is not None  # noqa: S101  a hold always opens one
    payments.start(order_id=order.pk, return_path=f"/me/appointments/{appointment.pk}/paid/", at=at)
    paid_at = at + timedelta(minutes=2)
    headers, body = bank.pay(order.payments.get().pk, at=paid_at)
    booking.settle_webhook(provider="sandbox", headers=headers, body=body, at=paid_at)
    return bookings.appointment(appointment.pk)


def _meet(appointment: Appointment, client: Person, specialist: Specialist, *, client_came: bool) -> None:
    begins, ends = appointment.starts_at, appointment.ends_at
    rooms.open_room(appointment_id=appointment.pk, at=begins - timedelta(minutes=15))
    if client_came:
        rooms.accept_informed_consent(
            person=client, appointment=appointment, language=client.language, at=begins - timedelta(minutes=4)
        )
    here = [(Role.SPECIALIST, begins - timedelta(minutes=3))]
    here += [(Role.CLIENT, begins - timedelta(minutes=2))] if client_came else []
    for role, came_at in here:
        rooms.enter(_seen("entered", appointment.pk, role, came_at))
    if client_came:
        for role, _ in here:
            rooms.report(_seen("reported", appointment.pk, role, begins + timedelta(seconds=4), media=1))
            rooms.report(_seen("reported", appointment.pk, role, ends, media=A_TALK_BYTES))
    for role, _ in here:
        rooms.leave(_seen("left", appointment.pk, role, ends - timedelta(seconds=20)))
    rooms.close_room(appointment_id=appointment.pk, at=ends + timedelta(minutes=15))
    if client_came and specialist.person:
        rooms.confirm(person=specialist.person, appointment=appointment, at=ends + timedelta(minutes=20))


def _seen(what: str, room_id: UUID, role: str, at: datetime, *, media: int = 0) -> Seen:
    return Seen(
        what=what,  # type: ignore[arg-type]  # one of the words that the room knows
        room_id=room_id,
        role=role,
        page=f"planted-{role}",
        at=at,
        media_up=media > 0,
        bytes_sent=media,
        bytes_received=media,
    )


def _soon(client: Person, specialist: Specialist, at: datetime) -> None:
    """A session that begins in some minutes, so that the room can be tried at once: Boris works an extra hour today."""
    starts_at = at.replace(second=0, microsecond=0) + timedelta(minutes=15 - at.minute % 5)
    wall, booked_at = timezone.localtime(starts_at), at - timedelta(days=1)
    minute = wall.hour * 60 + wall.minute
    if minute + 60 > 24 * 60 or timezone.localtime(at).date() != wall.date():
        return
    booking.set_day(specialist_id=specialist.pk, day=wall.date(), hours=[Hours(minute, minute + 60)], at=booked_at)
    _book("planted-soon", client, specialist, starts_at, booked_at)
    booking.clear_day(specialist_id=specialist.pk, day=wall.date(), at=at)


def deliver() -> None:
    """Letters and SMS of the past go out under their own date, before the service starts."""
    for notice in Notice.objects.filter(state=NoticeState.QUEUED).order_by("created_at", "pk"):
        if notices.deliver(notice_id=notice.pk, at=notice.created_at).state == NoticeState.QUEUED:
            notices.deliver(notice_id=notice.pk, at=notice.created_at + HALF_A_DAY)  # no night is so long
