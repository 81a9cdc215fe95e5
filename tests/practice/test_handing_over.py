"""Row 52: the client chooses what goes over, and to whom; nothing is as easy; a yes may be taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.consent import queries as consents
from harmonia.core import row_security
from harmonia.core.row_security import SERVICE, as_reader
from harmonia.notices.models import Notice
from harmonia.practice import operations, queries
from harmonia.practice.models import HandOver
from harmonia.specialists import operations as specialists
from harmonia.specialists.models import Specialist
from harmonia.specialists.states import Unlisted
from harmonia.vault import reading
from tests import factories
from tests.booking import scene as bookings
from tests.factories import NOW
from tests.practice.scene import CANARY, DAY, together, write
from tests.rooms.scene import session

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim()


@pytest.fixture
def boris() -> Person:
    return factories.boris()


@pytest.fixture
def vera() -> Person:
    return factories.vera()


@pytest.fixture
def giver(boris: Person, aigerim: Person) -> Specialist:
    found = bookings.practice_of(boris)
    together(aigerim, found)
    return found


@pytest.fixture
def receiver(vera: Person) -> Specialist:
    return bookings.practice_of(vera, display_name="Вера Ким")


def choose(client: Person, giver: Specialist, receiver: Specialist | None, **changes: Any) -> HandOver:
    said = {"summary": True, "attendance": False, "at": NOW, **changes}
    return operations.choose(
        client=client, giver_id=giver.pk, receiver_id=receiver.pk if receiver else None, **said
    )  # fmt: skip


def written(client: Person, giver: Specialist, receiver: Specialist, author: Person, **changes: Any) -> HandOver:
    asked = choose(client, giver, receiver, **changes)
    return operations.write_summary(author=author, hand_over_id=asked.pk, text=CANARY, at=NOW + DAY)


def received(receiver: Specialist, client: Person, author: Person, at: Any = NOW + 2 * DAY) -> list[tuple[Any, int]]:
    with reading.reading(policy.SERVICE, actor=author.pk):
        return [(one.hand_over.summary, one.held) for one in queries.received(receiver.pk, client.pk, at)]


def told(person: Person) -> set[str]:
    return set(Notice.objects.filter(person=person).values_list("event", flat=True))


class TestTheClientChooses:
    def test_a_summary_goes_over_when_he_has_read_it_and_said_yes(
        self, giver: Specialist, receiver: Specialist, aigerim: Person, boris: Person, vera: Person
    ) -> None:
        made = written(aigerim, giver, receiver, boris)
        assert "practice.summary_asked" in told(boris)
        assert "practice.summary_written" in told(aigerim)
        assert received(receiver, aigerim, vera) == []
        operations.approve(client=aigerim, hand_over_id=made.pk, at=NOW + 2 * DAY)
        assert received(receiver, aigerim, vera) == [(CANARY, 0)]

    def test_the_yes_is_a_consent_with_its_receipt(
        self, giver: Specialist, receiver: Specialist, aigerim: Person, boris: Person
    ) -> None:
        made = written(aigerim, giver, receiver, boris)
        assert not consents.accepted(aigerim.pk, "hand_over", about=made.pk, at=NOW + 2 * DAY)
        operations.approve(client=aigerim, hand_over_id=made.pk, at=NOW + 2 * DAY)
        record = consents.latest(aigerim.pk, "hand_over", about=made.pk)
        assert record is not None
        assert record.recipients == ["specialist", "hosting"]
        assert consents.receipt(record)["notice"]["agreement"] == "hand_over"

    def test_the_days_alone_go_at_once(
        self, giver: Specialist, receiver: Specialist, aigerim: Person, vera: Person
    ) -> None:
        choose(aigerim, giver, receiver, summary=False, attendance=True)
        assert received(receiver, aigerim, vera) == [(None, 1)]

    def test_nothing_is_one_step_and_tells_nobody(
        self, giver: Specialist, receiver: Specialist, aigerim: Person, boris: Person
    ) -> None:
        made = choose(aigerim, giver, None, summary=False)
        assert (made.state, made.receiver_id) == ("nothing", None)
        assert told(boris) == set()
        assert choose(aigerim, giver, receiver).state == "asked", "and he may change his mind"

    def test_taken_back_it_closes_at_once_and_the_summary_is_gone(
        self, giver: Specialist, receiver: Specialist, aigerim: Person, boris: Person, vera: Person
    ) -> None:
        made = written(aigerim, giver, receiver, boris)
        operations.approve(client=aigerim, hand_over_id=made.pk, at=NOW + 2 * DAY)
        ended = operations.take_back(client=aigerim, hand_over_id=made.pk, at=NOW + 3 * DAY)
        assert (ended.state, HandOver.objects.get(pk=made.pk).__dict__["summary"]) == ("ended", None)
        assert not consents.accepted(aigerim.pk, "hand_over", about=made.pk, at=NOW + 3 * DAY)
        assert received(receiver, aigerim, vera, NOW + 3 * DAY) == []
        with pytest.raises(operations.WrongState):
            operations.take_back(client=aigerim, hand_over_id=made.pk, at=NOW + 3 * DAY)


class TestWhoMayNot:
    def test_another_client(self, giver: Specialist, receiver: Specialist, aigerim: Person, boris: Person) -> None:
        zoe = factories.zoe()
        with pytest.raises(operations.NeverMet):
            choose(zoe, giver, receiver)
        with pytest.raises(operations.NeverMet):
            choose(aigerim, giver, receiver, at=NOW + 400 * DAY)
        made = written(aigerim, giver, receiver, boris)
        for operation in (operations.approve, operations.take_back):
            with pytest.raises(HandOver.DoesNotExist):
                operation(client=zoe, hand_over_id=made.pk, at=NOW)

    def test_another_specialist(
        self, giver: Specialist, receiver: Specialist, aigerim: Person, vera: Person, boris: Person
    ) -> None:
        made = choose(aigerim, giver, receiver)
        with pytest.raises(HandOver.DoesNotExist):
            operations.write_summary(author=vera, hand_over_id=made.pk, text="x", at=NOW)
        with pytest.raises(operations.SummaryEmpty):
            operations.write_summary(author=boris, hand_over_id=made.pk, text="  ", at=NOW)

    def test_to_oneself_and_to_whom_nobody_can_book(
        self, giver: Specialist, receiver: Specialist, aigerim: Person
    ) -> None:
        with pytest.raises(operations.NotAReceiver):
            choose(aigerim, giver, giver)
        specialists.unlist(specialist_id=receiver.pk, because=Unlisted.OWN_WISH, by=None, at=NOW)
        with pytest.raises(operations.NotAReceiver):
            choose(aigerim, giver, receiver)

    def test_twice(self, giver: Specialist, receiver: Specialist, aigerim: Person) -> None:
        choose(aigerim, giver, receiver)
        with pytest.raises(operations.AlreadyChosen):
            choose(aigerim, giver, receiver)
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOver.objects.create(
                client=aigerim, giver=giver, receiver=receiver, state="asked", with_summary=True,
                with_attendance=False, asked_at=NOW,
            )  # fmt: skip

    def test_who_was_left_sees_his_own_notes_for_the_summary_and_nothing_more(
        self, giver: Specialist, receiver: Specialist, aigerim: Person, boris: Person
    ) -> None:
        write(boris, aigerim)
        booking.leave_specialist(client=aigerim, specialist_id=giver.pk, at=NOW)
        assert list(queries.asked_of(boris)) == []
        made = choose(aigerim, giver, receiver)
        assert list(queries.asked_of(boris)) == [made]
        assert queries.relation(giver.pk, aigerim.pk, NOW) is None
        operations.write_summary(author=boris, hand_over_id=made.pk, text=CANARY, at=NOW)
        assert list(queries.asked_of(boris)) == []


class TestHowLong:
    def test_what_was_not_written_in_two_weeks_ends_and_the_client_is_told(
        self, giver: Specialist, receiver: Specialist, aigerim: Person
    ) -> None:
        made = choose(aigerim, giver, receiver)
        assert operations.end_over(at=NOW + 13 * DAY) == 0
        assert operations.end_over(at=NOW + 14 * DAY) == 1
        made.refresh_from_db()
        assert made.state == "ended"
        assert "practice.summary_missing" in told(aigerim)

    def test_it_ends_with_the_work(
        self, giver: Specialist, receiver: Specialist, aigerim: Person, vera: Person
    ) -> None:
        choose(aigerim, giver, receiver, summary=False, attendance=True)
        session(aigerim, receiver, NOW + 5 * DAY)
        assert operations.end_over(at=NOW + 91 * DAY) == 0
        assert operations.end_over(at=NOW + 96 * DAY) == 1
        assert received(receiver, aigerim, vera, NOW + 96 * DAY) == []


class TestTheSecondWall:
    @pytest.fixture
    def made(self, giver: Specialist, receiver: Specialist, aigerim: Person, boris: Person) -> HandOver:
        return written(aigerim, giver, receiver, boris)

    @pytest.fixture
    def as_the_application(self) -> Iterator[None]:
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    def seen_by(self, *people: Person) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL ROLE harmonia_app")
        counts = []
        for person in people:
            with as_reader(row_security.person(person.pk)):
                counts.append(HandOver.objects.count())
        return counts

    def test_the_receiver_sees_no_row_before_the_yes(
        self, made: HandOver, aigerim: Person, boris: Person, vera: Person, as_the_application: None
    ) -> None:
        assert self.seen_by(aigerim, boris, vera) == [1, 1, 0]

    def test_and_sees_it_after(
        self, made: HandOver, aigerim: Person, boris: Person, vera: Person, as_the_application: None
    ) -> None:
        zoe = factories.zoe()
        operations.approve(client=aigerim, hand_over_id=made.pk, at=NOW + DAY)
        assert self.seen_by(aigerim, boris, vera, zoe) == [1, 1, 1, 0]
        for reader, there in ((SERVICE, 1), (row_security.staff("rights"), 0), (row_security.staff("support"), 0)):
            with as_reader(reader):
                assert HandOver.objects.count() == there
