"""Our books beside somebody else's: the providers' statements, and the marks of who pays by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from harmonia.payments import gateways
from harmonia.payments.models import Credit, Earning, Payment, PayoutMark, Posting, Refund
from harmonia.payments.states import PaymentState, RefundState

REACH = timedelta(days=40)  # so long an attempt may still be paid; what is open for longer is followed further back
OF_CLIENTS = ("clients.prepaid", "clients.surplus", "clients.returning")
PAID_OUT = "bank.paid_out"
PAYOUTS = "payouts"
Sums = tuple[int, int]
NOTHING: Sums = (0, 0)


@dataclass(frozen=True)
class Difference:
    """A payment about which the provider's statement and our ledger disagree, both as (paid, refunded) in tenge."""

    payment_id: UUID
    ours: Sums
    theirs: Sums


def reconciliation(provider: str, *, at: datetime) -> list[Difference]:
    """Compare the ledger with the provider's own statement; an empty list means every tenge is accounted for.

    From the oldest payment on that is not settled: those before it were compared while they were open.
    """
    since = _oldest_open(provider, at)
    begun = datetime.combine(since, time(), tzinfo=UTC)
    known = Payment.objects.filter(provider=provider, started_at__gte=begun).values_list("pk", "provider_reference")
    lines = gateways.provider(provider).statement(since=since, known=dict(known))
    told = {line.payment_id: (line.paid_kzt, line.refunded_kzt) for line in lines}
    theirs = {payment_id: sums for payment_id, sums in told.items() if sums != NOTHING}
    confirmed = Payment.objects.filter(provider=provider, state=PaymentState.CONFIRMED)
    settled = confirmed.filter(started_at__lt=begun, pk__in=list(theirs)).values_list("pk", flat=True)
    for payment_id in settled:
        del theirs[payment_id]
    return _differences(_held(confirmed.filter(started_at__gte=begun)), theirs)


def _oldest_open(provider: str, at: datetime) -> date:
    """The day on which the first of those payments began whose money is the client's still, or on its way back."""
    held = Posting.objects.filter(account_id__in=OF_CLIENTS).values("transaction__order").order_by()
    orders = held.annotate(total=Sum("amount_kzt")).exclude(total=0).values("transaction__order")
    bought = Credit.objects.filter(left_kzt__gt=0).values("order")
    still = Payment.objects.filter(Q(order__in=orders) | Q(order__in=bought), provider=provider)
    first = still.filter(state=PaymentState.CONFIRMED).order_by("started_at", "pk").first()
    return min(at - REACH, first.started_at if first else at).astimezone(UTC).date()


def _held(payments: QuerySet[Payment]) -> dict[UUID, Sums]:
    refunds = Refund.objects.filter(payment__in=payments, state=RefundState.DONE).values("payment_id")
    returned = {row["payment_id"]: row["total"] for row in refunds.annotate(total=Sum("amount_kzt")).order_by()}
    return {pk: (amount, returned.get(pk, 0)) for pk, amount in payments.values_list("pk", "amount_kzt")}


def payout_differences() -> list[Difference]:
    """Payouts whose marks by hand and whose postings disagree: (posted, 0) and (marked, 0)."""
    marks = PayoutMark.objects.values("payout_id", "payout__net_kzt", "taken_back_at").order_by("marked_at", "pk")
    marked: dict[UUID, Sums] = {}
    for row in marks:
        standing = 0 if row["taken_back_at"] else row["payout__net_kzt"]
        marked[row["payout_id"]] = (marked.get(row["payout_id"], NOTHING)[0] + standing, 0)
    return _differences(_posted(list(marked)), marked)


def _posted(payout_ids: list[UUID]) -> dict[UUID, Sums]:
    earned = dict(Earning.objects.filter(payout__in=payout_ids).values_list("order_id", "payout_id"))
    rows = Posting.objects.filter(account_id=PAID_OUT, transaction__order__in=list(earned)).values("transaction__order")
    posted: dict[UUID, Sums] = {}
    for row in rows.annotate(total=Sum("amount_kzt")).order_by():
        payout_id = earned[row["transaction__order"]]
        if payout_id is not None:
            posted[payout_id] = (posted.get(payout_id, NOTHING)[0] - row["total"], 0)
    return posted


def _differences(ours: Mapping[UUID, Sums], theirs: Mapping[UUID, Sums]) -> list[Difference]:
    pairs = {pk: (ours.get(pk, NOTHING), theirs.get(pk, NOTHING)) for pk in sorted(ours.keys() | theirs.keys())}
    return [Difference(pk, mine, other) for pk, (mine, other) in pairs.items() if mine != other]
