"""Boris works from nine to six in Almaty, Monday to Friday: sessions of 50 minutes, pauses of 10, a grid of an hour."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.booking import operations
from harmonia.booking.models import Appointment, Availability, Slot
from harmonia.booking.rules.slots import Hours
from harmonia.payments import queries as orders
from harmonia.payments.models import Order, Payment
from harmonia.payments.operations import ledger
from harmonia.payments.states import OrderState, PaymentState
from harmonia.specialists.models import Specialist
from tests.factories import NOW

HOUR = timedelta(hours=1)
TOMORROW_TEN = datetime(2026, 11, 24, 5, tzinfo=UTC)  # Tuesday, 10:00 in Almaty; 23 hours ahead of NOW
WEDNESDAY_TEN = TOMORROW_TEN + 24 * HOUR
WORKING_WEEK = {weekday: (Hours(540, 1080),) for weekday in range(5)}
TERMS = {"session_minutes": 50, "buffer_minutes": 10, "step_minutes": 60, "notice_minutes": 180, "horizon_days": 28}


def specialist_of(person: Person, **changes: Any) -> Specialist:
    said: dict[str, Any] = {
        "person": person,
        "slug": f"specialist-{person.pk.hex[:8]}",
        "display_name": "Борис Ахметов",
        "sex": "m",
        "city": "almaty",
        "languages": ["ru", "kk"],
        "methods": ["cbt"],
        "topics": ["anxiety", "sleep"],
        "price_kzt": 12_001,
        "practice_since_on": date(2012, 5, 1),
        "register_number": f"P-{person.pk.hex[:8]}",
        "register_checked_on": date(2026, 11, 1),
        "verified_at": NOW - 100 * HOUR,
        "listed_at": NOW - 99 * HOUR,
    }
    for text in ("headline", "about", "approach"):
        said |= {f"{text}_{language}": "…" for language in ("kk", "ru", "en")}
    return Specialist.objects.create(**{**said, **changes})


def practice_of(person: Person, *, zone: str = "Asia/Almaty", at: datetime = NOW, **changes: Any) -> Specialist:
    """A listed specialist with a working week and its free times."""
    specialist = specialist_of(person, **changes)
    operations.open_practice(specialist_id=specialist.pk, zone=zone, at=at, **TERMS)
    operations.set_week(specialist_id=specialist.pk, week=WORKING_WEEK, at=at)
    return specialist


def hold(client: Person, specialist: Specialist, starts_at: datetime = TOMORROW_TEN, **changes: Any) -> Appointment:
    said = {"idempotency_key": uuid4().hex, "at": NOW, **changes}
    return operations.hold(client=client, specialist_id=specialist.pk, starts_at=starts_at, **said)


@transaction.atomic
def pay(appointment: Appointment, *, at: datetime = NOW) -> Order:
    """The provider has confirmed the payment; nothing has been settled yet."""
    order = orders.order_about(appointment.pk)
    assert order is not None
    return pay_order(order, at=at)


@transaction.atomic
def pay_order(order: Order, *, at: datetime = NOW) -> Order:
    payment = Payment.objects.create(
        order=order,
        provider="sandbox",
        provider_reference=uuid4().hex,
        amount_kzt=order.amount_kzt,
        state=PaymentState.CONFIRMED,
        return_path="/",
        started_at=at,
        confirmed_at=at,
    )
    ledger.post_payment(payment, at=at)
    Order.objects.filter(pk=order.pk).update(state=OrderState.PAID, paid_at=at)
    return order


def book(
    client: Person, specialist: Specialist, starts_at: datetime = TOMORROW_TEN, *, at: datetime = NOW
) -> Appointment:
    appointment = hold(client, specialist, starts_at, at=at)
    return operations.settle(order_id=pay(appointment, at=at).pk, at=at)


def free_starts(specialist: Specialist) -> list[datetime]:
    return list(Slot.objects.filter(specialist=specialist).order_by("starts_at").values_list("starts_at", flat=True))


def free_half_hours(specialist: Specialist) -> list[datetime]:
    """What the bits say."""
    available = Availability.objects.get(pk=specialist.pk)
    origin = datetime.combine(available.origin_on, datetime.min.time(), tzinfo=UTC)
    return [origin + number * HOUR / 2 for number, bit in enumerate(available.bits) if bit == "1"]


def refunded(appointment_id: UUID) -> int:
    order = orders.order_about(appointment_id)
    assert order is not None
    return orders.refunded_kzt(order.pk)
