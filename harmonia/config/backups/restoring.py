"""The way back: everything is checked before anything is touched, and each database is replaced in one transaction."""

import hashlib
import shutil
import subprocess
import tarfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from harmonia.accounts.models import SignIn
from harmonia.config.backups import manifest, programs
from harmonia.config.backups.manifest import DATA, BadBackup, Manifest
from harmonia.config.backups.writing import CHECKPOINTS, DESTROYED, DUMP, FILES, PROOF_CONTEXT
from harmonia.core.databases import KEYS as KEYS_DATABASE
from harmonia.journal import operations as journal
from harmonia.practice import operations as practice
from harmonia.privacy.operations import erasure
from harmonia.privacy.queries import erasure as erasures
from harmonia.vault import files, rules
from harmonia.vault import operations as vault
from harmonia.vault.gateways import EpochGone, destroyed, kms

EMPTY = """
SET client_min_messages = warning;
SET lock_timeout = '10s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
ROLE = "DO $$ BEGIN CREATE ROLE harmonia_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$"


class NotEmpty(Exception):
    """Something stands there already."""


class InUse(Exception):
    """The service still runs on this database."""


class WrongEpoch(Exception):
    """The keys of this backup cannot be opened any more, or not by this key management."""


class RestoreFailed(Exception):
    """Nothing was restored; what stood there still stands there."""


@dataclass
class Restored:
    """`erased_again`: keys that had been destroyed since, `notes_again`: notes that had been deleted by hand since.
    `findings`: what the journal's audit found."""

    said: Manifest
    erased_again: int = 0
    notes_again: int = 0
    findings: list[str] = field(default_factory=list)


def restore(place: Path, *, replace: bool, at: datetime) -> Restored:
    """Put a backup back, of whichever kind it is. Raises BadBackup, WrongEpoch, NotEmpty, InUse, RestoreFailed."""
    folder, said = manifest.chosen(place)
    manifest.check(folder, said)
    alias = "default" if said.kind == DATA else KEYS_DATABASE
    _check_version(said)
    if said.kind != DATA:
        _check_epochs(said)
    _check_target(alias, replace=replace)
    if said.kind == DATA and not _there(KEYS_DATABASE, "vault_subjectkey"):
        raise RestoreFailed("the database of the keys is empty: restore the backup of the keys first")
    forgotten = destroyed.remembered() | _noted()
    beside = _unpacked(folder / FILES) if said.kind == DATA else None
    connections.close_all()
    _load(folder / DUMP, alias, said)
    call_command("migrate", database=alias, verbosity=0)
    restored = Restored(said)
    if beside is not None:
        _take_its_place(beside)
        _put_back_lists(folder)
        forgotten |= destroyed.remembered()
    restored.erased_again = vault.destroy_again(sorted(forgotten))
    _afterwards(restored, alias, forgotten, at)
    return restored


def _check_version(said: Manifest) -> None:
    """A backup of an older version is brought up to date afterwards; of a newer one nothing can be known."""
    here = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    known = {f"{app}.{name}" for at, made in here.items() for app, name in (at, *made.replaces)}
    unknown = sorted(set(said.migrations) - known)
    if unknown:
        raise BadBackup(f"this backup is of a later version ({said.version}); install that one: {unknown[0]}")


def _check_epochs(said: Manifest) -> None:
    living = kms().epochs()
    gone = sorted(set(said.epochs) - set(living))
    if gone:
        raise WrongEpoch(
            f"this backup of the keys is of epoch {gone[0]}, which was destroyed when the epoch was rotated; only a "
            f"backup of a living epoch ({', '.join(map(str, living)) or 'there is none'}) opens. That is what makes "
            "erasure reach backups. Take a newer one; a backup of the data needs no keys backup while the keys live."
        )
    for proof in said.proof:
        try:
            secret = kms().unwrap(proof["epoch"], bytes.fromhex(proof["wrapped"]), PROOF_CONTEXT + said.name.encode())
        except (rules.Unreadable, EpochGone):
            secret = b""
        if hashlib.sha256(secret).hexdigest() != proof["sha256"]:
            raise WrongEpoch(
                f"this key management has an epoch {proof['epoch']} too, with another key: it was begun anew. Join the "
                "escrow first (`harmonia escrow join`), or connect the right key management."
            )


def _check_target(alias: str, *, replace: bool) -> None:
    name = connections[alias].settings_dict["NAME"]
    connections.close_all()
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        tables = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND coalesce(backend_type, 'client backend') = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if tables and not replace:
        raise NotEmpty(f"the database {name} has {tables} tables; --replace puts the backup in their place")
    if others:
        raise InUse(f"{others} programs are connected to the database {name}; stop the service first")


def _noted() -> set[destroyed.Destroyed]:
    """What the key database knows, if it is there: read before it is replaced."""
    if not _there(KEYS_DATABASE, "vault_destroyedkey"):
        return set()
    with psycopg.connect(**programs.parameters(KEYS_DATABASE)) as connection:
        return set(connection.execute("SELECT subject_id, key_class, version FROM vault_destroyedkey").fetchall())


