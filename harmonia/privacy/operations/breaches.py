"""A breach of security: found, described, notified within the law's clock, closed (94-V art. 1(15-1), 25(2)(8)).

The notice is a document of the register's own words. It is complete or it is not made; what was sent is journalled by
its hash, so that later nobody can say that it said something else.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from harmonia import policy
from harmonia.core import working_days
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.journal.models import Entry
from harmonia.privacy.models import Breach
from harmonia.privacy.permissions import registers as permissions
from harmonia.privacy.queries import registers as queries
from harmonia.privacy.states import BREACH_MOVES, BreachState, Harm
from harmonia.vault import operations as vault


@transaction.atomic
def enter_breach(*, happened: str, found_at: datetime, drill: bool, by: UUID, at: datetime) -> Breach:
    """The first words are enough: the clock runs from the finding, not from understanding it."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE privacy_breach IN SHARE ROW EXCLUSIVE MODE")
    clock = policy.CLOCKS["breach"]
    breach = Breach(
        number=queries.next_number(Breach),
        found_at=found_at,
        due_at=working_days.deadline(found_at, amount=clock.amount, unit=clock.unit),
        drill=drill,
        happened=happened,
        entered_by=by,
    )
    vault.create_subject(breach.pk)
    breach.save(force_insert=True)
    _journal("registers.breach_found", breach, by, at)
    return breach


@transaction.atomic
def describe_breach(
    *,
    breach_id: UUID,
    happened: str,
    harms: Collection[str],
    categories: Collection[str],
    people_count: int | None,
    consequences: str,
    measures: str,
    by: UUID,
    at: datetime,
) -> Breach:
    """What is known by now; it may be said again and again until the notice is made.

    Raises moves.WrongState, InOtherHands.
    """
    breach = _found(breach_id, by)
    breach.happened, breach.consequences, breach.measures = happened, consequences, measures
    breach.harms = [str(Harm(harm)) for harm in harms]
    breach.categories = [key for key in policy.CATEGORIES if key in set(categories)]
    breach.people_count = people_count
    breach.save(update_fields=["happened", "consequences", "measures", "harms", "categories", "people_count"])
    _journal("registers.breach_described", breach, by, at)
    return breach


def notice(breach: Breach, language: policy.Language) -> policy.Document:
    """The notice as it stands now; read under a purpose. Raises policy.Incomplete."""
    facts = policy.BreachFacts(
        number=str(breach.number),
        found=timezone.localtime(breach.found_at, timezone.get_default_timezone()).strftime("%d.%m.%Y %H:%M %Z"),
        happened=breach.happened,
        harms=breach.harms,
        categories=breach.categories,
        people_count=breach.people_count,
        consequences=breach.consequences or "",
        measures=breach.measures or "",
    )
    return policy.breach_notice(facts, language, policy.Operator(**settings.OPERATOR))


@transaction.atomic
def notify(*, breach_id: UUID, language: policy.Language, by: UUID, at: datetime) -> policy.Document:
    """The notice was handed to the authority: its hash and the moment stay. Raises policy.Incomplete,
    WrongState, InOtherHands."""
    breach = _found(breach_id, by)
    document = notice(breach, language)
    move(breach, to=BreachState.NOTIFIED, moves=BREACH_MOVES)
    breach.notified_at, breach.notice_sha256 = at, document.sha256
    entry = _journal("registers.breach_notified", breach, by, at, notice=document.sha256, in_time=at <= breach.due_at)
    breach.entry_id = entry.pk
    breach.save(update_fields=["state", "notified_at", "notice_sha256", "entry_id"])
    return document


@transaction.atomic
def close_breach(*, breach_id: UUID, confirmed: bool, by: UUID, at: datetime) -> Breach:
    """Notified and over, or looked into and not a breach at all. Raises moves.WrongState, InOtherHands."""
    breach = Breach.objects.select_for_update(of=("self",)).get(pk=breach_id)
    if breach.state == BreachState.FOUND:
        permissions.check_free_for(breach, by)
    move(breach, to=BreachState.CLOSED if confirmed else BreachState.NOT_CONFIRMED, moves=BREACH_MOVES)
    breach.closed_at = at
    breach.save(update_fields=["state", "closed_at"])
    _journal("registers.breach_closed", breach, by, at, confirmed=confirmed)
    return breach


def _found(breach_id: UUID, by: UUID) -> Breach:
    breach = Breach.objects.select_for_update(of=("self",)).get(pk=breach_id)
    if breach.state != BreachState.FOUND:
        raise WrongState(f"Breach {breach_id}: {breach.state}")
    permissions.check_free_for(breach, by)
    return breach


def _journal(event: str, breach: Breach, by: UUID, at: datetime, **facts: str | bool) -> Entry:
    return journal.record(event, subject=None, actor=by, at=at, breach=breach.number, drill=breach.drill, **facts)
