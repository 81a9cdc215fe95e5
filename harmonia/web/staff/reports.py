"""The owner's report: sessions, money and people, by month or by week, as of a moment.

The same period as of the same moment gives the same numbers: what is counted is written once and never changed (the
ledger, the ends of sessions, first agreements, closed requests). Of people only whole months are shown, never a few.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import get_default_timezone, is_aware, now
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.accounts.states import ACCOUNTANT, OWNER
from harmonia.core.spreadsheets import cell
from harmonia.privacy.queries import requests
from harmonia.privacy.states import RequestKind
from harmonia.statistics import queries, rules
from harmonia.web import charts
from harmonia.web.access import staff_only
from harmonia.web.staff.letters import KINDS

looking = staff_only(OWNER, ACCOUNTANT, purpose=policy.REPORTING)
STEPS: dict[rules.Step, str | Promise] = {"month": gettext_lazy("by month"), "week": gettext_lazy("by week")}
SESSIONS: dict[str, str | Promise] = {
    "booked": gettext_lazy("Booked"),
    "completed": gettext_lazy("Held"),
    "no_show_client": gettext_lazy("Client did not come"),
    "no_show_specialist": gettext_lazy("Specialist did not come"),
    "failed": gettext_lazy("Broke off by our fault"),
    "cancelled_client": gettext_lazy("Cancelled by the client"),
    "cancelled_specialist": gettext_lazy("Cancelled by the specialist"),
    "cancelled_service": gettext_lazy("Cancelled by the service"),
}
MONEY: dict[str, str | Promise] = {
    "income": gettext_lazy("Income"),
    "refunds": gettext_lazy("Refunds"),
    "commission": gettext_lazy("Commission"),
    "promotions": gettext_lazy("Taken off by codes"),
    "earned": gettext_lazy("Earned by specialists"),
    "payouts": gettext_lazy("Payouts"),
}
NEW_CLIENTS: dict[str, str | Promise] = {
    "new_clients": gettext_lazy("New clients"),
    "new_clients_kk": gettext_lazy("of them in Kazakh"),
    "new_clients_ru": gettext_lazy("of them in Russian"),
    "new_clients_en": gettext_lazy("of them in English"),
}
HELD: dict[str, str | Promise] = {
    "completed": SESSIONS["completed"],
    "held_kk": gettext_lazy("Booked in Kazakh"),
    "held_ru": gettext_lazy("Booked in Russian"),
    "held_en": gettext_lazy("Booked in English"),
}
DRAWN = {**SESSIONS, **MONEY}


@dataclass(frozen=True)
class Report:
    """Line -> its numbers, one for each part of the period; None: too few people to be told of, or not over yet."""

    period: rules.Period
    sessions: Mapping[str, Sequence[int]]
    money: Mapping[str, Sequence[int]]
    people: Mapping[str, Sequence[int | None]] = field(default_factory=dict)

    @property
    def lines(self) -> dict[str, Sequence[int | None]]:
        return {**self.sessions, **self.money, **self.people}

    @property
    def fingerprint(self) -> str:
        return rules.fingerprint(self.lines)


def made(period: rules.Period) -> Report:
    """Of people by month only: weeks beside months would tell of the few between them."""
    counted = queries.sessions(period, (*queries.SESSIONS, *queries.HELD))
    sessions = {name: counted[name] for name in queries.SESSIONS}
    people = _people(period, counted) if period.step == "month" else {}
    return Report(period, sessions, queries.money(period), people)


def _people(period: rules.Period, sessions: dict[str, list[int]]) -> dict[str, list[int | None]]:
    fewest, closed = policy.THRESHOLDS["report_people"].amount, len(period.closed)
    missing: list[int | None] = [None] * (len(period.firsts) - closed)
    counted = (*_new_clients(period, closed, fewest), *_by_language(sessions, closed, fewest))
    people = {name: numbers + missing for name, numbers in counted}
    found = {
        (first, kind): (total, punctual)
        for first, kind, total, punctual in requests.closed_between(period.since, period.until)
    }
    for kind in RequestKind.values:
        shown = [rules.in_term(*found.get((first, kind), (0, 0)), fewest) for first in period.closed]
        people[f"requests_{kind}"] = [total for total, _ in shown] + missing
        people[f"requests_{kind}_in_term"] = [punctual for _, punctual in shown] + missing
    return people


def _new_clients(period: rules.Period, closed: int, fewest: int) -> Iterator[tuple[str, list[int | None]]]:
    """In all, then by language."""
    found = queries.new_clients(period)
    shown = [rules.parts([found[language][month] for language in found], fewest) for month in range(closed)]
    for place, name in enumerate(["new_clients", *(f"new_clients_{language}" for language in found)]):
        yield name, [month[place] for month in shown]


def _by_language(sessions: dict[str, list[int]], closed: int, fewest: int) -> Iterator[tuple[str, list[int | None]]]:
    """A few sessions are of a few people; how many were held in all stands in the open."""
    shown = [
        rules.by_part(held, [sessions[name][month] for name in queries.HELD], fewest)
        for month, held in enumerate(sessions["completed"][:closed])
    ]
    for place, name in enumerate(queries.HELD):
        yield name, [month[place] for month in shown]


def _asked(request: HttpRequest) -> rules.Period:
    """What nobody offers is the usual: the year of months up to now."""
    step: rules.Step = "week" if request.GET.get("by") == "week" else "month"
    as_of = min(_moment(request.GET.get("as_of", "")) or now(), now())
    last = _day(request.GET.get("last", ""))
    today = as_of.astimezone(rules.AT_HOME).date()
    return rules.period(step, last if last and rules.EARLIEST <= last <= today else today, as_of)


def _moment(said: str) -> datetime | None:
    try:
        found = parse_datetime(said)
    except ValueError:
        return None
    return found if found and is_aware(found) and found.date() >= rules.EARLIEST else None


def _day(said: str) -> date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


@looking
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    period = _asked(request)
    found = made(period)
    line = request.GET.get("line", "")
    line = line if line in DRAWN else "completed"
    names = [_named(first, period.step) for first in period.firsts]
    context = {
        "period": period,
        "by": period.step,
        "steps": STEPS.items(),
        "line": line,
        "drawn": DRAWN[line],
        "choices": DRAWN.items(),
        "chart": charts.bars(list(zip(names, found.lines[line], strict=True))),  # type: ignore[arg-type]  # of these no number is hidden
        "tables": [
            (gettext_lazy("Sessions"), *_table(SESSIONS, found.sessions, names)),
            (gettext_lazy("Money, ₸"), *_table(MONEY, found.money, names)),
        ],
        "people": _table(_people_words(found), found.people, names) if found.people else None,
        "by_language": _table(HELD, found.lines, names) if found.people else None,
        "fewest": policy.THRESHOLDS["report_people"].amount,
        "fingerprint": found.fingerprint,
        "as_of": period.as_of.isoformat(),
        "last": period.firsts[-1].isoformat(),
    }
    return render(request, "staff/reports.html", context)


def _table(
    words: Mapping[str, str | Promise], lines: Mapping[str, Sequence[int | None]], names: Sequence[str]
) -> tuple[list[str | Promise], list[tuple[str, list[tuple[str | Promise, int | None]]]]]:
    """Heads, and a row for each part of the period, the latest first."""
    heads = list(words.values())
    rows = [(name, [(words[key], lines[key][number]) for key in words]) for number, name in enumerate(names)]
    return heads, rows[::-1]


def _people_words(found: Report) -> dict[str, str | Promise]:
    """New clients, by the language that they began in, and the requests of which there is anything to tell."""
    words: dict[str, str | Promise] = dict(NEW_CLIENTS)
    for kind in RequestKind.values:
        if any(found.people[f"requests_{kind}"]):
            said = KINDS[RequestKind(kind)]
            words[f"requests_{kind}"] = gettext_lazy("Requests: %(kind)s") % {"kind": said}
            words[f"requests_{kind}_in_term"] = gettext_lazy("of them in term: %(kind)s") % {"kind": said}
    return words


def _named(first: date, step: rules.Step) -> str:
    return date_format(first, "m.Y" if step == "month" else "d.m.Y")


@looking
@require_safe
def report_file(request: HttpRequest) -> HttpResponse:
    period = _asked(request)
    found = made(period)
    disposition = f'attachment; filename="report-{period.step}-{period.firsts[0]}-{period.firsts[-1]}.csv"'
    return HttpResponse(
        _csv(found), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )


def _csv(found: Report) -> str:
    """A number a line; empty where it is hidden. At its end the moment, and the fingerprint of the numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((found.period.step, "line", "number"))
    for name, numbers in found.lines.items():
        for first, number in zip(found.period.firsts, numbers, strict=True):
            writer.writerow((first.isoformat(), cell(name), "" if number is None else number))
    writer.writerow(("as_of", "", found.period.as_of.astimezone(get_default_timezone()).isoformat()))
    writer.writerow(("sha256", "", found.fingerprint))
    return out.getvalue()
