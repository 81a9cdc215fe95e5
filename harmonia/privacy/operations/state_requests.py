"""Requests of state bodies: entered as they come, prepared by one, decided by another, on a ground that the law gives.

Without a ground of the register nothing is disclosed (3.4, 6.2, 7.2.2; 94-V art. 9). The database itself refuses a
disclosure that names no ground or that one person carried out alone.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from harmonia import policy
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.privacy.models import StateRequest
from harmonia.privacy.operations.transfers import NoBasis
from harmonia.privacy.permissions import registers as permissions
from harmonia.privacy.permissions.two_people import check_second_person
from harmonia.privacy.queries import registers as queries
from harmonia.privacy.rules import registers as rules
from harmonia.privacy.states import STATE_REQUEST_MOVES, StateRequestState
from harmonia.vault import operations as vault


@transaction.atomic
def enter_state_request(
    *,
    authority: str,
    document_number: str,
    document_dated_on: date,
    asked: str,
    person_id: UUID | None,
    silent: bool,
    received_at: datetime,
    due_at: datetime,
    by: UUID,
    at: datetime,
) -> StateRequest:
    """Write down a letter that came from a state body, word by word."""
    request = StateRequest(
        number=_next_number(),
        authority=authority.strip(),
        document_number=document_number.strip(),
        document_dated_on=document_dated_on,
        person_id=person_id,
        asked=asked,
        silent=silent,
        received_at=received_at,
        due_at=due_at,
        entered_by=by,
    )
    vault.create_subject(request.pk)
    request.save(force_insert=True)
    _journal("registers.state_request_entered", request, by, at)
    return request


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE privacy_staterequest IN SHARE ROW EXCLUSIVE MODE")
    return queries.next_number(StateRequest)


@transaction.atomic
def prepare_disclosure(
    *, state_request_id: UUID, ground: str, categories: Collection[str], by: UUID, at: datetime
) -> StateRequest:
    """One of the staff says on which ground, and which kinds of data are needed.

    Raises NoBasis, moves.WrongState, InOtherHands.
    """
    request = _locked(state_request_id, by)
    chosen = rules.disclosable(categories)
    if ground not in policy.DISCLOSURE_GROUNDS or not chosen or len(chosen) != len(set(categories)):
        raise NoBasis(ground)
    move(request, to=StateRequestState.PREPARED, moves=STATE_REQUEST_MOVES)
    request.ground, request.categories, request.prepared_by = ground, list(chosen), by
    request.assigned_to = None  # it waits for a second person
    request.save(update_fields=["state", "ground", "categories", "prepared_by", "assigned_to"])
    _journal("registers.disclosure_prepared", request, by, at)
    return request


@transaction.atomic
def disclose(*, state_request_id: UUID, by: UUID, at: datetime) -> StateRequest:
    """A second person approves it. Raises SamePerson, moves.WrongState, InOtherHands."""
    request = _locked(state_request_id, by)
    check_second_person(request.prepared_by, by)
    _decide(request, StateRequestState.DISCLOSED, by, at)
    request.save(update_fields=["state", "decided_by", "decided_at"])
    _journal("registers.disclosed", request, by, at)
    return request


@transaction.atomic
def refuse_disclosure(*, state_request_id: UUID, reason: str, by: UUID, at: datetime) -> StateRequest:
    """The law gives no ground, or not for all that was asked: say why. Raises moves.WrongState, InOtherHands."""
    request = _locked(state_request_id, by)
    _decide(request, StateRequestState.REFUSED, by, at)
    request.reason = reason
    request.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    _journal("registers.disclosure_refused", request, by, at)
    return request


def _locked(state_request_id: UUID, by: UUID) -> StateRequest:
    request = StateRequest.objects.select_for_update(of=("self",)).get(pk=state_request_id)
    permissions.check_free_for(request, by)
    return request


def _decide(request: StateRequest, to: StateRequestState, by: UUID, at: datetime) -> None:
    move(request, to=to, moves=STATE_REQUEST_MOVES)
    request.decided_by, request.decided_at = by, at


def _journal(event: str, request: StateRequest, by: UUID, at: datetime) -> None:
    """Where the law forbids to tell the person, the entry is not said about him, but it is said."""
    journal.record(
        event,
        subject=None if request.silent else request.person_id,
        actor=by,
        at=at,
        state_request=request.number,
        recipient="state_bodies",
        ground=request.ground,
        categories=list(request.categories),
    )
