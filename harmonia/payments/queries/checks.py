"""Receipts of the fiscal service, and what the nightly comparisons found."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from harmonia.payments.models import BooksCheck, FiscalReceipt
from harmonia.payments.states import FiscalState


def waiting_receipts() -> list[UUID]:
    """Of which the fiscal service has not heard, or not answered, oldest first."""
    waiting = FiscalReceipt.objects.filter(state=FiscalState.WAITING)
    return list(waiting.order_by("happened_at", "pk").values_list("pk", flat=True)[:200])


def fiscal_receipts_of(order_id: UUID) -> list[FiscalReceipt]:
    """Those that were made, oldest first."""
    made = FiscalReceipt.objects.filter(order_id=order_id, state=FiscalState.DONE)
    return list(made.order_by("happened_at", "pk"))


def fiscal_counts(*, since: datetime) -> dict[str, int]:
    """State -> how many receipts: all that are not made, and those made since then."""
    made = FiscalReceipt.objects.filter(state=FiscalState.DONE, finished_at__gte=since).count()
    rest = FiscalReceipt.objects.exclude(state=FiscalState.DONE).values("state").order_by("state")
    counts = {row["state"]: row["number"] for row in rest.annotate(number=Count("pk"))}
    return {FiscalState.DONE: made, **counts} if made else counts


def books_checks() -> QuerySet[BooksCheck]:
    """The newest first."""
    return BooksCheck.objects.order_by("-checked_at", "pk")
