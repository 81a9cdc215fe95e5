"""The `harmonia` command: one place to start, migrate and tend the service."""

import argparse
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

SETTINGS = "harmonia.config.settings"


def home() -> Path:
    return Path(os.environ.get("HARMONIA_HOME", str(Path.cwd() / "var"))).resolve()


def as_owner() -> None:
    """Migrations run as the databases' owner; all else as the application's role, which may not rewrite the journal."""
    for name in ("DATABASE", "KEYS_DATABASE"):
        os.environ[f"{name}_URL"] = os.environ.get(f"{name}_OWNER_URL", os.environ[f"{name}_URL"])


def migrate(_: argparse.Namespace) -> None:
    as_owner()
    _django("migrate", "--verbosity=0")
    _django("migrate", "--database=keys", "--verbosity=0")


def manage(options: argparse.Namespace) -> None:
    _django(*options.arguments)


def demo(options: argparse.Namespace) -> None:
    from harmonia.config import demo as the_demo

    the_demo.run(home(), host=options.host, port=options.port)


def serve(options: argparse.Namespace) -> None:
    from harmonia.config import processes

    _django("check", "--deploy", "--fail-level=ERROR")
    _django("collectstatic", "--noinput", "--clear", "--verbosity=0")
    address = os.environ.get("PUBLIC_ADDRESS", f"http://{options.host}:{options.port}")
    web_port, sockets_port = processes.free_port(), processes.free_port()
    processes.run(
        [
            processes.web(web_port),
            processes.sockets(sockets_port),
            processes.front(home=home(), address=address, web_port=web_port, sockets_port=sockets_port),
        ]
    )


def worker(_: argparse.Namespace) -> None:
    _django("procrastinate", "worker", "--concurrency=4")


def plant(_: argparse.Namespace) -> None:
    """Only where the demonstration says so: everybody knows the password of its people."""
    _setup()
    from django.conf import settings
    from django.utils import timezone

    from harmonia.config import planting

    if not settings.DEMO:
        raise SystemExit("plant: these people's password is published; set HARMONIA_DEMO=1 for a demonstration")
    planting.plant(timezone.now())


def verify(options: argparse.Namespace) -> None:
    from harmonia.config import verifying

    raise SystemExit(verifying.run(options.file, options.key, options.checkpoint, options.consistency))


def archive_schema(_: argparse.Namespace) -> None:
    _setup()
    from harmonia.privacy.queries.archives.schema import schema
    from harmonia.privacy.rules.archives import as_json

    print(as_json(schema()).decode(), end="")


def backup(options: argparse.Namespace) -> None:
    _backups().backup(options)


def restore(options: argparse.Namespace) -> None:
    _backups().restore(options)


def escrow(options: argparse.Namespace) -> None:
    (_backups().split if options.moment == "split" else _backups().join)(options)


def rotate(options: argparse.Namespace) -> None:
    _backups().rotate(options)


def _backups() -> Any:
    """As the owner: the application's role may neither read past row security nor rebuild a database."""
    as_owner()
    _setup()
    from harmonia.config.backups import commands

    return commands


def push_key(_: argparse.Namespace) -> None:
    from harmonia.config import push_key as key

    print(key.new_key())


def sandbox_bank(options: argparse.Namespace) -> None:
    from harmonia.sandbox_bank import program

    program.run(home() / "sandbox-bank", port=options.port)


def _django(*arguments: str) -> None:
    from django.core.management import execute_from_command_line

    _setup()
    execute_from_command_line(["harmonia", *arguments])


def _setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    importlib.import_module("harmonia.config.checks")  # registers what a start refuses, before anything is checked


COMMANDS: tuple[tuple[str, Callable[[argparse.Namespace], None], str], ...] = (
    ("demo", demo, "a planted demonstration with everything it needs, in one command"),
    ("serve", serve, "pages, sockets and the front, without the demonstration's data"),
    ("worker", worker, "run the deferred jobs"),
    ("plant", plant, "put the demonstration's people and plans into an empty database"),
    ("migrate", migrate, "bring both databases to this version, as their owner"),
    ("sandbox-bank", sandbox_bank, "the practice payment provider, a program of its own"),
    ("verify", verify, "hold a receipt or another proved document against itself; asks no server and no database"),
    ("archive-schema", archive_schema, "what the archive of a person's information is made of, for docs/privacy/"),
    ("push-key", push_key, "draw a key for signals to devices, to be set as VAPID_PRIVATE_KEY"),
    ("backup", backup, "the data, and apart from them the wrapped keys"),
    ("restore", restore, "put a backup back, of data or of keys"),
    ("rotate", rotate, "end the epoch of the keys now, and not tonight: copies of wrapped keys die with it"),
    ("escrow", escrow, "hand out shares of the keys' escrow, or join them when the key management is lost"),
    ("manage", manage, "any Django command"),
)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="harmonia", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    for name, function, explanation in COMMANDS:
        command = commands.add_parser(name, help=explanation)
        command.set_defaults(function=function)
        if name in ("demo", "serve"):
            command.add_argument("--host", default=host)
            command.add_argument("--port", type=int, default=port)
        if name == "sandbox-bank":
            command.add_argument("--port", type=int, default=8090)
        if name == "verify":
            _verify_arguments(command)
        if name in ("backup", "restore"):
            _backup_arguments(name, command)
        if name == "escrow":
            _escrow_arguments(command)
        if name == "manage":
            command.add_argument("arguments", nargs=argparse.REMAINDER)
    return top


def _backup_arguments(name: str, command: argparse.ArgumentParser) -> None:
    command.add_argument("place", type=Path, metavar="DIR", help="where backups lie")
    if name == "backup":
        command.add_argument("--keys", type=Path, metavar="DIR", help="where backups of the keys lie: elsewhere")
        command.add_argument("--data-only", action="store_true", help="no backup of the keys now")
    else:
        command.add_argument("--replace", action="store_true", help="in place of what stands there")


def _escrow_arguments(command: argparse.ArgumentParser) -> None:
    moments = command.add_subparsers(required=True, dest="moment", metavar="split|join")
    split = moments.add_parser("split", help="begin an escrow, or replace it, and write its shares")
    split.add_argument("--needed", type=int, required=True, help="how many shares open it")
    split.add_argument("--of", type=int, required=True, help="how many there are")
    split.add_argument("--label", default="keys of Harmonia", help="stands on each share")
    split.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the shares are written")
    split.add_argument("--old", type=Path, nargs="*", default=[], metavar="FILE", help="shares of the former escrow")
    join = moments.add_parser("join", help="put the kept keys back into the key management")
    join.add_argument("shares", type=Path, nargs="+", metavar="FILE")


def _verify_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, help="the receipt, certificate or proof of consistency")
    command.add_argument(
        "--key", help="the service's public key, in hex or in a file: then it is said whose the file is"
    )
    command.add_argument("--checkpoint", type=Path, help="a checkpoint that you kept, for example the letter with it")
    command.add_argument("--consistency", type=Path, help="the proof that leads from one checkpoint to the other")


def main() -> None:
    from harmonia.config import embedded
    from harmonia.core import row_security

    options = parser().parse_args()
    if options.function in (migrate, manage, plant, worker, serve, backup, restore, rotate, escrow):
        embedded.ensure(home())
    with row_security.as_reader(row_security.SERVICE):  # pages are processes of their own, and begin as nobody
        options.function(options)
