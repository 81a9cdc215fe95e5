"""What differs between two editions, in words that a person reads (12.1), and which consents must be asked again.

Editions are compared as data (`record.as_data`), because the old one comes out of a store.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from harmonia.policy.difference_words import TABLES, changed_fields, field_changes, headline, joined, name_of
from harmonia.policy.record import Data
from harmonia.policy.terms import Text

Kind = Literal["added", "removed", "changed"]
LISTS = ("purposes", "categories", "recipients")
REFERENCES = {"agreement": "agreements", "basis": "bases", "from_event": "events"}
FLAGS = ("third_parties", "abroad", "published")


@dataclass(frozen=True, slots=True)
class Change:
    """`asks_again`: agreements that a yes to the old edition no longer covers (94-V art. 7(8), 14)."""

    kind: Kind
    table: str
    key: str
    fields: tuple[str, ...]
    text: Text
    asks_again: tuple[str, ...] = ()


def difference(old: Data, new: Data) -> tuple[Change, ...]:
    """Every entry added, removed or changed, table by table in the register's order."""
    return tuple(change for table in TABLES for change in _in_table(table, old, new))


def renewals(old: Data, new: Data) -> tuple[str, ...]:
    """The agreements to ask again, each once, in the register's order."""
    asked = {key for change in difference(old, new) for key in change.asks_again}
    return tuple(key for key in new["agreements"] if key in asked)


def _entries(edition: Data, table: str) -> dict[str, Any]:
    """The table by key; empty where an old edition did not have it yet. Clauses lie in chapters, found by number."""
    if table == "chapters":
        chapters = edition.get(table, [])
        return {clause["number"] or chapter["number"]: clause for chapter in chapters for clause in chapter["clauses"]}
    if table in ("booking_terms", "payout_terms"):
        return {table: edition[table]} if table in edition else {}
    entries: dict[str, Any] = edition.get(table, {})
    return entries


def _in_table(table: str, old: Data, new: Data) -> Iterator[Change]:
    before, after = _entries(old, table), _entries(new, table)
    for key in (key for key in before if key not in after):
        yield Change("removed", table, key, (), headline("removed", table, key, before[key]))
    for key, entry in after.items():
        if key not in before:
            yield Change("added", table, key, (), headline("added", table, key, entry), _covering(table, key, new))
        elif before[key] != entry:
            fields = changed_fields(before[key], entry)
            names = {field: _titles(field, old) | _titles(field, new) for field in fields}
            text = joined(headline("changed", table, key, entry), field_changes(before[key], entry, names))
            yield Change("changed", table, key, fields, text, _widened(table, key, before[key], entry, new))


def _titles(field: str, edition: Data) -> dict[str, Text]:
    """What the keys in a field stand for: a list of recipients is printed by their titles."""
    table = REFERENCES.get(field, field)
    return (
        {key: name_of(table, key, entry) for key, entry in _entries(edition, table).items()} if table in TABLES else {}
    )


def _covering(table: str, key: str, edition: Data) -> tuple[str, ...]:
    """The consents that speak of a new purpose, kind of data or recipient."""
    if table not in LISTS:
        return ()
    return tuple(name for name, each in _consents(edition) if key in each[table])


def _consents(edition: Data) -> list[tuple[str, Any]]:
    return [(name, each) for name, each in edition["agreements"].items() if each["kind"] == "consent"]


def _widened(table: str, key: str, old: Any, new: Any, edition: Data) -> tuple[str, ...]:
    """The consents that say more than what was agreed to, and acceptances of words that are no longer the same."""
    if table == "agreements":
        widened = _says_more(old, new) if new["kind"] == "consent" else old.get("chapters") != new["chapters"]
        return (key,) if widened else ()
    if table == "booking_terms":
        return ("offer",)
    if table == "categories":
        return _of_a_wider_category(key, old, new, edition)
    if table == "retention" and _lasts_longer(old, new):
        kept = {name for name, category in edition["categories"].items() if category["retention"] == key}
        return tuple(name for name, each in _consents(edition) if kept & set(each["categories"]))
    if table == "recipients" and old.get("country") != new["country"]:
        return _covering(table, key, edition)
    return ()


def _says_more(old: Any, new: Any) -> bool:
    gained = any(set(new[field]) - set(old.get(field, ())) for field in LISTS)
    return gained or any(new[flag] and not old.get(flag) for flag in FLAGS) or new["term"] != old.get("term")


def _of_a_wider_category(key: str, old: Any, new: Any, edition: Data) -> tuple[str, ...]:
    gained = {field: set(new[field]) - set(old.get(field, ())) for field in ("purposes", "recipients")}
    revived = new["active"] and not old.get("active", True)
    return tuple(
        name
        for name, each in _consents(edition)
        if key in each["categories"] and (revived or any(gained[field] & set(each[field]) for field in gained))
    )


def _lasts_longer(old: Any, new: Any) -> bool:
    before, after = old.get("days"), new["days"]
    if before is None or after is None:
        return after is None and before is not None
    return bool(after > before)
