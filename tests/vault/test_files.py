"""A file opens in its place, for its person, whole; and in no other way. The storage sees ciphertext only."""

import errno
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.storage import FileSystemStorage

from harmonia import policy
from harmonia.journal import queries as journal
from harmonia.vault import files, operations, rules
from harmonia.vault.reading import PurposeMissing, PurposeRefused, reading

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
CATEGORY = "archives"
CANARY = "Қанарбек Жарқынұлы".encode()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "default_storage", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def person(place: Path) -> UUID:
    subject = uuid.uuid4()
    operations.create_subject(subject)
    return subject


def write(person: UUID, content: bytes, file_id: UUID | None = None) -> UUID:
    file_id = file_id or uuid.uuid4()
    with files.writing(subject_id=person, category=CATEGORY, file_id=file_id) as stream:
        for start in range(0, len(content), 10_000):
            stream.write(content[start : start + 10_000])
    return file_id


def read(person: UUID, file_id: UUID, category: str = CATEGORY) -> bytes:
    with reading(policy.RIGHTS, actor=person):
        return b"".join(files.opened(subject_id=person, category=category, file_id=file_id))


def stored(place: Path, person: UUID, file_id: UUID) -> Path:
    return place / "sealed" / str(person) / str(file_id)


@pytest.mark.parametrize("size", [0, 1, files.CHUNK - 1, files.CHUNK, files.CHUNK + 1, 3 * files.CHUNK])
def test_what_was_written_is_read_back(person: UUID, size: int) -> None:
    content = (CANARY * (size // len(CANARY) + 1))[:size]
    assert read(person, write(person, content)) == content


def test_the_storage_sees_ciphertext_only(person: UUID, place: Path) -> None:
    file_id = write(person, CANARY * 10_000)
    raw = stored(place, person, file_id).read_bytes()
    assert CANARY not in raw
    assert len(raw) == files.HEAD + len(CANARY) * 10_000 + files.TAG * (len(CANARY) * 10_000 // files.CHUNK + 1)


def test_the_same_file_twice_does_not_look_the_same(person: UUID, place: Path) -> None:
    file_id = uuid.uuid4()
    raw = [stored(place, person, write(person, CANARY, file_id)).read_bytes() for _ in range(2)]
    assert raw[0] != raw[1]
    assert read(person, file_id) == CANARY


SEALED = files.CHUNK + files.TAG
HEAD = files.HEAD
SPOILED = {
    "one bit": lambda raw: raw[: HEAD + 9] + bytes([raw[HEAD + 9] ^ 1]) + raw[HEAD + 10 :],
    "one bit of the salt": lambda raw: raw[:5] + bytes([raw[5] ^ 1]) + raw[6:],
    "cut within a chunk": lambda raw: raw[:-10],
    "cut after a chunk": lambda raw: raw[: HEAD + 2 * SEALED],
    "the first chunk is gone": lambda raw: raw[:HEAD] + raw[HEAD + SEALED :],
    "two chunks changed places": lambda raw: (
        raw[:HEAD] + raw[HEAD + SEALED : HEAD + 2 * SEALED] + raw[HEAD : HEAD + SEALED] + raw[HEAD + 2 * SEALED :]
    ),
    "a chunk twice": lambda raw: raw[: HEAD + SEALED] + raw[HEAD:],
    "something behind the end": lambda raw: raw + b"more",
    "another format": lambda raw: b"\x02" + raw[1:],
    "empty": lambda raw: b"",
    "the head alone": lambda raw: raw[:HEAD],
}


@pytest.mark.parametrize("damage", SPOILED)
def test_a_file_that_is_not_what_was_written_does_not_open(person: UUID, place: Path, damage: str) -> None:
    file_id = write(person, bytes(2 * files.CHUNK + 500))
    path = stored(place, person, file_id)
    path.write_bytes(SPOILED[damage](path.read_bytes()))
    with pytest.raises(rules.Unreadable):
        read(person, file_id)
    with reading(policy.RIGHTS, actor=person), pytest.raises(rules.Unreadable):
        files.check(subject_id=person, category=CATEGORY, file_id=file_id)


def test_a_file_in_anothers_place_does_not_open(person: UUID, place: Path) -> None:
    one, other = write(person, b"one"), write(person, b"other")
    stored(place, person, one).write_bytes(stored(place, person, other).read_bytes())
    with pytest.raises(rules.Unreadable):
        read(person, one)
    stranger = uuid.uuid4()
    operations.create_subject(stranger)
    path = stored(place, stranger, other)
    path.parent.mkdir()
    path.write_bytes(stored(place, person, other).read_bytes())
    with pytest.raises(rules.Unreadable):
        read(stranger, other)
    with pytest.raises(rules.Unreadable):
        read(person, other, category="specialist_documents")


def test_without_a_purpose_it_does_not_open(person: UUID) -> None:
    file_id = write(person, CANARY)
    with pytest.raises(PurposeMissing):
        files.opened(subject_id=person, category=CATEGORY, file_id=file_id)
    with reading(policy.SUPPORT, actor=None), pytest.raises(PurposeRefused):
        files.opened(subject_id=person, category=CATEGORY, file_id=file_id)


def test_opening_leaves_a_row_in_the_journal(person: UUID) -> None:
    read(person, write(person, CANARY))
    assert [each.facts for each in journal.history_of(person)] == [{"purpose": "rights", "categories": [CATEGORY]}]


def test_without_the_key_every_copy_is_unreadable(person: UUID, place: Path) -> None:
    file_id = write(person, CANARY)
    copy = stored(place, person, file_id).read_bytes()
    operations.destroy_subject(person)
    stored(place, person, file_id).write_bytes(copy)
    with reading(policy.RIGHTS, actor=None), pytest.raises(operations.Erased):
        files.opened(subject_id=person, category=CATEGORY, file_id=file_id)


def test_a_removed_file_is_gone(person: UUID, place: Path) -> None:
    one, other = write(person, b"one"), write(person, b"other")
    assert files.files_of(person) == sorted([one, other])
    files.remove(subject_id=person, file_id=one)
    files.remove(subject_id=person, file_id=one)
    with pytest.raises(files.FileGone):
        read(person, one)
    assert read(person, other) == b"other"
    assert (files.remove_all(person), files.remove_all(person)) == (1, 0)


def test_what_was_not_written_to_the_end_is_not_there(person: UUID, place: Path) -> None:
    file_id = uuid.uuid4()
    with pytest.raises(ZeroDivisionError):
        with files.writing(subject_id=person, category=CATEGORY, file_id=file_id) as stream:
            stream.write(CANARY)
            raise ZeroDivisionError
    assert [path for path in place.rglob("*") if path.is_file()] == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_leaves_nothing_behind(person: UUID, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "default_storage", FileSystemStorage(location=small_disk))
    before = write(person, b"a file of before")
    with pytest.raises(OSError, match="No space left") as refused:
        write(person, bytes(500_000))
    assert refused.value.errno == errno.ENOSPC
    assert files.files_of(person) == [before]
    assert read(person, before) == b"a file of before"
    assert read(person, write(person, bytes(100_000))) == bytes(100_000)


def test_the_column_of_a_file_is_an_id() -> None:
    field: Any = files.SealedFileField("archives", "person_id", null=True)
    path, arguments, options = field.deconstruct()[1:]
    assert (path, arguments, options) == (
        "harmonia.vault.files.SealedFileField",
        ["archives", "person_id"],
        {"null": True},
    )
