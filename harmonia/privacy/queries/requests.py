"""Reads of requests. A person's are fetched through the person; the words are left where they stand."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, DateField, F, Q, QuerySet
from django.db.models.functions import Trunc

from harmonia.booking.models import Appointment
from harmonia.booking.states import BOOKED
from harmonia.core import queues
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.core.working_days import ZONE
from harmonia.payments.models import Refund
from harmonia.payments.states import RefundState
from harmonia.privacy.models import Request, RequestWords, Step
from harmonia.privacy.queries.archives import archives_of
from harmonia.privacy.queries.erasure import obstacles, session_under_way
from harmonia.privacy.rules.requests import LAPSES_BEFORE, Taken
from harmonia.privacy.states import REQUEST_ENDS, AskedBy, RequestState, WaitsFor
from harmonia.vault import queries as vault

OWED = frozenset({"unpaid", "refund_failed"})  # of policy.OBSTACLES
COUNTED = """
INSERT INTO privacy_requestcount (year, last) VALUES (%s, 1)
ON CONFLICT (year) DO UPDATE SET last = privacy_requestcount.last + 1 RETURNING last
"""


def request(pk: UUID) -> Request:
    """Raises Request.DoesNotExist."""
    return Request.objects.get(pk=pk)


def found(pk: UUID) -> Request | None:
    return Request.objects.filter(pk=pk).first()


def locked(pk: UUID) -> Request:
    return Request.objects.select_for_update(of=("self",)).get(pk=pk)


def words(pk: UUID) -> RequestWords:
    """What was written; reading it needs a purpose."""
    return RequestWords.objects.select_related("request").get(pk=pk)


def next_serial(year: int) -> int:
    """The number after the last one of the year; two at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [year])
        last: int = cursor.fetchone()[0]
    return last


def requests_of(person_id: UUID) -> QuerySet[Request]:
    """All that was asked about his data, by himself or in his name, newest first."""
    return Request.objects.filter(person_id=person_id).order_by("-received_at", "-pk")


def standing(person_id: UUID, kind: str, scope: Collection[str]) -> Request | None:
    """His own open request for the same, locked."""
    found = Request.objects.filter(person_id=person_id, kind=kind, scope=list(scope), asked_by=AskedBy.SELF)
    return found.exclude(state__in=REQUEST_ENDS).select_for_update(of=("self",)).first()


def open_requests() -> QuerySet[Request]:
    """The most urgent first."""
    return Request.objects.exclude(state__in=REQUEST_ENDS).order_by("due_at", "pk")


def desk_queue() -> QuerySet[Request, dict[str, Any]]:
    return queues.waiting(open_requests(), since="received_at", until="due_at", held_by="assigned_to")


def closed_requests() -> QuerySet[Request]:
    return Request.objects.filter(state__in=REQUEST_ENDS).order_by("-closed_at", "-pk")


def overdue(at: datetime) -> QuerySet[Request]:
    """Open past their term, and not told to the responsible person yet."""
    return open_requests().filter(due_at__lt=at, escalated_at=None)


def lapsing(at: datetime) -> QuerySet[Request]:
    """Their term ends, and nobody has shown who asks."""
    return open_requests().filter(state=RequestState.UNPROVED, due_at__lte=at + LAPSES_BEFORE)


def waiting() -> QuerySet[Request]:
    return open_requests().filter(state=RequestState.WAITING)


def may_go_on(request: Request, at: datetime) -> bool:
    """Whether what a waiting request waits for is over."""
    person_id = request.person_id
    if person_id is None:
        return False
    if request.waits_for == WaitsFor.UNBLOCKING:
        return not vault.blocked(person_id)
    if request.waits_for == WaitsFor.SESSION:
        return session_under_way(person_id, at) is None
    return archive_made(person_id, request.received_at)


def archive_made(person_id: UUID, since: datetime) -> bool:
    return archives_of(person_id).filter(ready_at__gte=since).exists()


def obligation_open(person_id: UUID, at: datetime) -> bool:
    """Whether somebody owes money because of him: he for a session, we for one that will not take place (8(2))."""
    refunds = Refund.objects.filter(payment__order__person_id=person_id, state=RefundState.REQUESTED)
    paid_ahead = Appointment.objects.filter(client_id=person_id, state=BOOKED, ends_at__gt=at)
    return bool(OWED & set(obstacles(person_id, at))) or refunds.exists() or paid_ahead.exists()


def steps_of(request: Request) -> list[Step]:
    return list(Step.objects.filter(request=request).order_by("position"))


def taken(request: Request) -> list[Taken]:
    return [Taken(step.position, step.what, step.at, step.by_role) for step in steps_of(request)]


def joined_to(request: Request) -> QuerySet[Request]:
    """Later letters that ask for the same."""
    return Request.objects.filter(joined_to=request).order_by("received_at", "pk")


@runs_as(SERVICE)
def closed_between(since: datetime, until: datetime) -> list[tuple[date, str, int, int]]:
    """(first day of the month in Almaty, kind, how many were closed, how many of them in term)."""
    month = Trunc("closed_at", "month", output_field=DateField(), tzinfo=ZONE)
    closed = Request.objects.filter(closed_at__gte=since, closed_at__lt=until).exclude(state=RequestState.JOINED)
    in_term = Count("pk", filter=Q(closed_at__lte=F("due_at")))
    return list(closed.values_list(month, "kind").annotate(all=Count("pk"), in_term=in_term).order_by(month, "kind"))
