"""Which keys were destroyed, and which things without a key were deleted for good, written down outside of the key
database: random numbers that point to nobody.

An older copy of the key database does not know whom it must forget; this list does. settings.DESTROYED_KEYS says where
it lies: not on the disk of the key database. A line a key: {"subject", "key_class" (empty: all), "version"}.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

Destroyed = tuple[UUID, str, int]


def path() -> Path:
    return Path(settings.DESTROYED_KEYS)


def remember(keys: Iterable[Destroyed]) -> None:
    """Append; on disk when this returns."""
    lines = [
        json.dumps({"subject": str(subject), "key_class": key_class, "version": version})
        for subject, key_class, version in keys
    ]
    if lines:
        path().parent.mkdir(parents=True, exist_ok=True)
        with path().open("a") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())


def remembered(where: Path | None = None) -> set[Destroyed]:
    """Everything on the list; a last line that was cut off is passed over."""
    source = where or path()
    if not source.exists():
        return set()
    found = set()
    for line in source.read_text().splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        found.add((UUID(said["subject"]), said["key_class"], said["version"]))
    return found
