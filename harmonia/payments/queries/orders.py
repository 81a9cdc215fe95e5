from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum

from harmonia.payments import gateways
from harmonia.payments.models import Credit, Earning, Order, Payment, Refund, Spending, WebhookEvent
from harmonia.payments.queries.credits import credit_returned_kzt
from harmonia.payments.states import CreditKind, EarningState, PaymentState, RefundState


def order(pk: UUID) -> Order:
    return Order.objects.get(pk=pk)


def locked_order(pk: UUID) -> Order:
    """The one lock of this context: whoever changes money of an order holds it."""
    return Order.objects.select_for_update(of=("self",)).get(pk=pk)


def order_about(about_id: UUID) -> Order | None:
    return Order.objects.filter(about_id=about_id).first()


def orders_about(about_ids: Iterable[UUID]) -> dict[UUID, Order]:
    """By the id of what each is about: one query for a page of them."""
    return {order.about_id: order for order in Order.objects.filter(about_id__in=list(about_ids))}


def orders_of(person_id: UUID) -> QuerySet[Order]:
    """His orders for which money moved, newest first."""
    return Order.objects.filter(person_id=person_id, paid_at__isnull=False).order_by("-paid_at", "pk")


def refunds_of(order_id: UUID) -> list[Refund]:
    """Of the order itself, oldest first; a second payment that went back is no part of it."""
    refunds = Refund.objects.filter(payment__order_id=order_id, payment__surplus=False)
    return list(refunds.order_by("requested_at", "pk"))


def last_attempt(order_id: UUID) -> Payment | None:
    return Payment.objects.filter(order_id=order_id).order_by("-started_at", "pk").first()


def recent_events() -> QuerySet[WebhookEvent]:
    """What providers told us, newest first, without the bytes."""
    return WebhookEvent.objects.defer("raw").order_by("-received_at", "pk")


def paid_kzt(order_id: UUID) -> int:
    """Confirmed towards the order; a second payment of the same order is no part of it."""
    confirmed = Payment.objects.filter(order_id=order_id, state=PaymentState.CONFIRMED, surplus=False)
    return confirmed.aggregate(total=Sum("amount_kzt"))["total"] or 0


def refunded_kzt(order_id: UUID) -> int:
    """Returned or on its way back."""
    refunds = Refund.objects.filter(payment__order_id=order_id, payment__surplus=False)
    return refunds.exclude(state=RefundState.FAILED).aggregate(total=Sum("amount_kzt"))["total"] or 0


def returned_kzt(payment_id: UUID) -> int:
    """What of the payment is known to have gone back."""
    done = Refund.objects.filter(payment_id=payment_id, state=RefundState.DONE)
    return done.aggregate(total=Sum("amount_kzt"))["total"] or 0


def kept_kzt(order: Order) -> int:
    """What its payer paid with, in money or credit, and was not given back."""
    back_kzt = refunded_kzt(order.pk) + credit_returned_kzt(order.pk)
    return order.amount_kzt + order.credit_kzt - back_kzt


def earned_kzt(order_id: UUID) -> int:
    """The specialist's already, and the service's commission: no part of it goes back."""
    earned = Earning.objects.filter(order_id=order_id, state__in=(EarningState.OWED, EarningState.PAID))
    return earned.aggregate(total=Sum("gross_kzt"))["total"] or 0


def refundable_kzt(order: Order) -> int:
    """What of it can still go back: it was paid, and is neither returned nor earned."""
    return 0 if earned_kzt(order.pk) else max(0, paid_kzt(order.pk) - refunded_kzt(order.pk))


def rest_kzt(order: Order) -> int:
    """What is unspent of the package that the order bought."""
    package = Credit.objects.filter(order=order, kind=CreditKind.PACKAGE).first()
    return package.left_kzt if package else 0


def back_to_package_kzt(order: Order) -> int:
    """All that would go back of a session that a package paid for; 0 once it is earned, or something of it is back."""
    spent = Spending.objects.filter(order=order, credit__kind=CreditKind.PACKAGE, returned_kzt=0).exists()
    if not spent or order.paid_at is None or earned_kzt(order.pk) or refunded_kzt(order.pk):
        return 0
    return order.amount_kzt + order.credit_kzt


def waiting_events(*, before: datetime) -> list[UUID]:
    """Stored but not processed since `before`, oldest first."""
    waiting = WebhookEvent.objects.filter(processed_at=None, received_at__lt=before)
    return list(waiting.order_by("received_at", "pk").values_list("pk", flat=True)[:100])


def provider_origins() -> list[str]:
    """Where a payment form may lead: for the content security policy of the page that holds it."""
    return [gateways.provider(name).origin for name in settings.PAYMENT_PROVIDERS]
