"""The database's own wall: made from the classification, the same for every role, out of the application's reach."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, models, transaction

from harmonia.accounts.models import Person, Role, SignIn
from harmonia.booking.models import Appointment, Plan, Slot
from harmonia.consent import operations as consents
from harmonia.consent.models import Record
from harmonia.core.classification import Classified, Technical, everything
from harmonia.notices.models import Notice, Preference
from harmonia.payments.models import Order, Posting
from harmonia.rooms.models import Attendance, Room
from harmonia.specialists.models import Education, Specialist
from harmonia.vault import blocking, operations
from harmonia.vault.keyring import Blocked
from tests import factories
from tests.booking import scene

AT = factories.NOW
DATABASES = ["default", "keys"]
ROLES = ["postgres", "harmonia_app"]
pytestmark = pytest.mark.django_db(databases=DATABASES)


def block(person: Person) -> None:
    operations.block_subject(subject_id=person.pk, request_id=None, at=AT)


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    """The owner of the tables, then the role that the application signs in as."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {request.param}")
    return str(request.param)


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim()


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris()


@pytest.fixture
def appointment(aigerim: Person, boris: Person) -> Appointment:
    """Booked and paid, with a room and somebody in it."""
    booked = scene.book(aigerim, scene.practice_of(boris))
    room = Room.objects.create(appointment=booked)
    Attendance.objects.create(room=room, role="client", page="p", joined_at=AT, seen_at=AT)
    Education.objects.create(specialist=booked.specialist, kind="degree", year_from=2001, **_words())
    Preference.objects.create(person=aigerim, kind="news", channel="email", wanted=True, changed_at=AT)
    return booked


def _words() -> dict[str, str]:
    return {f"{words}_{code}": "…" for words in ("institution", "title") for code in ("kk", "ru", "en")}


Rows = Callable[[Person], models.QuerySet[Any]]
# The paths to the client: his own key, a column, one join, three joins.
OF_THE_CLIENT: dict[str, tuple[Rows, dict[str, Any]]] = {
    "person": (lambda one: Person.objects.filter(pk=one.pk), {"language": "kk"}),
    "role": (lambda one: Role.objects.filter(person=one), {"given_at": AT + timedelta(days=1)}),
    "preference": (lambda one: Preference.objects.filter(person=one), {"wanted": False}),
    "appointment": (lambda one: Appointment.objects.filter(client=one), {"client_moves": 1}),
    "room": (lambda one: Room.objects.filter(appointment__client=one), {"contested_at": AT}),
    "attendance": (lambda one: Attendance.objects.filter(room__appointment__client=one), {"bytes_sent": 7}),
    "order": (lambda one: Order.objects.filter(person=one), {"amount_kzt": 1}),
    "notice": (lambda one: Notice.objects.filter(person=one, event="booking.booked"), {"attempts": 3}),
}
OF_THE_SPECIALIST: dict[str, tuple[Rows, dict[str, Any]]] = {
    "specialist": (lambda one: Specialist.objects.filter(person=one), {"city": "astana"}),
    "plan": (lambda one: Plan.objects.filter(specialist__person=one), {"ends_minute": 1000}),
    "slot": (lambda one: Slot.objects.filter(specialist__person=one), {"ends_at": AT + timedelta(days=90)}),
    "education": (lambda one: Education.objects.filter(specialist__person=one), {"year_to": 2006}),
}


def refused(action: Callable[[], Any]) -> None:
    with pytest.raises(Blocked), transaction.atomic():
        action()


@pytest.mark.parametrize("what", sorted(OF_THE_CLIENT))
def test_nothing_of_a_blocked_client_changes_or_goes(
    appointment: Appointment, aigerim: Person, role: str, what: str
) -> None:
    rows, change = OF_THE_CLIENT[what]
    before = list(rows(aigerim).values())
    assert before, "there is something to change"
    block(aigerim)
    refused(lambda: rows(aigerim).update(**change))
    refused(lambda: rows(aigerim)._raw_delete("default"))
    assert list(rows(aigerim).values()) == before
    operations.unblock_subject(subject_id=aigerim.pk)
    assert rows(aigerim).update(**change) == len(before)


