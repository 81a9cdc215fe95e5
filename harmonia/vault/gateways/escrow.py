"""Copies of the keys of the key management that only several people together can open.

Guarantees: each key is sealed for the escrow's public half before anything is wrapped under it, so that it can be
rebuilt when the key management is lost; the private half stands nowhere: it exists as shares in the hands of people
(core.shares). Sealed copies of an epoch go when the epoch goes, and are in no backup: else erasure would be undone by
whoever kept one and could talk the holders of the shares into joining them.

settings.ESCROW_DIR says where the copies lie: not on the machine of the key management. Without it nothing is kept.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from harmonia.vault import rules
from harmonia.vault.gateways.contract import KeysUnavailable

PUBLIC = "escrow.json"
SUFFIX = ".sealed"
POINT_BYTES = 32


class OtherEscrow(Exception):
    """The key that was joined is not the one that these copies were sealed for."""


def number_of(name: str) -> int:
    return int(name.removeprefix("epoch-"))


def identity(public: bytes) -> str:
    """Eight characters by which shares and copies know each other."""
    return sha256(b"harmonia escrow" + public).hexdigest()[:8]


class Escrow:
    """One folder of sealed copies; `folder` None: no escrow is wanted, and nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @classmethod
    def of_settings(cls) -> "Escrow":
        return cls(Path(settings.ESCROW_DIR) if settings.ESCROW_DIR else None)

    @property
    def wanted(self) -> bool:
        return self.folder is not None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One maker of keys at a time: of two copies under one name, the wrong one could be the later."""
        if self.folder is None:
            yield
            return
        try:
            lock = (self.folder / ".lock").open("w")
        except OSError as error:
            raise KeysUnavailable(f"the escrow's folder cannot be written: {error.strerror}") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def keep(self, name: str, secret: bytes) -> None:
        """Seal a copy; it is on disk when this returns. Raises KeysUnavailable: what cannot be kept is not used."""
        if self.folder is not None:
            public = self.public()
            _write(self.folder / f"{name}{SUFFIX}", _sealed(public, name, secret))

    def forget(self, name: str) -> None:
        if self.folder is not None:
            path = self.folder / f"{name}{SUFFIX}"
            try:
                if path.exists():
                    path.write_bytes(os.urandom(path.stat().st_size))
                    path.unlink()
            except OSError as error:
                raise KeysUnavailable(f"the escrow's copy of {name} cannot be removed: {error.strerror}") from error

    def names(self) -> list[str]:
        if self.folder is None:
            return []
        return sorted(path.name.removesuffix(SUFFIX) for path in self.folder.glob(f"*{SUFFIX}"))

    def begin(self, public: bytes) -> None:
        """From now on copies are sealed for this public half."""
        assert self.folder is not None  # noqa: S101  asked for by name
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(self.folder / PUBLIC, json.dumps({"escrow": identity(public), "public": public.hex()}))

    def begun(self) -> bool:
        return self.folder is not None and (self.folder / PUBLIC).exists()

    def public(self) -> bytes:
        assert self.folder is not None  # noqa: S101  asked for by name
        try:
            return bytes.fromhex(json.loads((self.folder / PUBLIC).read_text())["public"])
        except (OSError, ValueError, KeyError) as error:
            raise KeysUnavailable(
                "ESCROW_DIR is set, and there is no escrow in it: mount it, or begin one with `harmonia escrow split`"
            ) from error

    def opened(self, private: bytes) -> dict[str, bytes]:
        """Every copy, name -> key. Raises OtherEscrow, naming the copies that were sealed for another one."""
        assert self.folder is not None  # noqa: S101  asked for by name
        key = X25519PrivateKey.from_private_bytes(private)
        own = identity(key.public_key().public_bytes_raw())
        copies = {name: json.loads((self.folder / f"{name}{SUFFIX}").read_text()) for name in self.names()}
        others = {name: copy["escrow"] for name, copy in copies.items() if copy["escrow"] != own}
        if others:
            told = ", ".join(f"{name} (escrow {escrow})" for name, escrow in others.items())
            raise OtherEscrow(f"the shares join to the escrow {own}; sealed for another one: {told}")
        return {name: _unsealed(key, name, bytes.fromhex(copy["sealed"])) for name, copy in copies.items()}


def new_pair() -> tuple[bytes, bytes]:
    """(private, public), 32 bytes each."""
    key = X25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _sealed(public: bytes, name: str, secret: bytes) -> str:
    once = X25519PrivateKey.generate()
    point = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    sealed = rules.seal(_derived(shared, point, public), secret, name.encode())
    return json.dumps({"escrow": identity(public), "name": name, "sealed": (point + sealed).hex()})


def _unsealed(private: X25519PrivateKey, name: str, sealed: bytes) -> bytes:
    point, body = sealed[:POINT_BYTES], sealed[POINT_BYTES:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(point))
    public = private.public_key().public_bytes_raw()
    return rules.unseal(_derived(shared, point, public), body, name.encode())


def _derived(shared: bytes, point: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), rules.KEY_BYTES, salt=point + public, info=b"harmonia escrow").derive(shared)


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise KeysUnavailable(f"the escrow's folder cannot be written: {error.strerror}") from error
