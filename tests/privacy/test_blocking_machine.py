"""No way around a block, in whatever order the product is used: Hypothesis plays Aigerim, Boris and the program itself.

What must hold after every step, of whoever is blocked at that moment: the rows about him stand as they stood when he
was blocked, his keys too; nothing of his was opened but for what the register spares; no letter went but about his
request and his way in; he is not in the directory. Every operation is first shown to do something to a free person,
and with a guard taken away the machine finds the way that it leaves open.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from harmonia import policy
from harmonia.accounts import operations as accounts
from harmonia.accounts import tasks as account_tasks
from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking import tasks as booking_tasks
from harmonia.booking.models import Appointment
from harmonia.consent import operations as consents
from harmonia.core.classification import everything
from harmonia.journal.models import Entry
from harmonia.notices import operations as notices
from harmonia.notices.models import Notice
from harmonia.notices.rules import events
from harmonia.notices.states import Channel, Kind
from harmonia.payments import operations as payments
from harmonia.payments import tasks as payment_tasks
from harmonia.payments.models import Payment
from harmonia.payments.queries import order_about
from harmonia.privacy.operations import archives, blocking, erasure, retention
from harmonia.rooms import operations as rooms
from harmonia.rooms import tasks as room_tasks
from harmonia.specialists import operations as specialists
from harmonia.specialists import queries as directory
from harmonia.specialists import tasks as specialist_tasks
from harmonia.vault import blocking as guards
from harmonia.vault import keeper, reading
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks
from harmonia.vault.models import ClassKey, SubjectKey
from tests import factories
from tests.booking import scene
from tests.payments import conftest as bank
from tests.rooms.scene import Stay

AT = factories.NOW
DATABASES = ["default", "keys"]
FIELDS = ("name", "email", "phone", "age", "topics", "password")
pytestmark = pytest.mark.django_db(databases=DATABASES)


class House:
    """Aigerim has a session with Boris ahead and keeps another time; each call may use up what it needs."""

    def __init__(self) -> None:
        self.number = 0
        self.sent: list[UUID] = []
        self.aigerim, self.boris = factories.aigerim(), factories.boris()
        self.practice = scene.practice_of(self.boris)
        self.booked = scene.book(self.aigerim, self.practice)
        self.held = scene.hold(self.aigerim, self.practice, scene.WEDNESDAY_TEN)

    def another(self) -> int:
        self.number += 1
        return self.number

    def both(self) -> tuple[Person, Person]:
        return self.aigerim, self.boris


Does = Callable[[House], Any]


def _book(house: House) -> None:
    scene.hold(house.aigerim, house.practice, scene.WEDNESDAY_TEN + house.another() * scene.HOUR)


def _pay(house: House) -> None:
    order = order_about(house.held.pk)
    assert order is not None
    with transaction.atomic():
        payment = Payment.objects.filter(order=order).first() or bank.attempt(order)
    hook = bank.hook(payment)
    booking.settle_webhook(provider="sandbox", headers=hook.headers, body=hook.body, at=AT)


def _deliver(house: House) -> None:
    for notice in Notice.objects.filter(state="queued").order_by("created_at", "pk"):
        with suppress(reading.Blocked):
            notices.deliver(notice_id=notice.pk, at=AT)


def _tell(house: House) -> None:
    facts = {"starts_at": AT.isoformat(), "path": "/me/"}
    for person in house.both():
        notices.send("booking.booked", person_id=person.pk, at=AT, facts=facts)


def _let_go(house: House) -> None:
    """Retention, years later, of all that is due."""
    later = AT + timedelta(days=2000)
    pavel = Person.objects.filter(role_grants__role="privacy_officer").first() or factories.pavel()
    owner = Person.objects.filter(role_grants__role="owner").first() or factories.entered("Saule", "owner", number=77)
    for run in retention.work_out(at=later):
        with suppress(Exception):
            retention.propose(run_id=run.pk, by=pavel.pk, at=later)
            retention.approve(run_id=run.pk, by=owner.pk, at=later)
        retention.carry_on(run_id=run.pk, at=later + timedelta(days=30))


def _room(house: House) -> None:
    begins = house.booked.starts_at
    rooms.open_room(appointment_id=house.booked.pk, at=begins)
    stay = Stay(house.booked, "client")
    rooms.record([stay.entered(house.another()), stay.reported(house.another())])


def _read(house: House) -> None:
    for person in house.both():
        found = Person.objects.get(pk=person.pk)
        for purpose in policy.PURPOSES:
            with reading.reading(purpose, actor=None):
                for name in FIELDS:
                    with suppress(reading.Blocked, reading.PurposeRefused):
                        getattr(found, name)


def _raw(house: House) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_person SET language = 'kk', time_zone = %s", [f"Zone/{house.another()}"])


def _raw_delete(house: House) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_role WHERE person_id = %s", [house.aigerim.pk])


def _look_after_everybody() -> None:
    """What runs by the clock, the round of each table at once."""
    for task in (
        booking_tasks.move_horizon, booking_tasks.expire_holds, booking_tasks.keep_promises, room_tasks.open_rooms,
        room_tasks.close_rooms, payment_tasks.process_waiting, specialist_tasks.keep_register, account_tasks.forget,
    ):  # fmt: skip
        task.func(0)


def _client(what: Callable[..., Any], **said: Any) -> Does:
    return lambda house: what(person_id=house.aigerim.pk, at=AT, **said)


# What changes something about a free person, and nothing about a blocked one.
CHANGES: dict[str, Does] = {
    "change name": lambda house: accounts.change_name(
        person_id=house.aigerim.pk, name=f"Aigerim {house.another()}", at=AT
    ),
    "change preferences": _client(accounts.change_preferences, language="kk", time_zone="Asia/Aqtau"),
    "choose notices": _client(notices.choose, choices={(Kind.REMINDERS, Channel.EMAIL): False}),
    "give a role": lambda house: accounts.give_role(person_id=house.boris.pk, role="support", by=None, at=AT),
    "agree": _client(consents.grant, agreement="research", language="ru", method="cabinet"),
    "book": _book,
    "pay": _pay,
    "cancel": lambda house: booking.cancel(appointment_id=house.booked.pk, by=house.aigerim, at=AT),
    "cancel as the specialist": lambda house: booking.cancel(appointment_id=house.booked.pk, by=house.boris, at=AT),
    "move": lambda house: booking.reschedule(
        appointment_id=house.booked.pk,
        starts_at=scene.WEDNESDAY_TEN + (2 + house.another()) * scene.HOUR,
        by=house.boris,
        at=AT,
    ),
    "stop services": lambda house: booking.stop_services(person_id=house.aigerim.pk, at=AT),
    "run out": lambda house: booking.expire(appointment_id=house.held.pk, at=AT + timedelta(hours=1)),
    "replan": lambda house: booking.replan(specialist_id=house.practice.pk, at=AT + timedelta(days=1)),
    "change the price": lambda house: specialists.change_price(
        specialist_id=house.practice.pk, price_kzt=13_000 + house.another(), by=house.boris.pk, at=AT
    ),
    "refund": lambda house: payments.refund(order_id=_order(house.booked), amount_kzt=1, reason="goodwill", at=AT),
    "be in the room": _room,
    "tell": _tell,
    "deliver": _deliver,
    "let go": _let_go,
    "erase": lambda house: erasure.erase_person(person_id=house.aigerim.pk, request_id=None, by=None, at=AT),
    "destroy a class of keys": lambda house: vault.destroy_class(house.aigerim.pk, "case"),
    "write past the operations": _raw,
    "delete past the operations": _raw_delete,
}
# What goes on while a person is blocked, and must not open a way.
GOES_ON: dict[str, Does] = {
    "withdraw": _client(consents.withdraw, agreement="service", language="ru", method="cabinet"),
    "sign in": lambda house: accounts.sign_in(
        email="aigerim@example.kz", password=factories.PASSWORD, network="203.0.113.0/24", at=AT
    ),
    "ask for an archive": _client(archives.prepare, request_id=None),
    "read": _read,
    "look after everybody": lambda house: _look_after_everybody(),
}


def _order(appointment: Appointment) -> UUID:
    order = order_about(appointment.pk)
    assert order is not None
    return order.pk


def standing(person_id: UUID) -> dict[str, list[str]]:
    """Everything that stands about a person and may not be touched while he is blocked."""
    found = {}
    for model, entry in guards.guarded(everything()):
        columns = [
            field.attname for field in model._meta.concrete_fields if not entry.columns[field.name].while_blocked
        ]
        rows = model._default_manager.filter(**{str(entry.subject): person_id})
        for name, values in entry.while_blocked_only.items():
            rows = rows.exclude(**{f"{name}__in": values})
        found[model._meta.label] = sorted(map(_plain, rows.values_list(*columns)))
    for keys in (ClassKey, SubjectKey):
        found[keys._meta.label] = sorted(
            str(row) for row in keys.objects.filter(subject_id=person_id).values_list("pk")
        )
    return found


def _plain(row: tuple[Any, ...]) -> str:
    return repr([bytes(value).hex() if isinstance(value, memoryview | bytes) else value for value in row])


def opened_for(person_id: UUID, *, since: int) -> set[str]:
    """The purposes for which something of his was opened, after that entry of the journal."""
    entries = Entry.objects.filter(tag=keeper.tag(person_id), id__gt=since, event="data.read")
    opened = (keeper.unseal(person_id, bytes(entry.record), entry.uid) for entry in entries)
    return {json.loads(said)["facts"]["purpose"] for said in opened}


def last_entry() -> int:
    return Entry.objects.latest("id").pk


@pytest.fixture(autouse=True)
def _quiet(settings: Any, tmp_path: Any) -> None:
    settings.SANDBOX_BANK_SECRET = bank.SECRET
    settings.SANDBOX_BANK_ADDRESS = settings.SANDBOX_BANK_PAGES = "http://127.0.0.1:9"
    settings.LETTERS_DIR = tmp_path / "letters"


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_each_operation_does_something_to_free_people_and_nothing_to_blocked_ones(what: str) -> None:
    house = House()
    before = [standing(person.pk) for person in house.both()]
    for person in house.both():
        blocking.block(person_id=person.pk, request_id=None, by=person.pk, at=AT)
    with suppress(Exception), transaction.atomic():
        CHANGES[what](house)
    assert [standing(person.pk) for person in house.both()] == before
    for person in house.both():
        blocking.unblock(person_id=person.pk, request_id=None, by=person.pk, at=AT)
    CHANGES[what](house)
    assert [standing(person.pk) for person in house.both()] != before


class Machine(RuleBasedStateMachine):
    """One house an example. `stood`: what stood about whom when he was blocked, and the journal's last entry then."""

    plays = sorted({**CHANGES, **GOES_ON})

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint(), transaction.savepoint(using="keys")
        self.house = House()
        self.stood: dict[UUID, tuple[dict[str, list[str]], int]] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint[0])
        transaction.savepoint_rollback(self.savepoint[1], using="keys")

    @rule(who=st.sampled_from(["aigerim", "boris"]))
    def block(self, who: str) -> None:
        person = getattr(self.house, who)
        if person.pk not in self.stood and Person.objects.filter(pk=person.pk).exists():
            blocking.block(person_id=person.pk, request_id=None, by=person.pk, at=AT)
            self.stood[person.pk] = standing(person.pk), last_entry()

    @rule(who=st.sampled_from(["aigerim", "boris"]))
    def unblock(self, who: str) -> None:
        person = getattr(self.house, who)
        if person.pk in self.stood:
            del self.stood[person.pk]
            blocking.unblock(person_id=person.pk, request_id=None, by=person.pk, at=AT)

    @rule(number=st.integers(0, 9_999))
    def use(self, number: int) -> None:
        with suppress(Exception):
            {**CHANGES, **GOES_ON}[self.plays[number % len(self.plays)]](self.house)

    @invariant()
    def nothing_about_the_blocked_moves(self) -> None:
        for person_id, (stood, _) in self.stood.items():
            assert standing(person_id) == stood

    @invariant()
    def nothing_of_theirs_is_opened_but_for_what_is_spared(self) -> None:
        for person_id, (_, since) in self.stood.items():
            assert opened_for(person_id, since=since) <= set(policy.WHILE_BLOCKED)

    @invariant()
    def nobody_who_is_blocked_is_in_the_directory(self) -> None:
        listed = set(directory.listed(on=AT.date()).values_list("person_id", flat=True))
        assert listed & set(self.stood) == set()
        assert blocks.blocked_among(list(self.stood)) == set(self.stood)

    @invariant()
    def only_letters_about_their_requests_go_out(self) -> None:
        for notice in Notice.objects.filter(person_id__in=list(self.stood), state="sent").exclude(channel="cabinet"):
            spared = events.event(notice.event).while_blocked
            assert spared or _plain_of(notice) in str(self.stood[notice.person_id][0]["notices.Notice"])


def _plain_of(notice: Notice) -> str:
    """Sent before he was blocked: then it stood so."""
    return str(notice.pk)


PLAYED = settings(
    stateful_step_count=18,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


class Writing(Machine):
    """A shorter game, in which a way is found soon if there is one."""

    plays = ["change name", "change preferences", "choose notices", "write past the operations"]


class Reading(Machine):
    plays = ["read", "sign in"]


def play(machine: type[Machine], examples: int = 6) -> None:
    run_state_machine_as_test(machine, settings=settings(PLAYED, max_examples=examples))  # type: ignore[no-untyped-call]


def test_no_way_around() -> None:
    play(Machine)


@pytest.mark.parametrize("shorter", [Writing, Reading])
def test_no_way_around_in_the_shorter_games(shorter: type[Machine]) -> None:
    play(shorter)


@pytest.fixture
def without_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(guards.EMPTY)


@pytest.mark.usefixtures("without_triggers")
def test_without_the_triggers_the_machine_finds_a_way() -> None:
    with pytest.raises(AssertionError):
        play(Writing, 50)


def test_without_the_vaults_no_the_machine_finds_a_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_stopped", lambda *_: False)
    with pytest.raises(AssertionError):
        play(Reading, 50)
