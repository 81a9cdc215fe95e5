"""`harmonia demo`: everything that the service needs, planted and started by one command, kept under one folder."""

import hashlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from harmonia.config import embedded, processes, push_key

PASSWORD = "harmonia-demo-2026"  # noqa: S105  the demonstration's, printed on purpose
SIGN_INS = (
    ("client", "aigerim@example.kz"),
    ("client", "timur@example.kz"),
    ("specialist", "boris@example.kz"),
    ("applicant", "nurlan@example.kz"),
    ("support", "olga@example.kz"),
    ("verifier", "dana@example.kz"),
    ("privacy officer", "pavel@example.kz"),
    ("editor", "editor@example.kz"),
    ("researcher", "researcher@example.kz"),
    ("owner", "owner@example.kz"),
)


SECRETS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": partial(secrets.token_urlsafe, 48),
    "SANDBOX_BANK_SECRET": partial(secrets.token_urlsafe, 48),
    "VAPID_PRIVATE_KEY": push_key.new_key,
}


def run(home: Path, *, host: str, port: int) -> None:
    home.mkdir(parents=True, exist_ok=True)
    embedded.ensure(home)
    loopback = host in ("127.0.0.1", "localhost", "::1")
    address = f"{'http' if loopback else 'https'}://{host}:{port}"
    web_port, sockets_port, bank_port = (processes.free_port() for _ in range(3))
    os.environ.update(_environment(home, host=host, address=address, bank_port=bank_port))
    others = {}
    if not loopback:  # a phone in the same network opens the bank's page through the front, too
        others[f"https://{host}:{port + 1}"] = bank_port
        os.environ["SANDBOX_BANK_PAGES"] = f"https://{host}:{port + 1}"
        os.environ["INNER_ADDRESS"] = f"http://127.0.0.1:{web_port}"
    _prepare(home)
    processes.run(
        [
            processes.bank(bank_port),
            processes.web(web_port),
            processes.sockets(sockets_port),
            processes.front(home=home, address=address, web_port=web_port, sockets_port=sockets_port, others=others),
            processes.worker(after=(web_port,)),
        ],
        ready=lambda: _announce(address),
    )


def _environment(home: Path, *, host: str, address: str, bank_port: int) -> dict[str, str]:
    return {
        **_secrets(home / "secrets.json"),
        "HARMONIA_HOME": str(home),
        "HARMONIA_DEMO": "1",
        "PUBLIC_ADDRESS": address,
        "ALLOWED_HOSTS": f"{host},127.0.0.1,localhost",
        "SANDBOX_BANK_ADDRESS": f"http://127.0.0.1:{bank_port}",
    }


def _secrets(kept: Path) -> dict[str, str]:
    """Drawn at the first start; what a later version needs besides is added to them."""
    drawn: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
    missing = {name: draw for name, draw in SECRETS.items() if name not in drawn}
    if missing:
        drawn |= {name: draw() for name, draw in missing.items()}
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(drawn))
    return drawn


def _prepare(home: Path) -> None:
    """Migrate, collect the static files and plant: only when something changed since the last start."""
    stamp = home / "prepared"
    now = _fingerprint()
    if not stamp.exists() or stamp.read_text() != now:
        for command in (["migrate"], ["manage", "collectstatic", "--noinput", "--clear", "--verbosity=0"], ["plant"]):
            print(f"  preparing: {command[0] if len(command) == 1 else command[1]} …", flush=True)
            subprocess.run([sys.executable, "-m", "harmonia", *command], check=True)
        stamp.write_text(now)


def _fingerprint() -> str:
    """Changes with the code that preparing depends on: migrations, the register, static files, the planting."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for pattern in ("*/migrations/*.py", "policy/**/*.py", "web/static/**/*", "config/planting/**/*"):
        for file in sorted(package.glob(pattern)):
            if file.is_file():
                status = file.stat()
                digest.update(f"{file.relative_to(package)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _announce(address: str) -> None:
    if not processes.answers(f"{address}/healthz", within_seconds=30) and address.startswith("http://"):
        print("  the pages do not answer yet; see the messages above", flush=True)
    print(f"\n  Harmonia is at {address}\n  letters and SMS: {address}/mailbox/\n", flush=True)
    for role, email in SIGN_INS:
        print(f"  {role:>16}  {email}", flush=True)
    print(
        f"  {'password':>16}  {PASSWORD}\n\n  Ctrl-C stops it; what you did is kept for the next start.\n", flush=True
    )
