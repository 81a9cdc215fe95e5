"""What the staff did: who, what, when, about whom by number, for which purpose; from the journal, in nobody's words.

The owner and the person responsible see everybody's, and the journal notes that they looked; others see their own.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER, STAFF
from harmonia.core.spreadsheets import cell
from harmonia.journal import operations, queries
from harmonia.web import documents
from harmonia.web.access import staff_only
from harmonia.web.paging import Paginator

PER_PAGE = 25
MOST_IN_A_FILE = 10_000
SEES_ALL = frozenset({OWNER, PRIVACY_OFFICER})
# By what the name of an event begins with.
AREAS = {
    "data.read": gettext_lazy("personal data opened"),
    "request.": gettext_lazy("requests about data"),
    "support.": gettext_lazy("letters"),
    "rooms.": gettext_lazy("sessions and what came after"),
    "application.": gettext_lazy("verification"),
    "payments.": gettext_lazy("money"),
    "account.": gettext_lazy("accounts and roles"),
    "privacy.": gettext_lazy("keeping and erasing"),
    "article.": gettext_lazy("articles"),
    "question.": gettext_lazy("readers' questions"),
    "journal.trail_read": gettext_lazy("this page"),
}
KINDS = [("", gettext_lazy("all")), *AREAS.items()]
UNSAID = frozenset({"purpose", "chain"})  # the one has its own column, the other proves and tells nothing
looking = staff_only(purpose=policy.ACCESS)


class Filter(forms.Form):
    """Whose, of which kind, between which days. What is not understood is left out."""

    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *data: Any, names: dict[UUID, str]) -> None:
        super().__init__(*data)
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101
        who.choices = [("", _("all")), *((str(pk), name) for pk, name in names.items())]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        found = self.cleaned_data
        since, until = found.get("since"), found.get("until")
        return {
            "actor": UUID(found["who"]) if found.get("who") else None,
            "area": found.get("kind") or "",
            "since": _midnight(since) if since else None,
            "until": _midnight(until + timedelta(days=1)) if until else None,
        }


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@looking
@require_safe
def deed_list(request: HttpRequest) -> HttpResponse:
    names, form = _asked(request)
    page = Paginator(_acts(request, form), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(queries.deed(act), names) for act in page]
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "rows": rows, "all": len(names) > 1, "query": query.urlencode()}
    return render(request, "staff/audit.html", context)


@looking
@require_safe
def deed_file(request: HttpRequest) -> HttpResponse:
    names, form = _asked(request)
    rows = (_row(queries.deed(act), names) for act in _acts(request, form)[:MOST_IN_A_FILE].iterator())
    headers = {"Content-Disposition": 'attachment; filename="what-was-done.csv"'}
    return HttpResponse(_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: HttpRequest) -> tuple[dict[UUID, str], Filter]:
    """Whose trails he may see, by name, and what he asked for."""
    by: Any = request.user
    seen = [by, *people.colleagues_of(by, *STAFF)] if by.roles & SEES_ALL else [by]
    names = {person.pk: str(person.name) for person in seen}
    return names, Filter(request.GET, names=names)


def _acts(request: HttpRequest, form: Filter) -> Any:
    """Another's trail is noted as read; of whom one may not see, one finds one's own."""
    by: Any = request.user
    chosen = form.chosen()
    if not by.roles & SEES_ALL:
        return queries.acts(**chosen | {"actor": by.pk})
    if chosen["actor"] != by.pk:
        operations.note_trail_read(of=chosen["actor"], by=by.pk, at=timezone.now())
    return queries.acts(**chosen)


def _row(deed: queries.Deed, names: dict[UUID, str]) -> dict[str, Any]:
    purpose = policy.PURPOSES.get(deed.purpose)
    return {
        "deed": deed,
        "who": names.get(deed.actor) or _("someone who has left"),
        "kind": next((words for start, words in AREAS.items() if deed.event.startswith(start)), ""),
        "purpose": purpose.title.in_language(documents.language()) if purpose else "",
        "facts": [(name, _said(value)) for name, value in deed.facts.items() if name not in UNSAID and value],
    }


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _csv(rows: Iterable[dict[str, Any]]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([_("When"), _("Who"), _("What"), _("About whom"), _("What it was for"), _("Numbers")])
    table.writerows(_line(row) for row in rows)
    return "\ufeff" + out.getvalue()


def _line(row: dict[str, Any]) -> Iterator[str]:
    deed = row["deed"]
    numbers = "; ".join(f"{name}: {value}" for name, value in row["facts"])
    for value in (deed.at.isoformat(), row["who"], deed.event, deed.about or "", row["purpose"], numbers):
        yield cell(str(value))
