"""Readings by day, and the owner's report. Of days that are over for long the report's sums are kept each night; what
came later is counted afresh. What is counted is written once, at the moment when it happens, and never changed."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import Count, DateField, Exists, Max, OuterRef, QuerySet, Sum
from django.db.models.functions import Trunc

from harmonia.booking.models import Appointment
from harmonia.booking.states import CANCELLED, COMPLETED, FAILED, NO_SHOW_CLIENT, NO_SHOW_SPECIALIST, CancelledBy
from harmonia.consent.models import LANGUAGES, Record
from harmonia.consent.states import Event
from harmonia.core.row_security import GATE, runs_as
from harmonia.payments.models import Posting
from harmonia.payments.states import TransactionKind
from harmonia.statistics.models import DaySum, PageViews
from harmonia.statistics.rules import AT_HOME, Period, Step, kept_before, midnight

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
HELD = tuple(f"held_{language}" for language in LANGUAGES)
Found = tuple[date, str, int]  # the first day of a part of the period, line, amount
Source = Callable[[datetime, datetime, Step | Literal["day"]], Iterable[Found]]


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


def sessions(period: Period, lines: Iterable[str] = SESSIONS) -> dict[str, list[int]]:
    """Line of the report -> how many in each part of the period: booked by when it was paid, the rest by its end.

    HELD may be asked for beside them: those held by the language in which the client used the service when he took the
    time. It was written down with the appointment, and stays when he goes; where nobody wrote it down they are in none.
    """
    found = _lines((*SESSIONS, *HELD), _sessions, period)
    return {name: found[name] for name in lines}


def money(period: Period) -> dict[str, list[int]]:
    """Line of the report -> tenge in each part of the period, out of the ledger, where nothing is ever changed."""
    return _lines(MONEY, _money, period)


def new_clients(period: Period) -> dict[str, list[int]]:
    """By the language of what they read: who agreed to the service for the first time. The record of it stays when the
    account goes, and keeps its language when he reads another one."""
    return _lines(LANGUAGES, _new_clients, period)


def last_kept() -> date | None:
    """The last day whose sums are kept; of no day before it anything is missing."""
    last: date | None = DaySum.objects.aggregate(last=Max("day"))["last"]
    return last


def by_days(since: datetime, until: datetime) -> list[Found]:
    """Day, line and amount of everything that the report tells, each line once a day."""
    sums: Counter[tuple[date, str]] = Counter()
    for source in (_sessions, _money, _new_clients):
        for day, line, amount in source(since, until, "day"):
            sums[day, line] += amount
    return [(day, line, amount) for (day, line), amount in sums.items()]


def _sessions(since: datetime, until: datetime, step: Any) -> Iterable[Found]:
    booked = Appointment.objects.filter(booked_at__gte=since, booked_at__lt=until)
    over = Appointment.objects.filter(booked_at__isnull=False, over_at__gte=since, over_at__lt=until)
    for first, number in _counted(booked, "booked_at", step):
        yield first, "booked", number
    for first, state, by, language, number in _counted(over, "over_at", step, "state", "cancelled_by", "language"):
        yield first, f"cancelled_{by}" if state == CANCELLED else state, number
        if state == COMPLETED and language:
            yield first, f"held_{language}", number


def _money(since: datetime, until: datetime, step: Any) -> Iterable[Found]:
    posted = Posting.objects.filter(transaction__posted_at__gte=since, transaction__posted_at__lt=until)
    first = Trunc("transaction__posted_at", step, output_field=DateField(), tzinfo=AT_HOME)
    rows = posted.values_list(first, "transaction__kind", "account_id").annotate(kzt=Sum("amount_kzt")).order_by()
    return [
        (day, line, sign * kzt)
        for day, kind, account, kzt in rows
        for line, (wanted, place, sign) in MONEY.items()
        if kind == wanted and account.startswith(place)
    ]


@runs_as(GATE)
def _new_clients(since: datetime, until: datetime, step: Any) -> Iterable[Found]:
    before = Record.objects.filter(
        subject_id=OuterRef("subject_id"), agreement="service", event=Event.GIVEN, number__lt=OuterRef("number")
    )
    first = Record.objects.filter(agreement="service", event=Event.GIVEN, at__gte=since, at__lt=until)
    return _counted(first.exclude(Exists(before)), "at", step, "language")


def _counted(rows: QuerySet[Any], column: str, step: str, *by: str) -> list[tuple[Any, ...]]:
    first = Trunc(column, step, output_field=DateField(), tzinfo=AT_HOME)
    return list(rows.values_list(first, *by).annotate(number=Count("pk")).order_by())


def _lines(names: Iterable[str], source: Source, period: Period) -> dict[str, list[int]]:
    """Every line with a number for every part of the period, nothing where there was nothing."""
    place = {first: number for number, first in enumerate(period.firsts)}
    lines = {name: [0] * len(period.firsts) for name in names}
    since = max(period.since, midnight(kept_before(last_kept(), period)))
    kept = DaySum.objects.filter(
        line__in=list(lines), day__gte=period.firsts[0], day__lt=since.astimezone(AT_HOME).date()
    )
    first = Trunc("day", period.step, output_field=DateField())
    found = kept.values_list(first, "line").annotate(amount=Sum("amount")).order_by()
    for begun, name, amount in (*found, *source(since, period.until, period.step)):
        lines[name][place[begun]] += amount
    return lines
