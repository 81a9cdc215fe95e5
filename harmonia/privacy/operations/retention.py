"""Letting data go when its term is over (6.1, 6.5, 6.9, 12.6): nothing a day early, nothing that must stay.

A run is worked out beforehand, as a difference that is journalled and signed; one person proposes it and another
approves. It is then carried on each night for the rows that are due by that day, in batches: each is one transaction
that takes its rows out of the run with them, so that a killed run is simply carried on. Blocked people and rows and
what is held are asked for anew in every batch, and passed over. Keys and files of a row go before the row does.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from harmonia.consent import operations as consent
from harmonia.core import erasing
from harmonia.core.classification import DELETED, Classified, everything
from harmonia.core.moves import WrongState, move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.privacy.models import Hold, Item, Run
from harmonia.privacy.operations import erasure
from harmonia.privacy.permissions.two_people import SamePerson, check_second_person
from harmonia.privacy.queries import retention as queries
from harmonia.privacy.rules import retention as rules
from harmonia.privacy.rules.retention import Due
from harmonia.privacy.states import RUN_MOVES, HoldGround, RunState
from harmonia.specialists.models import Specialist
from harmonia.vault import files
from harmonia.vault import operations as vault

__all__ = [
    "HoldTooLong", "NothingDue", "SamePerson", "WrongState", "approve", "carry_on", "decline", "hold", "propose",
    "release", "work_out",
]  # fmt: skip
BATCH = 500


class NothingDue(Exception):
    """No row's term will be over in the days ahead."""


class HoldTooLong(Exception):
    """A hold ends by itself within a year; who needs more places another."""


@runs_as(SERVICE)
@transaction.atomic
def work_out(*, at: datetime) -> list[Run]:
    """What will be due in the days ahead, as drafts for people to look at; older drafts give way. Changes no data.

    Rules that the operator lets run alone make a run of their own, approved at once. Raises NothingDue.
    """
    until, covered = at + rules.LOOKS_AHEAD, queries.covered()
    found = [one for one in queries.due(until) if (one.table, one.row) not in covered]
    for run in Run.objects.select_for_update(of=("self",)).filter(state__in=(RunState.DRAFT, RunState.PROPOSED)):
        if run.state == RunState.DRAFT or run.until <= at:
            move(run, to=RunState.REPLACED, moves=RUN_MOVES)
            run.save(update_fields=["state"])
            run.items.all().delete()
    alone = [one for one in found if rules.runs_alone(one.rule)]
    asked = [one for one in found if not rules.runs_alone(one.rule)]
    if not found:
        raise NothingDue
    made = [_drafted(due, at, until) for due in (alone, asked) if due]
    if alone:
        _decide(made[0], RunState.APPROVED, by=None, at=at)
    return made


def _drafted(due: Sequence[Due], at: datetime, until: datetime) -> Run:
    may_go, counts = _without_kept_back(due, until)
    run_id = uuid4()
    document = rules.difference(run_id=run_id, due=may_go, kept_back=counts, at=at, until=until)
    entry = journal.record_document("privacy.retention_worked_out", document=document, subject=None, actor=None, at=at)
    run = Run.objects.create(pk=run_id, worked_out_at=at, until=until, document=document, entry_id=entry.pk)
    Item.objects.bulk_create(
        (Item(run=run, rule=one.rule, table=one.table, row=one.row, due_at=one.due_at) for one in may_go),
        batch_size=queries.BATCH,
    )
    return run


def _without_kept_back(due: Sequence[Due], until: datetime) -> tuple[list[Due], dict[str, int]]:
    """A hold that ends meanwhile keeps nothing out: whether it still stands is asked again when a row goes."""
    by_table: dict[str, list[Due]] = {}
    for one in due:
        by_table.setdefault(one.table, []).append(one)
    may_go, counts = [], {"blocked": 0, "held": 0}
    for table, rows in by_table.items():
        kept = queries.kept_back(table, (one.row for one in rows), until)
        for why in kept.values():
            counts[why] += 1
        may_go += [one for one in rows if one.row not in kept]
    return may_go, counts


@transaction.atomic
def propose(*, run_id: UUID, by: UUID, at: datetime) -> Run:
    """The first person has looked at the difference and puts it forward. Raises WrongState."""
    run = queries.locked(run_id)
    move(run, to=RunState.PROPOSED, moves=RUN_MOVES)
    run.proposed_by, run.proposed_at = by, at
    run.save(update_fields=["state", "proposed_by", "proposed_at"])
    journal.record("privacy.retention_proposed", subject=None, actor=by, at=at, run=str(run.pk))
    return run


@transaction.atomic
def approve(*, run_id: UUID, by: UUID, at: datetime) -> Run:
    """Another person lets it go. Raises SamePerson, WrongState: also for what nobody has proposed."""
    run = queries.locked(run_id)
    if run.state != RunState.PROPOSED:
        raise WrongState(f"{run.pk}: {run.state}")
    check_second_person(run.proposed_by, by)
    return _decide(run, RunState.APPROVED, by=by, at=at)


@transaction.atomic
def decline(*, run_id: UUID, by: UUID, at: datetime) -> Run:
    """Nothing of it goes; the next night works it out anew. Raises WrongState."""
    run = queries.locked(run_id)
    run.items.all().delete()
    return _decide(run, RunState.DECLINED, by=None if run.proposed_by == by else by, at=at, actor=by)


