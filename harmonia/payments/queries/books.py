"""Our books: the accounts' sums, and the books beside somebody else's: the providers' statements, and the marks of who
pays by hand.

A comparison is the database's work, however many there are, and only what differs comes out of it. The provider's lines
stand meanwhile in a table of this connection alone, and a thousand at a time are on their way there.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q, Sum

from harmonia.payments import gateways
from harmonia.payments.models import Credit, LedgerSums, Payment, Posting
from harmonia.payments.states import PaymentState, RefundState

REACH = timedelta(days=40)  # so long an attempt may still be paid; what is open for longer is followed further back
OF_CLIENTS = ("clients.prepaid", "clients.surplus", "clients.returning")
PAID_OUT = "bank.paid_out"
PAYOUTS = "payouts"
AT_ONCE = 1_000
Sums = tuple[int, int]

# A line may speak of a part: a payment's are added up. Those that are confirmed and began before were compared then.
DIFFERENT = """
WITH theirs AS (
    SELECT payment_id, sum(paid_kzt) AS paid, sum(refunded_kzt) AS back FROM payments_told GROUP BY payment_id
), ours AS (
    SELECT id AS payment_id, amount_kzt AS paid, coalesce(
        (SELECT sum(amount_kzt) FROM payments_refund r WHERE r.payment_id = p.id AND r.state = %(done)s), 0) AS back
    FROM payments_payment p WHERE provider = %(provider)s AND state = %(confirmed)s AND started_at >= %(begun)s
), both_sides AS (
    SELECT payment_id, coalesce(ours.paid, 0) AS our_paid, coalesce(ours.back, 0) AS our_back,
        coalesce(theirs.paid, 0) AS their_paid, coalesce(theirs.back, 0) AS their_back
    FROM ours FULL JOIN theirs USING (payment_id)
)
SELECT * FROM both_sides WHERE (our_paid, our_back) <> (their_paid, their_back) AND NOT EXISTS (
    SELECT FROM payments_payment p WHERE p.id = payment_id AND p.provider = %(provider)s AND p.state = %(confirmed)s
        AND p.started_at < %(begun)s
) ORDER BY payment_id
"""

# What was taken back was not sent. A payout that was never marked is the bank's, and compared nowhere here.
MARKED_OTHERWISE = """
WITH marked AS (
    SELECT payout_id, sum(CASE WHEN m.taken_back_at IS NULL THEN p.net_kzt ELSE 0 END) AS kzt
    FROM payments_payoutmark m JOIN payments_payout p ON p.id = m.payout_id GROUP BY payout_id
), posted AS (
    SELECT payout_id, -sum(amount_kzt) AS kzt
    FROM (SELECT DISTINCT payout_id, order_id FROM payments_earning WHERE payout_id IN (SELECT payout_id FROM marked)) e
    JOIN payments_transaction t USING (order_id)
    JOIN payments_posting s ON s.transaction_id = t.id AND s.account_id = %(paid_out)s
    GROUP BY payout_id
)
SELECT payout_id, coalesce(posted.kzt, 0), marked.kzt FROM marked LEFT JOIN posted USING (payout_id)
WHERE coalesce(posted.kzt, 0) <> marked.kzt ORDER BY payout_id
"""


@dataclass(frozen=True)
class Difference:
    """A payment about which the provider's statement and our ledger disagree, both as (paid, refunded) in tenge."""

    payment_id: UUID
    ours: Sums
    theirs: Sums


def balances() -> dict[str, int]:
    """Every account of the ledger with its sum; together they are zero. What was added up before is not added again."""
    kept = LedgerSums.objects.order_by("-up_to").first()
    later = Posting.objects.filter(pk__gt=kept.up_to if kept else 0).values("account_id").order_by()
    sums: dict[str, int] = dict(kept.sums) if kept else {}
    for row in later.annotate(total=Sum("amount_kzt")):
        sums[row["account_id"]] = sums.get(row["account_id"], 0) + row["total"]
    return dict(sorted(sums.items()))


def last_posting() -> int:
    """The number of the newest posting; 0 when there is none."""
    return Posting.objects.aggregate(last=Max("pk"))["last"] or 0


def reconciliation(provider: str, *, at: datetime) -> list[Difference]:
    """Compare the ledger with the provider's own statement; an empty list means every tenge is accounted for.

    From the oldest payment on that is not settled: those before it were compared while they were open.
    """
    since = _oldest_open(provider, at)
    begun = datetime.combine(since, time(), tzinfo=UTC)
    payments = Payment.objects.filter(provider=provider, started_at__gte=begun).order_by()
    known = payments.values_list("pk", "provider_reference").iterator(chunk_size=AT_ONCE)
    states = {"confirmed": PaymentState.CONFIRMED.value, "done": RefundState.DONE.value}
    with _told(gateways.provider(provider).statement(since=since, known=known)), connection.cursor() as cursor:
        cursor.execute(DIFFERENT, {"provider": provider, "begun": begun, **states})
        return [
            Difference(payment_id, (int(paid), int(back)), (int(their_paid), int(their_back)))
            for payment_id, paid, back, their_paid, their_back in cursor.fetchall()
        ]


@contextmanager
def _told(lines: Iterable[gateways.StatementLine]) -> Iterator[None]:
    """The lines stand in `payments_told` meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payments_told")
        cursor.execute("CREATE TEMP TABLE payments_told (payment_id uuid, paid_kzt bigint, refunded_kzt bigint)")
    try:
        rest = iter(lines)
        while some := [(each.payment_id, each.paid_kzt, each.refunded_kzt) for each in islice(rest, AT_ONCE)]:
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO payments_told VALUES (%s, %s, %s)", some)
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE pg_temp.payments_told")


def _oldest_open(provider: str, at: datetime) -> date:
    """The day on which the first of those payments began whose money is the client's still, or on its way back."""
    held = Posting.objects.filter(account_id__in=OF_CLIENTS).values("transaction__order").order_by()
    orders = held.annotate(total=Sum("amount_kzt")).exclude(total=0).values("transaction__order")
    bought = Credit.objects.filter(left_kzt__gt=0).values("order")
    still = Payment.objects.filter(Q(order__in=orders) | Q(order__in=bought), provider=provider)
    first = still.filter(state=PaymentState.CONFIRMED).order_by("started_at", "pk").first()
    return min(at - REACH, first.started_at if first else at).astimezone(UTC).date()


def payout_differences() -> list[Difference]:
    """Payouts whose marks by hand and whose postings disagree: (posted, 0) and (marked, 0)."""
    with connection.cursor() as cursor:
        cursor.execute(MARKED_OTHERWISE, {"paid_out": PAID_OUT})
        return [
            Difference(payout_id, (int(posted), 0), (int(marked), 0)) for payout_id, posted, marked in cursor.fetchall()
        ]
