"""Data of a person go to a third party only by his consent, approved by a second member of staff, and he is told of it.

No basis: refused, and the refusal is journalled (3.3; 94-V art. 7(6), 19, 22(1)(5)).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent.models import Record
from harmonia.core import working_days
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.privacy.models import Transfer
from harmonia.privacy.permissions.two_people import check_second_person
from harmonia.privacy.rules import registers
from harmonia.privacy.states import TRANSFER_MOVES, TransferState


class NoBasis(Exception):
    """Neither the register nor the person's own consent lets these data go to this recipient."""


def propose_transfer(
    *, person_id: UUID, recipient: str, purpose: str, categories: Collection[str], by: UUID, at: datetime
) -> Transfer:
    """Enter a transfer that a second person must approve. Raises NoBasis; the refusal stays in the journal."""
    try:
        return _proposed(person_id, recipient, purpose, tuple(categories), by, at)
    except NoBasis:
        journal.record(
            "registers.transfer_refused", subject=person_id, actor=by, at=at, recipient=recipient, purpose=purpose
        )
        raise


@transaction.atomic
def _proposed(
    person_id: UUID, recipient: str, purpose: str, categories: tuple[str, ...], by: UUID, at: datetime
) -> Transfer:
    record = _basis(person_id, recipient, purpose, categories, at)
    transfer = Transfer.objects.create(
        person_id=person_id,
        recipient=recipient,
        purpose=purpose,
        categories=list(categories),
        abroad=policy.RECIPIENTS[recipient].country != "KZ",
        consent_record_id=record.pk,
        proposed_by=by,
        proposed_at=at,
    )
    _journal("registers.transfer_proposed", transfer, by, at)
    return transfer


def _basis(person_id: UUID, recipient: str, purpose: str, categories: tuple[str, ...], at: datetime) -> Record:
    """The yes that covers all of it: purpose, recipient, each kind of data, and abroad where it goes abroad."""
    if recipient not in policy.RECIPIENTS or purpose not in policy.PURPOSES:
        raise NoBasis(recipient)
    try:
        consent.check(subject=person_id, purpose=purpose, at=at)
    except consent.ConsentMissing as missing:
        raise NoBasis(missing.agreement) from missing
    for record in consents.in_force(person_id, at=at):
        fits = purpose in record.purposes and recipient in record.recipients
        abroad = policy.RECIPIENTS[recipient].country != "KZ" and not record.abroad
        agreed = record.categories
        if fits and not abroad and registers.covered(categories, recipient=recipient, purpose=purpose, agreed=agreed):
            return record
    raise NoBasis(recipient)


@transaction.atomic
def decide_transfer(*, transfer_id: UUID, approve: bool, by: UUID, at: datetime) -> Transfer:
    """A second person says yes or no; after a yes the data may go, and the person is told at once.

    The consent is asked again: it may have been withdrawn since. Raises SamePerson, NoBasis, moves.WrongState.
    """
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer_id)
    check_second_person(transfer.proposed_by, by)
    if approve:
        _basis(transfer.person_id, transfer.recipient, transfer.purpose, tuple(transfer.categories), at)
    move(transfer, to=TransferState.MADE if approve else TransferState.REFUSED, moves=TRANSFER_MOVES)
    transfer.decided_by, transfer.decided_at = by, at
    clock = policy.CLOCKS["transfer_notice"]
    transfer.tell_by = working_days.deadline(at, amount=clock.amount, unit=clock.unit) if approve else None
    transfer.save(update_fields=["state", "decided_by", "decided_at", "tell_by"])
    _journal("registers.transfer_made" if approve else "registers.transfer_declined", transfer, by, at)
    if approve:
        _tell(transfer, at)
    return transfer


def _tell(transfer: Transfer, at: datetime) -> None:
    notices.send(
        "data.transferred", person_id=transfer.person_id, at=at, facts={"path": "/me/data/"}, once=str(transfer.pk)
    )
    move(transfer, to=TransferState.TOLD, moves=TRANSFER_MOVES)
    transfer.told_at = at
    transfer.save(update_fields=["state", "told_at"])


def _journal(event: str, transfer: Transfer, by: UUID, at: datetime) -> None:
    journal.record(
        event,
        subject=transfer.person_id,
        actor=by,
        at=at,
        transfer=str(transfer.pk),
        recipient=transfer.recipient,
        purpose=transfer.purpose,
        categories=list(transfer.categories),
    )
