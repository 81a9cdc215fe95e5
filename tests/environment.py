"""What a test run lives in, set before Django reads its settings (pytest loads this by `-p`, ahead of pytest-django).

The database is a real PostgreSQL: the one of DATABASE_URL, or the embedded one under var/test.
"""

import os
import tempfile
from pathlib import Path

import psycopg

from harmonia.config import embedded
from tests import clock

FORGETFUL = ("fsync", "full_page_writes", "synchronous_commit")  # nothing of a test run outlives the machine
ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("HARMONIA_HOME", tempfile.mkdtemp(prefix="harmonia-test-"))
os.environ.setdefault("STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")

if "DATABASE_URL" not in os.environ:
    (ROOT / "var" / "test").mkdir(parents=True, exist_ok=True)
    SERVER = embedded.start(ROOT / "var" / "test")
    with psycopg.connect(SERVER.get_uri(), autocommit=True) as connection:
        for setting in FORGETFUL:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    os.environ["DATABASE_URL"] = embedded.address(SERVER, "harmonia", "postgres")
    os.environ["KEYS_DATABASE_URL"] = embedded.address(SERVER, "harmonia_keys", "postgres")

clock.begin()
