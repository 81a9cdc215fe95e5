"""By how much prices have fallen now, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from harmonia.payments.models import Promotion, Redemption
from harmonia.payments.rules import credits as rules


@dataclass(frozen=True, slots=True)
class Fallen:
    """What the session costs now, and until when; the promotion that counts."""

    price_kzt: int
    off_kzt: int
    ends_at: datetime
    promotion: Promotion


def promotions() -> QuerySet[Promotion]:
    """All, the newest first, each with how often it was used."""
    return Promotion.objects.annotate(used=Count("uses", filter=Q(uses__given_up_at=None))).order_by("-made_at", "pk")


def promotions_at(at: datetime) -> list[Promotion]:
    """Those whose days these are; whether one is used up is not asked."""
    return list(Promotion.objects.filter(_within(at)))


def running_promotions(at: datetime) -> list[Promotion]:
    """Those that would count at that moment."""
    return list(promotions().filter(_within(at)).filter(Q(most_uses=None) | Q(used__lt=F("most_uses"))))


def _within(at: datetime) -> Q:
    return Q(starts_at__lte=at, ends_at__gt=at, stopped_at=None)


def fallen(running: Iterable[Promotion], specialist_id: UUID, price_kzt: int) -> list[Fallen]:
    """What they make of that specialist's price, the lowest first; promotions do not add up."""
    found = [
        Fallen(price_kzt - off_kzt, off_kzt, each.ends_at, each)
        for each in running
        if not each.specialists or specialist_id in each.specialists
        if (off_kzt := rules.promotion_kzt(price_kzt, each.per_cent, each.off_kzt))
    ]
    return sorted(found, key=lambda one: (one.price_kzt, one.promotion.pk))


def has_code(order_id: UUID) -> bool:
    return Redemption.objects.filter(order_id=order_id, given_up_at=None).exists()
