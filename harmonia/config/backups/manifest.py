"""What a backup says of itself: written last, so that without it there is no backup; checked whole before use."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

NAME = "manifest.json"
PARTIAL = ".partial-"
FORMAT = 1
DATA, KEYS = "data", "keys"
CHUNK = 1024 * 1024


class BadBackup(Exception):
    """This is no backup, or not a whole one."""


@dataclass(frozen=True)
class Manifest:
    """`parts`: file -> its SHA-256 and size. `rows`: table -> count. `migrations`: those that had run.

    `epochs`: of a data backup, the one at that time; of a keys backup, those that its rows are wrapped under.
    `proof`: a random secret wrapped under each of them, and the secret's hash: the keys that open it open the rows.
    `journal`: size of the tree, and its last checkpoint.
    """

    kind: str
    name: str
    made_at: str
    version: str
    server: int
    parts: dict[str, dict[str, Any]]
    rows: dict[str, int]
    migrations: list[str]
    epochs: list[int]
    proof: list[dict[str, Any]] = field(default_factory=list)
    journal: dict[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> str:
        """Returns the SHA-256 of what was written."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True).encode()
        (folder / NAME).write_bytes(text)
        return hashlib.sha256(text).hexdigest()


def read(folder: Path) -> Manifest:
    """Raises BadBackup for a folder that is none, was half written, or comes from a later version."""
    if folder.name.startswith(PARTIAL):
        raise BadBackup(f"{folder} was cut off while it was being written; take another one")
    try:
        said = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        raise BadBackup(f"{folder} is no backup: it has no {NAME}") from None
    except (OSError, ValueError) as error:
        raise BadBackup(f"{folder / NAME} cannot be read: {error}") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadBackup(f"{folder} was written by another version of this program")
    try:
        return Manifest(**said)
    except TypeError as error:
        raise BadBackup(f"{folder / NAME} is not complete: {error}") from error


def check(folder: Path, manifest: Manifest) -> None:
    """Each part is there, as long as it was, and says what it said. Raises BadBackup, naming the part."""
    for name, said in manifest.parts.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise BadBackup(f"{path} is missing")
        size = path.stat().st_size
        if size != said["bytes"]:
            raise BadBackup(f"{path} has {size} bytes and should have {said['bytes']}: it was cut off, or written to")
        if digest(path) != said["sha256"]:
            raise BadBackup(f"{path} was changed since it was written")


def digest(path: Path) -> str:
    said = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            said.update(chunk)
    return said.hexdigest()


def complete(place: Path, kind: str) -> Iterator[tuple[Path, Manifest]]:
    """The whole backups of a kind at a place, oldest first. What cannot be read is passed over."""
    for folder in sorted(place.glob(f"{kind}-*")):
        try:
            yield folder, read(folder)
        except BadBackup:
            continue


def chosen(place: Path) -> tuple[Path, Manifest]:
    """The backup at this address: it itself, or the newest of those that lie there. Raises BadBackup."""
    if not place.is_dir():
        raise BadBackup(f"{place} is not there")
    if place.name.startswith(PARTIAL) or (place / NAME).exists():
        return place, read(place)
    found = [*complete(place, DATA), *complete(place, KEYS)]
    if len({manifest.kind for _, manifest in found}) > 1:
        raise BadBackup(f"{place} holds backups of data and of keys: name the one to restore")
    if not found:
        raise BadBackup(f"{place} holds no complete backup")
    return found[-1]
