"""The archive's own words: `data.json` with what the register says beside each category, and the readable page."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import queries as consents
from harmonia.core import moments, zones
from harmonia.policy.wording import country, retention_term, yes_or_no
from harmonia.privacy.queries.archives.journalled import Look
from harmonia.privacy.rules import archive_words as words
from harmonia.privacy.rules import archives as rules

FORMAT = "harmonia-archive-1"
MANY = 6  # more rows than these stand folded on the readable page
KNOWN: dict[str, dict[str, Any]] = {
    "purpose": policy.PURPOSES,
    "purposes": policy.PURPOSES,
    "categories": policy.CATEGORIES,
    "recipient": policy.RECIPIENTS,
    "recipients": policy.RECIPIENTS,
    "agreement": policy.AGREEMENTS,
    "interest": policy.INTERESTS,
}


def subjects_of(roles: Iterable[str]) -> set[str]:
    """What a person is in the words of the register."""
    return {role if role in ("client", "specialist") else "staff" for role in roles}


def categories_of(roles: Iterable[str]) -> list[policy.Category]:
    """The categories that the service may hold of such a person, in the register's order."""
    wanted = subjects_of(roles)
    return [each for each in policy.CATEGORIES.values() if each.active and wanted & set(each.subjects)]


def language() -> policy.Language:
    spoken = get_language()
    return spoken if spoken in policy.LANGUAGES else "ru"


def data(person: Person, found: rules.Collected, *, at: datetime, only: str = "") -> dict[str, Any]:
    """What `data.json` says, of all categories or of one; docs/privacy/archive.schema.json describes it."""
    edition = consents.current_edition()
    mine = [each.key for each in categories_of(person.roles)]
    keys = [only] if only else [*mine, *(key for key in policy.CATEGORIES if key in found.rows and key not in mine)]
    return {
        "format": FORMAT,
        "person": str(person.pk),
        "language": language(),
        "made_at": at.isoformat(),
        "edition": edition.number if edition else None,
        "register_sha256": policy.register_sha256(),
        "categories": {key: _category(policy.CATEGORIES[key], found.rows.get(key, [])) for key in keys},
    }


def _category(category: policy.Category, rows: list[rules.Row]) -> dict[str, Any]:
    spoken = language()
    rule = policy.RETENTION[category.retention]
    return {
        "title": category.title.in_language(spoken),
        "explanation": category.explanation.in_language(spoken),
        "clause": category.clause,
        "purposes": [_purpose(policy.PURPOSES[key], spoken) for key in category.purposes],
        "kept": {
            "rule": rule.key,
            "term": retention_term(rule, policy.EVENTS[rule.from_event].title, spoken),
            "law": rule.law,
        },
        "recipients": [_recipient(policy.RECIPIENTS[key], spoken) for key in category.recipients],
        "rows": [{"table": row.table, "row": row.row, "values": row.values} for row in rows],
    }


def _purpose(purpose: policy.Purpose, spoken: policy.Language) -> dict[str, Any]:
    basis = policy.BASES[purpose.basis]
    return {
        "key": purpose.key,
        "title": purpose.title.in_language(spoken),
        "basis": basis.key,
        "basis_title": basis.title.in_language(spoken),
        "law": basis.law,
        "agreement": purpose.agreement,
    }


@dataclass
class Grounds:
    """One basis of processing, and the purposes that rest on it; `agreements`: where they were asked for, by key."""

    title: str
    law: str
    purposes: list[str] = field(default_factory=list)
    agreements: dict[str, str] = field(default_factory=dict)


def bases_of(category: policy.Category, asked_of_him: Collection[str] = tuple(policy.AGREEMENTS)) -> list[Grounds]:
    """What a kind of data is used for, by what allows it; of agreements those that he may be asked."""
    spoken = language()
    found: dict[str, Grounds] = {}
    for purpose in (policy.PURPOSES[key] for key in category.purposes):
        basis = policy.BASES[purpose.basis]
        grounds = found.setdefault(basis.key, Grounds(basis.title.in_language(spoken), basis.law))
        grounds.purposes.append(purpose.title.in_language(spoken))
        if purpose.agreement in asked_of_him:
            asked = policy.AGREEMENTS[str(purpose.agreement)]
            grounds.agreements[asked.key] = asked.title.in_language(spoken)
    return list(found.values())


def _recipient(recipient: policy.Recipient, spoken: policy.Language) -> dict[str, Any]:
    return {
        "key": recipient.key,
        "title": recipient.title.in_language(spoken),
        "what_for": recipient.explanation.in_language(spoken),
        "country": country(recipient, spoken),
    }


