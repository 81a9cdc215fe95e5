"""Aigerim met Boris, paid 12 000 tenge and was not content: the ground of every dispute in the tests."""

from datetime import timedelta
from typing import Any

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.payments import operations as payments
from harmonia.payments.models import Credit, Order
from harmonia.policy import BOOKING_TERMS
from harmonia.support import operations
from harmonia.support.models import Dispute
from harmonia.vault import reading
from tests.booking import scene
from tests.factories import NOW
from tests.rooms.scene import session

DAY = timedelta(days=1)
HELD_AT = NOW - DAY
WORDS = "Связь обрывалась всю сессию."


def met(client: Person, specialist: Person, *, amount_kzt: int = 12_000) -> Appointment:
    """Paid and held yesterday; what it earns waits for the term of disputes."""
    practice = getattr(specialist, "specialist", None) or scene.practice_of(specialist)
    appointment = session(client, practice, HELD_AT, state="completed", over_at=HELD_AT)
    payments.open_order(
        person_id=client.pk, amount_kzt=amount_kzt, about="appointment", about_id=appointment.pk, at=HELD_AT
    )
    scene.pay(appointment)
    payments.record_earning(about_id=appointment.pk, payee_id=specialist.pk, held_at=HELD_AT, at=HELD_AT)
    return appointment


def packaged(client: Person, specialist: Person) -> tuple[Credit, Appointment]:
    """Four sessions of 12 000 at 5 % off, paid, and one of them held yesterday."""
    practice = scene.practice_of(specialist)
    package = payments.order_package(
        person_id=client.pk, specialist_id=practice.pk, session_kzt=12_000, offer=BOOKING_TERMS.packages[0], at=HELD_AT
    )
    scene.pay_order(package.order, at=HELD_AT)
    package = payments.issue(order_id=package.order_id, at=HELD_AT)
    appointment = session(client, practice, HELD_AT, state="completed", over_at=HELD_AT)
    order = payments.open_order(
        person_id=client.pk, amount_kzt=12_000, about="appointment", about_id=appointment.pk, at=HELD_AT
    )
    payments.spend(order_id=order.pk, credit_id=package.pk, good_for=practice.pk, at=HELD_AT)
    payments.record_earning(about_id=appointment.pk, payee_id=specialist.pk, held_at=HELD_AT, at=HELD_AT)
    return package, appointment


def opened(opener: Person, thing: Appointment | Order, **changes: Any) -> Dispute:
    said: dict[str, Any] = {"about": "session", "about_id": thing.pk, "text": WORDS, "at": NOW, **changes}
    return operations.open_dispute(opener=opener, **said)


def words_of(dispute: Dispute, reader: Person) -> list[str | None]:
    from harmonia.support import queries

    with reading.reading("access", actor=reader.pk):
        return [message.text for message in queries.said_in(dispute)]
