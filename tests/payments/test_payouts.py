"""What specialists earn and are paid: over held sessions, after the term of disputes, each exactly once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from harmonia.accounts.models import Person
from harmonia.accounts.states import ACCOUNTANT
from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.payments import gateways, operations, queries
from harmonia.payments.models import Earning, Payout, PayoutDetails, PayoutRun
from harmonia.payments.operations import payouts
from harmonia.payments.rules.payouts import NoCommissionYet, commission_per_cent, is_iban, masked, plain_iban, split
from harmonia.payments.states import EarningState, PayoutRunState, PayoutState
from harmonia.policy.terms import Commission
from harmonia.privacy.operations import blocking
from harmonia.vault import reading
from tests import factories
from tests.payments.conftest import NOW, balance_of, open_order, paid
from tests.payments.earned import CLOSED_IBAN, IBAN, LATER, approved, held, owed, says_where, send_all

db = pytest.mark.django_db(databases=["default", "keys"])
ACCOUNTS = ("provider.sandbox", "clients.prepaid", "service.commission", "specialists.owed", "bank.paid_out")
Two = tuple[UUID, UUID]
RATES = (Commission(since_on=date(2026, 1, 1), per_cent=20), Commission(since_on=date(2027, 1, 1), per_cent=18))


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris()


@pytest.fixture
def vera(db: None) -> Person:
    return factories.vera()


@pytest.fixture
def two(db: None) -> Two:
    """Who prepares runs, and who approves them."""
    accountant = factories.entered("Nurlan", ACCOUNTANT, number=51)
    return accountant.pk, factories.entered("Saule", ACCOUNTANT, number=52).pk


@pytest.mark.parametrize(
    ("held_on", "per_cent"),
    [(date(2026, 1, 1), 20), (date(2026, 12, 31), 20), (date(2027, 1, 1), 18), (date(2030, 5, 5), 18)],
)
def test_the_commission_is_that_of_the_day_of_the_session(held_on: date, per_cent: int) -> None:
    assert commission_per_cent(held_on, RATES) == commission_per_cent(held_on, RATES[::-1]) == per_cent


def test_a_day_without_a_rule_has_no_commission() -> None:
    with pytest.raises(NoCommissionYet):
        commission_per_cent(date(2025, 12, 31), RATES)


@pytest.mark.parametrize("gross", [1, 4, 5, 99, 12_000, 12_001, 199_999])
def test_a_split_loses_no_tenge_and_rounds_for_the_specialist(gross: int) -> None:
    commission, net = split(gross, 20)
    assert (commission + net, commission) == (gross, int(gross * 0.2))


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("KZ86 125K ZT50 0410 0100", True),
        ("kz86125kzt5004100100", True),
        ("KZ87125KZT5004100100", False),
        ("KZ86125KZT500410010", False),
        ("DE89370400440532013000", False),
        ("", False),
        ("KZ86125KZT50041001OO", False),
    ],
)
def test_an_account_number_has_true_check_digits(said: str, true: bool) -> None:
    assert is_iban(plain_iban(said)) is true
    assert masked(IBAN) == "KZ…0100"


@db
def test_a_held_session_is_owed_once_the_term_of_disputes_is_over(aigerim: Person, boris: Person) -> None:
    earning = held(aigerim, boris)
    assert operations.earn(earning_id=earning.pk, at=LATER - timedelta(seconds=1)).state == EarningState.WAITING
    assert queries.due_earnings(LATER - timedelta(seconds=1)) == []
    assert queries.due_earnings(LATER) == [earning.pk]
    for _ in range(2):
        done = operations.earn(earning_id=earning.pk, at=LATER)
        assert (done.state, done.gross_kzt, done.commission_kzt, done.net_kzt) == ("owed", 12_000, 2_400, 9_600)
    assert balance_of(*ACCOUNTS) == [12_000, 0, -2_400, -9_600, 0]
    assert Entry.objects.filter(event="payments.earned").count() == 1


@db
def test_an_unpaid_session_earns_nothing_and_a_repeated_word_earns_once(aigerim: Person, boris: Person) -> None:
    order = open_order(aigerim)
    said = {"about_id": order.about_id, "payee_id": boris.pk, "held_at": NOW, "at": NOW}
    assert operations.record_earning(**said) is None
    paid(order)
    assert operations.record_earning(**said) == operations.record_earning(**said)
    assert Earning.objects.count() == 1


@db
def test_a_disputed_session_waits_until_it_is_looked_into(aigerim: Person, boris: Person) -> None:
    earning = held(aigerim, boris)
    assert operations.dispute(about_id=earning.about_id, at=NOW) is True
    assert queries.due_earnings(LATER) == []
    assert operations.earn(earning_id=earning.pk, at=LATER).state == EarningState.DISPUTED
    assert operations.settle_dispute(about_id=earning.about_id, at=LATER) is True
    assert operations.earn(earning_id=earning.pk, at=LATER).state == EarningState.OWED
    assert operations.dispute(about_id=earning.about_id, at=LATER) is False
    assert operations.settle_dispute(about_id=earning.about_id, at=LATER) is False
    assert operations.dispute(about_id=uuid4(), at=NOW) is False


@db
@pytest.mark.parametrize(
    ("returned", "state", "sums"), [(12_000, "void", (None, None)), (2_000, "owed", (2_000, 8_000))]
)
def test_what_went_back_earns_nothing(
    aigerim: Person, boris: Person, returned: int, state: str, sums: tuple[int | None, int | None]
) -> None:
    earning = held(aigerim, boris)
    operations.refund(order_id=earning.order_id, amount_kzt=returned, reason="test", at=NOW)
    done = operations.earn(earning_id=earning.pk, at=LATER)
    assert (done.state, done.commission_kzt, done.net_kzt) == (state, *sums)


@db
def test_what_is_earned_cannot_go_back(aigerim: Person, boris: Person) -> None:
    earning = owed(aigerim, boris)
    with pytest.raises(operations.RefundTooLarge):
        operations.refund(order_id=earning.order_id, amount_kzt=1, reason="test", at=LATER)
    other = held(aigerim, boris)
    operations.refund(order_id=other.order_id, amount_kzt=1, reason="test", at=NOW)
    with pytest.raises(IntegrityError, match="exceed"), transaction.atomic():
        Earning.objects.filter(pk=other.pk).update(state="owed", commission_kzt=0, net_kzt=12_000)


@db
def test_a_run_takes_two_people(aigerim: Person, boris: Person, two: Two) -> None:
    owed(aigerim, boris)
    says_where(boris)
    preparer = two[0]
    run = operations.prepare_run(by=preparer, at=LATER)
    with pytest.raises(operations.SamePerson):
        operations.approve_run(run_id=run.pk, by=preparer, at=LATER)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        PayoutRun.objects.filter(pk=run.pk).update(state="approved", decided_by=preparer, decided_at=LATER)
    with pytest.raises(operations.RunWaits):
        owed(aigerim, boris)
        operations.prepare_run(by=two[0], at=LATER)
    assert operations.approve_run(run_id=run.pk, by=two[1], at=LATER).state == PayoutRunState.APPROVED
    with pytest.raises(operations.WrongState):
        operations.approve_run(run_id=run.pk, by=two[1], at=LATER)


@db
def test_only_who_may_be_paid_is_in_a_run(aigerim: Person, boris: Person, two: Two, vera: Person) -> None:
    with pytest.raises(operations.NothingOwed):
        operations.prepare_run(by=two[0], at=LATER)
    owed(aigerim, boris)
    with pytest.raises(operations.NothingOwed):  # he has not said where to
        operations.prepare_run(by=two[0], at=LATER)
    assert queries.owed_kzt() == (0, 9_600)
    says_where(boris)
    says_where(vera)
    owed(aigerim, vera)
    held(aigerim, boris)  # its term is not over
    run = operations.prepare_run(by=two[0], at=LATER)
    assert [(each.payee_id, each.net_kzt, each.sessions) for each in queries.payouts_in(run.pk).order_by("payee")] == [
        (pk, 9_600, 1) for pk in sorted((boris.pk, vera.pk))
    ]


@db
def test_a_declined_run_sends_nothing_and_what_is_owed_waits(
    aigerim: Person, boris: Person, two: Two, bank: Any
) -> None:
    owed(aigerim, boris)
    says_where(boris)
    run = operations.prepare_run(by=two[0], at=LATER)
    send_all()  # it is not approved
    operations.decline_run(run_id=run.pk, by=two[0], at=LATER)
    send_all()
    assert bank.store.transfers() == []
    assert Payout.objects.get().state == PayoutState.DROPPED
    assert operations.prepare_run(by=two[0], at=LATER).pk != run.pk


@db
def test_sums_reconcile_to_the_payments(aigerim: Person, boris: Person, two: Two, vera: Person, bank: Any) -> None:
    for payee in (boris, vera):
        says_where(payee)
        for amount in (12_001, 9_999, 5_003):
            owed(aigerim, payee, amount)
    approved(two)
    send_all()
    found = balance_of(*ACCOUNTS)
    assert found == [54_006, 0, -(2_400 + 1_999 + 1_000) * 2, 0, -(9_601 + 8_000 + 4_003) * 2]
    assert sum(found) == 0
    sent = {line["reference"]: line["amount"] for line in bank.store.transfers()}
    assert sent == {str(each.pk): 21_604 for each in Payout.objects.all()}
    assert PayoutRun.objects.get().state == PayoutRunState.DONE
    assert set(Earning.objects.values_list("state", flat=True)) == {EarningState.PAID}
    assert Notice.objects.filter(event="payout.sent", person=boris).exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Killed(BaseException):
    """The worker dies here."""


@db
@pytest.mark.parametrize("where", ["before_the_bank", "after_the_bank", "after_the_first"])
def test_a_run_killed_in_the_middle_pays_each_exactly_once(
    aigerim: Person, boris: Person, two: Two, vera: Person, bank: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    for payee in (boris, vera):
        says_where(payee)
        owed(aigerim, payee)
    approved(two)
    kill(monkeypatch, where)
    with pytest.raises(Killed):
        send_all()
    monkeypatch.undo()
    for _ in range(2):
        send_all()
    assert sorted(line["amount"] for line in bank.store.transfers()) == [9_600, 9_600]
    assert set(Payout.objects.values_list("state", flat=True)) == {PayoutState.DONE}
    assert balance_of(*ACCOUNTS) == [24_000, 0, -4_800, 0, -19_200]


def kill(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    finish: Callable[..., Payout] = operations.finish_payout
    calls: list[object] = []

    def dying(**said: Any) -> Payout:
        calls.append(said)
        if where == "after_the_bank" or len(calls) == 2:
            raise Killed
        return finish(**said)

    def dead(bank: object, **said: Any) -> str:
        raise Killed

    if where == "before_the_bank":
        monkeypatch.setattr("harmonia.payments.gateways.sandbox.Sandbox.transfer", dead)
    else:
        monkeypatch.setattr(payouts, "finish_payout", dying)


@db
def test_a_bank_that_does_not_answer_is_asked_again(aigerim: Person, boris: Person, two: Two) -> None:
    owed(aigerim, boris)
    says_where(boris)
    approved(two)
    with pytest.raises(gateways.ProviderUnavailable):
        send_all()
    assert Payout.objects.get().state == PayoutState.WAITING


@db
def test_a_refused_account_loses_nothing(aigerim: Person, boris: Person, two: Two, bank: Any) -> None:
    owed(aigerim, boris)
    says_where(boris, CLOSED_IBAN)
    approved(two)
    send_all()
    assert Payout.objects.get().state == PayoutState.FAILED
    assert balance_of(*ACCOUNTS) == [12_000, 0, -2_400, -9_600, 0]
    assert Notice.objects.filter(event="payout.failed", person=boris).exists()
    says_where(boris)
    approved(two)
    send_all()
    assert balance_of(*ACCOUNTS) == [12_000, 0, -2_400, 0, -9_600]
    assert len(bank.store.transfers()) == 1


@db
def test_details_stand_encrypted_and_nonsense_is_refused(boris: Person) -> None:
    for wrong in ("", "KZ87125KZT5004100100", "4400 4301 2345 6789"):
        with pytest.raises(operations.NotAnAccount):
            says_where(boris, wrong)
    assert PayoutDetails.objects.count() == 0
    says_where(boris)
    with connection.cursor() as cursor:
        cursor.execute("SELECT iban, holder FROM payments_payoutdetails")
        assert all(IBAN.encode() not in bytes(value) and b"Boris" not in bytes(value) for value in cursor.fetchone())


@db
def test_a_blocked_specialist_is_paid_when_he_is_free(
    aigerim: Person, boris: Person, vera: Person, two: Two, bank: Any
) -> None:
    for payee in (boris, vera):
        says_where(payee)
        owed(aigerim, payee)
    blocking.block(person_id=vera.pk, request_id=None, by=None, at=LATER)
    run = operations.prepare_run(by=two[0], at=LATER)
    assert [each.payee_id for each in queries.payouts_in(run.pk)] == [boris.pk]
    blocking.block(person_id=boris.pk, request_id=None, by=None, at=LATER)
    operations.approve_run(run_id=run.pk, by=two[1], at=LATER)
    with reading.unless_blocked():
        send_all()
    assert bank.store.transfers() == []
