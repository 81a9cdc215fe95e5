"""`harmonia backup`, `restore`, `escrow`: read the arguments, say what happened; a failure says why and ends with 1."""

import argparse
import os
import sys
from pathlib import Path

from django.utils import timezone

from harmonia.config.backups import escrow, manifest, programs, restoring, writing
from harmonia.core import shares
from harmonia.vault import operations as vault
from harmonia.vault.gateways import KeysUnavailable, kms

FAILURES = (
    manifest.BadBackup, programs.NoProgram, writing.BackupFailed, writing.SamePlace, restoring.NotEmpty,
    restoring.InUse, restoring.WrongEpoch, restoring.RestoreFailed, KeysUnavailable,
    escrow.NoEscrow, escrow.WrongShares, shares.BadShare, shares.MixedShares, shares.TooFewShares,
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
    print(f"destroyed again, as they had been since: {restored.erased_again} keys, {restored.notes_again} notes")
    for finding in restored.findings:
        print(f"journal: {finding}", file=sys.stderr)
    if restored.findings:
        print("The journal is older than what was signed: docs/runbooks/restore.md says what to do.", file=sys.stderr)


def split(options: argparse.Namespace) -> None:
    try:
        old = escrow.read_shares(options.old)
        done = escrow.split(needed=options.needed, of=options.of, label=options.label, old=old, at=timezone.now())
        written = escrow.write_shares(done.shares, options.out)
    except (*FAILURES, ValueError, OSError) as error:
        raise SystemExit(f"harmonia escrow split: {error}") from error
    print(f"kept in the escrow: {', '.join(done.kept)}")
    for path in written:
        print(f"for one person: {path}")
    print(f"Any {options.needed} of them open everything. Hand each over, and remove the files.")
    if done.left_out:
        print(f"Not kept, since they were made inside the key management before: {', '.join(done.left_out)}.")


def join(options: argparse.Namespace) -> None:
    try:
        joined = escrow.join(escrow.read_shares(options.shares), at=timezone.now())
    except FAILURES as error:
        raise SystemExit(f"harmonia escrow join: {error}") from error
    print(f"put back: {', '.join(joined.put_back)}")
    print(f"tried: the keys of {joined.opened} people open. The escrow's key was on this machine: split new shares.")


def rotate(_: argparse.Namespace) -> None:
    try:
        count = vault.rotate_epoch(timezone.now())
    except FAILURES as error:
        raise SystemExit(f"harmonia rotate: {error}") from error
    print(f"epoch {kms().current_epoch()}: {count} keys were wrapped anew; older copies open nothing more")
