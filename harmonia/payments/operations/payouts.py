"""Paying specialists. A run is prepared by one and approved by another; then each payout is a job of its own, which
asks the bank under the payout's id: killed anywhere, it is asked again and transfers once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.core import jobs, queues
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import gateways, permissions, queries
from harmonia.payments.models import Earning, Payout, PayoutDetails, PayoutMark, PayoutRun
from harmonia.payments.operations import ledger
from harmonia.payments.rules import payouts as rules
from harmonia.payments.states import (
    EARNING_MOVES,
    PAYOUT_MOVES,
    PAYOUT_RUN_MOVES,
    EarningState,
    PayoutRunState,
    PayoutState,
)
from harmonia.vault import reading


class NothingOwed(Exception):
    """Nobody who may be paid is owed anything."""


class RunWaits(Exception):
    """Another run waits for its second person."""


class NotAnAccount(Exception):
    """The number is no Kazakh IBAN, or its check digits are wrong."""


@transaction.atomic
def enter_details(*, payee_id: UUID, iban: str, holder: str, at: datetime) -> PayoutDetails:
    """Where his money goes from now on. Raises NotAnAccount."""
    plain = rules.plain_iban(iban)
    if not rules.is_iban(plain):
        raise NotAnAccount
    said = {"iban": plain, "holder": holder.strip(), "entered_at": at}
    details, _ = PayoutDetails.objects.update_or_create(payee_id=payee_id, defaults=said)
    journal.record("payments.payout_details_entered", subject=payee_id, actor=payee_id, at=at)
    return details


@transaction.atomic
def prepare_run(*, by: UUID, at: datetime) -> PayoutRun:
    """A payout for everybody who is owed something and said where to. Raises NothingOwed, RunWaits."""
    owed = queries.payable_earnings()
    if not owed:
        raise NothingOwed
    try:
        with transaction.atomic():
            run = PayoutRun.objects.create(prepared_by=by, prepared_at=at)
    except IntegrityError:
        raise RunWaits from None
    for payee_id, earnings in owed.items():
        _add(run, payee_id, earnings)
    journal.record("payments.payout_run_prepared", subject=None, actor=by, at=at, run=str(run.pk))
    return run


def _add(run: PayoutRun, payee_id: UUID, earnings: Sequence[Earning]) -> None:
    sums: Mapping[str, int] = {
        name: sum(getattr(each, name) or 0 for each in earnings) for name in ("gross_kzt", "commission_kzt", "net_kzt")
    }
    payout = Payout.objects.create(run=run, payee_id=payee_id, sessions=len(earnings), **sums)
    Earning.objects.filter(pk__in=[each.pk for each in earnings]).update(payout=payout)


@transaction.atomic
def assign_run(*, run_id: UUID, to: Person | None, by: Person, at: datetime) -> PayoutRun:
    """Take it upon oneself to look at it, hand it over, or (to None) give it back.

    Raises PayoutRun.DoesNotExist, SamePerson, permissions.Denied, InOtherHands, WrongState.
    """
    run = queries.locked_run(run_id)
    if run.state != PayoutRunState.PREPARED:
        raise WrongState(f"PayoutRun {run.pk}: {run.state}")
    for person in (by, to or by):
        permissions.check_work_on(person, run)
    receiver = to.pk if to else None
    what = queues.passing(_held_by(run), to=receiver, by=by.pk)
    run.assigned_to = receiver
    run.save(update_fields=["assigned_to"])
    journal.record(f"payments.payout_run_{what}", subject=None, actor=by.pk, at=at, run=str(run.pk), to=receiver)
    return run


def _held_by(run: PayoutRun) -> UUID | None:
    return people.at_work(run.assigned_to, *permissions.PAYING)


@transaction.atomic
def approve_run(*, run_id: UUID, by: UUID, at: datetime) -> PayoutRun:
    """Another person lets it go: every payout becomes a job, or waits for its mark.

    Raises SamePerson, InOtherHands, WrongState.
    """
    run = queries.locked_run(run_id)
    if run.state == PayoutRunState.PREPARED:
        permissions.check_approve(by, run)
    _decide(run, PayoutRunState.APPROVED, by=by, at=at)
    for payout_id in [] if gateways.pays_by_hand() else queries.waiting_payouts(run_id=run.pk):
        jobs.defer("payments.send_payout", payout_id=payout_id)
    return run


@transaction.atomic
def decline_run(*, run_id: UUID, by: UUID, at: datetime) -> PayoutRun:
    """Nothing goes; what is owed waits for the next run. Raises InOtherHands, WrongState."""
    run = queries.locked_run(run_id)
    _decide(run, PayoutRunState.DECLINED, by=by, at=at)
    for payout in queries.locked_payouts(run.pk):
        _end(payout, PayoutState.DROPPED, at=at)
        payout.earnings.update(payout=None)
    return run


def _decide(run: PayoutRun, to: PayoutRunState, *, by: UUID, at: datetime) -> None:
    move(run, to=to, moves=PAYOUT_RUN_MOVES)
    queues.check_not_held(_held_by(run), by)
    run.decided_by, run.decided_at = by, at
    run.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record(f"payments.payout_run_{to}", subject=None, actor=by, at=at, run=str(run.pk))


def send_payout(*, payout_id: UUID, at: datetime) -> None:
    """Ask the bank, idempotently by the payout's id, outside of a transaction. Within a reading for the service.

    Raises gateways.ProviderUnavailable: then ask again.
    """
    payout = Payout.objects.select_related("run").get(pk=payout_id)
    if payout.state != PayoutState.WAITING or payout.run.state != PayoutRunState.APPROVED or gateways.pays_by_hand():
        return
    details = PayoutDetails.objects.filter(payee_id=payout.payee_id).first()
    if details is None:  # erased, or taken away since the run was prepared
        finish_payout(payout_id=payout_id, reference=None, at=at)
        return
    reading.check_not_blocked(details.payee_id)
    try:
        reference = gateways.bank().transfer(
            transfer_id=payout.pk, amount_kzt=payout.net_kzt, iban=details.iban, holder=details.holder
        )
    except gateways.ProviderRefused:
        finish_payout(payout_id=payout_id, reference=None, at=at)
    else:
        finish_payout(payout_id=payout_id, reference=reference, at=at)


@transaction.atomic
def finish_payout(*, payout_id: UUID, reference: str | None, at: datetime) -> Payout:
    """The bank has transferred it, or (without a reference) refused. Safe to repeat: only the first word counts."""
    run = queries.locked_run(Payout.objects.values_list("run_id", flat=True).get(pk=payout_id))
    payout = Payout.objects.select_for_update(of=("self",)).get(pk=payout_id)
    if payout.state == PayoutState.WAITING:
        conclude(run, payout, reference=reference, at=at)
    return payout


def conclude(
    run: PayoutRun,
    payout: Payout,
    *,
    reference: str | None,
    at: datetime,
    by: UUID | None = None,
    mark: PayoutMark | None = None,
) -> None:
    """In the caller's transaction, which holds both locks; `mark`: it was sent by hand."""
    if reference is None:
        _end(payout, PayoutState.FAILED, at=at, by=by)
        payout.earnings.update(payout=None)
    else:
        payout.reference = reference
        _end(payout, PayoutState.DONE, at=at, by=by)
        _pay_out(payout, mark, at=at)
    _tell(payout, mark, at=at)
    _close(run, at=at)


