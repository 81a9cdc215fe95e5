"""Disputes: talking first (policy 11.1), money back by what both agree to, and a court where they do not (11.2).

While a dispute stands, its session earns nothing yet, and the data of both sides stay: each has a hold of the register,
which ends with the dispute. All that changes a dispute holds its lock; what is over changes no more.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.accounts.states import CLIENT, SPECIALIST, SUPPORT
from harmonia.booking.models import Appointment
from harmonia.core import queues, working_days
from harmonia.core.moves import WrongState, move
from harmonia.core.queues import InOtherHands
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import operations as payments
from harmonia.payments import queries as orders
from harmonia.payments.models import Order
from harmonia.payments.states import Ground
from harmonia.privacy.operations import retention
from harmonia.privacy.queries import retention as holds
from harmonia.privacy.states import HoldGround
from harmonia.support import permissions, queries
from harmonia.support.models import Dispute, DisputeMessage
from harmonia.support.rules import disputes as rules
from harmonia.support.states import (
    DISPUTE_MOVES,
    PROPOSAL_MOVES,
    DisputeAbout,
    DisputeState,
    ProposalState,
    Side,
)
from harmonia.vault import operations as vault

COMPLAINT = "complaint"
HELD_FOR = timedelta(days=366)


class NoSuchDispute(Exception):
    """There is none, or it is not this person's."""


class NotDisputable(Exception):
    """There is no such session or payment of his."""


class AlreadyOpen(Exception):
    """A dispute about the same thing stands. `dispute`: which."""

    def __init__(self, dispute: Dispute | None) -> None:
        super().__init__(str(dispute.pk) if dispute else "")
        self.dispute = dispute


class NotTalkedYet(Exception):
    """Nobody has answered, and the term of the answer is not over: talking comes first (policy 11.1)."""


@runs_as(SERVICE)
@transaction.atomic
def open_dispute(
    *, about: str, about_id: UUID | None, text: str, opener: Person, at: datetime, letter_id: UUID | None = None
) -> Dispute:
    """`about_id`: of the session, or of the payment's order. Raises NotDisputable, AlreadyOpen."""
    appointment, order = _things(DisputeAbout(about), about_id, opener)
    kept_id = appointment.pk if appointment else None
    if found := queries.standing_about(appointment_id=kept_id, order_id=order.pk if order else None):
        raise AlreadyOpen(found)
    dispute = Dispute(
        id=uuid4(), opener=opener, opener_side=_own_side(opener), other=_met(opener, appointment), about=about,
        appointment=appointment, order=order, letter_id=letter_id, opened_at=at, due_at=_due_at(at),
    )  # fmt: skip
    vault.create_subject(dispute.pk)
    try:
        with transaction.atomic():
            dispute.save(force_insert=True)
    except IntegrityError:  # somebody else opened one between our look and our write
        raise AlreadyOpen(None) from None
    write(dispute, Side(dispute.opener_side), text=text, by=opener, at=at)
    _hold_back(dispute, at)
    note("opened", dispute, opener.pk, at)
    return dispute


def _things(about: DisputeAbout, about_id: UUID | None, opener: Person) -> tuple[Appointment | None, Order | None]:
    """The session and its order, or the order. Raises NotDisputable."""
    if about == DisputeAbout.SERVICE:
        return None, None
    if about_id is None:
        raise NotDisputable(about)
    if about == DisputeAbout.PAYMENT:
        order = queries.disputable_payments(opener).filter(pk=about_id).first()
        if order is None:
            raise NotDisputable(about_id)
        return None, order
    appointment = queries.disputable_sessions(opener).filter(pk=about_id).first()
    if appointment is None:
        raise NotDisputable(about_id)
    return appointment, orders.order_about(appointment.pk)


def _own_side(opener: Person) -> Side:
    if opener.has_role(SPECIALIST):
        return Side.SPECIALIST
    if opener.has_role(CLIENT):
        return Side.CLIENT
    raise NotDisputable(opener.pk)


