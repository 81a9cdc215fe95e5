"""Aigerim has lived with the service for a while: a session held and paid, one ahead, letters, devices, agreements."""

import time
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from harmonia import policy
from harmonia.accounts import states
from harmonia.accounts.models import Code, Person, SignIn
from harmonia.booking.models import Appointment
from harmonia.core import idempotency, jobs
from harmonia.journal import operations as journal
from harmonia.journal import queries as proofs
from harmonia.notices import operations as notices
from harmonia.notices.models import Device
from harmonia.notices.states import Channel, Kind
from harmonia.practice import operations as cases
from harmonia.practice.models import HandOver
from harmonia.rooms import operations as rooms
from harmonia.rooms.models import Guest, SafetyCase
from harmonia.specialists.models import Specialist
from harmonia.vault import reading
from tests import factories
from tests.booking import scene
from tests.factories import NOW
from tests.rooms.scene import MINUTE, Stay

HOUR = timedelta(hours=1)
NAME, EMAIL, PHONE = "Қанарбек Жарқынұлы", "kanarbek.zharqyn@example.kz", "+77019876543"
SAID = "Ол маған күлді, сосын қарлығаш туралы айтты"
WORDS = (NAME, EMAIL, PHONE, PHONE[1:], SAID)
HELD_AT = NOW - 72 * HOUR


def canary(**changes: Any) -> Person:
    """A client whose every word is unmistakable."""
    said = {"email": EMAIL, "phone": PHONE, "age": 33, "topics": ["moving_abroad"], "language": "kk"}
    return factories.entered(NAME, states.CLIENT, number=1, **{**said, **changes})


def put_at(appointment: Appointment, starts_at: datetime) -> Appointment:
    """The same session at another time, as only a test can move it."""
    ends_at = starts_at + 50 * MINUTE
    busy = DateTimeTZRange(starts_at, ends_at + 10 * MINUTE)
    Appointment.objects.filter(pk=appointment.pk).update(starts_at=starts_at, ends_at=ends_at, busy=busy)
    appointment.refresh_from_db()
    return appointment


def held_session(client: Person, specialist: Specialist, starts_at: datetime = HELD_AT) -> Appointment:
    """Paid, and held with both in the room for all its time."""
    appointment = put_at(scene.book(client, specialist), starts_at)
    ends_at = appointment.ends_at
    rooms.open_room(appointment_id=appointment.pk, at=starts_at)
    for stay in (Stay(appointment, "client"), Stay(appointment, "specialist")):
        rooms.record([stay.entered(0), *(stay.reported(minute) for minute in (1, 25, 49)), stay.left(50)])
    rooms.close_room(appointment_id=appointment.pk, at=ends_at + 15 * MINUTE)
    appointment.refresh_from_db()
    return appointment


def told_us(client: Person, specialist: Specialist) -> Appointment:
    """A guest in a session of his; afterwards he says that something was wrong, and a person has looked into it."""
    appointment = held_session(client, specialist)
    asked = {"appointment": appointment, "asked_at": appointment.starts_at, "agreed_at": appointment.starts_at}
    Guest.objects.create(
        kind="partner", state="ended", asked_by="client", browser=b"b" * 32, rules="0" * 64,
        came_at=appointment.starts_at, over_at=appointment.ends_at, **asked,
    )  # fmt: skip
    with reading.reading(policy.FEEDBACK, actor=client.pk):
        for question, choice in (("how", ""), ("safe", "danger"), ("wrong", "something")):
            rooms.answer_check(
                person=client, appointment=appointment, question=question, choice=choice, text=SAID, at=NOW
            )
    case = SafetyCase.objects.get(client_id=client.pk)
    case.state, case.taken_by, case.closed_at = "closed", uuid4(), NOW
    case.closing = {"outcome": "talked", "note": SAID}
    case.save()
    return appointment


def noted(client: Person, specialist: Specialist) -> None:
    """His specialist writes down what he said."""
    author = specialist.person
    assert author is not None
    note = cases.write(author=author, client_id=client.pk, template="free", parts={"text": SAID}, at=NOW)
    with reading.reading(policy.SERVICE, actor=author.pk):
        cases.rewrite(note_id=note.pk, author=author, edition=1, parts={"text": f"{SAID}."}, at=NOW)
    HandOver.objects.create(
        client=client, giver=specialist, receiver=None, state="ended", with_summary=True, with_attendance=False,
        summary=SAID, asked_at=NOW, ended_at=NOW,
    )  # fmt: skip


def lived(client: Person, specialist: Specialist) -> Appointment:
    """Something in every table that the product writes of a client; returns the session ahead."""
    told_us(client, specialist)
    noted(client, specialist)
    notices.choose(person_id=client.pk, choices={(Kind.REMINDERS, Channel.SMS): False}, at=NOW)
    notices.unsubscribe_address(person_id=client.pk, channel=Channel.EMAIL, at=NOW)
    notices.choose_quiet_hours(person_id=client.pk, kept=True, starts_at=clock(23), ends_at=clock(7), at=NOW)
    Device.objects.create(
        person=client, address="https://push.example.kz/1", keys={}, name="Firefox", address_sha256=client.pk.bytes * 2,
        sign_in_id=client.pk, ends_with_sign_in=False, added_at=NOW,
    )  # fmt: skip
    SignIn.objects.create(
        key_sha256=client.pk.bytes * 2, person=client, device="Firefox", session="x", started_at=NOW, last_seen_at=NOW,
        idle_minutes=60, idle_until=NOW + HOUR, expires_at=NOW + HOUR,
    )  # fmt: skip
    Code.objects.create(person=client, kind="email", asked_at=NOW, expires_at=NOW + HOUR)
    idempotency.once(person_id=client.pk, key="k", request={}, answer=lambda: {"id": "1"})
    jobs.defer("booking.stop_services", person_id=client.pk, at=NOW + 1000 * HOUR)
    return scene.book(client, specialist, scene.WEDNESDAY_TEN)


def proved(document: dict[str, Any], entry_id: int) -> dict[str, Any]:
    """Sealed and signed as the jobs do it; another's long transaction on the same server only makes it wait."""
    deadline = time.monotonic() + 90
    while True:
        journal.seal(NOW)
        journal.checkpoint(NOW)
        try:
            return proofs.proved(document, entry_id)
        except proofs.NotSealed:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