def _pay_out(payout: Payout, mark: PayoutMark | None, *, at: datetime) -> None:
    for earning in payout.earnings.select_for_update(of=("self",)).order_by("pk"):
        move(earning, to=EarningState.PAID, moves=EARNING_MOVES)
        earning.save(update_fields=["state"])
        ledger.post_paid_out(earning, mark=mark, at=at)


def _end(payout: Payout, to: PayoutState, *, at: datetime, by: UUID | None = None) -> None:
    move(payout, to=to, moves=PAYOUT_MOVES)
    payout.finished_at = at
    payout.save(update_fields=["state", "reference", "finished_at"])
    facts: dict[str, str | int] = {"payout": str(payout.pk), "net_kzt": payout.net_kzt}
    journal.record(f"payments.payout_{to}", subject=payout.payee_id, actor=by, at=at, **facts)


def _tell(payout: Payout, mark: PayoutMark | None, *, at: datetime) -> None:
    if payout.payee_id is None:
        return
    event = "payout.sent" if payout.state == PayoutState.DONE else "payout.failed"
    facts: dict[str, str | int] = {"amount_kzt": payout.net_kzt, "path": "/practice/money/"}
    notices.send(event, person_id=payout.payee_id, at=at, facts=facts, once=str(mark.pk if mark else payout.pk))


def _close(run: PayoutRun, *, at: datetime) -> None:
    if queries.waiting_payouts(run_id=run.pk):
        return
    if run.state != PayoutRunState.APPROVED:
        raise WrongState(f"{run.pk}: {run.state}")
    move(run, to=PayoutRunState.DONE, moves=PAYOUT_RUN_MOVES)
    run.done_at = at
    run.save(update_fields=["state", "done_at"])
