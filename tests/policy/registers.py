"""Registers with one thing changed, so that every yes can be shown its no."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from harmonia.policy import REGISTER, Register


def changed(table: str, key: str, /, **fields: Any) -> Register:
    """The register with some fields of one entry replaced."""
    entries: Mapping[str, Any] = getattr(REGISTER, table)
    return _with(table, {**entries, key: replace(entries[key], **fields)})


def without(table: str, key: str) -> Register:
    return _with(table, {name: entry for name, entry in getattr(REGISTER, table).items() if name != key})


def renamed(table: str, key: str, to: str) -> Register:
    """The entry under another name, its own key left as it was."""
    return _with(table, {to if name == key else name: entry for name, entry in getattr(REGISTER, table).items()})


def with_clause(number: str, /, **fields: Any) -> Register:
    """The register with some fields of one of the policy's clauses replaced."""
    chapters = tuple(
        replace(
            chapter,
            clauses=tuple(replace(each, **fields) if each.number == number else each for each in chapter.clauses),
        )
        for chapter in REGISTER.chapters
    )
    return replace(REGISTER, chapters=chapters)


def _with(table: str, entries: Mapping[str, Any]) -> Register:
    return replace(REGISTER, **{table: entries})  # type: ignore[arg-type]  # the table's own type
