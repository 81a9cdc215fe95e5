"""What a certificate of erasure says. Pure: rows and keys come in as counts and ids, words come from the register."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from harmonia import policy

TYPE = "erasure_certificate"
VERSION = 1
KEPT = ("reduced", "kept")
# Without the first three nobody can come in; what is said in a dispute goes with it, or with the account.
OF_THE_ACCOUNT = frozenset({"credentials", "preferences", "sign_ins", "dispute_words"})


@dataclass(frozen=True)
class Emptied:
    """What happened to one table: so many of his rows were deleted, reduced, or stay. `rule`: by what they stay."""

    table: str
    categories: tuple[str, ...]
    result: str
    rows: int
    rule: str = ""
    until: str = ""


@dataclass(frozen=True)
class Key:
    """A key that is destroyed. `id` is a random number that stood beside it."""

    id: str
    key_class: str
    version: int


def rule_of(categories: Iterable[str]) -> policy.Retention | None:
    """The longest rule by which a law keeps something of these kinds after the account is gone."""
    rules = {policy.RETENTION[policy.CATEGORIES[category].retention] for category in categories}
    outliving = [rule for rule in rules if rule.outlives_account]
    return max(outliving, key=lambda rule: (rule.days or 0, rule.key), default=None)


def is_separable(category: str) -> bool:
    """Whether a kind of data may go while the account stays: nothing rests on it, and no law keeps it."""
    said = policy.CATEGORIES.get(category)
    if said is None or said.required or said.published:
        return False
    return category not in OF_THE_ACCOUNT and not policy.RETENTION[said.retention].outlives_account


def until(rule: policy.Retention | None, since: datetime | None) -> str:
    """The day on which it leaves too."""
    if rule is None or rule.days is None or since is None:
        return ""
    return (since + timedelta(days=rule.days)).date().isoformat()


def subject_hash(certificate_id: UUID, subject_id: UUID) -> str:
    """Whoever has receipts with the number of the erased can show by it that the certificate is about the same person;
    who has only the certificate learns nothing."""
    return hashlib.sha256(f"harmonia erasure\x1f{certificate_id}\x1f{subject_id}".encode()).hexdigest()


def certificate(
    *,
    certificate_id: UUID,
    subject_id: UUID,
    controller: policy.Operator,
    edition: tuple[int, str],
    language: str,
    plan: Mapping[str, Any],
    begun_at: datetime,
    destroyed_at: datetime,
    epoch: int,
) -> dict[str, Any]:
    """The document that is journalled and signed: its schema is docs/privacy/erasure-certificate.md."""
    return {
        "type": TYPE,
        "id": str(certificate_id),
        "version": VERSION,
        "controller": {"name": controller.full_name(language), "bin": controller.bin},
        "subject_sha256": subject_hash(certificate_id, subject_id),
        "rules": {"edition": edition[0], "register_sha256": edition[1]},
        "begun_at": begun_at.isoformat(),
        "destroyed_at": destroyed_at.isoformat(),
        "keys": {"destroyed": plan["keys"], "epoch": epoch, "copies": _copies(epoch)},
        **_done([Emptied(**table) for table in plan["tables"]], language),
        "files": plan["files_count"],
        "jobs": plan["jobs"],
        "beyond_reach": [
            {"key": key, "words": text.in_language(language)} for key, text in policy.BEYOND_REACH.items()
        ],
        "language": language,
    }


def _done(tables: Sequence[Emptied], language: str) -> dict[str, Any]:
    deleted = [_plain(table) for table in tables if table.result == "deleted"]
    return {"tables": deleted, "kept": _kept(tables, language)}


def _copies(epoch: int) -> str:
    return f"copies of the wrapped keys end with epoch {epoch} of the key management, which the next night destroys"


def _plain(table: Emptied) -> dict[str, Any]:
    said = asdict(table) | {"categories": list(table.categories)}
    return {name: value for name, value in said.items() if name not in ("rule", "until", "result")}


def _kept(tables: Sequence[Emptied], language: str) -> list[dict[str, Any]]:
    """By rule: what stays, in which tables, until when, and which norm keeps it."""
    kept: dict[str, list[Emptied]] = {}
    for table in tables:
        if table.result in KEPT and table.rule:
            kept.setdefault(table.rule, []).append(table)
    return [
        {
            "rule": key,
            "words": policy.RETENTION[key].title.in_language(language),
            "law": policy.RETENTION[key].law,
            "rows": sum(table.rows for table in of_rule),
            "tables": sorted({table.table for table in of_rule}),
            "until": max(table.until for table in of_rule),
        }
        for key, of_rule in sorted(kept.items())
    ]
