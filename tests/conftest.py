"""What every test may use; where it runs is set in environment.py."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import timezone

pytest_plugins = ["tests.browser"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings_tox_suffix() -> None:
    """Several people may test in one checkout: HARMONIA_TEST_DB names their databases apart."""
    import os

    from django.conf import settings

    name = os.environ.get("HARMONIA_TEST_DB")
    if name:
        for database in settings.DATABASES.values():
            database.setdefault("TEST", {})["NAME"] = f"test_{name}_{database['NAME']}"


@pytest.fixture(scope="session", autouse=True)
def _emptied_between_tests() -> Any:
    """Tables that refuse to be emptied are emptied only here, by their owner, with the trigger off for that moment.

    So are the waiting jobs, whose tables are not Django's.
    """
    plain = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        with connections[self.connection.alias].cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'")
            guarded = [row[0] for row in cursor.fetchall()]
            cursor.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
            jobs = ["TRUNCATE procrastinate_jobs CASCADE"] if cursor.fetchone()[0] else []
        off = [f"ALTER TABLE {table} DISABLE TRIGGER append_only" for table in guarded]
        on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only" for table in guarded]
        plain(self, [*off, *sql_list, *jobs, *on])

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]  for the whole run
    yield
    DatabaseOperations.execute_sql_flush = plain  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Argon2id as everywhere, with the least work: the suite hashes hundreds of passwords."""
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1


@pytest.fixture(autouse=True)
def _the_real_time(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what drives processes of its own; all else is set on the day of `tests.clock`."""
    if any(request.node.get_closest_marker(name) for name in ("journey", "real_clock")):
        monkeypatch.setattr(timezone, "datetime", datetime)
