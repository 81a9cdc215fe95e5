"""One kind of data at a time: its values, what the register says of it, who saw it, and the ways to act on it.

Nothing that the register restricts is opened until the person presses for it; what is taken comes as JSON or CSV.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.accounts.rules import agreements
from harmonia.privacy.queries import archives
from harmonia.privacy.queries.archives import contents
from harmonia.privacy.rules import archives as rules
from harmonia.web import documents
from harmonia.web.access import freshly_confirmed, signed_in
from harmonia.web.areas import frame
from harmonia.web.client import own_data_forms as forms
from harmonia.web.client import seen

# Where a kind of data that has a page of its own is seen.
PAGES = {
    "appointments": "client:appointment_list",
    "payments": "client:payments",
    "consent_records": "client:consents",
    "news_interests": "client:consents",
    "notices_sent": "client:notices",
    "push_devices": "client:devices",
    "sign_ins": "client:sign_ins",
    "journal_records": "client:seen",
    "archives": "client:archives",
    "request_text": "client:requests",
}
CHANGES = {
    "client_name": "name",
    "client_age": "age",
    "client_phone": "phone",
    "client_email": "email",
    "client_topics": "topics",
    "credentials": "password",
    "preferences": "preferences",
}
LAST_LOOKS = 3
ROWS_SHOWN = 50
TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True)
class Action:
    """One way to act on a kind of data. `icon` is for the eye only."""

    words: str
    path: str
    icon: str


@dataclass
class Kind:
    """One kind of data. `count`: how many records are held; `masked`: it opens only when the person presses for it."""

    key: str
    words: dict[str, Any]
    bases: list[contents.Grounds]
    count: int = 0
    value: str = ""
    waiting: str = ""
    masked: bool = False
    change: str = ""
    page: str = ""
    looks: list[seen.Look] = field(default_factory=list)
    looks_count: int = 0
    actions: list[Action] = field(default_factory=list)

    @property
    def path(self) -> str:
        return reverse("client:data_kind", args=[self.key])


def kinds_of(person: Any, *, counts: dict[str, int], looks: Iterable[archives.Look]) -> list[Kind]:
    """All kinds that the service may hold of such a person, in the register's order."""
    by_kind: dict[str, list[archives.Look]] = {}
    for look in looks:
        for key in look.categories:
            by_kind.setdefault(key, []).append(look)
    return [
        kind_of(person, category, counts.get(category.key, 0), by_kind.get(category.key, []))
        for category in contents.categories_of(person.roles)
    ]


def kind_of(person: Any, category: policy.Category, count: int, looks: list[archives.Look]) -> Kind:
    change = CHANGES.get(category.key, "")
    if change in forms.OF_CLIENTS and not person.has_role("client"):
        change = ""
    return Kind(
        key=category.key,
        words=documents.entry(category),
        bases=contents.bases_of(category, tuple(agreements.in_cabinet(person.roles))),
        count=count,
        masked=category.restricted,
        change=change,
        page=path_of(PAGES.get(category.key, "")),
        looks=[seen.in_words(look) for look in looks[:LAST_LOOKS]],
        looks_count=len(looks),
        actions=_actions(category, change),
    )


def _actions(category: policy.Category, change: str) -> list[Action]:
    """Correct, take, block, withdraw, object, erase; a way that does not apply is not shown."""
    correct = reverse("client:own_data_change", args=[change]) if change else _asking("correction", category.key)
    given = any(policy.PURPOSES[key].agreement for key in category.purposes)
    every = (
        Action(_("Correct"), correct, "edit"),
        Action(_("Take as a table"), reverse("client:data_take", args=[category.key, "csv"]), "download"),
        Action(_("Take for programs"), reverse("client:data_take", args=[category.key, "json"]), "download"),
        Action(_("Withdraw a consent"), path_of("client:consents") if given else "", "close"),
        Action(_("Object"), _asking("objection", category.key), "chat"),
        Action(_("Block"), _asking("blocking", category.key), "lock"),
        Action(_("Erase"), _erasing(category.key), "trash"),
    )
    return [action for action in every if action.path]


def _asking(kind: str, category: str) -> str:
    path = path_of("client:request_new", kind)
    return f"{path}?about={category}" if path else ""


def _erasing(category: str) -> str:
    path = path_of("client:close_account")
    return f"{path}?about={category}" if path else ""


def path_of(name: str, *arguments: str) -> str:
    try:
        return reverse(name, args=arguments) if name else ""
    except NoReverseMatch:
        return ""


def _category(person: Any, key: str) -> policy.Category:
    """One that the service may hold of such a person; another is as good as missing."""
    for category in contents.categories_of(person.roles):
        if category.key == key:
            return category
    raise Http404


@signed_in(purpose=policy.RIGHTS)
@require_safe
def data_kind(request: HttpRequest, key: str) -> HttpResponse:
    """The values of one kind, opened because the person pressed for them."""
    person: Any = request.user
    category = _category(person, key)
    found = archives.collected(person.pk, categories={key})
    rows = found.rows.get(key, [])
    looks = [look for look in archives.looks(person.pk, limit=seen.LATEST) if key in look.categories]
    context = {
        "kind": kind_of(person, category, len(rows), looks),
        "rows": [contents.shown(row) for row in rows[:ROWS_SHOWN]],
        "more": max(len(rows) - ROWS_SHOWN, 0),
        "withheld": [
            {"column": contents.column_words(one), "count": len(one.rows), "why": contents.reason(one.why)}
            for one in found.withheld
        ],
        **frame(person),
    }
    return render(request, "client/data_kind.html", context)


@signed_in(purpose=policy.RIGHTS)
@freshly_confirmed
@require_safe
def data_take(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """One kind at once, as a file. The whole of it is the archive."""
    person: Any = request.user
    category = _category(person, key)
    if form not in TYPES:
        raise Http404
    found = archives.collected(person.pk, categories={category.key})
    rows = found.rows.get(category.key, [])
    content = rules.as_csv(rows) if form == "csv" else rules.as_json(contents.data(person, found, at=now(), only=key))
    name = f"harmonia-{category.key}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)
