"""Whatever happens to sessions and money, and in whatever order: the books balance, nothing is spent or paid twice."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from harmonia.accounts.states import ACCOUNTANT
from harmonia.booking import operations as booking
from harmonia.payments import queries
from harmonia.payments.models import LedgerSums, Payment
from harmonia.payments.operations import credits, ledger
from tests import factories
from tests.booking import scene
from tests.payments.machine import FIRST, LONG, Money, World

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
BOUNDS = settings(
    max_examples=6, stateful_step_count=30, deadline=None, database=None, derandomize=True, phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck), print_blob=False,
)  # fmt: skip


@pytest.fixture
def world(bank: Any) -> World:
    made = World()
    made.clients = (factories.aigerim(), factories.zoe())
    made.specialist = scene.practice_of(factories.boris())
    booking.set_lengths(specialist_id=made.specialist.pk, lengths=[FIRST, LONG], at=factories.NOW)
    staff = [factories.entered(name, ACCOUNTANT, number=number).pk for number, name in ((51, "Nurlan"), (52, "Saule"))]
    made.staff = (staff[0], staff[1])
    made.transfers = bank.store.transfers
    return made


def run(world: World) -> None:
    run_state_machine_as_test(type("Bounded", (Money,), {"world": world}), settings=BOUNDS)


def test_money_stays_true_whatever_happens(world: World) -> None:
    run(world)


def test_a_mark_taken_back_without_its_posting_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "post_unpaid", lambda *said, **more: None)
    with pytest.raises(AssertionError, match="owed what they earned"):
        found_by_hand(world)


def found_by_hand(world: World) -> None:
    """One straight road to a wrong mark: a machine finds it by chance, this always."""
    machine = type("Straight", (Money,), {"world": world})()
    machine.begin()
    machine.hold(0, 0)
    machine.go_to_the_bank(0)
    machine.a_webhook_arrives(0)
    machine.time_passes(timedelta(days=8))
    machine.a_session_ends(0, "completed")
    machine.time_passes(timedelta(days=8))
    machine.pay_specialists_by_hand(True, True, 0)
    machine.a_mark_was_wrong(0, True)
    machine.all_is_true()


def test_a_mark_taken_back_leaves_the_books_true(world: World) -> None:
    found_by_hand(world)


def test_a_code_that_adds_to_a_promotion_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credits, "give_up_promotion", lambda order, at: None)
    with pytest.raises(AssertionError, match="a code does not add"):
        used_with_a_code(world)


def used_with_a_code(world: World) -> None:
    machine = type("Straight", (Money,), {"world": world})()
    machine.begin()
    machine.hold(0, 0)
    machine.use_the_code(0)
    machine.all_is_true()


def test_a_code_in_the_place_of_a_promotion_leaves_the_books_true(world: World) -> None:
    used_with_a_code(world)


def test_kept_sums_that_leave_a_posting_out_are_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = queries.last_posting
    monkeypatch.setattr(queries, "last_posting", lambda: plain() + 2)
    with pytest.raises(AssertionError, match="the kept sums and what came later are all postings"):
        nights_between_payments(world)


def nights_between_payments(world: World) -> None:
    machine = type("Straight", (Money,), {"world": world})()
    machine.begin()
    for slot in (0, 1):
        machine.hold(0, slot)
        machine.go_to_the_bank(0)
        machine.a_webhook_arrives(0)
        machine.the_night_comes()
        machine.all_is_true()


def test_sums_kept_between_payments_leave_the_books_true(world: World) -> None:
    nights_between_payments(world)
    assert LedgerSums.objects.count() == 2


def test_a_ledger_that_counts_a_payment_twice_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ledger.post_payment

    def doubled(payment: Payment, *, at: Any) -> None:
        payment.amount_kzt *= 2
        plain(payment, at=at)
        payment.amount_kzt //= 2

    monkeypatch.setattr(ledger, "post_payment", doubled)
    with pytest.raises(AssertionError, match="the provider holds what was paid"):
        run(world)
