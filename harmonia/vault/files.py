"""A person's files, sealed under his key before they reach the storage.

Guarantees: the storage sees ciphertext only. Each chunk is bound to its file, its place and whether it is the last, so
that a file cut short, reordered or swapped with another does not open; nothing is given out before it was checked. With
the key of the person's class every copy is unreadable. A file that could not be written whole is not there at all.

A file is `FORMAT ‖ salt ‖ chunks`: its own key is drawn from the class key and the salt (HKDF-SHA-256), the nonce of a
chunk is its number and the mark of the last one, so no nonce comes twice under one key (after Rogaway's STREAM).
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import urandom
from typing import IO, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models

from harmonia import policy
from harmonia.vault import keyring, reading
from harmonia.vault.rules import FORMAT, Key, Unreadable

CHUNK = 64 * 1024
SALT = 32
TAG = 16
HEAD = len(FORMAT) + SALT


class FileGone(Exception):
    """There is no such file: it was never written whole, or it was removed."""


class SealedFileField(models.UUIDField[Any, Any]):
    """The id of a sealed file of the person whose id stands in the column `subject`; an export brings the file."""

    def __init__(self, category: str, subject: str, **options: Any) -> None:
        self.category, self.subject = category, subject
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, [self.category, self.subject, *arguments], options


@dataclass(frozen=True, slots=True)
class _Cipher:
    """One file's own key and what its chunks are bound to."""

    aead: AESGCM
    bound: bytes

    def seal(self, number: int, plain: bytes, *, last: bool) -> bytes:
        return self.aead.encrypt(_nonce(number, last=last), plain, self.bound)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self.aead.decrypt(_nonce(number, last=last), sealed, self.bound)
        except (InvalidTag, ValueError):
            raise Unreadable("a file that was cut, reordered, swapped or changed") from None


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _cipher(key: Key, file_id: UUID, category: str, salt: bytes) -> _Cipher:
    bound = FORMAT + file_id.bytes + key.whose + category.encode()
    secret = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"harmonia file\x1f" + bound).derive(key.secret)
    return _Cipher(AESGCM(secret), bound + salt)


class _Sealing:
    """What is written here goes on as sealed chunks."""

    def __init__(self, cipher: _Cipher, target: IO[bytes]) -> None:
        self.cipher, self.target, self.number, self.held = cipher, target, 0, bytearray()

    def write(self, plain: bytes | memoryview) -> int:
        self.held += plain
        while len(self.held) > CHUNK:  # a full chunk waits until something follows: the last one is marked
            self._put(bytes(self.held[:CHUNK]), last=False)
            del self.held[:CHUNK]
        return len(plain)

    def finish(self) -> None:
        self._put(bytes(self.held), last=True)

    def flush(self) -> None:
        """The chunk that is not full goes on at the end only."""

    def _put(self, plain: bytes, *, last: bool) -> None:
        self.target.write(self.cipher.seal(self.number, plain, last=last))
        self.number += 1


@contextmanager
def writing(*, subject_id: UUID, category: str, file_id: UUID) -> Iterator[_Sealing]:
    """A stream to write a file to; it is in the storage when this ends well, and not at all when it does not.

    What the disk holds meanwhile has no name and is ciphertext: it goes with the process. Raises OSError (ENOSPC).
    """
    key = keyring.class_key(subject_id, _key_class(category))
    salt = urandom(SALT)
    with tempfile.TemporaryFile() as spool:
        spool.write(FORMAT + salt)
        stream = _Sealing(_cipher(key, file_id, category, salt), spool)
        yield stream
        stream.finish()
        spool.seek(0)
        _store(place(subject_id, file_id), spool)


def _store(name: str, spool: IO[bytes]) -> None:
    default_storage.delete(name)  # what an interrupted attempt may have left
    try:
        default_storage.save(name, File(spool))
    except BaseException:
        default_storage.delete(name)
        raise


def opened(*, subject_id: UUID, category: str, file_id: UUID) -> Iterator[bytes]:
    """The file in chunks, each checked before it is given; the key is asked for at once, inside the caller's purpose.

    Raises FileGone, and Unreadable at the first chunk that is not what was written there.
    """
    return _opened(reading.key(subject_id, category), subject_id, category, file_id)


def _opened(key: Key, subject_id: UUID, category: str, file_id: UUID) -> Iterator[bytes]:
    with _stored(subject_id, file_id) as file:
        head = file.read(HEAD)
        if len(head) < HEAD or head[: len(FORMAT)] != FORMAT:
            raise Unreadable("unknown format")
        cipher = _cipher(key, file_id, category, head[len(FORMAT) :])
        number, chunk = 0, file.read(CHUNK + TAG)
        while True:
            following = file.read(CHUNK + TAG)
            yield cipher.open(number, chunk, last=not following)
            if not following:
                return
            number, chunk = number + 1, following


def check(*, subject_id: UUID, category: str, file_id: UUID) -> None:
    """Read it to the end without giving anything out. Raises FileGone, Unreadable."""
    for _ in opened(subject_id=subject_id, category=category, file_id=file_id):
        pass


def remove(*, subject_id: UUID, file_id: UUID) -> None:
    """Once or twice, it is gone."""
    default_storage.delete(place(subject_id, file_id))


def remove_all(subject_id: UUID) -> int:
    """Every file of a person; returns how many there were."""
    files = files_of(subject_id)
    for file_id in files:
        remove(subject_id=subject_id, file_id=file_id)
    return len(files)


def files_of(subject_id: UUID) -> list[UUID]:
    folder = f"sealed/{subject_id}"
    try:
        return sorted(UUID(name) for name in default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return []


@contextmanager
def _stored(subject_id: UUID, file_id: UUID) -> Iterator[IO[bytes]]:
    try:
        file = default_storage.open(place(subject_id, file_id))
    except FileNotFoundError:
        raise FileGone(str(file_id)) from None
    with file:
        yield file


def place(subject_id: UUID, file_id: UUID) -> str:
    return f"sealed/{subject_id}/{file_id}"


def _key_class(category: str) -> str:
    key_class = policy.CATEGORIES[category].key_class
    assert key_class is not None, f"{category} is not an encrypted category"  # noqa: S101
    return key_class
