"""The desk: the queues of one's roles with their clocks; one way to take, give back and hand over in all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from harmonia.accounts import states
from harmonia.accounts.models import Person, Role
from harmonia.core import queues, working_days
from harmonia.web.staff.queues import QUEUES, Queue, queues_of
from tests import factories
from tests.web.desk import waiting

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HELD = [queue for queue in QUEUES if queue.hands is not None]
by_key = pytest.mark.parametrize("queue", HELD, ids=lambda queue: queue.key)


def at_desk(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return factories.confirmed(client)


def two_of(queue: Queue) -> tuple[Person, Person]:
    one, other = (
        factories.entered(name, queue.roles[0], number=number, language="en")
        for number, name in ((81, "Saule"), (82, "Timur"))
    )
    return one, other


def holder(queue: Queue, pk: Any, by: Person) -> Any:
    return queue.items(by, now()).get(pk=pk)["held_by"]


def said(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@by_key
def test_taken_by_one_given_back_and_handed_to_a_colleague(queue: Queue) -> None:
    one, other = two_of(queue)
    pk = waiting.one(queue.key)
    mine, theirs = at_desk(one), at_desk(other)
    page = waiting.page(queue, pk)
    assert "Take it" in said(mine, page)
    mine.post(queue.address("take", pk))
    assert holder(queue, pk, one) == one.pk
    assert "Somebody else has taken it" in said(theirs, page)
    for act in ("take", "give-back", "hand-over"):
        answer = theirs.post(queue.address(act, pk), {"to": str(one.pk)}, follow=True)
        assert "Nothing was changed" in answer.content.decode()
        assert holder(queue, pk, one) == one.pk
    assert "Timur" in said(mine, queue.address("hand-over", pk))
    mine.post(queue.address("hand-over", pk), {"to": str(other.pk)})
    assert holder(queue, pk, one) == other.pk
    theirs.post(queue.address("give-back", pk))
    assert holder(queue, pk, one) is None


@by_key
def test_each_step_is_journalled(queue: Queue) -> None:
    one, other = two_of(queue)
    pk = waiting.one(queue.key)
    mine, theirs = at_desk(one), at_desk(other)
    before = waiting.journalled()
    mine.post(queue.address("take", pk))
    mine.post(queue.address("hand-over", pk), {"to": str(other.pk)})
    theirs.post(queue.address("give-back", pk))
    noted = [event for event in waiting.journalled()[len(before) :] if event != "data.read"]
    taken = "request.assigned" if queue.key == "request" else noted[0]
    area = taken.removesuffix("assigned").removesuffix("taken")
    assert noted == [taken, f"{area}handed_over", f"{area}given_back"]


@by_key
def test_nothing_is_handed_to_who_does_not_work_on_it(queue: Queue) -> None:
    one, _ = two_of(queue)
    pk = waiting.one(queue.key)
    mine = at_desk(one)
    mine.post(queue.address("take", pk))
    stranger = factories.zoe()
    for to in ("", "nobody", str(stranger.pk), str(one.pk)):
        answer = mine.post(queue.address("hand-over", pk), {"to": to})
        assert answer.status_code == 422
        assert 'id="id_to_error"' in answer.content.decode()
    assert holder(queue, pk, one) == one.pk


@by_key
def test_what_somebody_held_who_works_here_no_more_is_free(queue: Queue) -> None:
    one, other = two_of(queue)
    pk = waiting.one(queue.key)
    at_desk(one).post(queue.address("take", pk))
    Role.objects.filter(person=one).delete()
    theirs = at_desk(other)
    assert "Take it" in said(theirs, waiting.page(queue, pk))
    theirs.post(queue.address("take", pk))
    assert holder(queue, pk, other) == other.pk


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@by_key
def test_of_two_who_take_at_once_one_gets_it_and_the_other_is_told(queue: Queue) -> None:
    people = two_of(queue)
    pk = waiting.one(queue.key)
    clients = [at_desk(person) for person in people]
    together = Barrier(2)

    def take(client: Client) -> str:
        try:
            together.wait(timeout=20)
            return client.post(queue.address("take", pk), follow=True).content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(take, clients))
    assert sorted("It is yours now" in page for page in pages) == [False, True]
    assert sorted("Nothing was changed" in page for page in pages) == [False, True]
    [winner] = [person for person, page in zip(people, pages, strict=True) if "It is yours now" in page]
    assert holder(queue, pk, winner) == winner.pk


@pytest.mark.parametrize("role", sorted(states.STAFF))
def test_everybody_sees_the_queues_of_his_role_and_they_are_empty(role: str) -> None:
    person = factories.entered("Saule", role, number=81, language="en")
    page = said(at_desk(person), "/desk/")
    shown = [str(queue.title) for queue in QUEUES if role in queue.roles]
    assert [queue.title for queue in queues_of(person)] == shown
    assert page.count("data-item") == len(shown)
    assert ("All your queues are empty" in page) == bool(shown)
    assert ("No queue is yours" in page) == (not shown)


def test_the_most_urgent_stands_first_with_its_clock() -> None:
    owner = factories.entered("Saule", states.OWNER, number=81, language="en")
    desk = at_desk(owner)
    letter = waiting.one("letter")
    rows = desk.get("/desk/").context["rows"]
    assert [(row["queue"].key, row["found"].count, row["found"].mine) for row in rows] == [
        ("letter", 1, 0),
        *((queue.key, 0, 0) for queue in queues_of(owner) if queue.key != "letter"),
    ]
    first = rows[0]
    due = working_days.deadline(first["found"].oldest, amount=1, unit="working_days")
    assert (first["due"], first["overdue"], first["days_left"]) == (due, False, 1)
    waiting.make_old(letter, days=30)
    assert desk.get("/desk/").context["rows"][0]["overdue"]
    assert "overdue" in said(desk, "/desk/")


def test_one_and_three_rows_cost_the_same() -> None:
    desk = at_desk(factories.olga(language="en"))
    waiting.one("letter")
    desk.get("/desk/")
    one = count(desk)
    for _ in range(2):
        waiting.one("letter")
    assert count(desk) == one


def count(desk: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        desk.get("/desk/")
    return len(seen)


class TestPassing:
    def test_taken_while_free(self) -> None:
        one, other = (person.pk for person in (factories.olga(), factories.dana()))
        assert queues.passing(None, to=one, by=one) == queues.TAKEN
        assert queues.passing(one, to=None, by=one) == queues.GIVEN_BACK
        assert queues.passing(one, to=other, by=one) == queues.HANDED_OVER
        for held, to, by in (
            (other, one, one),
            (one, one, one),
            (other, None, one),
            (None, None, one),
            (None, other, one),
        ):
            with pytest.raises(queues.InOtherHands):
                queues.passing(held, to=to, by=by)

    def test_a_term_of_its_own_stands_before_the_houses(self) -> None:
        [letter] = [queue for queue in QUEUES if queue.key == "letter"]
        at = now()
        assert letter.due(at, at + timedelta(hours=1)) == at + timedelta(hours=1)
        assert letter.due(None, None) is None
