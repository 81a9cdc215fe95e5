"""Installations for tests of backups: databases, keys and files of their own, on the tests' server; commands are run as
an operator runs them, as programs of their own."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parents[2]
SETUP = "import django; django.setup()\nfrom django.utils.timezone import now\n"
PEOPLE = """
from uuid import UUID
from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.vault import gateways, keyring, operations, reading

def enter(names):
    made = []
    for name in names:
        person = Person(name=name, email=name + "@example.kz", password="x", joined_at=now(), age=30, topics=["sleep"])
        operations.create_subject(person.pk)
        made.append(person)
    Person.objects.bulk_create(made)
    return [person.pk for person in made]

def readable(people):
    "How many of their names can be read, and are what they were."
    count = 0
    with reading.reading(policy.ACCESS, actor=None):
        for person in Person.objects.filter(pk__in=people):
            try:
                count += person.name.startswith("canary")
            except (reading.Erased, gateways.KeysUnavailable):
                pass
    return count
"""


@dataclass
class House:
    """One installation: its folder, and the environment of its commands."""

    home: Path
    environment: dict[str, str]

    def harmonia(self, *arguments: object, fails: bool = False, **more: str) -> str:
        """What the command said; where it is to fail, its complaint."""
        done = self.run(sys.executable, "-m", "harmonia", *map(str, arguments), **more)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    def program(self, source: str) -> str:
        """What a program printed that runs in this installation, where people can be entered and read."""
        done = self.run(sys.executable, "-c", SETUP + PEOPLE + source)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def run(self, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        environment = self.environment | more
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)

    def sql(self, statement: str, *, keys: bool = False) -> list[tuple[object, ...]]:
        with psycopg.connect(self.environment["KEYS_DATABASE_URL" if keys else "DATABASE_URL"]) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def _server() -> psycopg.Connection[object]:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def _address(database: str) -> str:
    said = conninfo_to_dict(os.environ["DATABASE_URL"])
    host, port = said.get("host", ""), said.get("port", "5432")
    whose = f"{said.get('user', '')}:{said['password']}" if "password" in said else said.get("user", "")
    return f"postgresql://{whose}@/{database}?host={host}&port={port}"


@contextmanager
def built() -> Iterator[str]:
    """The name of a pair of migrated databases (NAME and NAME_keys), to be copied from."""
    name = f"house_{uuid.uuid4().hex[:10]}"
    with _server() as server:
        for database in (name, f"{name}_keys"):
            server.execute(f"CREATE DATABASE {database}".encode())
        try:
            environment = _environment(name, Path(os.environ["HARMONIA_HOME"]))
            command = [sys.executable, "-m", "harmonia", "migrate"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=300)
            yield name
        finally:
            for database in (name, f"{name}_keys"):
                server.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)".encode())


@contextmanager
def house(template: str, home: Path) -> Iterator[House]:
    """An installation that is migrated and has nobody in it."""
    name = f"house_{uuid.uuid4().hex[:10]}"
    with _server() as server:
        for suffix in ("", "_keys"):
            server.execute(f"CREATE DATABASE {name}{suffix} TEMPLATE {template}{suffix}".encode())
        try:
            yield House(home, _environment(name, home))
        finally:
            for suffix in ("", "_keys"):
                server.execute(f"DROP DATABASE IF EXISTS {name}{suffix} WITH (FORCE)".encode())


def _environment(name: str, home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.endswith("_OWNER_URL")}
    return kept | {
        "DATABASE_URL": _address(name),
        "KEYS_DATABASE_URL": _address(f"{name}_keys"),
        "DJANGO_SETTINGS_MODULE": "harmonia.config.settings",
        "HARMONIA_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }


def truncated(path: Path) -> None:
    """A file that was cut off."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def the_only(place: Path, pattern: str) -> Path:
    (found,) = place.glob(pattern)
    return found


def copied(source: Path, target: Path) -> Path:
    return Path(shutil.copytree(source, target))
