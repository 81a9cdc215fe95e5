"""The whole suite runs on a real PostgreSQL: the one of DATABASE_URL, or the embedded one under var/test."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("HARMONIA_HOME", tempfile.mkdtemp(prefix="harmonia-test-"))
os.environ.setdefault("STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")

from harmonia.config import embedded  # noqa: E402

if "DATABASE_URL" not in os.environ:
    (ROOT / "var" / "test").mkdir(parents=True, exist_ok=True)
    SERVER = embedded.start(ROOT / "var" / "test")
    os.environ["DATABASE_URL"] = embedded.address(SERVER, "harmonia", "postgres")
    os.environ["KEYS_DATABASE_URL"] = embedded.address(SERVER, "harmonia_keys", "postgres")

import pytest  # noqa: E402

pytest_plugins = ["tests.browser"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings_tox_suffix() -> None:
    """Several people may test in one checkout: HARMONIA_TEST_DB names their databases apart."""
    from django.conf import settings

    name = os.environ.get("HARMONIA_TEST_DB")
    if name:
        for database in settings.DATABASES.values():
            database.setdefault("TEST", {})["NAME"] = f"test_{name}_{database['NAME']}"