def _decide(run: Run, to: RunState, *, by: UUID | None, at: datetime, actor: UUID | None = None) -> Run:
    move(run, to=to, moves=RUN_MOVES)
    run.decided_by, run.decided_at = by, at
    run.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record(f"privacy.retention_{to}", subject=None, actor=actor or by, at=at, run=str(run.pk))
    return run


@runs_as(SERVICE)
def carry_on(*, run_id: UUID, at: datetime) -> int:
    """Let go what an approved run has due by now; returns how many rows went. Killed, it goes on where it was.

    When its days are over the run is done; what was passed over is found again by the next one. Raises WrongState.
    """
    run = Run.objects.get(pk=run_id)
    if run.state != RunState.APPROVED:
        raise WrongState(f"{run.pk}: {run.state}")
    gone = sum(_carry_on_table(run, table, at) for table in queries.tables_due(run, at))
    if at >= run.until:
        _close(run_id, at)
    return gone


def _carry_on_table(run: Run, table: str, at: datetime) -> int:
    gone = after = 0
    while True:
        with transaction.atomic():
            items = queries.next_batch(run, table, at, after=after, size=BATCH)
            if not items:
                return gone
            after = items[-1].pk
            gone += _let_go(table, items, at)


def _let_go(table: str, items: Sequence[Item], at: datetime) -> int:
    """One batch, or, where the database refuses one of its rows, row by row."""
    kept = queries.kept_back(table, (item.row for item in items), at)
    going = [item for item in items if item.row not in kept]
    try:
        with transaction.atomic():
            return _go(table, going, at)
    except (IntegrityError, *WAITS):
        if len(items) == 1:
            return 0
    return sum(_let_go(table, [item], at) for item in going)


def _go(table: str, items: Sequence[Item], at: datetime) -> int:
    entry, rows = everything()[table], [item.row for item in items]
    if not rows:
        return 0
    ACTIONS.get(table, _follow_term)(entry, rows, at)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    Item.objects.filter(pk__in=[item.pk for item in items]).delete()
    return len(rows)


def _follow_term(entry: Classified, rows: Sequence[str], at: datetime) -> None:
    """Only what is still due: something may have happened to a row since the run was worked out."""
    assert entry.term is not None  # noqa: S101  it is how the row came into the run
    still = list(queries.due_rows(entry, entry.term, at).filter(pk__in=rows).values_list("pk", flat=True))
    found = erasing.Rows(entry, entry.term.reduced or DELETED, still)
    for own in erasing.own_keys([found]):
        vault.destroy_subject(own)
        files.remove_all(own)
    for name in erasing.stored_files([found]):
        default_storage.delete(name)
    if entry.term.reduced:
        erasing.reduce_rows(found.model, still, entry.term.reduced)
    else:
        found.model._base_manager.filter(pk__in=still).delete()  # with the parts that belong to it


def _erase_people(entry: Classified, rows: Sequence[str], at: datetime) -> None:
    for row in rows:
        erasure.erase_person(person_id=UUID(row), request_id=None, by=None, at=at)


def _end_practices(entry: Classified, rows: Sequence[str], at: datetime) -> None:
    """All that is kept by the rule of the practice, and nothing of the person's own."""
    for person_id in Specialist.objects.filter(pk__in=rows, person__isnull=False).values_list("person_id", flat=True):
        found = [rows for rows in erasing.rows_of(person_id) if queries.is_of_practice(rows)]
        for name in erasing.stored_files(found):
            default_storage.delete(name)
        erasing.carry_out(found)


def _forget_consents(entry: Classified, rows: Sequence[str], at: datetime) -> None:
    consent.let_go(record_ids=[UUID(row) for row in rows], at=at)


ACTIONS: dict[str, Callable[[Classified, Sequence[str], datetime], None]] = {
    queries.PEOPLE: _erase_people,
    queries.SPECIALISTS: _end_practices,
    queries.RECORDS: _forget_consents,
}
WAITS = (erasure.Blocked, erasure.SessionUnderWay, erasure.ObligationOpen)


@transaction.atomic
def _close(run_id: UUID, at: datetime) -> None:
    run = queries.locked(run_id)
    if run.state == RunState.APPROVED:
        move(run, to=RunState.DONE, moves=RUN_MOVES)
        run.done_at = at
        run.save(update_fields=["state", "done_at"])
        run.items.all().delete()
        journal.record("privacy.retention_done", subject=None, actor=None, at=at, run=str(run.pk))


@transaction.atomic
def hold(
    *,
    ground: HoldGround,
    reference: str,
    by: UUID,
    at: datetime,
    expires_at: datetime,
    person_id: UUID | None = None,
    table: str = "",
    row: str = "",
) -> Hold:
    """Keep a person's data, or one row, until a day. Raises HoldTooLong."""
    if expires_at - at > rules.LONGEST_HOLD:
        raise HoldTooLong(expires_at)
    placed = Hold.objects.create(
        person_id=person_id, table=table, row=row, ground=ground, reference=reference, owner_id=by, placed_at=at,
        expires_at=expires_at,
    )  # fmt: skip
    journal.record("privacy.hold_placed", subject=person_id, actor=by, at=at, hold=str(placed.pk), ground=str(ground))
    return placed


@transaction.atomic
def release(*, hold_id: UUID, by: UUID, at: datetime) -> Hold:
    """End a hold before its day; again changes nothing."""
    placed = Hold.objects.select_for_update(of=("self",)).get(pk=hold_id)
    if placed.released_at is None:
        placed.released_at, placed.released_by = at, by
        placed.save(update_fields=["released_at", "released_by"])
        journal.record("privacy.hold_released", subject=placed.person_id, actor=by, at=at, hold=str(placed.pk))
    return placed