def _met(opener: Person, appointment: Appointment | None) -> Person | None:
    if appointment is None:
        return None
    return appointment.client if opener.has_role(SPECIALIST) else appointment.specialist.person


def _due_at(at: datetime) -> datetime:
    clock = policy.CLOCKS[COMPLAINT]
    return working_days.deadline(at, amount=clock.amount, unit=clock.unit)


def _hold_back(dispute: Dispute, at: datetime) -> None:
    """What is contested earns nothing yet, and nothing that the dispute is about may go meanwhile (94-V art. 8(2))."""
    if (about_id := _earns_for(dispute)) is not None:
        payments.dispute(about_id=about_id, at=at, ground=Ground.DISPUTE)
    for person_id in _sides_of(dispute):
        retention.hold(
            ground=HoldGround.DISPUTE, reference=dispute.number, by=dispute.opener_id, at=at,
            expires_at=at + HELD_FOR, person_id=person_id,
        )  # fmt: skip


def _free(dispute: Dispute, by: UUID, at: datetime) -> None:
    if (about_id := _earns_for(dispute)) is not None:
        payments.settle_dispute(about_id=about_id, at=at, ground=Ground.DISPUTE)
    for placed in holds.standing_holds(at).filter(reference=dispute.number, ground=HoldGround.DISPUTE):
        retention.release(hold_id=placed.pk, by=by, at=at)


def _earns_for(dispute: Dispute) -> UUID | None:
    """The session whose earning the dispute touches."""
    if dispute.appointment_id is not None:
        return dispute.appointment_id
    return dispute.order.about_id if dispute.order is not None else None


def _sides_of(dispute: Dispute) -> list[UUID]:
    return [person_id for person_id in (dispute.opener_id, dispute.other_id) if person_id is not None]


@runs_as(SERVICE)
@transaction.atomic
def assign_dispute(*, dispute_id: UUID, to: Person | None, by: Person, at: datetime) -> Dispute:
    """Lead it, hand it over, or (to None) give it back; its clock runs on.

    Raises NoSuchDispute: or not for this colleague, WrongState, InOtherHands.
    """
    dispute = _standing_for_staff(dispute_id, by)
    if to is not None:
        _standing_for_staff(dispute_id, to)
    receiver = to.pk if to else None
    what = queues.passing(people.at_work(dispute.assigned_to, SUPPORT), to=receiver, by=by.pk)
    dispute.assigned_to = receiver
    dispute.save(update_fields=["assigned_to"])
    note(what, dispute, by.pk, at, to=receiver)
    return dispute


def note_reading(dispute: Dispute, *, by: Person, at: datetime) -> None:
    """Both sides see in their cabinets who read what they said; the caller is inside of his purpose."""
    for person_id in _sides_of(dispute):
        journal.record(
            "data.read", subject=person_id, actor=by.pk, at=at, purpose=policy.SUPPORT, categories=["dispute_words"]
        )


@runs_as(SERVICE)
@transaction.atomic
def say_in_dispute(*, dispute_id: UUID, text: str, by: Person, at: datetime) -> DisputeMessage:
    """A side writes, or who leads it. Raises NoSuchDispute, WrongState, InOtherHands."""
    dispute, side = for_writing(dispute_id, by)
    message = write(dispute, side, text=text, by=by, at=at)
    note("said", dispute, by.pk, at)
    return message


@runs_as(SERVICE)
@transaction.atomic
def take_dispute_back(*, dispute_id: UUID, by: Person, at: datetime) -> Dispute:
    """Whoever opened it says no more of it. Raises NoSuchDispute, WrongState."""
    dispute = queries.locked_dispute(dispute_id)
    if dispute is None or dispute.opener_id != by.pk:
        raise NoSuchDispute
    return end(dispute, DisputeState.TAKEN_BACK, by=by, at=at)