def accesses(found: list[Look]) -> list[dict[str, Any]]:
    """What `accesses.json` says: who saw which data, by role, for which purpose, when."""
    return [
        {"at": look.at.isoformat(), "by": list(look.by), "purpose": look.purpose, "categories": list(look.categories)}
        for look in found
    ]


@dataclass(frozen=True)
class Value:
    """One column for people; `raw` is as in data.json."""

    label: str
    words: str
    raw: str
    path: str = ""


def shown(row: rules.Row) -> list[Value]:
    """The columns of a row that say something, in words."""
    said = [(name, value) for name, value in row.values.items() if value not in (None, "", [], {})]
    return [Value(label(name), in_words(name, value), _raw(value), _path(value)) for name, value in said]


def _raw(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _path(value: Any) -> str:
    return value if isinstance(value, str) and value.startswith("files/") else ""


def label(column: str) -> str:
    """How a column is called; one that nobody named yet is called as it is."""
    name, _, spoken = column.rpartition("_")
    if spoken in policy.LANGUAGES and name in words.COLUMNS:
        return f"{words.COLUMNS[name]} ({spoken})"
    return str(words.COLUMNS.get(column, column.replace("_", " ")))


def in_words(column: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(in_words(column, one) for one in value)
    if isinstance(value, dict):
        return "; ".join(
            f"{label(name)}: {in_words(name, one)}" for name, one in value.items() if one not in (None, [])
        )
    if isinstance(value, bool):
        return yes_or_no(value, language())
    return _word(column, str(value))


def _word(column: str, value: str) -> str:
    known = KNOWN.get(column, {}).get(value) or (policy.TOPICS.get(value) if column == "topics" else None)
    if known is not None:
        return str((getattr(known, "title", None) or known.name).in_language(language()))
    if column.endswith(("_at", "_on")) or column in ("at", "since"):
        return _moment(value)
    if column in ("time_zone", "zone", "promised_zone"):
        return str(zones.name_of(value))
    return str(words.VALUES.get(value, value))


def _moment(value: str) -> str:
    try:
        return moments.in_full(datetime.fromisoformat(value), get_current_timezone()) if "T" in value else _day(value)
    except ValueError:
        return value


def _day(value: str) -> str:
    return date.fromisoformat(value).strftime("%d.%m.%Y")


def reason(why: str) -> str:
    return str(words.REASONS.get(why, why))


def by_words(by: Iterable[str]) -> str:
    return ", ".join(str(words.VALUES.get(one, one)) for one in by)


def page(
    person: Person,
    said: dict[str, Any],
    found: rules.Collected,
    looked: list[Look],
    receipts: Iterable[str],
    at: datetime,
) -> bytes:
    """`index.html`: opens without a network and without scripts, in the language and zone of the person."""
    context = {
        "language": language(),
        "style": style(),
        "made_at": at,
        "person_id": person.pk,
        "categories": [
            _section(key, category, found.rows.get(key, [])) for key, category in said["categories"].items()
        ],
        "looks": [_look(look) for look in looked],
        "receipts": list(receipts),
        "withheld": [_left_out(one) for one in found.withheld],
        "many": MANY,
        "lines": list(policy.LINES.values()),
    }
    return render_to_string("archive/page.html", context).encode()


def _section(key: str, category: dict[str, Any], rows: list[rules.Row]) -> dict[str, Any]:
    bases = bases_of(policy.CATEGORIES[key])
    return {"key": key, **category, "bases": bases, "shown": [shown(row) for row in rows]}


def _look(look: Look) -> dict[str, Any]:
    spoken = language()
    return {
        "at": look.at,
        "by": by_words(look.by),
        "purpose": policy.PURPOSES[look.purpose].title.in_language(spoken),
        "categories": [policy.CATEGORIES[key].title.in_language(spoken) for key in look.categories],
    }


def _left_out(one: rules.Withheld) -> dict[str, Any]:
    category = policy.CATEGORIES[one.category].title.in_language(language())
    return {"category": category, "column": column_words(one), "count": len(one.rows), "why": reason(one.why)}


def column_words(one: rules.Withheld) -> str:
    """Which column was left out; empty for a whole row."""
    return "" if one.column == rules.WHOLE_ROW else label(one.column)


@cache
def style() -> str:
    """The service's own colours and sizes, and the page's few rules: all in the file."""
    return "\n".join(_css(name) for name in ("css/tokens.css", "css/archive.css"))


def _css(name: str) -> str:
    with open(str(finders.find(name)), encoding="utf-8") as file:
        return file.read()
