"""`harmonia backup`, `harmonia restore`: read the arguments, say what happened; a failure says why, and ends with 1."""

import argparse
import os
import sys
from pathlib import Path

from django.utils import timezone

from harmonia.config.backups import manifest, programs, restoring, writing
from harmonia.vault.gateways import KeysUnavailable

FAILURES = (
    manifest.BadBackup, programs.NoProgram, writing.BackupFailed, writing.SamePlace, restoring.NotEmpty,
    restoring.InUse, restoring.WrongEpoch, restoring.RestoreFailed, KeysUnavailable,
)  # fmt: skip


def backup(options: argparse.Namespace) -> None:
    try:
        _backup(options)
    except FAILURES as error:
        raise SystemExit(f"harmonia backup: {error}") from error


def _backup(options: argparse.Namespace) -> None:
    keys = options.keys or os.environ.get("KEYS_BACKUPS")
    if keys is None and not options.data_only:
        raise writing.SamePlace("say where the backup of the keys goes (--keys or KEYS_BACKUPS), or --data-only")
    if keys is not None:
        writing.apart(options.place, Path(keys))
    print(f"data: {writing.back_up_data(options.place, at=timezone.now())}")
    if keys is not None and not options.data_only:
        print(f"keys: {writing.back_up_keys(Path(keys), at=timezone.now())}  (opens only while its epoch lives)")


def restore(options: argparse.Namespace) -> None:
    try:
        restored = restoring.restore(options.place, replace=options.replace, at=timezone.now())
    except FAILURES as error:
        raise SystemExit(f"harmonia restore: {error}") from error
    said = restored.said
    print(f"restored: {said.name}, made at {said.made_at}, {sum(said.rows.values())} rows")
    print(f"destroyed again, as they had been since: {restored.erased_again} keys")
    for finding in restored.findings:
        print(f"journal: {finding}", file=sys.stderr)
    if restored.findings:
        print("The journal is older than what was signed: docs/runbooks/restore.md says what to do.", file=sys.stderr)
