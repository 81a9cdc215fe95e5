"""What one side of a dispute proposes and another accepts: the money goes back as every refund does, never more than
was paid, or a session to its package, or a package's rest; and the dispute is over.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.core.moves import move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.payments import operations as payments
from harmonia.payments import queries as orders
from harmonia.payments.models import Order, Refund
from harmonia.support import queries
from harmonia.support.models import Dispute, DisputeProposal
from harmonia.support.operations.disputes import NoSuchDispute, end, for_writing, note, tell, write
from harmonia.support.rules import disputes as rules
from harmonia.support.states import DISPUTE_MOVES, PROPOSAL_MOVES, DisputeState, Gives, ProposalState


class TooMuch(Exception):
    """More than could go back. `left_kzt`: how much could."""

    def __init__(self, left_kzt: int) -> None:
        super().__init__(str(left_kzt))
        self.left_kzt = left_kzt


class NotAsked(Exception):
    """The proposal was made to somebody else."""


class ProposalWaits(Exception):
    """One proposal at a time: the one before has no answer yet."""


@runs_as(SERVICE)
@transaction.atomic
def propose(
    *, dispute_id: UUID, amount_kzt: int, text: str, by: Person, at: datetime, whole: bool = False
) -> DisputeProposal:
    """So much back to the client, or 0: what the words say; `whole`: the session to its package, or the package's rest.

    Raises NoSuchDispute, WrongState, InOtherHands, ProposalWaits, TooMuch.
    """
    dispute, side = for_writing(dispute_id, by)
    if queries.open_proposal(dispute) is not None:
        raise ProposalWaits(str(dispute.pk))
    gives, amount_kzt = _given(dispute, amount_kzt, whole)
    message = write(dispute, side, text=text, by=by, at=at)
    proposal = DisputeProposal.objects.create(
        dispute=dispute, message=message, made_by=side, made_to=rules.answers_to(side, dispute.opener_side),
        gives=gives, amount_kzt=amount_kzt, made_at=at,
    )  # fmt: skip
    note("proposed", dispute, by.pk, at, amount_kzt=amount_kzt)
    return proposal


def _given(dispute: Dispute, amount_kzt: int, whole: bool) -> tuple[Gives, int]:
    if whole:
        gives, worth_kzt = queries.whole_of(dispute)
        if not worth_kzt:
            raise TooMuch(0)
        return gives, worth_kzt
    left = queries.returnable_kzt(dispute)
    if not 0 <= amount_kzt <= left:
        raise TooMuch(left)
    return Gives.MONEY, amount_kzt


@runs_as(SERVICE)
@transaction.atomic
def accept(*, proposal_id: UUID, by: Person, at: datetime) -> DisputeProposal:
    """Agreed: the money goes back, and the dispute is over. Raises NoSuchDispute, NotAsked, WrongState, TooMuch."""
    proposal = _for_answer(proposal_id, by, to_maker=False)
    dispute = proposal.dispute
    move(proposal, to=ProposalState.ACCEPTED, moves=PROPOSAL_MOVES)
    if proposal.gives != Gives.MONEY:
        _return_whole(dispute, proposal, at)
    elif proposal.amount_kzt:
        proposal.refund = _return_money(dispute, proposal.amount_kzt, at)
    proposal.answered_at = at
    proposal.save(update_fields=["state", "answered_at", "refund"])
    if dispute.state == DisputeState.OPENED:
        move(dispute, to=DisputeState.NEGOTIATION, moves=DISPUTE_MOVES)
    end(dispute, DisputeState.AGREED, by=by, at=at)
    return proposal


def _return_whole(dispute: Dispute, proposal: DisputeProposal, at: datetime) -> None:
    """As it was when it was offered, or not at all: meanwhile the client may have spent or closed the package."""
    order = dispute.order
    assert order is not None  # noqa: S101  nothing is returnable without one, and that was checked
    orders.locked_order(order.pk)
    gives, worth_kzt = queries.whole_of(dispute)
    if (gives, worth_kzt) != (proposal.gives, proposal.amount_kzt):
        raise TooMuch(worth_kzt)
    if gives == Gives.SESSION:
        payments.give_back(order_id=order.pk, share=100, reason="dispute", at=at)
    elif _closed(order, at) != worth_kzt:
        raise TooMuch(queries.whole_of(dispute)[1])


def _closed(order: Order, at: datetime) -> int:
    """How much of the package was paid back to its buyer: nothing, where it is his no more."""
    try:
        return payments.close(credit_id=order.about_id, by=order.person_id, at=at) if order.person_id else 0
    except payments.NotUsable:
        return 0


def _return_money(dispute: Dispute, amount_kzt: int, at: datetime) -> Refund:
    assert dispute.order_id is not None  # noqa: S101  nothing is returnable without one, and that was checked
    try:
        return payments.refund(order_id=dispute.order_id, amount_kzt=amount_kzt, reason="dispute", at=at)
    except (payments.RefundTooLarge, payments.NotPaid):
        raise TooMuch(queries.returnable_kzt(dispute)) from None


@runs_as(SERVICE)
@transaction.atomic
def decline(*, proposal_id: UUID, by: Person, at: datetime) -> DisputeProposal:
    """Talking goes on. Raises NoSuchDispute, NotAsked, WrongState."""
    proposal = _for_answer(proposal_id, by, to_maker=False)
    return _answered(proposal, ProposalState.DECLINED, by=by, at=at)


@runs_as(SERVICE)
@transaction.atomic
def withdraw_proposal(*, proposal_id: UUID, by: Person, at: datetime) -> DisputeProposal:
    """Whoever made it takes it back. Raises NoSuchDispute, NotAsked, WrongState."""
    proposal = _for_answer(proposal_id, by, to_maker=True)
    return _answered(proposal, ProposalState.TAKEN_BACK, by=by, at=at)


def _answered(proposal: DisputeProposal, to: ProposalState, *, by: Person, at: datetime) -> DisputeProposal:
    move(proposal, to=to, moves=PROPOSAL_MOVES)
    proposal.answered_at = at
    proposal.save(update_fields=["state", "answered_at"])
    note(f"proposal_{to}", proposal.dispute, by.pk, at)
    tell(proposal.dispute, but=by.pk, at=at)
    return proposal


def _for_answer(proposal_id: UUID, by: Person, *, to_maker: bool) -> DisputeProposal:
    """Locked, the dispute first. A missing one and one of others are the same."""
    found = DisputeProposal.objects.filter(pk=proposal_id).values_list("dispute_id", flat=True).first()
    if found is None:
        raise NoSuchDispute
    dispute, side = for_writing(found, by)
    proposal = queries.locked_proposal(proposal_id)
    if proposal is None:
        raise NoSuchDispute
    if side != (proposal.made_by if to_maker else proposal.made_to):
        raise NotAsked(str(proposal.pk))
    proposal.dispute = dispute
    return proposal
