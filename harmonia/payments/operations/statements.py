"""A bank's own statement, read for a run that is paid by hand. A payout is marked where one transfer names its number,
its sum and its account; of everything else it is said how it differs, and a person looks.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.payments import queries
from harmonia.payments.gateways.bank_statements import Sent
from harmonia.payments.models import Payout, PayoutDetails
from harmonia.payments.operations import by_hand
from harmonia.payments.rules import payouts as rules
from harmonia.payments.states import Differs, PayoutState

NUMBER = re.compile(r"(?<![0-9A-Z])[0-9A-F]{8}(?![0-9A-Z])")  # as Payout.number
REFUSED = {
    by_hand.NotThatDay: Differs.DAY,
    by_hand.BooksClosed: Differs.CLOSED,
    by_hand.TransferUsed: Differs.USED,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """`silent`: payouts that still wait and that the statement does not name."""

    marked: tuple[Payout, ...]
    differing: tuple[tuple[Payout, Differs], ...]
    silent: tuple[Payout, ...]


@transaction.atomic
def read_statement(*, run_id: UUID, sent: Iterable[Sent], by: UUID, at: datetime) -> Compared:
    """Mark what the bank says was sent; reading the same again changes nothing. Within a reading for the service.

    Raises NotByHand, SamePerson, WrongState.
    """
    by_hand.waiting_run(run_id, by)
    named, details = _by_number(sent), queries.details_in(run_id)
    marked, differing, silent = [], [], []
    for payout in queries.locked_payouts(run_id):
        if payout.state != PayoutState.WAITING:
            continue
        transfers = named[payout.number]
        differs = _mark(payout, transfers, details, by, at) if transfers else None
        if not transfers:
            silent.append(payout)
        elif differs is None:
            marked.append(payout)
        else:
            differing.append((payout, differs))
    return Compared(tuple(marked), tuple(differing), tuple(silent))


def _by_number(sent: Iterable[Sent]) -> defaultdict[str, list[Sent]]:
    """Each payout's number -> the transfers whose purpose names it."""
    named: defaultdict[str, list[Sent]] = defaultdict(list)
    for transfer in sent:
        for number in set(NUMBER.findall(transfer.purpose.upper())):
            named[number].append(transfer)
    return named


def _mark(
    payout: Payout, transfers: list[Sent], details: dict[UUID, PayoutDetails], by: UUID, at: datetime
) -> Differs | None:
    if len(transfers) > 1:
        return Differs.TWICE
    [transfer] = transfers
    if transfer.sum_kzt != payout.net_kzt:
        return Differs.SUM
    known = details.get(payout.payee_id) if payout.payee_id else None
    if known is None or rules.plain_iban(known.iban) != transfer.to:
        return Differs.ACCOUNT
    try:
        by_hand.mark_sent(payout_id=payout.pk, reference=transfer.number, sent_on=transfer.day, by=by, at=at)
    except tuple(REFUSED) as refusal:
        return REFUSED[type(refusal)]
    return None
