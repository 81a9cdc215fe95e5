"""Where what a person said can be read: dumps of both databases, and every file that the service has written."""

import subprocess

from tests.service import Service
from tests.vault import dump

OUTSIDE = "letters"  # letters and messages that have left: the demonstration's stand-in for the world outside


def kept(service: Service) -> dict[str, bytes]:
    """Place -> content of everything kept: dumps, the databases' own files, logs, storage."""
    environment = service.environment()
    dumps = {name: _dump(environment[name]) for name in ("DATABASE_OWNER_URL", "KEYS_DATABASE_OWNER_URL")}
    files = dump.files(*(folder for folder in service.home.iterdir() if folder.name != OUTSIDE and folder.is_dir()))
    loose = {str(file): file.read_bytes() for file in service.home.iterdir() if file.is_file()}
    return dumps | files | loose


def _dump(address: str) -> bytes:
    command = [str(dump.PG_DUMP), "--inserts", address]
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout


def traces(service: Service, said: tuple[str, ...]) -> list[tuple[str, str]]:
    """(place, word) for each thing said that stands in clear, or in an encoding of it."""
    return dump.found(said, kept(service))
