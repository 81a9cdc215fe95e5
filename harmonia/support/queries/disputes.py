"""Reads of disputes. Through the person, or for staff who are no side of it; nothing here opens what was said."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Prefetch, Q, QuerySet, When

from harmonia.accounts.models import Person
from harmonia.accounts.states import SPECIALIST
from harmonia.booking import queries as booking
from harmonia.booking.models import Appointment
from harmonia.core import queues
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.payments import queries as payments
from harmonia.payments.models import Order
from harmonia.support.models import Dispute, DisputeMessage, DisputeProposal
from harmonia.support.states import STANDING, Gives, ProposalState


def disputes_of(person: Person) -> QuerySet[Dispute]:
    """His, from either side, the newest first."""
    mine = Dispute.objects.filter(Q(opener=person) | Q(other=person))
    return mine.select_related("appointment__specialist", "order").order_by("-opened_at", "pk")


def disputes_for_desk(by: Person, *, standing: bool = True) -> QuerySet[Dispute]:
    """Those of others: what stands, by its term and first what nobody has answered; or what is over, the latest first.

    Each has `opened_at`, `due_at`, `assigned_to` and the `path` where one works on it.
    """
    others = Dispute.objects.exclude(Q(opener=by) | Q(other=by)).select_related("appointment__specialist", "order")
    if standing:
        waiting_first = F("answered_at").asc(nulls_first=True)
        return others.filter(state__in=STANDING).order_by(waiting_first, "due_at", "pk")
    return others.exclude(state__in=STANDING).order_by("-over_at", "pk")


def desk_disputes(by: Person) -> QuerySet[Dispute, dict[str, Any]]:
    """What stands; its clock runs until the service has answered."""
    until = Case(When(answered_at=None, then=F("due_at")))
    return queues.waiting(disputes_for_desk(by), since="opened_at", until=until, held_by="assigned_to")


def dispute_for_desk(dispute_id: UUID, by: Person) -> Dispute | None:
    """Whoever is a side of it, and works here too, does not find it."""
    others = Dispute.objects.exclude(Q(opener=by) | Q(other=by)).select_related("appointment__specialist", "order")
    return others.filter(pk=dispute_id).first()


def locked_dispute(dispute_id: UUID) -> Dispute | None:
    return Dispute.objects.select_for_update(of=("self",)).filter(pk=dispute_id).first()


def whole_dispute(dispute_id: UUID) -> Dispute | None:
    """With what it is about."""
    return Dispute.objects.select_related("appointment__specialist", "order").filter(pk=dispute_id).first()


def proposal_of(person: Person, proposal_id: UUID) -> DisputeProposal | None:
    mine = DisputeProposal.objects.filter(Q(dispute__opener=person) | Q(dispute__other=person))
    return mine.filter(pk=proposal_id).first()


def locked_proposal(proposal_id: UUID) -> DisputeProposal | None:
    """With its dispute, which the caller has locked before."""
    found = DisputeProposal.objects.select_for_update(of=("self",)).select_related("dispute")
    return found.filter(pk=proposal_id).first()


def open_proposal(dispute: Dispute) -> DisputeProposal | None:
    return dispute.proposals.filter(state=ProposalState.OPEN).first()


def said_in(dispute: Dispute) -> list[DisputeMessage]:
    """The whole thread, oldest first, each with its proposal if it is one."""
    proposals = Prefetch("proposal", DisputeProposal.objects.select_related("refund"))
    return list(dispute.messages.prefetch_related(proposals).order_by("written_at", "pk"))


def returnable_kzt(dispute: Dispute) -> int:
    """How much money could go back to the client. Packages, and what they paid for, go back undivided."""
    order = dispute.order
    return payments.refundable_kzt(order) if order is not None and order.about == "appointment" else 0


def whole_of(dispute: Dispute) -> tuple[Gives, int]:
    """What could go back undivided, and what it is worth; 0: nothing could."""
    order = dispute.order
    if order is None or order.about == "certificate":
        return Gives.SESSION, 0
    if order.about == "package":
        return Gives.REST, payments.rest_kzt(order)
    return Gives.SESSION, payments.back_to_package_kzt(order)


def standing_about(*, appointment_id: UUID | None, order_id: UUID | None) -> Dispute | None:
    """The dispute about the same session or payment that stands already, whoever opened it."""
    standing = Dispute.objects.filter(state__in=STANDING)
    if appointment_id is not None:
        return standing.filter(appointment_id=appointment_id).first()
    return standing.filter(order_id=order_id, appointment=None).first() if order_id is not None else None


def disputable_sessions(person: Person) -> QuerySet[Appointment]:
    """His latest sessions that were booked, from either side."""
    as_specialist = person.has_role(SPECIALIST)
    mine = booking.appointments_as_specialist(person) if as_specialist else booking.appointments_as_client(person)
    return mine.filter(booked_at__isnull=False, client__isnull=False).order_by("-starts_at", "pk")


def disputable_payments(person: Person) -> QuerySet[Order]:
    return payments.orders_of(person.pk)


@runs_as(SERVICE)
def unanswered_disputes() -> list[Dispute]:
    """Which the law has given a term that runs still; nothing of what was said."""
    waiting = Dispute.objects.filter(state__in=STANDING, answered_at=None)
    return list(waiting.order_by("due_at", "pk"))


def overdue_disputes(at: datetime) -> int:
    """How many wait for our first word past the term of the law."""
    return Dispute.objects.filter(state__in=STANDING, answered_at=None, due_at__lt=at).count()
