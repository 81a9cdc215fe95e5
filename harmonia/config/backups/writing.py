"""Making backups. Each is written aside, hashed as it is written, and renamed into place when all of it is on disk."""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from django.conf import settings

from harmonia.config.backups import manifest, programs
from harmonia.config.backups.manifest import DATA, KEYS, PARTIAL, Manifest
from harmonia.core import row_security
from harmonia.core.databases import KEYS as KEYS_DATABASE
from harmonia.journal import operations as journal
from harmonia.vault import operations as vault
from harmonia.vault.gateways import destroyed, kms

DUMP, FILES, CHECKPOINTS, DESTROYED = "database.dump", "files.tar", "checkpoints.jsonl", "destroyed.jsonl"
HIDDEN = "SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND qual NOT LIKE %s"
PROOF_CONTEXT = b"backup\x1f"


class BackupFailed(Exception):
    """No backup was made; those from before are as they were."""


class SamePlace(Exception):
    """Data and keys may not lie in one place: whoever takes it would have both."""


@dataclass
class Draft:
    """The folder that a backup grows in; `parts` as the manifest will have them."""

    folder: Path
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator["Hashing"]:
        with (self.folder / name).open("wb") as file:
            writing = Hashing(file)
            yield writing
            file.flush()
            os.fsync(file.fileno())
        self.parts[name] = {"sha256": writing.digest.hexdigest(), "bytes": writing.bytes}


class Hashing:
    """A file that knows the hash of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest, self.bytes = file, hashlib.sha256(), 0

    def write(self, chunk: bytes) -> int:
        self.file.write(chunk)
        self.digest.update(chunk)
        self.bytes += len(chunk)
        return len(chunk)


def back_up_data(place: Path, *, at: datetime) -> Path:
    """The default database, the encrypted files, the journal's checkpoints. Raises BackupFailed."""

    def fill(draft: Draft, name: str) -> Manifest:
        with _snapshot("default") as (connection, snapshot):
            facts, tree = _facts(connection), _tree(connection)
            _dump(draft, "default", connection.info.server_version, snapshot)
        _pack_files(draft)
        _copy(draft, Path(settings.JOURNAL_CHECKPOINTS), CHECKPOINTS)
        _copy(draft, destroyed.path(), DESTROYED)
        return _manifest(DATA, name, at, draft, facts, epochs=kms().epochs()[-1:], journal=tree)

    return _made(place, DATA, at, fill)


def back_up_keys(place: Path, *, at: datetime) -> Path:
    """The wrapped keys. Those of destroyed epochs, which open nothing any more, are removed. Raises BackupFailed."""

    def fill(draft: Draft, name: str) -> Manifest:
        vault.remember_destroyed()
        with _snapshot(KEYS_DATABASE) as (connection, snapshot):
            facts = _facts(connection)
            rows = connection.execute("SELECT DISTINCT epoch FROM vault_subjectkey ORDER BY epoch").fetchall()
            _dump(draft, KEYS_DATABASE, connection.info.server_version, snapshot)
        return _manifest(KEYS, name, at, draft, facts, epochs=[row[0] for row in rows], proof=[_proof(name)])

    made = _made(place, KEYS, at, fill)
    living = set(kms().epochs())
    for folder, said in manifest.complete(place, KEYS):
        if not set(said.epochs) <= living:
            shutil.rmtree(folder)
    return made


def apart(data: Path, keys: Path) -> None:
    """Raises SamePlace."""
    one, other = data.resolve(), keys.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise SamePlace(f"{keys} lies with {data}: whoever takes one takes both")


