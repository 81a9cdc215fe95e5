"""Blocking and unblocking, a reason at a time: the person is free when no reason is left (7.2.4; 94-V art. 25(2)(8)).

It counts in the transaction that stores the request: call it there. What it stops, the vault and the database stop
(`vault.reading`, `vault.blocking`): nothing goes round to tell anyone. Sessions that fell into it are settled at its
end.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import transaction

from harmonia.core.classification import everything
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.privacy.models import Block
from harmonia.privacy.permissions import blocking as permissions
from harmonia.privacy.permissions.blocking import Denied
from harmonia.privacy.queries import blocking as queries
from harmonia.privacy.states import BLOCK_MOVES, BlockEnd, BlockOrigin, BlockState
from harmonia.rooms import operations as rooms
from harmonia.vault import operations as vault
from harmonia.vault.keyring import Blocked

__all__ = [
    "Blocked", "Denied", "NoSuchRecord", "NotBlocked", "block", "block_record", "confirm_breach", "give_back",
    "unblock", "unblock_record",
]  # fmt: skip


class NotBlocked(Exception):
    """There is no block to end."""


class NoSuchRecord(Exception):
    """No table about people is called so, or the row is not this person's."""


@transaction.atomic
def block(
    *,
    person_id: UUID,
    request_id: UUID | None,
    by: UUID | None,
    at: datetime,
    origin: str = BlockOrigin.SELF,
) -> Block:
    """From this transaction's commit on only storing and checking is done with the person's data.

    Asking again for the same reason changes nothing; another reason is one more block.
    """
    stands = _stand(person_id, request_id=request_id, by=by, at=at, origin=origin)
    vault.block_subject(subject_id=person_id, request_id=request_id, at=at)
    _journal("blocking.blocked", stands, actor=by, at=at)
    return stands


@transaction.atomic
def unblock(
    *, person_id: UUID, request_id: UUID | None, by: UUID | None, at: datetime, because: str = BlockEnd.ASKED
) -> list[Block]:
    """End every reason that `by` may end so; the person is free if none is left. Raises NotBlocked, Denied.

    ASKED: whoever asked for it asks for its end. NOT_CONFIRMED, PUT_RIGHT: the officer has looked into it.
    """
    standing = queries.locked_standing(person_id)
    ended = _end_those_allowed(standing, by=by, at=at, because=because)
    _free_if_none_is_left(person_id, standing, ended, by=by, at=at, because=because)
    return ended


@transaction.atomic
def give_back(*, person_id: UUID, request_ids: Collection[UUID], by: UUID | None, at: datetime) -> list[Block]:
    """End what these requests began, since it stood only while somebody looked into them; whatever else blocks stands.

    `by` None: the program, when nobody showed who had asked; what the officer confirmed meanwhile stands then.
    Raises Denied for the officer himself: what he has confirmed is put right, not given back.
    """
    standing = queries.locked_standing(person_id)
    begun = [one for one in standing if one.request_id in request_ids]
    if by is not None:
        for one in begun:
            permissions.check_unblock(by, one, BlockEnd.NOT_CONFIRMED)
    ended = [one for one in begun if one.confirmed_at is None]
    for one in ended:
        _end(one, by=by, at=at, because=BlockEnd.NOT_CONFIRMED)
    _free_if_none_is_left(person_id, standing, ended, by=by, at=at, because=BlockEnd.NOT_CONFIRMED)
    return ended


@transaction.atomic
def block_record(
    *,
    table: str,
    pk: str | UUID | int,
    person_id: UUID,
    request_id: UUID | None,
    by: UUID | None,
    at: datetime,
    origin: str = BlockOrigin.SELF,
) -> Block:
    """The same for one record; `table` is a model's label ('booking.Appointment'). Raises NoSuchRecord."""
    name = _table_of(table, pk, person_id)
    stands = _stand(person_id, table=name, row=str(pk), request_id=request_id, by=by, at=at, origin=origin)
    vault.block_record(subject_id=person_id, table=name, row=str(pk), request_id=request_id, at=at)
    _journal("blocking.record_blocked", stands, actor=by, at=at, table=name)
    return stands


@transaction.atomic
def unblock_record(
    *, table: str, pk: str | UUID | int, person_id: UUID, by: UUID | None, at: datetime, because: str = BlockEnd.ASKED
) -> list[Block]:
    """Raises NotBlocked, Denied."""
    name = apps.get_model(table)._meta.db_table
    standing = queries.locked_standing(person_id, table=name, row=str(pk))
    ended = _end_those_allowed(standing, by=by, at=at, because=because)
    if len(ended) == len(standing):
        vault.unblock_record(subject_id=person_id, table=name, row=str(pk))
    for one in ended:
        _journal("blocking.record_unblocked", one, actor=by, at=at, table=name, because=str(because))
    return ended


@transaction.atomic
def confirm_breach(*, block_id: UUID, by: UUID, at: datetime) -> Block:
    """The officer found that the rules were broken: the block stands until that is put right. Raises Denied."""
    permissions.check_officer(by)
    stands = queries.locked(block_id)
    stands.confirmed_at = stands.confirmed_at or at
    stands.save(update_fields=["confirmed_at"])
    _journal("blocking.breach_confirmed", stands, actor=by, at=at)
    return stands


def _stand(
    person_id: UUID,
    *,
    request_id: UUID | None,
    by: UUID | None,
    at: datetime,
    origin: str,
    table: str = "",
    row: str = "",
) -> Block:
    stands, _ = Block.objects.get_or_create(
        person_id=person_id,
        table=table,
        row=row,
        request_id=request_id,
        origin=BlockOrigin(origin),
        state=BlockState.STANDS,
        defaults={"by": by, "since": at},
    )
    return stands


def _end_those_allowed(standing: Iterable[Block], *, by: UUID | None, at: datetime, because: str) -> list[Block]:
    """What he may not end stands; Denied when that is all there is."""
    ended: list[Block] = []
    denied: Denied | None = None
    for one in standing:
        try:
            permissions.check_unblock(by, one, because)
        except Denied as reason:
            denied = reason
            continue
        _end(one, by=by, at=at, because=because)
        ended.append(one)
    if not ended:
        raise denied or NotBlocked
    return ended


def _end(one: Block, *, by: UUID | None, at: datetime, because: str) -> None:
    move(one, to=BlockState.ENDED, moves=BLOCK_MOVES)
    one.ended_at, one.ended_by, one.ended_because = at, by, BlockEnd(because)
    one.save(update_fields=["state", "ended_at", "ended_by", "ended_because"])


def _free_if_none_is_left(
    person_id: UUID, standing: Sequence[Block], ended: Sequence[Block], *, by: UUID | None, at: datetime, because: str
) -> None:
    if ended and len(ended) == len(standing):
        vault.unblock_subject(subject_id=person_id)
        rooms.settle_after_block(person_id=person_id, since=standing[0].since, at=at)
    for one in ended:
        _journal("blocking.unblocked", one, actor=by, at=at, because=str(because))


def _table_of(label: str, pk: object, person_id: UUID) -> str:
    known = everything().get(label)
    if known is None or known.subject is None:
        raise NoSuchRecord(label)
    model = apps.get_model(label)
    if not model._default_manager.filter(pk=pk, **{known.subject: person_id}).exists():
        raise NoSuchRecord(label)
    return str(model._meta.db_table)


def _journal(event: str, stands: Block, *, actor: UUID | None, at: datetime, **facts: str) -> None:
    journal.record(event, subject=stands.person_id, actor=actor, at=at, block=str(stands.pk), **facts)
