"""Paying with what was paid for beforehand: packages and certificates; and taking off what a code takes off.

Every change of an order holds its lock, every change of a credit the credit's as well, in that order; the database
refuses the rest. All this happens before the payer is sent to a provider: what he was asked for there stays as it is.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.payments import queries
from harmonia.payments.models import Credit, Order, Promo, Redemption, Spending
from harmonia.payments.operations import ledger, refunds
from harmonia.payments.operations.orders import AlreadyPaid, open_order
from harmonia.payments.operations.promotions import give_up_promotion
from harmonia.payments.rules import credits as rules
from harmonia.payments.rules.credits import Returned
from harmonia.payments.states import ORDER_MOVES, CreditKind, OrderState, TransactionKind
from harmonia.policy import BOOKING_TERMS
from harmonia.policy.terms import PackageOffer


class NotOnSale(Exception):
    """The offer knows no such package or certificate, or no longer."""


class NoSuchCode(Exception):
    """No code, not yet, no longer, or used up: they all look the same to whoever tries codes."""


class FallenByMore(Exception):
    """The price has fallen by as much already, and a code does not add to that."""


class UsedBefore(Exception):
    """This person has used the code already, or the order has one."""


class SumIsWithTheBank(Exception):
    """The payer has been sent to the provider with the sum as it was."""


class NotUsable(Exception):
    """The credit is not his, is empty or over, or is for somebody else's sessions."""


class Claimed(Exception):
    """The certificate belongs to somebody already."""


@transaction.atomic
def order_package(
    *, person_id: UUID, specialist_id: UUID, session_kzt: int, offer: PackageOffer, at: datetime
) -> Credit:
    """An order for a package of this specialist's sessions. It can be used once it is paid. Raises NotOnSale."""
    if offer not in rules.on_sale(at.date()):
        raise NotOnSale
    price_kzt = rules.package_kzt(session_kzt, offer)
    return _ordered(
        CreditKind.PACKAGE, person_id, price_kzt, offer.valid_days, at=at, good_for=specialist_id,
        sessions=offer.sessions, holder_id=person_id, claimed_at=at,
    )  # fmt: skip


@transaction.atomic
def order_certificate(*, person_id: UUID, amount_kzt: int, at: datetime) -> Credit:
    """An order for a gift certificate. Raises NotOnSale."""
    if amount_kzt not in BOOKING_TERMS.certificates_kzt:
        raise NotOnSale
    return _ordered(CreditKind.CERTIFICATE, person_id, amount_kzt, BOOKING_TERMS.certificate_days, at=at)


def _ordered(
    kind: CreditKind, person_id: UUID, price_kzt: int, valid_days: int, *, at: datetime, **said: object
) -> Credit:
    credit_id = uuid4()
    order = open_order(person_id=person_id, amount_kzt=price_kzt, about=kind, about_id=credit_id, at=at)
    if kind == CreditKind.CERTIFICATE:
        said["code_sha256"] = rules.code_sha256(code_of(credit_id))
    return Credit.objects.create(
        pk=credit_id, kind=kind, order=order, initial_kzt=price_kzt, left_kzt=0, valid_days=valid_days, **said
    )


def code_of(credit_id: UUID) -> str:
    """The code of a certificate, which stands nowhere: it is worked out again for its buyer."""
    return rules.certificate_code(settings.SECRET_KEY.encode(), credit_id)


@transaction.atomic
def issue(*, order_id: UUID, at: datetime) -> Credit:
    """The order is paid: the package or certificate can be used from now on. Safe to repeat."""
    order = queries.locked_order(order_id)
    credit = queries.locked_credit(order.about_id)
    if credit.issued_at is not None or order.paid_at is None:
        return credit
    credit.issued_at, credit.expires_at = at, at + timedelta(days=credit.valid_days)
    credit.left_kzt = credit.initial_kzt
    credit.save(update_fields=["issued_at", "expires_at", "left_kzt"])
    _post(TransactionKind.CREDITED, credit.pk, order, -credit.initial_kzt, at=at)
    _note("issued", credit, order.person_id, at)
    return credit


@transaction.atomic
def claim(*, code: str, person_id: UUID, at: datetime) -> Credit:
    """Whoever enters the code of a certificate holds it from then on. Raises NoSuchCode, Claimed."""
    found = Credit.objects.select_for_update(of=("self",)).filter(code_sha256=rules.code_sha256(code)).first()
    if found is None or found.expires_at is None or found.expires_at <= at:
        raise NoSuchCode
    if found.claimed_at is not None:
        if found.holder_id == person_id:
            return found
        raise Claimed
    found.holder_id, found.claimed_at = person_id, at
    found.save(update_fields=["holder", "claimed_at"])
    _note("claimed", found, person_id, at)
    return found