def _made(place: Path, kind: str, at: datetime, fill: Callable[[Draft, str], Manifest]) -> Path:
    """Aside, then renamed; whatever fails, nothing half is left under a backup's name."""
    name = f"{kind}-{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    folder = place / f"{PARTIAL}{name}"
    try:
        with _alone(place):
            folder.mkdir(mode=0o700)
            said = fill(draft := Draft(folder), name)
            digest = said.write(folder)
            _sync(folder)
            folder.rename(place / name)
            _sync(place)
    except (OSError, psycopg.Error, programs.NoProgram, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise BackupFailed(f"{error}; no backup was made, and those from before are as they were") from error
    size = sum(part["bytes"] for part in draft.parts.values())
    journal.record("backup.made", subject=None, actor=None, at=at, kind=kind, name=name, sha256=digest, bytes=size)
    return place / name


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One backup at a time at a place; what an earlier one left half done is cleared away."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in place.glob(f"{PARTIAL}*"):
            shutil.rmtree(left)
        yield


@contextmanager
def _snapshot(alias: str) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A connection that sees one moment, and the moment's name, by which pg_dump sees it too."""
    with psycopg.connect(**programs.parameters(alias)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None  # noqa: S101  a function always answers
        yield connection, row[0]


def _facts(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    hidden = connection.execute(HIDDEN, [f"%{row_security.SERVICE}%"]).fetchall()
    if hidden:
        raise BackupFailed(f"row security shows {hidden[0][0]} to the service in part; no backup was made")
    names = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names)  # noqa: S608
    ran = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return {
        "server": connection.info.server_version,
        "rows": dict(connection.execute(counted.encode()).fetchall()) if names else {},
        "migrations": [row[0] for row in ran],
    }


def _tree(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """The journal's size, and the last that was signed about it."""
    size = connection.execute("SELECT coalesce(max(size), 0) FROM journal_seal").fetchone()
    last = connection.execute("SELECT size, root FROM journal_checkpoint ORDER BY id DESC LIMIT 1").fetchone()
    return {"size": size and size[0], "checkpoint": last and {"size": last[0], "root": last[1].hex()}}


def _dump(draft: Draft, alias: str, server: int, snapshot: str) -> None:
    command = [str(programs.folder(server) / "pg_dump"), "--format=custom", "--no-owner", "--enable-row-security"]
    command.append(f"--snapshot={snapshot}")
    program = subprocess.Popen(command, env=programs.environment(alias), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with draft.part(DUMP) as part, program:
        assert program.stdout is not None  # noqa: S101  a pipe, as asked for
        try:
            while chunk := program.stdout.read(manifest.CHUNK):
                part.write(chunk)
            _, said = program.communicate()
        except OSError:
            program.kill()
            raise
    if program.returncode:
        raise subprocess.SubprocessError(f"pg_dump ended with {program.returncode}: {said.decode()[-500:].strip()}")


def _pack_files(draft: Draft) -> None:
    """Only ciphertext lies there. A file that is erased while this runs is not in it."""
    storage = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    with draft.part(FILES) as part, tarfile.open(fileobj=part, mode="w|") as archive:  # type: ignore[call-overload]
        for path in sorted(storage.rglob("*")) if storage.exists() else []:
            try:
                archive.add(path, arcname=str(path.relative_to(storage)), recursive=False)
            except FileNotFoundError:
                continue


def _copy(draft: Draft, source: Path, name: str) -> None:
    with draft.part(name) as part:
        if source.exists():
            with source.open("rb") as file:
                shutil.copyfileobj(file, part)


def _proof(name: str) -> dict[str, Any]:
    """Whoever can open this has the key of the epoch that the rows are under, and not another one of its number."""
    secret = secrets.token_bytes(32)
    epoch, wrapped = kms().wrap(secret, PROOF_CONTEXT + name.encode())
    return {"epoch": epoch, "wrapped": wrapped.hex(), "sha256": hashlib.sha256(secret).hexdigest()}


def _manifest(kind: str, name: str, at: datetime, draft: Draft, facts: dict[str, Any], **more: Any) -> Manifest:
    return Manifest(
        kind=kind, name=name, made_at=at.isoformat(), version=version("harmonia"), parts=draft.parts, **facts, **more
    )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
