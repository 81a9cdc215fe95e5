"""What every test may use; where it runs is set in environment.py."""

import gc
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import OperationalError, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import timezone

from tests import prepared

pytest_plugins = ["tests.browser"]
TRIES = 5  # to empty the tables


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive a browser or a whole service first: a long one that came last would run alone."""
    slow = {item.path for item in items if item.get_closest_marker("journey")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """Thousands of collected tests live to the end: the collector of garbage need not walk them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_tox_suffix() -> None:
    """Several people may test in one checkout: HARMONIA_TEST_DB names their databases apart."""
    import os

    from django.conf import settings

    name = os.environ.get("HARMONIA_TEST_DB")
    if name:
        for database in settings.DATABASES.values():
            database.setdefault("TEST", {})["NAME"] = f"test_{name}_{database['NAME']}"
    prepared.offer()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        prepared.keep()


@pytest.fixture(scope="session", autouse=True)
def _emptied_between_tests() -> Any:
    """Only the tables in which something stands are emptied: that is a tenth of the work of emptying all.

    Those that refuse it (append-only ones, rows of the blocked) are emptied only here, by their owner, with their
    triggers off for that moment; so are the waiting jobs, whose tables are not Django's.
    """
    plain = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        for tries_left in reversed(range(TRIES)) if sql_list else ():
            try:
                with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
                    return _empty(cursor)
            except OperationalError:  # a process that outlives the test was writing: they waited for each other
                if not tries_left:
                    raise

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]  for the whole run
    yield
    DatabaseOperations.execute_sql_flush = plain  # type: ignore[method-assign]


def _empty(cursor: Any) -> None:
    full = _tables_with_rows(cursor)
    cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A'")
    guards = [(table, name) for table, name in cursor.fetchall() if table in full]
    cursor.execute("SET LOCAL session_replication_role = replica")  # no order of the tables to be kept
    off = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in guards]
    on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in guards]
    for statement in (*off, *(f"DELETE FROM {table}" for table in full), *on):
        cursor.execute(statement)


def _tables_with_rows(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> %s",
        ["django_migrations"],
    )
    tables = [row[0] for row in cursor.fetchall()]
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
    return [row[0] for row in cursor.fetchall()]


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Argon2id as everywhere, with the least work: the suite hashes hundreds of passwords."""
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1


@pytest.fixture(autouse=True)
def _the_real_time(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what drives processes of its own; all else is set on the day of `tests.clock`."""
    if any(request.node.get_closest_marker(name) for name in ("journey", "real_clock")):
        monkeypatch.setattr(timezone, "datetime", datetime)
