"""What specialists earned, what waits, and what was sent."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.payments.models import Contested, Earning, Payout, PayoutDetails, PayoutMark, PayoutRun
from harmonia.payments.states import EarningState, PayoutRunState, PayoutState
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks


def earning(pk: UUID) -> Earning:
    return Earning.objects.get(pk=pk)


def locked_earning(about_id: UUID) -> Earning | None:
    return Earning.objects.select_for_update(of=("self",)).filter(about_id=about_id).first()


def is_contested(about_id: UUID) -> bool:
    return Contested.objects.filter(about_id=about_id).exists()


def due_earnings(at: datetime) -> list[UUID]:
    """Whose term of disputes is over, oldest first."""
    due = Earning.objects.filter(state=EarningState.WAITING, due_at__lte=at)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:1000])


def payable_earnings() -> dict[UUID, list[Earning]]:
    """By payee, locked: owed, in no payout yet, and he said where to, is not blocked and not gone."""
    found = Earning.objects.select_for_update(of=("self",)).filter(
        state=EarningState.OWED, payout=None, payee__in=PayoutDetails.objects.values("payee")
    )
    by_payee: dict[UUID, list[Earning]] = defaultdict(list)
    for each in found.order_by("payee", "held_at", "pk"):
        assert each.payee_id is not None  # noqa: S101  the filter asks for it
        by_payee[each.payee_id].append(each)
    blocked = blocks.blocked_among(list(by_payee))
    return {payee_id: earnings for payee_id, earnings in by_payee.items() if payee_id not in blocked}


def runs() -> QuerySet[PayoutRun]:
    """The newest first, each with its sums."""
    return PayoutRun.objects.annotate(
        people=Count("payouts"),
        gross_kzt=Sum("payouts__gross_kzt"),
        commission_kzt=Sum("payouts__commission_kzt"),
        net_kzt=Sum("payouts__net_kzt"),
    ).order_by("-prepared_at", "pk")


def desk_queue(by: Person) -> QuerySet[PayoutRun, dict[str, Any]]:
    """Runs that wait for their second person, who is not the first."""
    found = PayoutRun.objects.filter(state=PayoutRunState.PREPARED).exclude(prepared_by=by.pk)
    return queues.waiting(found, since="prepared_at", held_by="assigned_to")


def locked_run(pk: UUID) -> PayoutRun:
    return PayoutRun.objects.select_for_update(of=("self",)).get(pk=pk)


def payouts_in(run_id: UUID) -> QuerySet[Payout]:
    return Payout.objects.filter(run_id=run_id).order_by("-net_kzt", "pk")


def locked_payouts(run_id: UUID) -> list[Payout]:
    return list(Payout.objects.select_for_update(of=("self",)).filter(run_id=run_id).order_by("pk"))


def waiting_payouts(*, run_id: UUID | None = None) -> list[UUID]:
    """Of approved runs (or of this one) that the bank has not answered about, in a firm order."""
    waiting = Payout.objects.filter(state=PayoutState.WAITING)
    waiting = waiting.filter(run_id=run_id) if run_id else waiting.filter(run__state=PayoutRunState.APPROVED)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def owed_kzt() -> tuple[int, int]:
    """(what the next run could pay, what is owed to those who have not said where to)."""
    owed = Earning.objects.filter(state=EarningState.OWED, payout=None, payee__isnull=False)
    told = owed.filter(payee__in=PayoutDetails.objects.values("payee")).aggregate(kzt=Sum("net_kzt"))["kzt"] or 0
    return told, (owed.aggregate(kzt=Sum("net_kzt"))["kzt"] or 0) - told


def is_owed(payee_id: UUID) -> bool:
    """Sessions of his are held and not paid out yet."""
    return Earning.objects.filter(payee_id=payee_id).exclude(state__in=(EarningState.PAID, EarningState.VOID)).exists()


def earnings_of(payee_id: UUID) -> QuerySet[Earning]:
    """His, the newest first."""
    return Earning.objects.filter(payee_id=payee_id).select_related("payout").order_by("-held_at", "pk")


def payouts_of(payee_id: UUID) -> QuerySet[Payout]:
    """What was or is being sent to him, the newest first."""
    sent = Payout.objects.filter(payee_id=payee_id, run__state__in=(PayoutRunState.APPROVED, PayoutRunState.DONE))
    return sent.select_related("run").order_by("-run__decided_at", "pk")


def mark_of(payout_id: UUID) -> PayoutMark | None:
    """That stands: it was sent by hand."""
    return PayoutMark.objects.filter(payout_id=payout_id, taken_back_at=None).first()


def marks_of(payout_id: UUID) -> QuerySet[PayoutMark]:
    """Also those that were taken back, the newest first."""
    return PayoutMark.objects.filter(payout_id=payout_id).order_by("-marked_at", "pk")


def payout(pk: UUID) -> Payout | None:
    """With its run."""
    return Payout.objects.select_related("run").filter(pk=pk).first()


def details_in(run_id: UUID) -> dict[UUID, PayoutDetails]:
    """Where the money of each payee of a run goes; a blocked one's stay closed. Within a reading for the service."""
    payees = set(Payout.objects.filter(run_id=run_id, payee__isnull=False).values_list("payee_id", flat=True))
    free = {pk for pk in payees if pk is not None} - blocks.blocked_among([pk for pk in payees if pk is not None])
    vault.preload(free)
    return {each.payee_id: each for each in PayoutDetails.objects.filter(payee__in=free)}


def lines_of(payout: Payout) -> list[Earning]:
    """What a payout is made of, the first session first."""
    return list(payout.earnings.select_related("order").order_by("held_at", "pk"))


def sums_of(payee_id: UUID) -> dict[str, int]:
    """State of an earning -> tenge: net where the split is known, else the price."""
    rows = Earning.objects.filter(payee_id=payee_id).values("state")
    found = rows.annotate(net=Sum("net_kzt"), gross=Sum("gross_kzt")).order_by()
    return {row["state"]: (row["net"] if row["net"] is not None else row["gross"]) for row in found}


def details_of(payee_id: UUID) -> PayoutDetails | None:
    return PayoutDetails.objects.filter(payee_id=payee_id).first()
