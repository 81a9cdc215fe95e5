"""What a session earns. For a week after it its client may say that it was otherwise; then it is owed, once."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.payments import queries
from harmonia.payments.models import Contested, Earning
from harmonia.payments.operations import ledger
from harmonia.payments.rules import payouts as rules
from harmonia.payments.states import EARNING_MOVES, EarningKind, EarningState, Ground

AT_HOME = ZoneInfo("Asia/Almaty")
HELD_BACK = (EarningState.WAITING, EarningState.DISPUTED)


@transaction.atomic
def record_earning(
    *, about_id: UUID, payee_id: UUID | None, held_at: datetime, at: datetime, kind: EarningKind = EarningKind.HELD
) -> Earning | None:
    """The session took place, or did not through the client. Nothing where nothing was paid; saying it again changes
    nothing."""
    order = queries.order_about(about_id)
    if order is None or order.paid_at is None:
        return None
    earning, _ = Earning.objects.get_or_create(
        about_id=about_id,
        defaults={
            "order": order,
            "kind": kind,
            "payee_id": payee_id,
            "state": EarningState.DISPUTED if queries.is_contested(about_id) else EarningState.WAITING,
            "held_at": held_at,
            "due_at": at + rules.DISPUTE_TERM,
            "gross_kzt": order.price_kzt,
        },
    )
    return earning


@transaction.atomic
def dispute(*, about_id: UUID, at: datetime, ground: Ground = Ground.CASE) -> bool:
    """Somebody says that it was otherwise: what is not owed yet waits, and what is not earned yet will. False when
    there is nothing to hold back, or not yet."""
    earning = queries.locked_earning(about_id)
    if earning is not None and earning.state not in HELD_BACK:
        return False
    Contested.objects.get_or_create(about_id=about_id, ground=ground, defaults={"since": at})
    if earning is not None and earning.state == EarningState.WAITING:
        _say(earning, EarningState.DISPUTED, "payments.earning_disputed", at=at)
    return earning is not None


@transaction.atomic
def settle_dispute(*, about_id: UUID, at: datetime, ground: Ground = Ground.CASE) -> bool:
    """Looked into and closed; what was given back meanwhile earns nothing. False when nothing was held back, or
    something else still holds it."""
    earning = queries.locked_earning(about_id)
    Contested.objects.filter(about_id=about_id, ground=ground).delete()
    if earning is None or earning.state != EarningState.DISPUTED or queries.is_contested(about_id):
        return False
    _say(earning, EarningState.WAITING, "payments.earning_released", at=at)
    return True


@transaction.atomic
def earn(*, earning_id: UUID, at: datetime) -> Earning:
    """The term of disputes is over: split what is left of the price, and owe it. Safe to repeat."""
    earning = queries.earning(earning_id)
    queries.locked_order(earning.order_id)
    locked = queries.locked_earning(earning.about_id)
    assert locked is not None  # noqa: S101  it has just been read
    if locked.state != EarningState.WAITING or locked.due_at > at or queries.is_contested(locked.about_id):
        return locked
    order = locked.order
    paid_kzt = order.amount_kzt + order.credit_kzt
    locked.gross_kzt = rules.earned(order.price_kzt, paid_kzt, queries.kept_kzt(order))
    if locked.gross_kzt == 0:
        _say(locked, EarningState.VOID, "payments.earning_void", at=at)
        return locked
    per_cent = rules.commission_per_cent(locked.held_at.astimezone(AT_HOME).date())
    locked.commission_kzt, locked.net_kzt = rules.split(locked.gross_kzt, per_cent)
    _say(locked, EarningState.OWED, "payments.earned", at=at, per_cent=per_cent)
    ledger.post_earned(locked, at=at)
    return locked


def _say(earning: Earning, state: EarningState, event: str, *, at: datetime, **facts: int) -> None:
    move(earning, to=state, moves=EARNING_MOVES)
    earning.save(update_fields=["state", "gross_kzt", "commission_kzt", "net_kzt"])
    journal.record(event, subject=earning.payee_id, actor=None, at=at, earning=str(earning.pk), **facts)
