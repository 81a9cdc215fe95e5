from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from harmonia.statistics.models import PageViews


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
