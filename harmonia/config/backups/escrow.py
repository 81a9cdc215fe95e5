"""The escrow's two moments: handing out its shares, and joining them when the key management is lost.

The shares are of the escrow's private key; each new epoch's key is sealed for its public half when it is made. So the
shares stay good from night to night, and the copies of destroyed epochs are destroyed. Joining puts the key into this
process alone: afterwards new shares should be split, since it has been on a machine.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from harmonia.core import shares
from harmonia.core.shares import Share
from harmonia.journal import gateways as journal_keys
from harmonia.journal import operations as journal
from harmonia.vault import keyring, rules
from harmonia.vault import operations as vault
from harmonia.vault.gateways import EpochGone, FileKms, KeysUnavailable, Kms, kms
from harmonia.vault.gateways.escrow import Escrow, OtherEscrow, identity, new_pair, public_of
from harmonia.vault.models import SubjectKey

SIGNING = "journal-ed25519"


class NoEscrow(Exception):
    """No place for an escrow was named."""


class WrongShares(Exception):
    """These shares do not open the copies that are here, or the copies do not open the wrapped keys."""


@dataclass(frozen=True)
class Split:
    """`left_out`: keys that were made inside the key management before, and that it gives to nobody."""

    shares: list[Share]
    kept: list[str]
    left_out: list[str]


@dataclass(frozen=True)
class Joined:
    """`put_back`: names of keys. `opened`: people whose keys were tried, one an epoch."""

    put_back: list[str]
    opened: int


def split(*, needed: int, of: int, label: str, old: Sequence[Share], at: datetime) -> Split:
    """Begin an escrow, or replace it by one for which former shares are no good. `old`: shares of the former one, for a
    key management that gives no key out. Raises NoEscrow, ValueError, WrongShares."""
    shares.check(needed=needed, of=of)
    escrow, manager = _escrow(), kms()
    secrets = _at_hand(manager, escrow, old)
    left_out = [f"mac-{name}" for name in manager.mac_names() if f"mac-{name}" not in secrets]
    private, public = new_pair()
    escrow.begin(public)
    for name in set(escrow.names()) - set(secrets):
        escrow.forget(name)
    for name, secret in secrets.items():
        escrow.keep(name, secret)
    if any(f"epoch-{epoch}" not in secrets for epoch in manager.epochs()):
        vault.rotate_epoch(at)  # the new epoch's key is made here, and sealed before it is put away
    journal.record("escrow.split", subject=None, actor=None, at=at, escrow=identity(public), needed=needed, of=of)
    epoch = manager.current_epoch()
    given = shares.split(private, needed=needed, of=of, label=label, name=identity(public), epoch=epoch)
    return Split(given, escrow.names(), left_out)


def _at_hand(manager: Kms, escrow: Escrow, old: Sequence[Share]) -> dict[str, bytes]:
    """The keys that can be sealed now, by name."""
    found = {SIGNING: journal_keys.signing_key().private_bytes_raw()}
    if isinstance(manager, FileKms):
        names = [f"epoch-{epoch}" for epoch in manager.epochs()] + [f"mac-{name}" for name in manager.mac_names()]
        return found | {name: manager.secret(name) for name in names}
    return found | (_opened(escrow, old) if old else {})


def join(given: Sequence[Share], *, at: datetime) -> Joined:
    """Put every kept key back into the key management, and see that it opens the wrapped keys. Raises NoEscrow,
    shares.TooFewShares, shares.MixedShares, WrongShares, KeysUnavailable."""
    escrow, manager = _escrow(), kms()
    opened = _opened(escrow, given)
    rows = {epoch: SubjectKey.objects.filter(epoch=epoch).order_by("pk").first() for epoch in _epochs_of_rows()}
    missing = sorted(epoch for epoch in rows if f"epoch-{epoch}" not in opened and epoch not in manager.epochs())
    if missing:
        raise WrongShares(
            f"the wrapped keys are of epoch {missing[0]}, and the escrow keeps {', '.join(sorted(opened))}: this key "
            "database is older or newer than the escrow's copies. Restore a backup of the keys of a kept epoch."
        )
    for name, secret in opened.items():
        _put_back(manager, name, secret)
    for row in rows.values():
        _try(manager, row)
    journal.record("escrow.joined", subject=None, actor=None, at=at, keys=sorted(opened))
    return Joined(sorted(opened), len(rows))


def _opened(escrow: Escrow, given: Sequence[Share]) -> dict[str, bytes]:
    private = shares.join(list(given))
    here = identity(escrow.public())
    if identity(public_of(private)) != here:
        raise WrongShares(
            f"these are shares of the escrow {given[0].secret}, split at epoch {given[0].epoch}; the copies here are "
            f"sealed for the escrow {here}, which was split later or elsewhere: its shares are needed"
        )
    try:
        return escrow.opened(private)
    except (OtherEscrow, rules.Unreadable) as error:
        raise WrongShares(str(error)) from error


def _put_back(manager: Kms, name: str, secret: bytes) -> None:
    if name != SIGNING:
        manager.adopt(name, secret)
    elif not _signing_key().exists():
        _signing_key().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(_signing_key(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
        journal_keys.signing_key.cache_clear()


def _try(manager: Kms, row: SubjectKey | None) -> None:
    """Somebody's key, opened as proof that the right one was put back."""
    if row is None:
        return
    try:
        manager.unwrap(row.epoch, bytes(row.wrapped), keyring.subject_context(row.subject_id))
    except (rules.Unreadable, EpochGone) as error:
        raise WrongShares(
            f"the key management holds another key under epoch {row.epoch}: it was begun anew after the loss. Empty it "
            "(move the folder of keys away), and join again."
        ) from error


def _epochs_of_rows() -> list[int]:
    return sorted(SubjectKey.objects.values_list("epoch", flat=True).distinct())


def _escrow() -> Escrow:
    escrow = Escrow.of_settings()
    if not escrow.wanted:
        raise NoEscrow("ESCROW_DIR is not set: say where the sealed copies lie, not on the machine of the keys")
    return escrow


def _signing_key() -> Path:
    return Path(settings.KEYS_DIR) / journal_keys.NAME


def read_shares(files: Sequence[Path]) -> list[Share]:
    """Raises shares.BadShare, naming the file; KeysUnavailable for one that cannot be read."""
    found = []
    for file in files:
        try:
            found.append(shares.parsed(file.read_text()))
        except shares.BadShare as error:
            raise shares.BadShare(f"{file}: {error}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise KeysUnavailable(f"{file} cannot be read") from error
    return found


def write_shares(given: Sequence[Share], folder: Path) -> list[Path]:
    """One file a share, for one person each; readable by the caller alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = []
    for share in given:
        path = folder / f"{share.secret}-share-{share.number}-of-{len(given)}.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(share.text())
        written.append(path)
    return written
