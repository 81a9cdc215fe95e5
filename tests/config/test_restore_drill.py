"""The drill: back up, erase people, end the epoch, restore the older backup, read. Nothing of the erased, everything of
the others; and what makes it so is taken away once, to see that the drill could fail.
"""

from pathlib import Path

import pytest

from tests.config import houses
from tests.config.houses import House

ERASED, OTHERS = 40, 60
FIELDS = 3
ERASE = """
from harmonia.privacy.operations import erasure
for person in {people!r}:
    erasure.erase_person(person_id=UUID(person), request_id=None, by=None, at=now())
"""


def read(house: House, people: list[str]) -> int:
    return int(house.program(f"print(readable({people!r}))"))


@pytest.fixture
def drilled(house: House, tmp_path: Path) -> tuple[Path, Path, list[str], list[str]]:
    """A backup of both kinds, then the erasures: (data, keys, the erased, the others)."""
    everyone = house.program(f"print(*enter(f'canary {{number}}' for number in range({ERASED + OTHERS})))").split()
    house.harmonia("backup", tmp_path / "data", "--keys", tmp_path / "keys")
    house.program(ERASE.format(people=everyone[:ERASED]))
    kept = houses.copied(tmp_path / "keys", tmp_path / "somebody kept a copy")
    return tmp_path / "data", kept, everyone[:ERASED], everyone[ERASED:]


def test_the_drill(house: House, drilled: tuple[Path, Path, list[str], list[str]]) -> None:
    data, keys, erased, others = drilled
    house.program("operations.rotate_epoch(now())")
    house.harmonia("restore", data, "--replace")
    assert (read(house, erased), read(house, others)) == (0, FIELDS * OTHERS)
    assert house.sql("SELECT count(*) FROM accounts_person") == [(OTHERS,)], "their rows went again, too"
    assert "epoch 1, which was destroyed" in house.harmonia("restore", keys, "--replace", fails=True)
    assert (read(house, erased), read(house, others)) == (0, FIELDS * OTHERS)


def test_the_raw_rows_of_the_older_backup_open_with_nothing_that_is_left(
    house: House, drilled: tuple[Path, Path, list[str], list[str]]
) -> None:
    """A thief restores by hand: the rows of the older backup, the kept copy of the wrapped keys, our own key
    management of today. Nothing takes the erased out for him; and still he reads nothing."""
    data, keys, erased, others = drilled
    house.program("operations.rotate_epoch(now())")
    by_hand(house, data, keys)
    assert house.sql("SELECT count(*) FROM accounts_person") == [(ERASED + OTHERS,)]
    assert house.sql("SELECT count(*) FROM vault_subjectkey", keys=True) != [(0,)]
    assert (read(house, erased), read(house, others)) == (0, 0)


def test_without_a_new_epoch_the_kept_copy_would_open(
    house: House, drilled: tuple[Path, Path, list[str], list[str]]
) -> None:
    """The negative control: the same thief before the night. That he reads here shows that the drill can fail."""
    data, keys, erased, others = drilled
    by_hand(house, data, keys)
    assert (read(house, erased), read(house, others)) == (FIELDS * ERASED, FIELDS * OTHERS)


TWO_NOTES = """
from harmonia.core.row_security import SERVICE, as_reader
from harmonia.practice.models import Note
from tests import factories
from tests.booking import scene
from tests.practice.scene import together, write
client, specialist = factories.aigerim(), factories.boris()
together(client, scene.practice_of(specialist))
with as_reader(SERVICE):
    made = [write(specialist, client, template="free", parts={"text": text}).pk for text in ("goes", "stays")]
print(*made, specialist.pk)
"""
DELETE = """
from harmonia.privacy.operations import notes
from tests.factories import NOW
notes.delete_note(note_id=UUID({note!r}), author=Person.objects.get(pk={author!r}), at=NOW)
"""
TEXTS = """
from harmonia.core.row_security import SERVICE, as_reader
from harmonia.practice.models import Note
with as_reader(SERVICE), reading.reading(policy.SERVICE, actor=UUID({author!r})):
    print(*sorted(note.said["parts"]["text"] for note in Note.objects.all()))
"""


@pytest.fixture
def deleted(house: House, tmp_path: Path) -> tuple[Path, str]:
    """A backup with two notes of one case, one of which is deleted by hand then: (data, the author)."""
    note, _, author = house.program(TWO_NOTES).split()
    house.harmonia("backup", tmp_path / "data", "--keys", tmp_path / "keys")
    assert house.program(TEXTS.format(author=author)) == "goes stays"
    house.program(DELETE.format(note=note, author=author))
    return tmp_path / "data", author


def test_a_note_deleted_by_hand_stays_deleted(house: House, deleted: tuple[Path, str]) -> None:
    """The key of its case lives, for the other note; its number is on the list of what is destroyed."""
    data, author = deleted
    assert "0 keys, 1 notes" in house.harmonia("restore", data, "--replace")
    assert house.program(TEXTS.format(author=author)) == "stays"
    assert house.sql("SELECT count(*) FROM practice_case") == [(1,)]
    assert "0 keys, 1 notes" in house.harmonia("restore", data, "--replace"), "as often as it comes back"


def test_it_stays_so_by_the_list_outside_where_the_keys_are_restored_too(
    house: House, deleted: tuple[Path, str], tmp_path: Path
) -> None:
    data, author = deleted
    house.harmonia("restore", tmp_path / "keys", "--replace")
    house.harmonia("restore", data, "--replace")
    assert house.program(TEXTS.format(author=author)) == "stays"


def test_without_the_list_it_would_come_back(house: House, deleted: tuple[Path, str]) -> None:
    """The negative control."""
    data, author = deleted
    house.sql("DELETE FROM vault_destroyedkey", keys=True)
    (house.home / "journal" / "destroyed-keys.jsonl").unlink()
    assert "0 keys, 0 notes" in house.harmonia("restore", data, "--replace")
    assert house.program(TEXTS.format(author=author)) == "goes stays"


def by_hand(house: House, data: Path, keys: Path) -> None:
    """PostgreSQL's programs alone, past everything that `harmonia restore` asks."""
    from harmonia.config.backups import manifest, programs

    for place, address in ((data, "DATABASE_URL"), (keys, "KEYS_DATABASE_URL")):
        folder, said = manifest.chosen(place)
        house.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public", keys=address != "DATABASE_URL")
        program = str(programs.folder(said.server) / "pg_restore")
        dump = str(folder / "database.dump")
        house.run(program, "--no-owner", "--dbname", house.environment[address], dump)
