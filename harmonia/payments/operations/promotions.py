"""Prices that fall for everybody. An order takes the lowest that runs when it is opened, once; a code takes its place
when it takes off more, and never adds to it. How often a promotion was used is counted under its lock.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.journal import operations as journal
from harmonia.payments import queries
from harmonia.payments.models import Order, Promotion, PromotionUse
from harmonia.payments.states import OrderState


def promote(*, order_id: UUID, good_for: UUID, at: datetime) -> None:
    """Take off what has fallen of this specialist's price. Asking again changes nothing."""
    running = queries.promotions_at(at)
    if running:  # on most days nothing has fallen, and an order need not be locked to see that
        _promote(order_id, good_for, running, at)


@transaction.atomic
def _promote(order_id: UUID, good_for: UUID, running: Collection[Promotion], at: datetime) -> None:
    order = queries.locked_order(order_id)
    untouched = order.state == OrderState.OPEN and order.amount_kzt == order.price_kzt
    if not untouched or PromotionUse.objects.filter(order=order).exists() or queries.last_attempt(order.pk):
        return
    for fallen in queries.fallen(running, good_for, order.price_kzt):
        if _has_room(fallen.promotion):
            _use(order, fallen, at)
            break


def _has_room(promotion: Promotion) -> bool:
    """Whoever uses one with a limit waits for the others who do."""
    if promotion.most_uses is None:
        return True
    locked = Promotion.objects.select_for_update(of=("self",)).get(pk=promotion.pk)
    return locked.uses.filter(given_up_at=None).count() < promotion.most_uses


def _use(order: Order, fallen: queries.Fallen, at: datetime) -> None:
    PromotionUse.objects.create(order=order, promotion=fallen.promotion, discount_kzt=fallen.off_kzt, used_at=at)
    order.discount_kzt, order.amount_kzt = fallen.off_kzt, fallen.price_kzt
    order.save(update_fields=["amount_kzt", "discount_kzt"])
    facts = {"order_id": str(order.pk), "promotion": str(fallen.promotion.pk), "off_kzt": fallen.off_kzt}
    journal.record("payments.promotion_used", subject=order.person_id, actor=None, at=at, **facts)


def give_up_promotion(order: Order, *, at: datetime) -> None:
    """In the caller's transaction, which holds the order's lock."""
    PromotionUse.objects.filter(order=order, given_up_at=None).update(given_up_at=at)


@transaction.atomic
def make_promotion(
    *,
    per_cent: int | None,
    off_kzt: int | None,
    specialists: Collection[UUID],
    starts_at: datetime,
    ends_at: datetime,
    most_uses: int | None,
    by: UUID,
    at: datetime,
) -> Promotion:
    """One of `per_cent` and `off_kzt`."""
    promotion = Promotion.objects.create(
        per_cent=per_cent, off_kzt=off_kzt, specialists=list(specialists), starts_at=starts_at, ends_at=ends_at,
        most_uses=most_uses, made_by=by, made_at=at,
    )  # fmt: skip
    facts = {"promotion": str(promotion.pk), "per_cent": per_cent or 0, "off_kzt": off_kzt or 0}
    journal.record("payments.promotion_made", subject=None, actor=by, at=at, **facts)
    return promotion


@transaction.atomic
def stop_promotion(*, promotion_id: UUID, by: UUID, at: datetime) -> Promotion:
    """Prices are what they were; who holds a time at the lower price keeps it."""
    promotion = Promotion.objects.select_for_update(of=("self",)).get(pk=promotion_id)
    if promotion.stopped_at is None:
        promotion.stopped_at = at
        promotion.save(update_fields=["stopped_at"])
        journal.record("payments.promotion_stopped", subject=None, actor=by, at=at, promotion=str(promotion.pk))
    return promotion
