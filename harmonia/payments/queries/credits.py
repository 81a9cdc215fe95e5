"""Packages, certificates and codes, and what would go back of an order."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from harmonia.payments.models import Credit, Order, Promo, Spending
from harmonia.payments.rules import credits as rules
from harmonia.payments.rules.credits import Returned
from harmonia.payments.states import CreditKind


def locked_credit(pk: UUID) -> Credit:
    return Credit.objects.select_for_update(of=("self",)).get(pk=pk)


def credits_of(person_id: UUID) -> QuerySet[Credit]:
    """Packages and certificates that he holds, the first to end first."""
    return Credit.objects.filter(holder_id=person_id, issued_at__isnull=False).order_by("expires_at", "pk")


def bought_by(person_id: UUID) -> QuerySet[Credit]:
    """Certificates that he bought, paid or not, the newest first."""
    bought = Credit.objects.filter(order__person_id=person_id, kind=CreditKind.CERTIFICATE)
    return bought.select_related("order").order_by("-order__opened_at", "pk")


def ordered_by(person_id: UUID) -> QuerySet[Credit]:
    """What he ordered: packages and certificates."""
    return Credit.objects.filter(order__person_id=person_id).select_related("order")


def usable(person_id: UUID, *, good_for: UUID, price_kzt: int, at: datetime, is_ordinary: bool = True) -> list[Credit]:
    """With what he can pay that price to that specialist: packages first, which are for ordinary sessions alone."""
    his = credits_of(person_id).filter(expires_at__gt=at, left_kzt__gt=0)
    his = his if is_ordinary else his.exclude(kind=CreditKind.PACKAGE)
    return sorted(
        (each for each in his if each.good_for in (None, good_for) and each.unit_kzt <= price_kzt),
        key=lambda each: each.kind != CreditKind.PACKAGE,
    )


def sessions_left(credit: Credit) -> int:
    return -(-credit.left_kzt // credit.unit_kzt) if credit.unit_kzt else 0


def would_return(order: Order, share: int) -> Returned:
    """Where so many per cent of what the order was paid with would go."""
    money, credit = rules.part(order.amount_kzt, share), rules.part(order.credit_kzt, share)
    if credit and share < 100 and Spending.objects.filter(order=order, credit__kind=CreditKind.PACKAGE).exists():
        return Returned(money_kzt=money + credit)
    return Returned(money_kzt=money, credit_kzt=credit)


def credit_returned_kzt(order_id: UUID) -> int:
    """What went back from the order into a package or certificate."""
    back = Spending.objects.filter(order_id=order_id).aggregate(total=Sum("returned_kzt"))["total"]
    return back or 0


def promos() -> QuerySet[Promo]:
    """All codes, the newest first."""
    return Promo.objects.order_by("-made_at", "pk")