@runs_as(SERVICE)
@transaction.atomic
def end_without_agreement(*, dispute_id: UUID, by: Person, at: datetime) -> Dispute:
    """A court decides (11.2). Raises NoSuchDispute, NotTalkedYet, WrongState, InOtherHands."""
    dispute, _ = for_writing(dispute_id, by)
    if not rules.was_talked(dispute.state, due_at=dispute.due_at, at=at):
        raise NotTalkedYet(str(dispute.pk))
    return end(dispute, DisputeState.NOT_AGREED, by=by, at=at)


def end(dispute: Dispute, to: DisputeState, *, by: Person, at: datetime) -> Dispute:
    move(dispute, to=to, moves=DISPUTE_MOVES)
    dispute.over_at = at
    dispute.save(update_fields=["state", "over_at"])
    if (waiting := queries.open_proposal(dispute)) is not None:
        move(waiting, to=ProposalState.LAPSED, moves=PROPOSAL_MOVES)
        waiting.answered_at = at
        waiting.save(update_fields=["state", "answered_at"])
    _free(dispute, by.pk, at)
    note(to, dispute, by.pk, at)
    tell(dispute, but=by.pk, at=at)
    return dispute


def write(dispute: Dispute, side: Side, *, text: str, by: Person, at: datetime) -> DisputeMessage:
    """The first word of another side begins the talk; the service's first word is the answer that the law asks for."""
    ours = side == Side.SERVICE
    message = DisputeMessage.objects.create(
        dispute=dispute, side=side, author=None if ours else by, written_by=by.pk if ours else None, text=text.strip(),
        written_at=at,
    )  # fmt: skip
    if dispute.state == DisputeState.OPENED and side != dispute.opener_side:
        move(dispute, to=DisputeState.NEGOTIATION, moves=DISPUTE_MOVES)
    if ours and dispute.answered_at is None:
        dispute.answered_at = at
    dispute.save(update_fields=["state", "answered_at"])
    tell(dispute, but=by.pk, at=at)
    return message


def tell(dispute: Dispute, *, but: UUID, at: datetime) -> None:
    """That there is something new, and nothing of it."""
    for person_id in _sides_of(dispute):
        if person_id != but:
            path = f"/me/disputes/{dispute.pk}/"
            notices.send("dispute.news", person_id=person_id, at=at, facts={"path": path})


def for_writing(dispute_id: UUID, by: Person) -> tuple[Dispute, Side]:
    """A side of it, or who leads it for the service. Raises NoSuchDispute, WrongState, InOtherHands."""
    dispute = queries.locked_dispute(dispute_id)
    if dispute is None:
        raise NoSuchDispute
    side = dispute.side_of(by)
    if side is None:
        return _in_hands_of(dispute_id, by), Side.SERVICE
    if not dispute.stands:
        raise WrongState(f"{dispute.pk}: {dispute.state}")
    return dispute, side


def _standing_for_staff(dispute_id: UUID, by: Person) -> Dispute:
    try:
        permissions.check_lead(by)
    except permissions.Denied:
        raise NoSuchDispute from None
    dispute = queries.locked_dispute(dispute_id)
    if dispute is None or dispute.side_of(by) is not None:
        raise NoSuchDispute
    if not dispute.stands:
        raise WrongState(f"{dispute.pk}: {dispute.state}")
    return dispute


def _in_hands_of(dispute_id: UUID, by: Person) -> Dispute:
    dispute = _standing_for_staff(dispute_id, by)
    if dispute.assigned_to != by.pk:
        raise InOtherHands(str(dispute.pk))
    return dispute


def note(what: str, dispute: Dispute, actor: UUID, at: datetime, **facts: int | UUID | None) -> None:
    journal.record(
        f"support.dispute_{what}", subject=dispute.opener_id, actor=actor, at=at, dispute=str(dispute.pk), **facts
    )
