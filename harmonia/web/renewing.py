"""What a person is asked at his next sign-in, because an edition in force since asks for more than he agreed to."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import now

from harmonia import policy
from harmonia.consent import queries
from harmonia.web import documents
from harmonia.web.agreements import asked_of, in_words, titles

NAMED = ("purposes", "categories", "recipients")


def first(person: Any, going: str) -> str:
    """The page that asks, if anything is to be asked, and from it on to where he was going."""
    return f"{reverse('client:renew')}?{urlencode({'next': going})}" if due(person) else going


def due(person: Any) -> list[queries.Standing]:
    return queries.to_renew(person.pk, asked_of(person), at=now())


def asked(person: Any) -> list[dict[str, Any]]:
    """Each agreement with what is new in it, in words."""
    return [
        {
            "key": standing.agreement.key,
            "kind": standing.agreement.kind,
            "words": in_words(standing.agreement),
            "new": _new(standing),
            "changes": _other_changes(standing),
        }
        for standing in due(person)
    ]


def _new(standing: queries.Standing) -> dict[str, list[str]]:
    """By table, what the agreement names now and the yes did not."""
    register = queries.register_in_force(at=now())
    return {table: titles(register, table, sorted(getattr(standing.beyond, table))) for table in NAMED}


def _other_changes(standing: queries.Standing) -> list[str]:
    """The changes since the yes that it does not cover, but for the names that `_new` says already."""
    current = queries.current_edition(at=now())
    if standing.latest is None or current is None:
        return []
    changes = documents.changes_between(standing.latest.edition_id, current.number)
    spoken = documents.language()
    return [
        change.text.in_language(spoken)
        for change in changes
        if standing.agreement.key in change.asks_again and not _only_names(change, standing.agreement.key)
    ]


def _only_names(change: policy.Change, agreement: str) -> bool:
    of_it = (change.table, change.key, change.kind) == ("agreements", agreement, "changed")
    return of_it and set(change.fields) <= set(NAMED)