@pytest.mark.parametrize("what", sorted(OF_THE_SPECIALIST))
def test_nothing_of_a_blocked_specialist_changes_or_goes(
    appointment: Appointment, boris: Person, role: str, what: str
) -> None:
    rows, change = OF_THE_SPECIALIST[what]
    before = list(rows(boris).values())
    assert before, "there is something to change"
    block(boris)
    refused(lambda: rows(boris).update(**change))
    refused(lambda: rows(boris)._raw_delete("default"))
    assert list(rows(boris).values()) == before
    operations.unblock_subject(subject_id=boris.pk)
    assert rows(boris).update(**change) == len(before)


def test_nothing_new_is_stored_about_him(appointment: Appointment, aigerim: Person, role: str) -> None:
    block(aigerim)
    refused(lambda: Role.objects.create(person=aigerim, role="support", given_at=AT))
    refused(
        lambda: Attendance.objects.create(room_id=appointment.pk, role="client", page="q", joined_at=AT, seen_at=AT)
    )
    posting = Posting.objects.first()
    assert posting is not None
    refused(lambda: Posting.objects.create(transaction=posting.transaction, account=posting.account, amount_kzt=1))
    refused(
        lambda: Notice.objects.create(person=aigerim, event="booking.moved", channel="email", facts={}, created_at=AT)
    )


def test_nothing_is_moved_to_him_or_away_from_him(appointment: Appointment, aigerim: Person) -> None:
    zoe = factories.zoe()
    Preference.objects.create(person=zoe, kind="offers", channel="email", wanted=True, changed_at=AT)
    block(aigerim)
    refused(lambda: Preference.objects.filter(person=zoe).update(person=aigerim))
    refused(lambda: Preference.objects.filter(person=aigerim).update(person=zoe))


def test_a_statement_about_many_is_refused_whole(appointment: Appointment, aigerim: Person) -> None:
    zoe = factories.zoe()
    block(aigerim)
    refused(lambda: Person.objects.update(language="kk"))
    assert Person.objects.get(pk=zoe.pk).language == "en"


def test_others_are_written_about_as_before(appointment: Appointment, aigerim: Person, role: str) -> None:
    block(aigerim)
    zoe = factories.zoe()
    Person.objects.filter(pk=zoe.pk).update(language="kk")
    assert Role.objects.filter(person=zoe).delete()[0] == 1


def test_he_still_comes_in(aigerim: Person, role: str) -> None:
    """Sign-ins, codes and the password are spared, so that he can see his request and end the block."""
    block(aigerim)
    SignIn.objects.create(
        person=aigerim, device="a telephone", key_sha256=b"k" * 32, session="", idle_minutes=1, started_at=AT,
        last_seen_at=AT, idle_until=AT, expires_at=AT,
    )  # fmt: skip
    aigerim.password = "another"
    aigerim.save(update_fields=["password", "credential_epoch"])
    aigerim.name = "Someone"
    refused(lambda: aigerim.save(update_fields=["password", "name"]))


def test_he_may_take_back_but_not_give(aigerim: Person) -> None:
    said = {"person_id": aigerim.pk, "language": "ru", "method": "cabinet", "at": AT}
    block(aigerim)
    refused(lambda: consents.grant(agreement="research", **said))
    consents.withdraw(agreement="service", **said)
    assert Record.objects.filter(subject_id=aigerim.pk).latest("number").event == "withdrawn"


def test_a_blocked_row_neither_changes_nor_goes_and_its_neighbours_may(
    appointment: Appointment, aigerim: Person, role: str
) -> None:
    one = Preference.objects.get(person=aigerim)
    other = Preference.objects.create(person=aigerim, kind="offers", channel="email", wanted=True, changed_at=AT)
    operations.block_record(subject_id=aigerim.pk, table="notices_preference", row=str(one.pk), request_id=None, at=AT)
    refused(lambda: Preference.objects.filter(pk=one.pk).update(wanted=False))
    refused(lambda: Preference.objects.filter(pk=one.pk).delete())
    assert Preference.objects.filter(pk=other.pk).update(wanted=False) == 1
    assert Preference.objects.filter(pk=other.pk).delete()[0] == 1


