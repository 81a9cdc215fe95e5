"""What goes into a person's archive and what stays out, and how values are written. Pure: no database, no clock.

A column may be withheld for ever (a secret that nobody can read), or because it is about somebody else on the same row,
or in his words. Only the second kind may be released, and only by two people.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import rfc8785

from harmonia.core import spreadsheets
from harmonia.core.classification import Classified, Personal

WHOLE_ROW = "*"
ANOTHERS = "it is about another person, or in another person's words"
ANOTHERS_KEY = "it stands under another person's key"
ANOTHERS_NUMBER = "another person's number"
DESTROYED = "its key was destroyed"

Place = tuple[str, str, str]  # table, row, column: what two people release


@dataclass(frozen=True)
class Row:
    """What one row of a table says of a person in one category."""

    table: str
    row: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Attached:
    """A file at `path` in the archive, from where it is: sealed in the vault, plain in the storage, or in a column."""

    path: str
    category: str
    sealed: UUID | None = None
    stored: str = ""
    content: bytes = b""


@dataclass
class Withheld:
    """One column of a table that was left out, why, and of which rows."""

    table: str
    column: str
    category: str
    why: str
    rows: list[str] = field(default_factory=list)

    @property
    def may_be_released(self) -> bool:
        return self.why == ANOTHERS


@dataclass
class Collected:
    """Everything of one person: rows by category, the files that they name, and what was left out."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    files: list[Attached] = field(default_factory=list)
    left_out: dict[tuple[str, str, str], Withheld] = field(default_factory=dict)

    def add(self, category: str, row: Row) -> None:
        self.rows.setdefault(category, []).append(row)

    def attach(self, place: Place, category: str, **source: Any) -> str:
        """The path in the archive under which the row names the file."""
        table, row, column = place
        path = f"files/{table}/{row.replace('/', '_')}-{column}"
        self.files.append(Attached(path, category, **source))
        return path

    def leave_out(self, place: Place, category: str, why: str) -> None:
        table, row, column = place
        entry = self.left_out.setdefault((table, column, why), Withheld(table, column, category, why))
        entry.rows.append(row)

    @property
    def withheld(self) -> list[Withheld]:
        return sorted(self.left_out.values(), key=lambda one: (one.table, one.column, one.why))


def reason_to_withhold(said: Personal, *, side: str, released: bool) -> str:
    """Why this column of a row is not for the person on `side`; empty when it is his."""
    if said.withheld:
        return said.withheld
    if said.about and said.about != side and not released:
        return ANOTHERS
    return ""


def personal_columns(entry: Classified) -> dict[str, Personal]:
    return {name: said for name, said in entry.columns.items() if isinstance(said, Personal)}


def plain(value: Any) -> Any:
    """As JSON will say it: times in ISO 8601, ids and ranges as text, bytes in hexadecimal."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return str(value)


class Fingerprint:
    """The SHA-256 and the size of what went by."""

    def __init__(self) -> None:
        self.digest, self.size = hashlib.sha256(), 0

    def seen(self, chunk: bytes) -> bytes:
        self.digest.update(chunk)
        self.size += len(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        return self.digest.hexdigest()


class Counted:
    """A stream to write to that knows how much was written; it cannot be sought in."""

    def __init__(self, target: Any) -> None:
        self.target, self.size = target, 0

    def write(self, content: bytes) -> int:
        self.size += len(content)
        return int(self.target.write(content))

    def flush(self) -> None:
        self.target.flush()

    def close(self) -> None:
        """Whoever opened the target closes it."""


def manifest(
    number: str,
    names: Mapping[str, Any],
    found: Collected,
    released: Iterable[Place],
    unproved: Iterable[str],
    at: datetime,
) -> dict[str, Any]:
    """What the archive is made of and what was left out, as a document that can be signed and proved."""
    return {
        "type": "archive_manifest",
        "id": number,
        "made_at": at.isoformat(),
        "files": [{"name": name, **said} for name, said in sorted(names.items())],
        "withheld": [
            {
                "table": one.table,
                "column": one.column,
                "category": one.category,
                "why": one.why,
                "may_be_released": one.may_be_released,
                "rows": sorted(one.rows),
            }
            for one in found.withheld
        ],
        "without_proof": sorted(unproved),
        "released": [{"table": table, "row": row, "column": column} for table, row, column in sorted(released)],
    }


def as_json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def as_proof(proved: dict[str, Any]) -> bytes:
    """The one byte string of a proved document: verifiers refuse another spelling."""
    return rfc8785.dumps(proved)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def cell(value: Any) -> str:
    """Lists and objects are written as JSON; nothing begins like a formula."""
    if value is None:
        return ""
    return spreadsheets.cell(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True))


def as_csv(rows: Iterable[Row]) -> bytes:
    """One line a value (table, row, column, value): kinds of rows with different columns fit into one sheet."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(("table", "row", "column", "value"))
    for row in rows:
        writer.writerows((cell(row.table), cell(row.row), cell(name), cell(said)) for name, said in row.values.items())
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()
