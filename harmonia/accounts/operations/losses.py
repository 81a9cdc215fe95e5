"""When the app, the passkey and the recovery codes are all gone. Slow on purpose, and never in silence.

Whoever knows the password says so and is shown four digits. Staff call the number that has stood in the account and
hear them; a second person of the staff does the same on another call; the owner is written to at the start and when
the waiting begins, and may stop it until the end. Only then is the second step taken off, and a new one set up.
"""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts import permissions, queries
from harmonia.accounts.models import Loss, Person
from harmonia.accounts.operations.factors import take_off_everything
from harmonia.accounts.operations.sign_in import end_every_sign_in
from harmonia.accounts.rules.limits import LOSS_KEPT, LOSS_WAITS
from harmonia.accounts.states import LIVING_LOSSES, LOSS_MOVES, OPENED, STOPPED, VOUCHED, WAITING
from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.journal import operations as journal

TOLD = "account.second_step_lost"


class NoSuchLoss(Exception):
    """Nobody has said that he lost it, or it is over."""


@transaction.atomic
def report_loss(*, person_id: UUID, at: datetime) -> Loss:
    """By whoever has just given the right password. Saying it again changes nothing."""
    person = queries.locked(person_id)
    known = queries.living_loss(person_id)
    if known is not None:
        return known
    spoken = f"{secrets.randbelow(10_000):04d}"
    loss = Loss.objects.create(person=person, spoken=spoken, asked_at=at)
    journal.record("account.loss_reported", subject=person_id, actor=person_id, at=at)
    _tell(person_id)
    return loss


@transaction.atomic
def vouch(*, loss_id: UUID, by: Person, at: datetime) -> Loss:
    """One of the staff has heard the digits from the person himself. Raises NoSuchLoss, permissions.Denied."""
    loss = _locked(loss_id)
    permissions.check_vouch(by, loss)
    if loss.first_by_id is None:
        loss.first_by = by
        move(loss, to=VOUCHED, moves=LOSS_MOVES)
    else:
        loss.second_by, loss.opens_at = by, at + LOSS_WAITS
        move(loss, to=WAITING, moves=LOSS_MOVES)
        _tell(loss.person_id)
    loss.save()
    journal.record("account.loss_vouched", subject=loss.person_id, actor=by.pk, at=at)
    return loss


@transaction.atomic
def stop_loss(*, person_id: UUID, at: datetime) -> None:
    """It was not he, or he has found it again. Nothing to stop is no mistake."""
    for loss in Loss.objects.select_for_update(of=("self",)).filter(person_id=person_id, state__in=LIVING_LOSSES):
        _stop(loss, by=person_id, at=at)


@transaction.atomic
def refuse_loss(*, loss_id: UUID, by: Person, at: datetime) -> None:
    """Staff did not hear the digits. Raises NoSuchLoss, permissions.Denied."""
    loss = _locked(loss_id)
    permissions.check_refuse(by, loss)
    _stop(loss, by=by.pk, at=at)


def _stop(loss: Loss, *, by: UUID | None, at: datetime) -> None:
    move(loss, to=STOPPED, moves=LOSS_MOVES)
    loss.ended_at = at
    loss.save()
    journal.record("account.loss_stopped", subject=loss.person_id, actor=by, at=at)


@transaction.atomic
def open_after_loss(*, person_id: UUID, at: datetime) -> bool:
    """At the next right password after the waiting time: the second step is taken off. False: not yet, or nothing."""
    person = queries.locked(person_id)
    loss = Loss.objects.select_for_update(of=("self",)).filter(person=person, state=WAITING, opens_at__lte=at).first()
    if loss is None:
        return False
    move(loss, to=OPENED, moves=LOSS_MOVES)
    loss.ended_at = at
    loss.save()
    take_off_everything(person)
    end_every_sign_in(person_id=person_id, at=at)
    journal.record("account.second_step_taken_off", subject=person_id, actor=person_id, at=at)
    _tell(person_id)
    return True


def _locked(loss_id: UUID) -> Loss:
    loss = Loss.objects.select_for_update(of=("self",)).filter(pk=loss_id, state__in=LIVING_LOSSES).first()
    if loss is None:
        raise NoSuchLoss
    return loss


def _tell(person_id: UUID) -> None:
    jobs.defer("notices.tell", event=TOLD, person_id=person_id)


def forget_losses(*, at: datetime) -> int:
    """Those that nobody came back for are stopped; those that are over are forgotten: the journal has them."""
    for loss in Loss.objects.filter(state__in=LIVING_LOSSES, asked_at__lt=at - LOSS_KEPT):
        stop_loss(person_id=loss.person_id, at=at)
    return Loss.objects.filter(ended_at__lt=at - LOSS_KEPT).delete()[0]
