"""Everything obeys a block: letters, SMS, jobs, webhooks, rooms, the directory; and other processes learn of it."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from procrastinate.jobs import Job

from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking.models import Appointment
from harmonia.core import jobs
from harmonia.notices import operations as notices
from harmonia.notices import queries as inbox
from harmonia.notices.models import Notice
from harmonia.notices.rules import events
from harmonia.notices.states import Channel
from harmonia.payments import tasks as payment_tasks
from harmonia.payments.models import WebhookEvent
from harmonia.payments.queries import order_about
from harmonia.privacy.operations import blocking
from harmonia.rooms import operations as rooms
from harmonia.rooms import permissions
from harmonia.rooms.models import Attendance, Room
from harmonia.specialists.models import Specialist
from harmonia.vault import reading
from tests import factories
from tests.booking import scene
from tests.payments import conftest as bank
from tests.rooms import scene as room_scene
from tests.rooms.scene import MINUTE, Stay

AT = factories.NOW
DATABASES = ["default", "keys"]
pytestmark = pytest.mark.django_db(databases=DATABASES)


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, settings: Any) -> None:
    settings.LETTERS_DIR = tmp_path / "letters"
    settings.SANDBOX_BANK_SECRET = bank.SECRET
    settings.SANDBOX_BANK_ADDRESS = settings.SANDBOX_BANK_PAGES = "http://127.0.0.1:9"


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim()


@pytest.fixture
def practice(db: None) -> Specialist:
    return scene.practice_of(factories.boris())


def block(person: Person, **changes: Any) -> None:
    blocking.block(**{"person_id": person.pk, "request_id": None, "by": person.pk, "at": AT, **changes})


def unblock(person: Person, **changes: Any) -> None:
    blocking.unblock(**{"person_id": person.pk, "request_id": None, "by": person.pk, "at": AT, **changes})


def sent(settings: Any) -> int:
    return len(list(Path(settings.LETTERS_DIR).glob("*"))) if Path(settings.LETTERS_DIR).exists() else 0


class TestLetters:
    def test_what_waits_goes_on_waiting_and_goes_out_afterwards(self, aigerim: Person, settings: Any) -> None:
        queued = notices.send("payment.refunded", person_id=aigerim.pk, at=AT, facts={"amount_kzt": 100})
        by_mail = next(notice for notice in queued if notice.channel == Channel.EMAIL)
        block(aigerim)
        with pytest.raises(reading.Blocked):
            notices.deliver(notice_id=by_mail.pk, at=AT)
        assert (Notice.objects.get(pk=by_mail.pk).state, sent(settings)) == ("queued", 0)
        unblock(aigerim)
        assert notices.deliver(notice_id=by_mail.pk, at=AT).state == "sent"
        assert sent(settings) == 1

    def test_nothing_new_is_told_but_what_is_about_his_request(self, aigerim: Person, settings: Any) -> None:
        block(aigerim)
        assert notices.send("payment.refunded", person_id=aigerim.pk, at=AT, facts={"amount_kzt": 100}) == []
        told = notices.send("consent.withdrawn", person_id=aigerim.pk, at=AT)
        by_mail = next(notice for notice in told if notice.channel == Channel.EMAIL)
        assert notices.deliver(notice_id=by_mail.pk, at=AT).state == "sent"
        assert inbox.inbox(aigerim.pk).count() == 1

    def test_what_is_spared_is_about_requests_agreements_and_the_way_in(self) -> None:
        spared = {key for key, event in events.EVENTS.items() if event.while_blocked}
        assert {key.split(".")[0] for key in spared} <= {
            "account",
            "consent",
            "request",
            "archive",
            "letter",
            "privacy",
        }
        assert not {"booking.reminder", "news.published", "offers.published", "payment.confirmed"} & spared

    def test_a_reminder_that_a_block_held_up_is_not_sent_late(self, aigerim: Person, settings: Any) -> None:
        facts = {"starts_at": AT.isoformat(), "path": "/me/"}
        reminder = notices.send("booking.reminder", person_id=aigerim.pk, at=AT, facts=facts)[0]
        later = AT + timedelta(days=3)
        found = notices.deliver(notice_id=reminder.pk, at=later)
        assert (found.state, found.reason, sent(settings)) == ("skipped", "too_late", 0)


class TestJobs:
    def test_a_job_that_meets_a_block_comes_again_however_often(self) -> None:
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=99)
        decision = jobs.RETRY.get_retry_decision(exception=reading.Blocked(), job=job)
        assert decision is not None
        assert jobs.RETRY.get_retry_decision(exception=ValueError(), job=job) is None

    def test_a_webhook_is_stored_and_taken_up_when_he_is_free(self, aigerim: Person, practice: Specialist) -> None:
        held = scene.hold(aigerim, practice)
        order = order_about(held.pk)
        assert order is not None
        hook = bank.hook(bank.attempt(order))
        block(aigerim)
        assert booking.settle_webhook(provider="sandbox", headers=hook.headers, body=hook.body, at=AT) is None
        stored = WebhookEvent.objects.get()
        assert (bytes(stored.raw), stored.processed_at) == (hook.body, None)
        WebhookEvent.objects.update(received_at=AT - timedelta(days=7))  # before the clock of the day that this runs
        payment_tasks.process_waiting.func(0)
        assert WebhookEvent.objects.get().processed_at is None
        unblock(aigerim)
        payment_tasks.process_waiting.func(0)
        assert WebhookEvent.objects.get().outcome == "confirmed"

    def test_a_blocked_persons_overdue_hold_stands_and_nobody_is_told_why(
        self, aigerim: Person, practice: Specialist
    ) -> None:
        held = scene.hold(aigerim, practice)
        block(aigerim)
        later = AT + timedelta(hours=1)
        with pytest.raises(booking.SlotTaken):
            scene.hold(factories.zoe(), practice, at=later)
        assert Appointment.objects.get(pk=held.pk).state == "held"

    def test_a_blocked_specialist_is_not_booked_but_may_be_left(self, aigerim: Person, practice: Specialist) -> None:
        booked = scene.book(aigerim, practice)
        boris = practice.person
        assert boris is not None
        block(boris)
        with pytest.raises(booking.NotBookable):
            scene.hold(aigerim, practice, scene.WEDNESDAY_TEN)
        left = booking.cancel(appointment_id=booked.pk, by=aigerim, at=AT)
        assert left.state == "cancelled"


class TestRooms:
    @pytest.fixture
    def appointment(self, aigerim: Person, practice: Specialist) -> Appointment:
        made = scene.book(aigerim, practice)
        room_scene.agree(aigerim, practice, AT)
        return made

    @pytest.mark.parametrize("side", ["client", "specialist"])
    def test_a_session_that_goes_on_is_ended_for_both(self, appointment: Appointment, side: str) -> None:
        begins = appointment.starts_at
        rooms.open_room(appointment_id=appointment.pk, at=begins)
        client, specialist = Stay(appointment, "client"), Stay(appointment, "specialist")
        assert rooms.record([client.entered(0), specialist.entered(0)]) == set()
        block(Person.objects.get(pk=appointment.client_id if side == "client" else appointment.specialist.person_id))
        assert rooms.record([client.reported(1), specialist.reported(1)]) == {appointment.pk}
        assert set(Attendance.objects.values_list("media_up_at", flat=True)) == {None}
        for person_id in (appointment.client_id, appointment.specialist.person_id):
            with pytest.raises(permissions.Denied, match="blocked"):
                rooms.issue_pass(person=Person.objects.get(pk=person_id), appointment=appointment, at=begins)

    def test_what_could_not_be_held_is_given_back_when_he_is_free(
        self, aigerim: Person, appointment: Appointment
    ) -> None:
        block(aigerim)
        unblock(aigerim, at=appointment.ends_at + timedelta(hours=1))
        assert Appointment.objects.get(pk=appointment.pk).state == "failed"
        assert scene.refunded(appointment.pk) == appointment.price_kzt

    def test_what_had_been_held_by_then_counts_as_held(self, aigerim: Person, appointment: Appointment) -> None:
        rooms.open_room(appointment_id=appointment.pk, at=appointment.starts_at)
        client, specialist = Stay(appointment, "client"), Stay(appointment, "specialist")
        rooms.record([one.entered(0) for one in (client, specialist)])
        rooms.record([one.reported(minute) for minute in (1, 45) for one in (client, specialist)])
        block(aigerim, at=appointment.starts_at + 46 * MINUTE)
        unblock(aigerim, at=appointment.ends_at + timedelta(hours=1))
        assert Room.objects.get(pk=appointment.pk).state == "held"
        assert scene.refunded(appointment.pk) == 0

    def test_what_lies_ahead_takes_place(self, aigerim: Person, appointment: Appointment) -> None:
        block(aigerim)
        unblock(aigerim, at=AT + timedelta(hours=1))
        assert Appointment.objects.get(pk=appointment.pk).state == "booked"


OTHER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "harmonia.config.settings"
import django
django.setup()
from uuid import UUID
from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.vault import reading
person = Person.objects.get(pk=UUID(sys.argv[1]))
with reading.reading(policy.ACCESS, actor=None):
    assert person.name == "Aigerim"
    print("open", flush=True)
    sys.stdin.readline()  # the block is committed
    began = time.monotonic()
    while True:
        try:
            assert person.name == "Aigerim"
        except reading.Blocked:
            print(time.monotonic() - began, flush=True)
            break
        time.sleep(0.01)
try:
    with reading.reading(policy.ACCESS, actor=None):
        print(Person.objects.get(pk=person.pk).name)
except reading.Blocked:
    print("closed", flush=True)
"""


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_another_process_that_holds_his_keys_learns_of_it(settings: Any) -> None:
    """By order: it reads, the block commits, it stops by itself; and what begins after the commit never opens."""
    aigerim = factories.aigerim()
    environment = {
        "DATABASE_URL": _address("default"), "KEYS_DATABASE_URL": _address("keys"),
        "HARMONIA_HOME": str(settings.HOME), "KEYS_DIR": str(settings.KEYS_DIR), "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(aigerim.pk)],
        text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    block(aigerim)
    other.stdin.write("\n")
    other.stdin.flush()
    seconds = float(other.stdout.readline())
    assert other.stdout.readline() == "closed\n"
    assert other.wait(60) == 0
    sys.stdout.write(f"another process was stopped {seconds:.3f} s after the commit\n")


def _address(alias: str) -> str:
    from urllib.parse import quote

    said = connections[alias].settings_dict
    host = quote(str(said["OPTIONS"].get("host") or said["HOST"]), safe="")
    port = said["OPTIONS"].get("port") or said["PORT"]
    where = f"host={host}" + (f"&port={port}" if port else "")
    return f"postgresql://{said['USER']}@/{said['NAME']}?{where}"
