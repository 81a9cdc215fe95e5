"""Payouts sent by hand: marked by the second person, each line once, and put right while the books are open."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from harmonia.accounts.models import Person
from harmonia.accounts.states import ACCOUNTANT
from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.payments import operations, queries
from harmonia.payments.models import BooksCheck, Earning, Order, Payout, PayoutMark, PayoutRun
from harmonia.payments.operations import ledger
from harmonia.payments.rules.payouts import books_close_on
from harmonia.payments.states import Mistake, PayoutRunState, PayoutState, TransactionKind
from harmonia.payments.tasks import check_books
from tests import factories
from tests.booking import scene
from tests.payments.conftest import balance_of
from tests.payments.earned import IBAN, LATER, approved, owed, says_where, send_all

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TODAY = LATER.date()
BOOKS = ("specialists.owed", "bank.paid_out")
Two = tuple[UUID, UUID]


@pytest.fixture
def two(settings: Any) -> Two:
    settings.PAYOUT_BANK = "by_hand"
    nurlan = factories.entered("Nurlan", ACCOUNTANT, number=51, language="en")
    return nurlan.pk, factories.entered("Saule", ACCOUNTANT, number=52, language="en").pk


@pytest.fixture
def boris(aigerim: Person) -> Person:
    made = factories.boris(language="en")
    scene.practice_of(made)
    owed(aigerim, made)
    says_where(made)
    return made


def mark(payout: Payout, by: UUID, **changes: Any) -> PayoutMark:
    said = {"payout_id": payout.pk, "reference": "KZ-77", "sent_on": TODAY, "by": by, "at": LATER, **changes}
    return operations.mark_sent(**said)


def test_a_line_is_marked_by_the_second_person_once(boris: Person, two: Two, bank: Any) -> None:
    run = approved(two)
    payout = Payout.objects.get()
    send_all()
    assert (bank.store.transfers(), payout.state) == ([], PayoutState.WAITING)
    with pytest.raises(operations.SamePerson):
        mark(payout, two[0])
    with pytest.raises(IntegrityError, match="does not mark"), transaction.atomic():
        PayoutMark.objects.create(payout=payout, reference="KZ-1", sent_on=TODAY, marked_by=two[0], marked_at=LATER)
    assert balance_of(*BOOKS) == [-9_600, 0]
    mark(payout, two[1])
    with pytest.raises(operations.WrongState):
        mark(payout, two[1], reference="KZ-78")
    payout.refresh_from_db()
    assert (payout.state, payout.reference) == (PayoutState.DONE, "KZ-77")
    assert (PayoutRun.objects.get().state, balance_of(*BOOKS)) == (PayoutRunState.DONE, [0, -9_600])
    assert Entry.objects.filter(event="payments.payout_done").count() == 1
    assert Notice.objects.filter(event="payout.sent", person=boris).exists()
    assert run.pk == payout.run_id


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_day_that_cannot_be_is_refused(boris: Person, two: Two, day: date) -> None:
    approved(two)
    with pytest.raises(operations.NotThatDay):
        mark(Payout.objects.get(), two[1], sent_on=day)
    assert PayoutMark.objects.count() == 0


def test_two_lines_do_not_name_one_transfer(boris: Person, aigerim: Person, two: Two) -> None:
    vera = factories.vera()
    owed(aigerim, vera)
    says_where(vera)
    approved(two)
    one, other = Payout.objects.order_by("pk")
    mark(one, two[1])
    with pytest.raises(operations.TransferUsed):
        mark(other, two[1])
    mark(other, two[1], reference="KZ-78")
    assert balance_of(*BOOKS) == [0, -19_200]


def test_a_wrong_mark_is_taken_back_and_set_anew(boris: Person, two: Two) -> None:
    approved(two)
    payout = Payout.objects.get()
    mark(payout, two[1])
    with pytest.raises(operations.SamePerson):
        operations.take_mark_back(payout_id=payout.pk, mistake=Mistake.NOT_SENT, by=two[0], at=LATER)
    operations.take_mark_back(payout_id=payout.pk, mistake=Mistake.NOT_SENT, by=two[1], at=LATER)
    with pytest.raises(operations.WrongState):
        operations.take_mark_back(payout_id=payout.pk, mistake=Mistake.NOT_SENT, by=two[1], at=LATER)
    assert (balance_of(*BOOKS), PayoutRun.objects.get().state) == ([-9_600, 0], PayoutRunState.APPROVED)
    assert Notice.objects.filter(event="payout.not_sent", person=boris).exists()
    assert queries.payout_differences() == []
    mark(payout, two[1])  # the same number may be right after all
    assert (balance_of(*BOOKS), queries.payout_differences()) == ([0, -9_600], [])
    assert [each.mistake for each in queries.marks_of(payout.pk)].count("not_sent") == 1


def test_closed_books_stay_as_they_are(boris: Person, two: Two) -> None:
    assert books_close_on(date(2026, 11, 30)) == books_close_on(date(2026, 11, 1)) == date(2026, 12, 10)
    assert books_close_on(date(2026, 12, 31)) == date(2027, 1, 10)
    approved(two)
    payout = Payout.objects.get()
    late = LATER.replace(month=12, day=10)
    with pytest.raises(operations.BooksClosed):
        mark(payout, two[1], at=late)
    mark(payout, two[1])
    with pytest.raises(operations.BooksClosed):
        operations.take_mark_back(payout_id=payout.pk, mistake=Mistake.MISTYPED, by=two[1], at=late)
    assert balance_of(*BOOKS) == [0, -9_600]


def test_what_the_bank_did_not_accept_waits_for_the_next_run(boris: Person, two: Two) -> None:
    approved(two)
    operations.mark_refused(payout_id=Payout.objects.get().pk, by=two[1], at=LATER)
    assert (Payout.objects.get().state, balance_of(*BOOKS)) == (PayoutState.FAILED, [-9_600, 0])
    approved(two)
    mark(Payout.objects.get(state=PayoutState.WAITING), two[1])
    assert (balance_of(*BOOKS), queries.payout_differences()) == ([0, -9_600], [])


def test_nothing_is_marked_while_a_bank_is_asked(boris: Person, two: Two, settings: Any) -> None:
    approved(two)
    settings.PAYOUT_BANK = "sandbox"
    with pytest.raises(operations.NotByHand):
        mark(Payout.objects.get(), two[1])


def test_the_night_finds_a_mark_that_the_ledger_does_not_know(
    boris: Person, two: Two, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAYMENT_PROVIDERS = []
    approved(two)
    payout = Payout.objects.get()
    monkeypatch.setattr(ledger, "post_paid_out", lambda *said, **more: None)
    mark(payout, two[1])
    check_books(int(LATER.timestamp()))
    found = [{"payment": str(payout.pk), "ours": [0, 0], "theirs": [9_600, 0]}]
    assert BooksCheck.objects.get(provider="payouts").differences == found


def a_marked_payout(run: PayoutRun, person: Person, number: int, *, posted: int, taken_back: int = 0) -> UUID:
    """Sent by hand with two earnings in it, each of 100; `taken_back`: so many marks before, that were wrong."""
    payout = Payout.objects.create(
        run=run, gross_kzt=250, commission_kzt=50, net_kzt=200, sessions=2, state="done", finished_at=LATER
    )
    for mistaken in [True] * taken_back + [False]:
        wrong = {"mistake": "not_sent", "taken_back_by": person.pk, "taken_back_at": LATER} if mistaken else {}
        PayoutMark.objects.create(
            payout=payout, reference=f"KZ-{number}", sent_on=TODAY, marked_by=person.pk, marked_at=LATER, **wrong
        )
    for part in (100, posted - 100):
        order = Order.objects.create(person=person, amount_kzt=125, about="test", about_id=uuid4(), opened_at=LATER)
        scene.pay_order(order, at=LATER)
        earned = Earning.objects.create(
            order=order, about_id=order.about_id, state="paid", held_at=LATER, due_at=LATER, gross_kzt=125,
            commission_kzt=25, net_kzt=100, payout=payout,
        )  # fmt: skip
        sides = {"bank.paid_out": -part, "specialists.owed": part}
        ledger.post(TransactionKind.PAID_OUT, earned.pk, order.pk, sides, at=LATER)
    return payout.pk


def test_of_many_marks_those_that_differ_are_found_by_one_question(
    boris: Person, two: Two, django_assert_num_queries: Any
) -> None:
    run = approved(two)
    for number in range(40):
        a_marked_payout(run, boris, number, posted=200, taken_back=number % 3)
    less = a_marked_payout(run, boris, 41, posted=199)
    more = a_marked_payout(run, boris, 42, posted=400, taken_back=1)
    with django_assert_num_queries(1):
        found = queries.payout_differences()
    assert {one.payment_id: (one.ours, one.theirs) for one in found} == {
        less: ((199, 0), (200, 0)),
        more: ((400, 0), (200, 0)),
    }
    assert [one.payment_id for one in found] == sorted((less, more))


def test_the_pages_lead_from_the_table_to_the_mark_and_back(boris: Person, two: Two) -> None:
    run = operations.prepare_run(by=two[0], at=now())
    operations.approve_run(run_id=run.pk, by=two[1], at=now())
    payout = Payout.objects.get()
    preparer, second = (factories.confirmed(_client(pk)) for pk in two)
    [_, line] = list(
        csv.reader(io.StringIO(second.get(f"/desk/payouts/{run.pk}/table.csv").content.decode("utf-8-sig")))
    )
    assert line[7:9] == [IBAN, "Boris A."]
    path = reverse("staff:payout_line", args=[payout.pk])
    assert path in second.get(f"/desk/payouts/{run.pk}/").content.decode()
    assert IBAN in second.get(path).content.decode()
    said = {"reference": "KZ-77", "sent_on": "2026-01-01"}
    wrong = second.post(f"{path}sent/", said)
    assert (wrong.status_code, b"KZ-77" in wrong.content) == (422, True)
    assert "between the approval and today" in wrong.content.decode()
    today = {"sent_on": localdate().isoformat()}
    assert b"another person says" in preparer.post(f"{path}sent/", said | today).content
    assert second.post(f"{path}sent/", said | today).status_code == 302
    assert IBAN not in second.get(path).content.decode()
    statement = Client()
    statement.force_login(boris)
    assert b"KZ-77" in factories.confirmed(statement).get(reverse("specialist:payout", args=[payout.pk])).content
    second.post(f"{path}back/", {"mistake": "not_sent"})
    assert Payout.objects.get().state == PayoutState.WAITING
    assert b"it was not sent" in second.get(path).content
    stranger = Client()
    stranger.force_login(factories.zoe())
    assert stranger.get(path).status_code == 404


def _client(pk: UUID) -> Client:
    client = Client(headers={"accept-language": "en"})
    person = Person.objects.get(pk=pk)
    client.force_login(person)
    return client
