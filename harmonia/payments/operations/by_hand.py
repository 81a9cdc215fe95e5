"""Payouts that no program sends: somebody takes the approved run to his bank, and another than who prepared it says of
each line that it was sent, or that the bank did not accept it. A wrong word is taken back while the books of its month
are open: the ledger posts the way back, and the line waits again.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import gateways, permissions, queries
from harmonia.payments.models import Payout, PayoutMark, PayoutRun
from harmonia.payments.operations import ledger, payouts
from harmonia.payments.rules import payouts as rules
from harmonia.payments.states import (
    EARNING_MOVES,
    PAYOUT_MOVES,
    PAYOUT_RUN_MOVES,
    EarningState,
    Mistake,
    PayoutRunState,
    PayoutState,
)


class NotByHand(Exception):
    """A bank sends the payouts by itself."""


class NotThatDay(Exception):
    """Before the run was approved, or not come yet."""


class BooksClosed(Exception):
    """The books of that month are closed."""


class TransferUsed(Exception):
    """Another line is marked with this number of the bank."""


@transaction.atomic
def mark_sent(*, payout_id: UUID, reference: str, sent_on: date, by: UUID, at: datetime) -> PayoutMark:
    """The bank has taken this line. Raises NotByHand, SamePerson, WrongState, NotThatDay, BooksClosed, TransferUsed."""
    run, payout = _waiting(payout_id, by)
    _check_day(run, sent_on, at)
    try:
        with transaction.atomic():
            mark = PayoutMark.objects.create(
                payout=payout, reference=reference.strip(), sent_on=sent_on, marked_by=by, marked_at=at
            )
    except IntegrityError as refusal:
        if "one_mark_a_transfer" in str(refusal):
            raise TransferUsed(payout_id) from None
        raise
    payouts.conclude(run, payout, reference=mark.reference, at=at, by=by, mark=mark)
    return mark


@transaction.atomic
def mark_refused(*, payout_id: UUID, by: UUID, at: datetime) -> Payout:
    """The bank did not accept it; what it was for waits for the next run. Raises NotByHand, SamePerson, WrongState."""
    run, payout = _waiting(payout_id, by)
    payouts.conclude(run, payout, reference=None, at=at, by=by)
    return payout


@transaction.atomic
def take_mark_back(*, payout_id: UUID, mistake: Mistake, by: UUID, at: datetime) -> Payout:
    """The mark was wrong: the line waits again. Raises SamePerson, WrongState, BooksClosed."""
    run, payout = _locked(payout_id)
    permissions.check_mark(by, run)
    mark = PayoutMark.objects.select_for_update(of=("self",)).filter(payout=payout, taken_back_at=None).first()
    if mark is None:
        raise WrongState(f"{payout.pk}: no mark")
    _check_open(mark.sent_on, at)
    mark.mistake, mark.taken_back_by, mark.taken_back_at = mistake, by, at
    mark.save(update_fields=["mistake", "taken_back_by", "taken_back_at"])
    _wait_again(run, payout, mark, at=at)
    facts = {"payout": str(payout.pk), "mark": str(mark.pk), "mistake": str(mistake)}
    journal.record("payments.payout_mark_taken_back", subject=payout.payee_id, actor=by, at=at, **facts)
    _tell(payout, mark, at=at)
    return payout


def _locked(payout_id: UUID) -> tuple[PayoutRun, Payout]:
    run = queries.locked_run(Payout.objects.values_list("run_id", flat=True).get(pk=payout_id))
    return run, Payout.objects.select_for_update(of=("self",)).get(pk=payout_id)


def waiting_run(run_id: UUID, by: UUID) -> PayoutRun:
    """Locked: an approved run that is sent by hand, for its second person. Raises NotByHand, SamePerson, WrongState."""
    if not gateways.pays_by_hand():
        raise NotByHand(run_id)
    run = queries.locked_run(run_id)
    permissions.check_mark(by, run)
    if run.state != PayoutRunState.APPROVED:
        raise WrongState(f"{run.pk}: {run.state}")
    return run


def _waiting(payout_id: UUID, by: UUID) -> tuple[PayoutRun, Payout]:
    run = waiting_run(Payout.objects.values_list("run_id", flat=True).get(pk=payout_id), by)
    payout = Payout.objects.select_for_update(of=("self",)).get(pk=payout_id)
    if payout.state != PayoutState.WAITING:
        raise WrongState(f"{payout.pk}: {payout.state}")
    return run, payout


def _check_day(run: PayoutRun, sent_on: date, at: datetime) -> None:
    assert run.decided_at is not None  # noqa: S101  the database says so too of an approved run
    if not timezone.localdate(run.decided_at) <= sent_on <= timezone.localdate(at):
        raise NotThatDay(sent_on)
    _check_open(sent_on, at)


def _check_open(sent_on: date, at: datetime) -> None:
    if timezone.localdate(at) >= rules.books_close_on(sent_on):
        raise BooksClosed(sent_on)


def _wait_again(run: PayoutRun, payout: Payout, mark: PayoutMark, *, at: datetime) -> None:
    for earning in payout.earnings.select_for_update(of=("self",)).order_by("pk"):
        move(earning, to=EarningState.OWED, moves=EARNING_MOVES)
        earning.save(update_fields=["state"])
        ledger.post_unpaid(earning, mark=mark, at=at)
    move(payout, to=PayoutState.WAITING, moves=PAYOUT_MOVES)
    payout.reference, payout.finished_at = "", None
    payout.save(update_fields=["state", "reference", "finished_at"])
    if run.state == PayoutRunState.DONE:
        move(run, to=PayoutRunState.APPROVED, moves=PAYOUT_RUN_MOVES)
        run.done_at = None
        run.save(update_fields=["state", "done_at"])


def _tell(payout: Payout, mark: PayoutMark, *, at: datetime) -> None:
    if payout.payee_id is not None:
        facts: dict[str, str | int] = {"amount_kzt": payout.net_kzt, "path": "/practice/money/"}
        notices.send("payout.not_sent", person_id=payout.payee_id, at=at, facts=facts, once=str(mark.pk))