@transaction.atomic
def spend(*, order_id: UUID, credit_id: UUID, good_for: UUID, at: datetime, is_ordinary: bool = True) -> Order:
    """Pay the order with a package's session, or with as much as a certificate has. What is fully paid is settled.
    `is_ordinary`: the session is one of those that packages are made of.

    Raises AlreadyPaid, SumIsWithTheBank, UsedBefore, NotUsable.
    """
    order = _open(order_id)
    if order.credit_kzt:
        raise UsedBefore
    credit = queries.locked_credit(credit_id)
    if not _is_usable(credit, order, good_for, at) or (credit.kind == CreditKind.PACKAGE and not is_ordinary):
        raise NotUsable
    if credit.kind == CreditKind.PACKAGE:
        _give_up_code(order, at=at)
        give_up_promotion(order, at=at)
        spent = min(credit.unit_kzt, credit.left_kzt)
        order.discount_kzt, order.amount_kzt = max(0, order.price_kzt - spent), 0
    else:
        spent = min(credit.left_kzt, order.amount_kzt)
        order.amount_kzt -= spent
    order.credit_kzt = spent
    order.save(update_fields=["amount_kzt", "discount_kzt", "credit_kzt"])
    Credit.objects.filter(pk=credit.pk).update(left_kzt=F("left_kzt") - spent)
    Spending.objects.create(order=order, credit=credit, amount_kzt=spent, spent_at=at)
    _post(TransactionKind.SPENT, order.pk, order, spent, at=at)
    _note("spent", credit, order.person_id, at)
    if order.amount_kzt == 0:
        _paid_without_a_provider(order, at=at)
    return order


def _is_usable(credit: Credit, order: Order, good_for: UUID, at: datetime) -> bool:
    """A package's session is worth its price of today or less; a dearer one is paid the usual way."""
    his = credit.holder_id is not None and credit.holder_id == order.person_id
    lasts = credit.expires_at is not None and credit.expires_at > at and credit.left_kzt > 0
    whom = credit.good_for in (None, good_for)
    return his and lasts and whom and not (credit.sessions and credit.unit_kzt > order.price_kzt)


def _paid_without_a_provider(order: Order, *, at: datetime) -> None:
    move(order, to=OrderState.PAID, moves=ORDER_MOVES)
    order.paid_at = at
    order.save(update_fields=["state", "paid_at"])
    journal.record("payments.paid_by_credit", subject=order.person_id, actor=None, at=at, order_id=str(order.pk))
    jobs.defer("booking.settle", order_id=order.pk)


@transaction.atomic
def redeem(*, order_id: UUID, code: str, at: datetime) -> Order:
    """Take off what the code takes off, in the place of a promotion.

    Raises AlreadyPaid, SumIsWithTheBank, NoSuchCode, UsedBefore, FallenByMore.
    """
    order = _open(order_id)
    if order.about != "appointment":
        raise NoSuchCode
    promo = Promo.objects.filter(
        code=rules.plain_code(code), starts_at__lte=at, ends_at__gt=at, stopped_at=None, used__lt=F("most_uses")
    ).first()
    if promo is None or not (off := rules.discount_kzt(order.price_kzt - order.credit_kzt, promo.per_cent)):
        raise NoSuchCode
    if order.credit_kzt or Redemption.objects.filter(order=order, given_up_at=None).exists():
        raise UsedBefore
    if off <= order.discount_kzt:
        raise FallenByMore
    if not Promo.objects.filter(pk=promo.pk, used__lt=F("most_uses")).update(used=F("used") + 1):
        raise NoSuchCode
    _redeem(order, promo, off, at)
    return order


def _redeem(order: Order, promo: Promo, off: int, at: datetime) -> None:
    said = {"promo": promo, "person_id": order.person_id, "discount_kzt": off, "redeemed_at": at, "given_up_at": None}
    try:
        with transaction.atomic():
            Redemption.objects.update_or_create(order=order, defaults=said)
    except IntegrityError:
        raise UsedBefore from None
    give_up_promotion(order, at=at)
    order.discount_kzt, order.amount_kzt = off, order.price_kzt - off
    order.save(update_fields=["amount_kzt", "discount_kzt"])
    facts = {"order_id": str(order.pk), "promo": str(promo.pk)}
    journal.record("payments.promo_redeemed", subject=order.person_id, actor=order.person_id, at=at, **facts)


def _open(order_id: UUID) -> Order:
    order = queries.locked_order(order_id)
    if order.state != OrderState.OPEN:
        raise AlreadyPaid(order.pk)
    if queries.last_attempt(order.pk) is not None:
        raise SumIsWithTheBank(order.pk)
    return order


@transaction.atomic
def abandon(*, about_id: UUID, at: datetime) -> None:
    """What was to be paid for is gone: the code can be used again, and the credit has its money back."""
    order = queries.order_about(about_id)
    if order is None:
        return
    order = queries.locked_order(order.pk)
    if order.state == OrderState.OPEN:
        _give_up_code(order, at=at)
        give_up_promotion(order, at=at)
        _unspend(order, order.credit_kzt, at=at)


