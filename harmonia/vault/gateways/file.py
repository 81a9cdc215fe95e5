"""Epoch keys in files of mode 0600 under KEYS_DIR: for demonstrations and single machines."""

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

from harmonia.vault import rules
from harmonia.vault.gateways.contract import EpochGone, KeysUnavailable
from harmonia.vault.gateways.escrow import Escrow, number_of


class FileKms:
    def __init__(self, folder: Path | None = None, *, escrow: Escrow | None = None) -> None:
        self.folder = folder or Path(settings.KEYS_DIR)
        self.escrow = escrow or Escrow.of_settings()
        self._read = cache(self._read_file)

    def epochs(self) -> list[int]:
        """Those whose keys still exist, oldest first."""
        return sorted(number_of(path.stem) for path in self.folder.glob("epoch-*.key"))

    def current_epoch(self) -> int:
        epochs = self.epochs()
        return epochs[-1] if epochs else self.rotate()

    def wrap(self, key: bytes, context: bytes) -> tuple[int, bytes]:
        epoch = self.current_epoch()
        return epoch, rules.seal(self._epoch_key(epoch), key, context)

    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes:
        return rules.unseal(self._epoch_key(epoch), wrapped, context)

    def wrap_all(self, keys: Sequence[tuple[bytes, bytes]]) -> list[tuple[int, bytes]]:
        return [self.wrap(key, context) for key, context in keys]

    def unwrap_all(self, wrapped: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        return [self.unwrap(*one) for one in wrapped]

    def rotate(self) -> int:
        with self.escrow.alone():
            epoch = max(self.epochs(), default=0) + 1
            self._create(f"epoch-{epoch}")
        return epoch

    def destroy(self, epoch: int) -> None:
        self.escrow.forget(f"epoch-{epoch}")  # first: a cut in between must not leave the copy alone behind
        path = self.folder / f"epoch-{epoch}.key"
        if path.exists():
            path.write_bytes(os.urandom(rules.KEY_BYTES))
            path.unlink()
        self._read.cache_clear()

    def mac_key(self, name: str) -> bytes:
        path = self.folder / f"mac-{name}.key"
        if not path.exists():
            with self.escrow.alone():
                self._create(path.stem)
        return self._read(path)

    def mac_names(self) -> list[str]:
        return sorted(path.stem.removeprefix("mac-") for path in self.folder.glob("mac-*.key"))

    def adopt(self, name: str, secret: bytes) -> None:
        self._put(f"{name}.key", secret)
        self._read.cache_clear()

    def secret(self, name: str) -> bytes:
        """As the escrow keeps it. Only this driver can tell a key that it already has."""
        return self._read(self.folder / f"{name}.key")

    def _epoch_key(self, epoch: int) -> bytes:
        path = self.folder / f"epoch-{epoch}.key"
        if not path.exists():
            self._read.cache_clear()
            raise EpochGone(f"epoch {epoch}")
        return self._read(path)

    def _create(self, name: str) -> None:
        if not (self.folder / f"{name}.key").exists():
            secret = rules.new_key()
            self.escrow.keep(name, secret)
            self._put(f"{name}.key", secret)

    def _put(self, name: str, secret: bytes) -> None:
        """Written apart and linked into place: whoever comes second keeps the first one's key."""
        draft = self.folder / f".{name}.{os.getpid()}.{os.urandom(4).hex()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(draft, secret)
            try:
                with suppress(FileExistsError):
                    os.link(draft, self.folder / name)
            finally:
                draft.unlink()
        except OSError as error:
            raise KeysUnavailable(f"the folder of keys cannot be written: {error.strerror}") from error

    @staticmethod
    def _read_file(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise KeysUnavailable(path.name) from error


def _write(path: Path, secret: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()
        raise
