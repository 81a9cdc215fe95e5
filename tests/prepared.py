"""A database that was migrated once is kept as a template, named after what made it; the next run begins as its copy.

Migrating takes a dozen seconds of a processor, copying half a second. Migrations still run on the copy: they find
nothing to do, and what follows them (editions, guards) is done anew.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
MADE_BY = ("harmonia/*/migrations/*.py", "harmonia/policy/**/*.py", "uv.lock")


def fingerprint() -> str:
    made = hashlib.sha256()
    for path in sorted(path for pattern in MADE_BY for path in ROOT.glob(pattern)):
        made.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return made.hexdigest()[:16]


def template(alias: str) -> str:
    return f"ready_{alias}_{fingerprint()}"


def server(alias: str) -> psycopg.Connection:
    """A session beside the databases of the tests, which must have none while they are copied."""
    parameters = connections[alias].get_connection_params() | {"dbname": "postgres"}
    names = ("host", "port", "user", "password", "dbname")
    return psycopg.connect(autocommit=True, **{name: parameters[name] for name in names if parameters.get(name)})


def kept(session: psycopg.Connection, alias: str) -> list[str]:
    rows = session.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"ready\\_{alias}\\_%"])
    return [name for (name,) in rows.fetchall()]


def offer() -> None:
    """Before the databases are made: whichever has a template is copied from it."""
    for alias in connections:
        with server(alias) as session:
            if template(alias) in kept(session, alias):
                settings.DATABASES[alias].setdefault("TEST", {})["TEMPLATE"] = template(alias)


def keep() -> None:
    """After they were made and before anything is written into them. Of several workers the first one keeps."""
    for alias in connections:
        if settings.DATABASES[alias].get("TEST", {}).get("TEMPLATE"):
            continue
        made = connections[alias].settings_dict["NAME"]
        connections[alias].close()
        with server(alias) as session:
            for old in kept(session, alias):
                with suppress(psycopg.errors.ObjectInUse):
                    session.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                session.execute(copy.format(sql.Identifier(template(alias)), sql.Identifier(made)))
