"""Backups: whole or not there, of two lives, and what was erased since stays erased."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config import houses
from tests.config.houses import ROOT, Ground, House

PLANTED = """
people = enter(["canary one", "canary two", "canary three"])
from harmonia.journal import operations as journal
journal.record("test.happened", subject=people[0], actor=None, at=now())
journal.seal(now()); journal.checkpoint(now())
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
default_storage.save("documents/one", ContentFile(b"sealed already"))
print(*people)
"""


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "backups", tmp_path / "elsewhere"


@pytest.fixture
def people(house: House) -> list[str]:
    return house.program(PLANTED).split()


def read(house: House, people: list[str]) -> int:
    """How many of them can be read whole."""
    fields = int(house.program(f"print(readable({people!r}))"))
    assert fields % 3 == 0
    return fields // 3


def backed_up(house: House, places: tuple[Path, Path]) -> tuple[Path, Path]:
    house.harmonia("backup", places[0], "--keys", places[1])
    return houses.the_only(places[0], "data-*"), houses.the_only(places[1], "keys-*")


def test_a_lost_installation_comes_back(
    house: House, people: list[str], places: tuple[Path, Path], ground: Ground
) -> None:
    """Both databases and the files are gone; the key management and what lies outside are there."""
    data, keys = backed_up(house, places)
    with ground.house(house.home) as new:
        (house.home / "storage" / "documents" / "one").unlink()
        assert "tables" in new.harmonia("restore", data, fails=True)
        new.harmonia("restore", keys, "--replace", real=True)
        said = new.harmonia("restore", data, "--replace", real=True)
        assert "restored: data-" in said
        assert read(new, people) == 3
        assert (house.home / "storage" / "documents" / "one").read_bytes() == b"sealed already"
        assert new.sql("SELECT count(*) FROM journal_leaf") != [(0,)]
        assert new.sql("SELECT count(*) FROM pg_class WHERE reltuples > 0 AND relname = 'accounts_person'") == [(1,)]


def test_the_applications_role_may_as_much_as_before(
    house: House, people: list[str], places: tuple[Path, Path]
) -> None:
    question = (
        "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'harmonia_app' ORDER BY 1, 2, 3"
    )
    triggers = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    policies = "SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1, 2"
    before = [house.sql(one) for one in (question, triggers, policies)]
    data, _ = backed_up(house, places)
    house.harmonia("restore", data, "--replace")
    after = [house.sql(one) for one in (question, triggers, policies)]
    assert [sorted(set(one) ^ set(other)) for one, other in zip(before, after, strict=True)] == [[], [], []]
    assert before[0]
    assert before[1]
    assert house.sql("SELECT has_schema_privilege('harmonia_app', 'public', 'USAGE')") == [(True,)]


def test_rows_behind_row_security_are_in_it_and_come_back(
    house: House, people: list[str], places: tuple[Path, Path]
) -> None:
    """The owner is held to row security, too; what he would be shown in part is not backed up as if it were all."""
    house.sql(
        "CREATE TABLE secrets (owner text); INSERT INTO secrets VALUES ('a'), ('b'), ('c');"
        "ALTER TABLE secrets ENABLE ROW LEVEL SECURITY; ALTER TABLE secrets FORCE ROW LEVEL SECURITY;"
        "CREATE POLICY who ON secrets USING (current_setting('harmonia.reader', true) LIKE 'service%')"
    )
    assert house.sql("SELECT count(*) FROM secrets") == [(0,)], "nobody who says nothing sees them"
    data, _ = backed_up(house, places)
    house.sql("SET harmonia.reader = 'service'; DELETE FROM secrets")
    house.harmonia("restore", data, "--replace")
    assert house.sql("SET harmonia.reader = 'service'; SELECT count(*) FROM secrets") == [(3,)]
    house.sql("DROP POLICY who ON secrets; CREATE POLICY who ON secrets USING (owner = 'a')")
    assert "shows secrets to the service in part" in house.harmonia("backup", places[0], "--data-only", fails=True)


def test_a_backup_says_what_it_is_and_holds_no_key(house: House, people: list[str], places: tuple[Path, Path]) -> None:
    data, keys = backed_up(house, places)
    said, of_keys = (json.loads((one / "manifest.json").read_text()) for one in (data, keys))
    assert (said["kind"], of_keys["kind"], of_keys["epochs"]) == ("data", "keys", [1])
    assert said["rows"]["accounts_person"] == 3
    assert said["journal"]["checkpoint"]["size"] == said["journal"]["size"] > 0
    assert set(said["parts"]) == {"database.dump", "files.tar", "checkpoints.jsonl", "destroyed.jsonl"}
    secrets = [path.read_bytes() for path in (house.home / "keys").glob("*.key")]
    written = [path.read_bytes() for place in places for path in place.rglob("*") if path.is_file()]
    assert len(secrets) >= 2
    assert not any(form in whole for secret in secrets for form in (secret, secret.hex().encode()) for whole in written)
    assert not any(b"canary one" in whole for whole in written)
    assert house.sql("SELECT count(*) FROM journal_entry WHERE event = 'backup.made'") == [(2,)]


def test_the_data_does_not_come_back_before_its_keys(
    house: House, people: list[str], places: tuple[Path, Path]
) -> None:
    data, _ = backed_up(house, places)
    house.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public", keys=True)
    assert "restore the backup of the keys first" in house.harmonia("restore", data, "--replace", fails=True)
    assert house.sql("SELECT count(*) FROM accounts_person") == [(3,)]


def test_data_and_keys_do_not_go_to_one_place(house: House, people: list[str], tmp_path: Path) -> None:
    assert "takes both" in house.harmonia("backup", tmp_path / "b", "--keys", tmp_path / "b" / "keys", fails=True)
    assert "--data-only" in house.harmonia("backup", tmp_path / "b", fails=True)
    assert not (tmp_path / "b").exists()
    house.harmonia("backup", tmp_path / "b", "--data-only")
    assert len(list((tmp_path / "b").glob("data-*"))) == 1


def test_who_was_erased_since_stays_erased_also_by_a_restored_copy_of_his_keys(
    house: House, people: list[str], places: tuple[Path, Path]
) -> None:
    """The epoch still lives, so this copy of the keys would open; the list outside says whom it must forget."""
    data, keys = backed_up(house, places)
    house.program(f"operations.destroy_subject(UUID({people[0]!r}))")
    assert read(house, people) == 2
    house.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public", keys=True)
    assert "destroyed again, as they had been since: " in house.harmonia("restore", keys)
    house.harmonia("restore", data, "--replace")
    assert read(house, people) == 2
    assert read(house, people[:1]) == 0


def test_without_the_list_such_a_copy_would_bring_him_back(
    house: House, people: list[str], places: tuple[Path, Path]
) -> None:
    """The negative control: what the list, and the end of the epoch, are for."""
    _, keys = backed_up(house, places)
    house.program(f"operations.destroy_subject(UUID({people[0]!r}))")
    (house.home / "journal" / "destroyed-keys.jsonl").unlink()
    house.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public", keys=True)
    house.harmonia("restore", keys)
    assert read(house, people) == 3


def test_a_copy_of_the_keys_dies_with_its_epoch(house: House, people: list[str], places: tuple[Path, Path]) -> None:
    _, keys = backed_up(house, places)
    kept = houses.copied(keys, places[1].parent / "kept" / keys.name)
    house.program("operations.rotate_epoch(now())")
    complaint = house.harmonia("restore", kept, "--replace", fails=True)
    assert "epoch 1, which was destroyed" in complaint
    assert read(house, people) == 3, "what stood there still stands there"
    house.harmonia("backup", places[0], "--keys", places[1])
    assert not keys.exists(), "the next backup of the keys removes those that open nothing"
    house.harmonia("restore", places[1], "--replace")
    assert read(house, people) == 3


def test_another_key_of_the_same_number_is_told_from_the_right_one(
    house: House, people: list[str], places: tuple[Path, Path]
) -> None:
    _, keys = backed_up(house, places)
    (house.home / "keys" / "epoch-1.key").write_bytes(b"x" * 32)
    assert "another key" in house.harmonia("restore", keys, "--replace", fails=True)


@pytest.mark.parametrize("part", ["database.dump", "files.tar", "manifest.json"])
def test_a_truncated_file_is_refused_and_nothing_is_touched(
    house: House, people: list[str], places: tuple[Path, Path], part: str
) -> None:
    data, _ = backed_up(house, places)
    houses.truncated(data / part)
    assert part in house.harmonia("restore", data, "--replace", fails=True)
    assert read(house, people) == 3


def test_a_changed_byte_is_refused(house: House, people: list[str], places: tuple[Path, Path]) -> None:
    data, _ = backed_up(house, places)
    dump = bytearray((data / "database.dump").read_bytes())
    dump[len(dump) // 2] ^= 1
    (data / "database.dump").write_bytes(dump)
    assert "was changed" in house.harmonia("restore", data, "--replace", fails=True)


def test_what_is_no_backup_is_said_to_be_none(house: House, places: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / ".partial-data-1").mkdir()
    assert "no complete backup" in house.harmonia("restore", tmp_path / "empty", fails=True)
    assert "cut off" in house.harmonia("restore", tmp_path / ".partial-data-1", fails=True)
    assert "not there" in house.harmonia("restore", tmp_path / "nowhere", fails=True)


def test_a_dump_that_fails_halfway_changes_nothing(house: House, people: list[str], places: tuple[Path, Path]) -> None:
    """Its hash is right and its rows are not: the whole transaction is undone."""
    data, _ = backed_up(house, places)
    said = json.loads((data / "manifest.json").read_text())
    said["rows"]["accounts_person"] += 1
    (data / "manifest.json").write_text(json.dumps(said))
    house.program('enter(["canary four"])')
    assert "accounts_person does not have" in house.harmonia("restore", data, "--replace", fails=True)
    assert house.sql("SELECT count(*) FROM accounts_person") == [(4,)]


def test_a_full_disk_leaves_no_half_backup(house: House, people: list[str], places: tuple[Path, Path]) -> None:
    data, _ = backed_up(house, places)
    before = sorted(path.name for path in places[0].iterdir())

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    command = [sys.executable, "-m", "harmonia", "backup", str(places[0]), "--data-only"]
    done = subprocess.run(
        command, cwd=ROOT, env=house.environment, capture_output=True, text=True, timeout=120, preexec_fn=small
    )
    assert done.returncode == 1
    assert "no backup was made, and those from before are as they were" in done.stderr
    assert sorted(path.name for path in places[0].iterdir()) == before
    house.harmonia("restore", data, "--replace")
    assert read(house, people) == 3


def test_what_a_killed_backup_left_is_cleared_by_the_next(
    house: House, people: list[str], places: tuple[Path, Path]
) -> None:
    left = places[0] / ".partial-data-20261122T000000Z-abcdef"
    left.mkdir(parents=True)
    (left / "database.dump").write_bytes(b"half")
    backed_up(house, places)
    assert not left.exists()


def test_a_service_that_still_runs_is_not_replaced_under_its_feet(
    house: House, people: list[str], places: tuple[Path, Path]
) -> None:
    data, _ = backed_up(house, places)
    connection = houses.psycopg.connect(house.environment["DATABASE_URL"])
    try:
        assert "stop the service" in house.harmonia("restore", data, "--replace", fails=True)
    finally:
        connection.close()
    house.harmonia("restore", data, "--replace")


def test_a_backup_of_a_later_version_is_refused(house: House, people: list[str], places: tuple[Path, Path]) -> None:
    data, _ = backed_up(house, places)
    said = json.loads((data / "manifest.json").read_text())
    said["migrations"].append("accounts.9999_from_the_future")
    (data / "manifest.json").write_text(json.dumps(said))
    assert "later version" in house.harmonia("restore", data, "--replace", fails=True)
    assert read(house, people) == 3


def test_a_backup_sees_one_moment(house: House, people: list[str], places: tuple[Path, Path]) -> None:
    """While people come, each copy has as many rows as its manifest counts: restore holds it to that."""
    writer = subprocess.Popen(
        [sys.executable, "-c", houses.SETUP + houses.PEOPLE + "while True: enter(['canary five'])"],
        cwd=ROOT,
        env=house.environment,
    )
    try:
        data, keys = backed_up(house, places)
    finally:
        writer.kill()
        writer.wait()
    house.harmonia("restore", keys, "--replace")
    house.harmonia("restore", data, "--replace")
    (count,) = house.sql("SELECT count(*) FROM accounts_person")[0]
    everyone = [str(row[0]) for row in house.sql("SELECT id FROM accounts_person")]
    assert read(house, everyone) == count
