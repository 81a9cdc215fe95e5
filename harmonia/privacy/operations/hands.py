"""Things of the registers pass from hand to hand as all that waits on the desk does; their clocks run on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.core.moves import WrongState
from harmonia.journal import operations as journal
from harmonia.privacy.models import Breach, StateRequest, Transfer
from harmonia.privacy.permissions import registers as permissions
from harmonia.privacy.permissions.two_people import check_second_person
from harmonia.privacy.states import BreachState, StateRequestState, TransferState


@transaction.atomic
def assign_breach(*, breach_id: UUID, to: Person | None, by: Person, at: datetime) -> None:
    """Take it, hand it over, or (to None) give it back. Raises Denied, InOtherHands, moves.WrongState."""
    breach = Breach.objects.select_for_update(of=("self",)).get(pk=breach_id)
    _pass(breach, "breach", (BreachState.FOUND,), to=to, by=by, at=at)


@transaction.atomic
def assign_state_request(*, state_request_id: UUID, to: Person | None, by: Person, at: datetime) -> None:
    """The same; a prepared one waits for another than who prepared it. Raises two_people.SamePerson as well."""
    asked = StateRequest.objects.select_for_update(of=("self",)).get(pk=state_request_id)
    if to is not None and asked.state == StateRequestState.PREPARED:
        check_second_person(asked.prepared_by, to.pk)
    waits = (StateRequestState.RECEIVED, StateRequestState.PREPARED)
    _pass(asked, "state_request", waits, to=to, by=by, at=at)


@transaction.atomic
def assign_transfer(*, transfer_id: UUID, to: Person | None, by: Person, at: datetime) -> None:
    """One that was made, and whose person is still to be told. Raises as assign_breach."""
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer_id)
    _pass(transfer, "transfer", (TransferState.MADE,), to=to, by=by, at=at)


def _pass(
    thing: Breach | StateRequest | Transfer, kind: str, waits: tuple[str, ...], *, to: Person | None, by: Person,
    at: datetime,
) -> None:  # fmt: skip
    if thing.state not in waits:
        raise WrongState(f"{kind} {thing.pk}: {thing.state}")
    for person in (by, to or by):
        permissions.check_responsible(person)
    receiver = to.pk if to else None
    what = queues.passing(permissions.held_by(thing), to=receiver, by=by.pk)
    thing.assigned_to = receiver
    thing.save(update_fields=["assigned_to"])
    facts = {kind: str(thing.pk), "to": str(receiver) if receiver else None}
    journal.record(f"registers.{kind}_{what}", subject=None, actor=by.pk, at=at, **facts)