def guards() -> dict[str, set[str]]:
    """Table -> the events that are guarded, by triggers that fire always."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE tgname LIKE 'refuse\\_blocked%%'"
        )
        found: dict[str, set[str]] = {}
        for table, name, enabled in cursor.fetchall():
            assert enabled == "A", f"{name} of {table} can be switched off by replication"
            found.setdefault(table, set()).add(name.removeprefix(blocking.PREFIX))
    return found


def test_every_table_about_people_is_guarded_or_says_why_not() -> None:
    left = {
        label
        for label, entry in everything().items()
        if entry.subject
        and not entry.while_blocked
        and getattr(apps.get_model(label), "database", "default") == "default"
        and guards().get(apps.get_model(label)._meta.db_table) != {"insert", "update", "delete"}
    }
    assert left == set()


def test_making_them_again_changes_nothing_until_the_classification_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert blocking.install("default") is False
    fewer = {label: entry for label, entry in everything().items() if label != "booking.Plan"}
    monkeypatch.setattr(blocking, "everything", lambda: fewer)
    assert blocking.install("default") is True
    assert "booking_plan" not in guards()
    monkeypatch.undo()
    assert blocking.install("default") is True
    assert "booking_plan" in guards()


def test_without_its_guard_a_table_would_be_written(boris: Person) -> None:
    """The negative control: it is the triggers that refuse, and nothing else."""
    scene.practice_of(boris)
    block(boris)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE booking_plan DISABLE TRIGGER {blocking.PREFIX}update")
    assert Plan.objects.filter(specialist__person=boris).update(ends_minute=1000) == 5


@pytest.mark.parametrize(
    "attempt",
    [
        "ALTER TABLE accounts_person DISABLE TRIGGER refuse_blocked_update",
        "DROP TRIGGER refuse_blocked_update ON accounts_person",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION refuse_blocked(p uuid[], place text, what text) RETURNS void LANGUAGE sql AS ''",
        "TRUNCATE accounts_person CASCADE",
    ],
)
def test_the_application_cannot_take_the_wall_down(attempt: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE harmonia_app")
        cursor.execute(attempt)


def test_columns_may_be_spared_with_a_reason() -> None:
    spared = {
        f"{label}.{name}": said.while_blocked
        for label, entry in everything().items()
        for name, said in entry.columns.items()
        if said.while_blocked
    }
    assert "accounts.Person.password" in spared
    assert "accounts.Person.name" not in spared
    assert all(len(why) > 15 for why in spared.values())


def test_a_column_that_is_not_spared_is_guarded() -> None:
    entry = Classified(
        "accounts.Role",
        "person_id",
        {"id": Technical("a"), "person": Technical("b"), "role": Technical("c"), "given_at": Technical("d", "spared")},
    )
    made = blocking.triggers({"accounts.Role": entry}, ["accounts_role"])
    assert 'o."role" IS NOT DISTINCT FROM r."role"' in made
    assert 'o."given_at"' not in made


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_whoever_blocks_waits_for_the_writer_and_the_next_writer_for_him() -> None:
    """Order of events: a write that began first is committed before the block; a write that begins after it is not."""
    import threading

    aigerim = factories.aigerim()
    order: list[str] = []
    written, go_on = threading.Event(), threading.Event()

    def write_first() -> None:
        with transaction.atomic():
            Person.objects.filter(pk=aigerim.pk).update(language="kk")
            written.set()
            go_on.wait(60)
            order.append("written")
        connections.close_all()

    def block_then() -> None:
        block(aigerim)
        order.append("blocked")
        connections.close_all()

    writer, blocker = threading.Thread(target=write_first), threading.Thread(target=block_then)
    writer.start()
    written.wait(60)
    blocker.start()
    blocker.join(0.3)
    assert order == [], "the block waits for the writer"
    go_on.set()
    writer.join()
    blocker.join()
    assert order == ["written", "blocked"]
    refused(lambda: Person.objects.filter(pk=aigerim.pk).update(language="en"))
