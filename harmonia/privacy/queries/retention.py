"""What is due by the register's terms, what is blocked or held, and the runs that let it go."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent.models import Record
from harmonia.consent.states import Event
from harmonia.core import erasing
from harmonia.core.classification import Classified, Term, everything
from harmonia.privacy.models import Hold, Item, Request, Run
from harmonia.privacy.rules import retention as rules
from harmonia.privacy.rules.retention import Due
from harmonia.privacy.states import REQUEST_ENDS, RunState
from harmonia.specialists.models import Specialist
from harmonia.vault import queries as blocks
from harmonia.vault.models import DestroyedKey

CONSENTS, PRACTICE = "consents", "practice"
PEOPLE, RECORDS, SPECIALISTS = Person._meta.label, Record._meta.label, Specialist._meta.label
BATCH = 5000
STANDING = (RunState.DRAFT, RunState.PROPOSED, RunState.APPROVED)


def standing_holds(at: datetime) -> QuerySet[Hold]:
    return Hold.objects.filter(expires_at__gt=at, released_at=None).order_by("expires_at", "pk")


def held(person_id: UUID, at: datetime) -> bool:
    """Whether all that is his must stay for now."""
    return standing_holds(at).filter(person_id=person_id).exists()


def followed() -> set[str]:
    """Rules of the register that some table follows."""
    return {entry.term.rule for entry in everything().values() if entry.term} | {CONSENTS, PRACTICE}


def due(until: datetime) -> Iterator[Due]:
    """Every row whose term will be over by then, with its day."""
    for entry in everything().values():
        if entry.term:
            yield from _due_of(entry, entry.term, until)
    yield from _consents_due(until)
    yield from _practices_due(until)


def due_rows(entry: Classified, term: Term, until: datetime) -> QuerySet[Any]:
    """The rows of one table, with the moment `term_began_at`."""
    days = rules.term_of(term.rule)
    rows = erasing.model_of(entry)._base_manager.filter(**term.only)
    if days is None:
        return rows.none()
    moment = Coalesce(*term.since) if len(term.since) > 1 else F(term.since[0])
    if term.reduced and entry.subject:
        rows = rows.filter(**{f"{entry.subject}__isnull": False})  # what was reduced before is nobody's
    due: QuerySet[Any] = rows.annotate(term_began_at=moment).filter(term_began_at__lte=until - days)
    return due


def _due_of(entry: Classified, term: Term, until: datetime) -> Iterator[Due]:
    days = rules.term_of(term.rule)
    if days is not None:
        found = due_rows(entry, term, until).values_list("pk", "term_began_at").order_by("term_began_at", "pk")
        for pk, since in found.iterator(chunk_size=BATCH):
            yield Due(term.rule, entry.model, str(pk), since + days)


def _consents_due(until: datetime) -> Iterator[Due]:
    """All answers of a person to one agreement go together, when the last yes ended long enough ago."""
    days = rules.term_of(CONSENTS)
    if days is None:
        return
    latest = Record.objects.order_by("subject_id", "agreement", "about_id", "-number").distinct(
        "subject_id", "agreement", "about_id"
    )
    over = Record.objects.filter(pk__in=latest.values("pk"), at__lte=until - days).defer("subject_name")
    endings = over.order_by("pk").iterator(chunk_size=BATCH)
    while ends := list(islice(endings, BATCH)):
        closed = _closed_at({one.subject_id for one in ends if one.event == Event.GIVEN})
        for last in ends:
            ended_at = closed.get(last.subject_id) if last.event == Event.GIVEN else last.at
            if ended_at is not None and ended_at + days <= until:
                yield from _chain(last, ended_at + days)


def _chain(last: Record, due_at: datetime) -> Iterator[Due]:
    answers = Record.objects.filter(subject_id=last.subject_id, agreement=last.agreement, about_id=last.about_id)
    for pk in answers.order_by("number").values_list("pk", flat=True):
        yield Due(CONSENTS, RECORDS, str(pk), due_at)


def _closed_at(subject_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each was erased; whoever was not is not in it."""
    gone = DestroyedKey.objects.filter(subject_id__in=subject_ids, key_class="")
    return dict(gone.order_by("subject_id", "-destroyed_at").values_list("subject_id", "destroyed_at"))


