"""What is read, by our own count without cookies: a chart, its tables, and everything that is kept as a file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.accounts.states import ANALYST, EDITOR, OWNER
from harmonia.core.spreadsheets import cell
from harmonia.statistics import queries
from harmonia.statistics.rules import Stretch, stretches
from harmonia.web import charts
from harmonia.web.access import staff_only

looking = staff_only(ANALYST, EDITOR, OWNER, purpose=policy.OPEN_STATISTICS)
HEADER = ("day", "page", "language", "views")


@dataclass(frozen=True)
class Period:
    """So many days back from today, shown in stretches of so many days."""

    key: str
    days: int
    stretch: int
    name: str | Promise

    @property
    def since(self) -> date:
        return self.until - timedelta(days=self.days - 1)

    @property
    def until(self) -> date:
        return localdate(timezone=get_default_timezone())


PERIODS = (
    Period("week", 7, 1, gettext_lazy("7 days")),
    Period("month", 28, 1, gettext_lazy("4 weeks")),
    Period("quarter", 91, 7, gettext_lazy("13 weeks")),
    Period("year", 364, 28, gettext_lazy("52 weeks")),
)
USUAL = PERIODS[1]
PAGES = {
    "public:home": gettext_lazy("Front page"),
    "public:sos": gettext_lazy("Help right now"),
    "public:specialists": gettext_lazy("Specialists"),
    "public:specialist": gettext_lazy("A specialist's own page"),
    "public:matching": gettext_lazy("Choosing with questions"),
    "public:articles": gettext_lazy("Articles"),
    "public:article": gettext_lazy("An article"),
    "public:questions": gettext_lazy("Questions and answers"),
    "public:question": gettext_lazy("An answer to a question"),
    "public:surveys": gettext_lazy("Surveys"),
    "public:privacy": gettext_lazy("Privacy policy"),
    "public:privacy_version": gettext_lazy("An edition of the policy"),
    "public:document": gettext_lazy("A document"),
    "public:cookies": gettext_lazy("Cookies"),
    "public:register": gettext_lazy("Creating an account"),
}


@looking
@require_safe
def reading_list(request: HttpRequest) -> HttpResponse:
    period = _period(request)
    shown = stretches(queries.by_day(period.since, period.until), length=period.stretch)
    chart = charts.bars([(_named(each), each.views) for each in shown])
    context = {
        "period": period,
        "periods": PERIODS,
        "chart": chart,
        "total": sum(each.views for each in shown),
        "stretches": [(_named(each), each.views) for each in reversed(shown)],
        "pages": [
            (PAGES.get(each.page, each.page), [each.by_language.get(code, 0) for code in policy.LANGUAGES], each.total)
            for each in queries.by_page(period.since, period.until)
        ],
    }
    return render(request, "staff/readings.html", context)


@looking
@require_safe
def reading_file(request: HttpRequest) -> HttpResponse:
    period = _period(request)
    content = _csv(queries.rows(period.since, period.until))
    disposition = f'attachment; filename="readings-{period.since}-{period.until}.csv"'
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _csv(rows: Sequence[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows([cell(str(value)) for value in row] for row in rows)
    return out.getvalue()


def _period(request: HttpRequest) -> Period:
    """What nobody offers is the usual one."""
    asked = request.GET.get("period")
    return next((period for period in PERIODS if period.key == asked), USUAL)


def _named(stretch: Stretch) -> str:
    """'24.11', or '18.11 – 24.11'; in English '24 Nov'."""
    days = (stretch.first, stretch.last) if stretch.first != stretch.last else (stretch.last,)
    return " – ".join(date_format(day, "j M" if get_language() == "en" else "d.m") for day in days)
