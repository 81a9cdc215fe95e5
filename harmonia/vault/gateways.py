"""Key management: where the key of the keys lives. One interface, `Kms`; a file driver now.

A key of the epoch (KEK) wraps every person's key. Destroying an epoch makes all that it wrapped unreadable, so it is
rotated first; a copy of a wrapped key from before dies with its epoch.
"""

import os
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from harmonia.vault import rules


class KeysUnavailable(Exception):
    """The key database or the key management does not answer; nothing personal can be read or written."""


class EpochGone(KeysUnavailable):
    """The key was wrapped under an epoch that has been destroyed."""


class Kms(Protocol):
    """What any key management offers. Contexts are bound in: a key wrapped for one subject opens for no other."""

    def epochs(self) -> list[int]: ...
    def current_epoch(self) -> int: ...
    def wrap(self, key: bytes, context: bytes) -> tuple[int, bytes]: ...
    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes: ...
    def rotate(self) -> int: ...
    def destroy(self, epoch: int) -> None: ...
    def mac_key(self, name: str) -> bytes: ...


class FileKms:
    """Epoch keys in files of mode 0600 under KEYS_DIR: for demonstrations and single machines."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.KEYS_DIR)
        self._read = cache(self._read_file)

    def epochs(self) -> list[int]:
        """Those whose keys still exist, oldest first."""
        return sorted(int(path.stem.split("-")[1]) for path in self.folder.glob("epoch-*.key"))

    def current_epoch(self) -> int:
        epochs = self.epochs()
        return epochs[-1] if epochs else self.rotate()

    def wrap(self, key: bytes, context: bytes) -> tuple[int, bytes]:
        epoch = self.current_epoch()
        return epoch, rules.seal(self._epoch_key(epoch), key, context)

    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes:
        return rules.unseal(self._epoch_key(epoch), wrapped, context)

    def rotate(self) -> int:
        epoch = max(self.epochs(), default=0) + 1
        self._create(f"epoch-{epoch}.key")
        return epoch

    def destroy(self, epoch: int) -> None:
        path = self.folder / f"epoch-{epoch}.key"
        if path.exists():
            path.write_bytes(os.urandom(rules.KEY_BYTES))
            path.unlink()
        self._read.cache_clear()

    def mac_key(self, name: str) -> bytes:
        path = self.folder / f"mac-{name}.key"
        if not path.exists():
            self._create(path.name)
        return self._read(path)

    def _epoch_key(self, epoch: int) -> bytes:
        path = self.folder / f"epoch-{epoch}.key"
        if not path.exists():
            self._read.cache_clear()
            raise EpochGone(f"epoch {epoch}")
        return self._read(path)

    def _create(self, name: str) -> None:
        """Written apart and linked into place: whoever comes second keeps the first one's key."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(rules.new_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, self.folder / name)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    @staticmethod
    def _read_file(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise KeysUnavailable(path.name) from error


@cache
def kms() -> Kms:
    driver: Kms = import_string(settings.KMS)()
    return driver
