"""Reads of the registers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from harmonia.core import queues
from harmonia.privacy.models import Breach, Publication, SelfAudit, StateRequest, Transfer
from harmonia.privacy.states import BreachState, StateRequestState, TransferState


def transfers() -> QuerySet[Transfer]:
    return Transfer.objects.order_by("-proposed_at", "pk")


def transfers_of(person_id: UUID) -> QuerySet[Transfer]:
    """What third parties received about a person."""
    given = (TransferState.MADE, TransferState.TOLD)
    return Transfer.objects.filter(person_id=person_id, state__in=given).order_by("-decided_at", "pk")


def state_requests() -> QuerySet[StateRequest]:
    return StateRequest.objects.defer("asked", "reason").order_by("-number")


def disclosures_about(person_id: UUID) -> QuerySet[StateRequest]:
    """What state bodies were told of a person, unless the law forbids to say so."""
    told = StateRequest.objects.filter(person_id=person_id, state=StateRequestState.DISCLOSED, silent=False)
    return told.defer("asked", "reason").order_by("-decided_at", "pk")


def publications() -> QuerySet[Publication]:
    return Publication.objects.order_by("-published_at", "pk")


def breaches() -> QuerySet[Breach]:
    return Breach.objects.defer("happened", "consequences", "measures").order_by("-number")


def transfer(pk: UUID) -> Transfer | None:
    return Transfer.objects.filter(pk=pk).first()


def state_request(pk: UUID) -> StateRequest | None:
    return StateRequest.objects.filter(pk=pk).first()


def breach(pk: UUID) -> Breach | None:
    return Breach.objects.filter(pk=pk).first()


def untold_transfers() -> QuerySet[Transfer]:
    return Transfer.objects.filter(state=TransferState.MADE).order_by("tell_by", "pk")


def waiting_transfers() -> QuerySet[Transfer]:
    return Transfer.objects.filter(state=TransferState.PROPOSED).order_by("proposed_at", "pk")


def open_state_requests() -> QuerySet[StateRequest]:
    waiting = (StateRequestState.RECEIVED, StateRequestState.PREPARED)
    return StateRequest.objects.filter(state__in=waiting).defer("asked", "reason").order_by("due_at", "pk")


def open_breaches() -> QuerySet[Breach]:
    return breaches().filter(state=BreachState.FOUND).order_by("due_at", "pk")


def desk_breaches() -> QuerySet[Breach, dict[str, Any]]:
    return queues.waiting(open_breaches(), since="found_at", until="due_at", held_by="assigned_to")


def desk_state_requests() -> QuerySet[StateRequest, dict[str, Any]]:
    return queues.waiting(open_state_requests(), since="received_at", until="due_at", held_by="assigned_to")


def desk_transfers() -> QuerySet[Transfer, dict[str, Any]]:
    """Made, and the person is still to be told."""
    return queues.waiting(untold_transfers(), since="decided_at", until="tell_by", held_by="assigned_to")


def next_number(model: type[StateRequest] | type[Breach]) -> int:
    """Under the table's lock only."""
    last: int | None = model.objects.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def last_self_audit() -> SelfAudit | None:
    return SelfAudit.objects.order_by("-at", "pk").first()


def self_audits() -> QuerySet[SelfAudit]:
    return SelfAudit.objects.order_by("-at", "pk")


def published_since(person_id: UUID, place: str) -> datetime | None:
    return (
        Publication.objects.filter(person_id=person_id, place=place, ended_at=None)
        .values_list("published_at", flat=True)
        .first()
    )
