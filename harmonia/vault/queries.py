"""Who is blocked. Asked anew by everybody, every time: a block counts for every process from its commit on."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from harmonia.vault.models import Blocked, BlockedRecord

ASKED = """
SELECT subject_id, NULL, NULL FROM vault_blocked WHERE subject_id = ANY(%(people)s)
UNION ALL SELECT subject_id, "table", row FROM vault_blockedrecord WHERE subject_id = ANY(%(people)s)
"""
Row = tuple[str, str]


def blocked(subject_id: UUID | None) -> bool:
    """Nobody (None) is not blocked."""
    return subject_id is not None and Blocked.objects.filter(pk=subject_id).exists()


def blocked_since(subject_id: UUID) -> datetime | None:
    return Blocked.objects.filter(pk=subject_id).values_list("since", flat=True).first()


def blocked_among(subject_ids: Collection[UUID]) -> set[UUID]:
    """Those of them who are blocked."""
    return set(Blocked.objects.filter(pk__in=list(subject_ids)).values_list("pk", flat=True))


def everybody_blocked() -> set[UUID]:
    """For statistics and the like, which leave them all out."""
    return set(Blocked.objects.values_list("pk", flat=True))


def record_blocked(table: str, row: object) -> bool:
    return BlockedRecord.objects.filter(table=table, row=str(row)).exists()


def blocks_among(subject_ids: Collection[UUID]) -> tuple[set[UUID], dict[Row, UUID]]:
    """The blocked people among them, and whose each of their blocked rows is, by table and key: one query."""
    people: set[UUID] = set()
    rows: dict[Row, UUID] = {}
    with connection.cursor() as cursor:
        cursor.execute(ASKED, {"people": list(subject_ids)})
        for subject_id, table, row in cursor.fetchall():
            if table is None:
                people.add(subject_id)
            else:
                rows[table, row] = subject_id
    return people, rows