def _practices_due(until: datetime) -> Iterator[Due]:
    """Of a specialist who took his agreement to practise back, and stays for himself."""
    days = rules.term_of(PRACTICE)
    if days is None:
        return
    people = Specialist.objects.filter(person__isnull=False).values("person_id")
    last = Record.objects.filter(subject_id__in=people, agreement=PRACTICE).order_by("subject_id", "-number")
    ended = {record.subject_id: record.at for record in last.defer("subject_name").distinct("subject_id")
             if record.event == Event.WITHDRAWN and record.at + days <= until}  # fmt: skip
    for pk, person_id in Specialist.objects.filter(person_id__in=ended).order_by("pk").values_list("pk", "person_id"):
        if person_id is not None:
            yield Due(PRACTICE, SPECIALISTS, str(pk), ended[person_id] + days)


def is_of_practice(rows: erasing.Rows) -> bool:
    """Whether a specialist's practice is all that the rows are about."""
    kept_by = {policy.CATEGORIES[category].retention for category in rows.categories}
    return kept_by == {PRACTICE}


def kept_back(table: str, rows: Iterable[str], at: datetime) -> dict[str, str]:
    """Of these rows, those that may not go, and why: "blocked" or "held". A person with an open request of his is held:
    with the account goes whom to answer."""
    entry, wanted = everything()[table], list(rows)
    owners = _owners(entry, wanted)
    people = {person_id for of_row in owners.values() for person_id in of_row}
    blocked, blocked_rows = blocks.blocks_among(people)
    holds = standing_holds(at)
    held_people = set(holds.filter(person_id__in=people).values_list("person_id", flat=True))
    held_rows = set(holds.filter(table=table, row__in=wanted).values_list("row", flat=True))
    if table == PEOPLE:
        under_way = Request.objects.filter(person_id__in=people).exclude(state__in=REQUEST_ENDS)
        held_people |= set(under_way.values_list("person_id", flat=True))
    db_table = erasing.model_of(entry)._meta.db_table
    found = {}
    for row in wanted:
        of_row = owners.get(row, set())
        if of_row & blocked or (db_table, row) in blocked_rows:
            found[row] = "blocked"
        elif of_row & held_people or row in held_rows:
            found[row] = "held"
    return found


def _owners(entry: Classified, rows: list[str]) -> dict[str, set[UUID]]:
    """Row -> everybody whom it is about."""
    paths = list(entry.people.values())
    found = erasing.model_of(entry)._base_manager.filter(pk__in=rows).values_list("pk", *paths)
    return {str(pk): {person_id for person_id in people if person_id} for pk, *people in found}


def locked(pk: UUID) -> Run:
    return Run.objects.select_for_update(of=("self",)).get(pk=pk)


def runs() -> QuerySet[Run]:
    return Run.objects.order_by("-worked_out_at", "pk")


def approved() -> list[UUID]:
    found = Run.objects.filter(state=RunState.APPROVED).order_by("worked_out_at", "pk")
    return list(found.values_list("pk", flat=True))


def is_time_to_work_out(at: datetime) -> bool:
    """Not while people have a proposal before them, nor long before the end of the run that stands."""
    soon = at + rules.NEXT_IS_DRAFTED_BEFORE
    proposed = Run.objects.filter(state=RunState.PROPOSED, until__gt=at)
    approved_for_longer = Run.objects.filter(state=RunState.APPROVED, until__gt=soon, decided_by__isnull=False)
    return not proposed.exists() and not approved_for_longer.exists()


def next_batch(run: Run, table: str, at: datetime, *, after: int, size: int) -> list[Item]:
    """Items of a table that are due, without those that another worker has in hand."""
    items = Item.objects.filter(run=run, table=table, due_at__lte=at, pk__gt=after).order_by("pk")
    return list(items.select_for_update(of=("self",), skip_locked=True)[:size])


def tables_due(run: Run, at: datetime) -> list[str]:
    """Whoever points comes before what he points at."""
    tables = set(Item.objects.filter(run=run, due_at__lte=at).values_list("table", flat=True).distinct())
    return erasing.children_first(tables)


def covered() -> set[tuple[str, str]]:
    """(table, row) of all that an approved run has still to let go."""
    return set(Item.objects.filter(run__state=RunState.APPROVED).values_list("table", "row"))
