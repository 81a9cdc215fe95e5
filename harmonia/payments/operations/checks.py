"""Telling the fiscal service of each payment and return, once; and comparing our books with the providers'."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.payments import gateways, queries
from harmonia.payments.gateways import fiscal
from harmonia.payments.models import BooksCheck, FiscalReceipt, LedgerSums, Order, Posting
from harmonia.payments.states import FISCAL_MOVES, FiscalKind, FiscalState


def owe_receipt(kind: FiscalKind, source_id: UUID, order: Order, *, amount_kzt: int, at: datetime) -> None:
    """In the caller's transaction. Nothing where the operator has named no fiscal service."""
    if not settings.FISCAL_SERVICE_ADDRESS:
        return
    receipt = FiscalReceipt.objects.create(
        kind=kind, source_id=source_id, order=order, amount_kzt=amount_kzt, happened_at=at
    )
    jobs.defer("payments.make_fiscal_receipt", receipt_id=receipt.pk)


def make_receipt(*, receipt_id: UUID, at: datetime) -> None:
    """Ask the service, outside of a transaction, by the receipt's id. Raises gateways.ProviderUnavailable."""
    receipt = FiscalReceipt.objects.select_related("order").get(pk=receipt_id)
    if receipt.state != FiscalState.WAITING:
        return
    try:
        made = fiscal.make_receipt(
            receipt_id=receipt.pk,
            kind=receipt.kind,
            amount_kzt=receipt.amount_kzt,
            order=receipt.order.number,
            happened_at=receipt.happened_at,
        )
    except gateways.ProviderRefused:
        _finish(receipt_id, None, at=at)
    else:
        _finish(receipt_id, made, at=at)


@transaction.atomic
def _finish(receipt_id: UUID, made: fiscal.Made | None, *, at: datetime) -> None:
    receipt = FiscalReceipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)
    if receipt.state != FiscalState.WAITING:
        return
    move(receipt, to=FiscalState.DONE if made else FiscalState.REFUSED, moves=FISCAL_MOVES)
    receipt.finished_at = at
    if made:
        receipt.number, receipt.page = made.number, made.page
    receipt.save(update_fields=["state", "number", "page", "finished_at"])
    facts = {"receipt": str(receipt.pk)}
    journal.record(f"payments.fiscal_{receipt.state}", subject=None, actor=None, at=at, **facts)


def check_books(*, provider: str, at: datetime) -> BooksCheck:
    """Compare with the provider's own list, and keep what differs for the staff."""
    try:
        found = queries.reconciliation(provider, at=at)
    except gateways.ProviderUnavailable:
        return BooksCheck.objects.create(provider=provider, checked_at=at, answered=False)
    return _write_down(provider, found, at=at)


@transaction.atomic
def keep_ledger_sums(*, at: datetime) -> None:
    """Add up what was posted since the last time, so that who looks need not. Nothing new: nothing is written.

    Postings get their numbers before they are seen. Whoever is posting is waited for, and whoever begins waits: so all
    up to the last number are in the sums, and none comes among them later.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {Posting._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    up_to = queries.last_posting()
    if up_to and not LedgerSums.objects.filter(up_to=up_to).exists():
        LedgerSums.objects.create(up_to=up_to, sums=queries.balances(), kept_at=at)


def check_marks(*, at: datetime) -> BooksCheck:
    """Compare what was marked as sent by hand with what the ledger says was sent."""
    return _write_down(queries.PAYOUTS, queries.payout_differences(), at=at)


def _write_down(provider: str, found: Sequence[queries.Difference], *, at: datetime) -> BooksCheck:
    differences = [{"payment": str(each.payment_id), "ours": each.ours, "theirs": each.theirs} for each in found]
    with transaction.atomic():
        check = BooksCheck.objects.create(provider=provider, checked_at=at, differences=differences)
        facts = {"provider": provider, "differences": len(differences), "check": str(check.pk)}
        journal.record("payments.books_checked", subject=None, actor=None, at=at, **facts)
    return check