def _give_up_code(order: Order, *, at: datetime) -> None:
    redeemed = Redemption.objects.filter(order=order, given_up_at=None).first()
    if redeemed is not None:
        Redemption.objects.filter(pk=order.pk).update(given_up_at=at)
        Promo.objects.filter(pk=redeemed.promo_id).update(used=F("used") - 1)


def _unspend(order: Order, kzt: int, *, at: datetime) -> Credit | None:
    """Back into the credit that the order was paid with, once."""
    spending = Spending.objects.select_for_update(of=("self",)).filter(order=order, returned_kzt=0).first()
    if spending is None or not kzt:
        return None
    spending.returned_kzt, spending.returned_at = kzt, at
    spending.save(update_fields=["returned_kzt", "returned_at"])
    credit = queries.locked_credit(spending.credit_id)
    credit.left_kzt += kzt
    if credit.expires_at is not None:
        credit.expires_at = max(credit.expires_at, at + timedelta(days=30))
    credit.save(update_fields=["left_kzt", "expires_at"])
    _post(TransactionKind.UNSPENT, order.pk, order, -kzt, at=at)
    _note("returned", credit, order.person_id, at)
    return credit


@transaction.atomic
def give_back(*, order_id: UUID, share: int, reason: str, at: datetime) -> Returned:
    """So many per cent of all that the order was paid with, each part where it came from.

    A part of a package's session goes to the card that the package was paid with: half a session is of no use.
    """
    order = queries.locked_order(order_id)
    returned = queries.would_return(order, share)
    if order.amount_kzt and (money := rules.part(order.amount_kzt, share)):
        refunds.refund(order_id=order.pk, amount_kzt=money, reason=reason, at=at)
    credit = _unspend(order, rules.part(order.credit_kzt, share), at=at)
    if credit is not None and credit.kind == CreditKind.PACKAGE and share < 100:
        _withdraw(credit, rules.part(order.credit_kzt, share), reason=reason, at=at)
    if credit is not None:
        _follow(order, share)
    return returned


def _follow(order: Order, share: int) -> None:
    order.refresh_from_db()
    state = OrderState.REFUNDED if share == 100 else OrderState.PARTLY_REFUNDED
    if state != order.state:
        move(order, to=state, moves=ORDER_MOVES)
        order.save(update_fields=["state"])


@transaction.atomic
def close(*, credit_id: UUID, by: UUID, at: datetime) -> int:
    """The buyer wants the unspent money of a package back; returns how much. Raises NotUsable."""
    credit = queries.locked_credit(credit_id)
    if credit.kind != CreditKind.PACKAGE or credit.holder_id != by or not credit.left_kzt:
        raise NotUsable
    left = credit.left_kzt
    _withdraw(credit, left, reason="package_closed", at=at)
    return left


def _withdraw(credit: Credit, kzt: int, *, reason: str, at: datetime) -> None:
    """Out of the credit, and back to the card that it was bought with."""
    order = queries.locked_order(credit.order_id)
    credit.left_kzt -= kzt
    credit.save(update_fields=["left_kzt"])
    _post(TransactionKind.WITHDRAWN, uuid4(), order, kzt, at=at)
    refunds.refund(order_id=order.pk, amount_kzt=kzt, reason=reason, at=at)
    _note("withdrawn", credit, order.person_id, at)


def _post(kind: TransactionKind, source_id: UUID, order: Order, kzt: int, *, at: datetime) -> None:
    """Out of the credits into what the order holds; below zero, the other way."""
    ledger.post(kind, source_id, order.pk, {ledger.CREDIT: kzt, ledger.PREPAID: -kzt}, at=at)


def _note(what: str, credit: Credit, person_id: UUID | None, at: datetime) -> None:
    facts = {"credit": str(credit.pk), "left_kzt": credit.left_kzt}
    journal.record(f"payments.credit_{what}", subject=person_id, actor=None, at=at, **facts)


@transaction.atomic
def make_promo(
    *, code: str, per_cent: int, starts_at: datetime, ends_at: datetime, most_uses: int, by: UUID, at: datetime
) -> Promo:
    """A new code. Raises UsedBefore: there is or was such a code."""
    said = {"per_cent": per_cent, "starts_at": starts_at, "ends_at": ends_at, "most_uses": most_uses}
    try:
        with transaction.atomic():
            promo = Promo.objects.create(code=rules.plain_code(code), made_by=by, made_at=at, **said)
    except IntegrityError:
        raise UsedBefore from None
    facts = {"promo": str(promo.pk), "code": promo.code, "per_cent": per_cent, "most_uses": most_uses}
    journal.record("payments.promo_made", subject=None, actor=by, at=at, **facts)
    return promo


@transaction.atomic
def stop_promo(*, promo_id: UUID, by: UUID, at: datetime) -> Promo:
    """Nobody uses it any more; who did keeps what it took off."""
    promo = Promo.objects.select_for_update(of=("self",)).get(pk=promo_id)
    if promo.stopped_at is None:
        promo.stopped_at = at
        promo.save(update_fields=["stopped_at"])
        journal.record("payments.promo_stopped", subject=None, actor=by, at=at, promo=str(promo.pk))
    return promo