def _load(dump: Path, alias: str, manifested: Manifest) -> None:
    """pg_restore writes SQL, psql runs it in one transaction, which counts the rows: all of it, or nothing."""
    with psycopg.connect(**programs.parameters(alias), autocommit=True) as connection:
        connection.execute(ROLE)
        found = programs.folder(connection.info.server_version)
    write = [str(found / "pg_restore"), "--no-owner", "--file=-", str(dump)]
    run = [str(found / "psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"]
    environment = programs.environment(alias)
    with (
        subprocess.Popen(write, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer,
        subprocess.Popen(
            run, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as runner,
    ):
        said = _poured(writer, runner, _counted(manifested))
    if writer.returncode or runner.returncode:
        raise RestoreFailed(f"nothing was restored, what stood there still stands there: {said[-800:].strip()}")


def _poured(writer: "subprocess.Popen[bytes]", runner: "subprocess.Popen[bytes]", last: str) -> str:
    """What they complained of. The runner may end, and so commit, only when the writer ended well."""
    assert writer.stdout and writer.stderr and runner.stdin and runner.stderr  # noqa: S101, PT018  pipes, as asked for
    try:
        runner.stdin.write(EMPTY.encode())
        shutil.copyfileobj(writer.stdout, runner.stdin)
    except BrokenPipeError:
        writer.kill()
    complaint = writer.stderr.read().decode(errors="replace")
    if writer.wait():
        runner.kill()
    with suppress(BrokenPipeError):
        runner.stdin.write(last.encode())
        runner.stdin.flush()
    with suppress(BrokenPipeError):
        runner.stdin.close()
    complaint += runner.stderr.read().decode(errors="replace")
    runner.wait()
    return complaint


def _storage() -> Path:
    return Path(settings.STORAGES["default"]["OPTIONS"]["location"])


def _unpacked(packed: Path) -> Path:
    """A folder beside the one of the files, which it is to replace once the database is there."""
    beside = _storage().with_name(f".{_storage().name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True, mode=0o700)
        with tarfile.open(packed) as archive:
            archive.extractall(beside, filter="data")
    except (OSError, tarfile.TarError) as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise RestoreFailed(f"the files cannot be unpacked, and nothing was restored: {error}") from error
    return beside


def _take_its_place(beside: Path) -> None:
    before = _storage().with_name(f".{_storage().name}.before")
    shutil.rmtree(before, ignore_errors=True)
    if _storage().exists():
        _storage().rename(before)
    beside.rename(_storage())
    shutil.rmtree(before, ignore_errors=True)


def _put_back_lists(folder: Path) -> None:
    """What stands outside is longer than what a backup has of it; only where it is gone does the backup's serve."""
    outside = Path(settings.JOURNAL_CHECKPOINTS)
    if not outside.exists() and (folder / CHECKPOINTS).stat().st_size:
        outside.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / CHECKPOINTS, outside)
    destroyed.remember(sorted(destroyed.remembered(folder / DESTROYED) - destroyed.remembered()))


def _erase_again(gone: set[destroyed.Destroyed], at: datetime) -> None:
    """Whoever was erased since comes back as rows that nobody can read: they go again, and his files."""
    for person_id in erasures.standing_though_destroyed():
        vault.unblock_subject(subject_id=person_id)  # a block of that time was lifted, or he could not be erased
    erasure.erase_again(at=at)
    for subject_id, key_class, _ in gone:
        if not key_class:
            files.remove_all(subject_id)


def _afterwards(restored: Restored, alias: str, gone: set[destroyed.Destroyed], at: datetime) -> None:
    """Statistics for the planner; nobody is signed in any more; the journal is held against all that was signed."""
    if restored.said.kind == DATA:
        SignIn.objects.filter(ended_at=None).update(ended_at=at, session="", forms_sha256=None)
        _erase_again(gone, at)
        restored.notes_again = practice.delete_again(gone=sorted({one for one, *_ in gone}), at=at)
        restored.findings = journal.audit(at)
    with connections[alias].cursor() as cursor:
        cursor.execute("ANALYZE")
    if not _there("default", "journal_entry"):
        return  # the data, too, is still to come; then that is recorded
    journal.record(
        "backup.restored",
        subject=None,
        actor=None,
        at=at,
        kind=restored.said.kind,
        name=restored.said.name,
        erased_again=restored.erased_again,
        notes_again=restored.notes_again,
        findings=len(restored.findings),
    )


def _counted(said: Manifest) -> str:
    """SQL that fails where a table has not as many rows as the manifest says."""
    counted = [
        f'DO $$ BEGIN IF (SELECT count(*) FROM public."{table}") <> {count} THEN '  # noqa: S608  checked names
        f"RAISE '{table} does not have its {count} rows'; END IF; END $$;"
        for table, count in said.rows.items()
    ]
    return "\n".join(["SET row_security = on;", *counted, ""])


def _there(alias: str, table: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        return bool(cursor.fetchone()[0])
