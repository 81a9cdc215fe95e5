from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Trunc

from harmonia.booking.models import Appointment
from harmonia.booking.states import CANCELLED, COMPLETED, FAILED, NO_SHOW_CLIENT, NO_SHOW_SPECIALIST, CancelledBy
from harmonia.consent.models import LANGUAGES, Record
from harmonia.consent.states import Event
from harmonia.core.row_security import GATE, runs_as
from harmonia.payments.models import Posting
from harmonia.payments.states import TransactionKind
from harmonia.statistics.models import PageViews
from harmonia.statistics.rules import AT_HOME, Period

SESSIONS = (
    "booked", COMPLETED.value, NO_SHOW_CLIENT.value, NO_SHOW_SPECIALIST.value, FAILED.value,
    *(f"cancelled_{side}" for side in CancelledBy.values),
)  # fmt: skip
# Line of the report -> the ledger's transactions and accounts whose sum it is, and its sign.
MONEY: dict[str, tuple[str, str, int]] = {
    "income": (TransactionKind.PAYMENT, "provider.", 1),
    "refunds": (TransactionKind.REFUND_DONE, "provider.", -1),
    "commission": (TransactionKind.EARNED, "service.commission", -1),
    "promotions": (TransactionKind.EARNED, "service.promotions", 1),
    "earned": (TransactionKind.EARNED, "specialists.owed", -1),
    "payouts": (TransactionKind.PAID_OUT, "bank.paid_out", -1),
}


@dataclass(frozen=True)
class Reading:
    """A page's readings in each language, and in all."""

    page: str
    by_language: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_language.values())


def rows(since: date, until: date) -> list[tuple[date, str, str, int]]:
    """Day, page, language, readings: everything that is kept."""
    read = PageViews.objects.filter(day__gte=since, day__lte=until).order_by("day", "page", "language")
    return list(read.values_list("day", "page", "language", "views"))


def by_day(since: date, until: date) -> list[tuple[date, int]]:
    """Every day of the stretch, those without a reader too."""
    read = PageViews.objects.filter(day__gte=since, day__lte=until)
    found = dict(read.values_list("day").annotate(Sum("views")).order_by("day"))
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    return [(day, found.get(day, 0)) for day in days]


def by_page(since: date, until: date) -> list[Reading]:
    """The most read first."""
    rows = PageViews.objects.filter(day__gte=since, day__lte=until).values_list("page", "language")
    found: dict[str, dict[str, int]] = {}
    for page, language, views in rows.annotate(Sum("views")).order_by("page", "language"):
        found.setdefault(page, {})[language] = views
    return sorted((Reading(page, each) for page, each in found.items()), key=lambda one: (-one.total, one.page))


def sessions(period: Period) -> dict[str, list[int]]:
    """Line of the report -> how many in each part of the period: booked by when it was paid, the rest by its end."""
    booked = Appointment.objects.filter(booked_at__gte=period.since, booked_at__lt=period.until)
    over = Appointment.objects.filter(
        booked_at__isnull=False, over_at__gte=period.since, over_at__lt=period.until
    )  # fmt: skip
    found = [(first, "booked", number) for first, number in _counted(booked, "booked_at", period)]
    for first, state, by, number in _counted(over, "over_at", period, "state", "cancelled_by"):
        found.append((first, f"cancelled_{by}" if state == CANCELLED else state, number))
    return _lines(SESSIONS, found, period)


def money(period: Period) -> dict[str, list[int]]:
    """Line of the report -> tenge in each part of the period, out of the ledger, where nothing is ever changed."""
    posted = Posting.objects.filter(
        transaction__posted_at__gte=period.since, transaction__posted_at__lt=period.until
    )  # fmt: skip
    first = Trunc("transaction__posted_at", period.step, output_field=DateField(), tzinfo=AT_HOME)
    rows = posted.values_list(first, "transaction__kind", "account_id").annotate(kzt=Sum("amount_kzt")).order_by()
    found = [
        (first, line, sign * kzt)
        for first, kind, account, kzt in rows
        for line, (wanted, place, sign) in MONEY.items()
        if kind == wanted and account.startswith(place)
    ]
    return _lines(MONEY, found, period)


@runs_as(GATE)
def new_clients(period: Period) -> dict[str, list[int]]:
    """By the language of what they read: who agreed to the service for the first time. The record of it stays when the
    account goes, and keeps its language when he reads another one."""
    before = Record.objects.filter(
        subject_id=OuterRef("subject_id"), agreement="service", event=Event.GIVEN, number__lt=OuterRef("number")
    )
    first = Record.objects.filter(agreement="service", event=Event.GIVEN, at__gte=period.since, at__lt=period.until)
    return _lines(LANGUAGES, _counted(first.exclude(Exists(before)), "at", period, "language"), period)


def _counted(rows: QuerySet[Any], column: str, period: Period, *by: str) -> list[tuple[Any, ...]]:
    first = Trunc(column, period.step, output_field=DateField(), tzinfo=AT_HOME)
    return list(rows.values_list(first, *by).annotate(number=Count("pk")).order_by())


def _lines(names: Iterable[str], found: Iterable[tuple[date, str, int]], period: Period) -> dict[str, list[int]]:
    """Every line with a number for every part of the period, nothing where there was nothing."""
    place = {first: number for number, first in enumerate(period.firsts)}
    lines = {name: [0] * len(period.firsts) for name in names}
    for first, name, amount in found:
        lines[name][place[first]] += amount
    return lines
