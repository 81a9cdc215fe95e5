"""Terms of the register as decisions: what has no table yet, when a row is due, what a difference says. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from harmonia import policy

TYPE = "retention_difference"
VERSION = 1
LOOKS_AHEAD = timedelta(days=7)
NEXT_IS_DRAFTED_BEFORE = timedelta(days=3)  # the end of the run that stands: two people have their time
LONGEST_HOLD = timedelta(days=366)

# Rules of the register that no table follows yet, and why. A table that comes must follow its rule: a test says so.
NOT_HELD: Mapping[str, str] = {
    "visits": "the counters would hold it, and none runs here",
    "staff": "a role that is taken off leaves only the journal's entry",
    "journal": "a leaf cannot leave the tree; its link to the person is cut with his key, when his account goes",
}


@dataclass(frozen=True)
class Due:
    """One row, by what rule it goes and from when."""

    rule: str
    table: str
    row: str
    due_at: datetime


def term_of(rule: str) -> timedelta | None:
    """None: while the account lasts."""
    days = policy.RETENTION[rule].days
    return None if days is None else timedelta(days=days)


def runs_alone(rule: str) -> bool:
    """Whether nobody need approve it: what the operator has put into the register."""
    return rule in policy.RUN_ALONE


def difference(
    *, run_id: UUID, due: Sequence[Due], kept_back: Mapping[str, int], at: datetime, until: datetime
) -> dict[str, Any]:
    """What a run will let go, in numbers; which rows they are, only as a hash that shows later that none was added."""
    by_rule: dict[str, dict[str, list[Due]]] = {}
    for one in due:
        by_rule.setdefault(one.rule, {}).setdefault(one.table, []).append(one)
    return {
        "type": TYPE,
        "id": str(run_id),
        "version": VERSION,
        "worked_out_at": at.isoformat(),
        "until": until.isoformat(),
        "register_sha256": policy.register_sha256(),
        "rules": [
            {
                "rule": rule,
                "law": policy.RETENTION[rule].law,
                "days": policy.RETENTION[rule].days,
                "after": policy.RETENTION[rule].after,
                "tables": [_table(run_id, table, rows) for table, rows in sorted(tables.items())],
            }
            for rule, tables in sorted(by_rule.items())
        ],
        "kept_back": dict(sorted(kept_back.items())),
    }


def _table(run_id: UUID, table: str, rows: Sequence[Due]) -> dict[str, Any]:
    days = [row.due_at.date().isoformat() for row in rows]
    return {
        "table": table,
        "rows": len(rows),
        "first": min(days),
        "last": max(days),
        "rows_sha256": rows_hash(run_id, (row.row for row in rows)),
    }


def rows_hash(run_id: UUID, rows: Iterable[str]) -> str:
    """Salted by the run's random id: who does not hold the rows cannot try them."""
    return hashlib.sha256("\n".join([str(run_id), *sorted(rows)]).encode()).hexdigest()
