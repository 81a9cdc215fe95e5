"""The escrow: the key management is lost, k of n shares are joined, everything reads again; k - 1 give nothing."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harmonia.config.backups import escrow
from harmonia.core import shares
from harmonia.core.shares import Share
from harmonia.vault import gateways, keyring, operations
from harmonia.vault.gateways.escrow import Escrow
from harmonia.vault.models import SubjectKey
from tests.config.houses import House
from tests.factories import NOW
from tests.vault import managements
from tests.vault.managements import Management


def planted(house: House) -> list[str]:
    return house.program("print(*enter(['canary one', 'canary two']))").split()


def read(house: House, people: list[str]) -> int:
    return int(house.program(f"print(readable({people!r}))"))


class TestByCommand:
    """As the operator does it, with the file driver."""

    @pytest.fixture
    def kept(self, house: House, tmp_path: Path) -> House:
        house.environment["ESCROW_DIR"] = str(tmp_path / "escrow")
        return house

    @pytest.fixture
    def people(self, kept: House) -> list[str]:
        kept.harmonia("escrow", "split", "--needed", 3, "--of", 5, "--out", kept.home / "shares")
        return planted(kept)

    def given(self, house: House) -> list[Path]:
        return sorted((house.home / "shares").glob("*-share-*.txt"))

    def lose(self, house: House) -> None:
        for path in (house.home / "keys").iterdir():
            path.unlink()

    def test_a_lost_folder_of_keys_comes_back_from_any_three_shares(self, kept: House, people: list[str]) -> None:
        index = kept.program("print(operations.blind_index('client_email', 'canary.one@example.kz').hex())")
        kept.program("operations.rotate_epoch(now())")
        files = {path.name: path.read_bytes() for path in (kept.home / "keys").iterdir()}
        self.lose(kept)
        assert read(kept, people) == 0
        assert "the keys of 1 people open" in kept.harmonia("escrow", "join", *self.given(kept)[2:])
        assert read(kept, people) == 6
        assert {path.name: path.read_bytes() for path in (kept.home / "keys").iterdir()} == files
        again = kept.program("print(operations.blind_index('client_email', 'canary.one@example.kz').hex())")
        assert again == index, "people are found by their addresses as before"

    def test_two_of_three_give_nothing(self, kept: House, people: list[str]) -> None:
        self.lose(kept)
        complaint = kept.harmonia("escrow", "join", *self.given(kept)[:2], fails=True)
        assert "3 different shares are needed, these are 2" in complaint
        assert read(kept, people) == 0
        assert list((kept.home / "keys").iterdir()) == []

    def test_the_shares_stay_good_over_nights_and_destroyed_epochs_are_not_kept(
        self, kept: House, people: list[str], tmp_path: Path
    ) -> None:
        for _ in range(3):
            kept.program("operations.rotate_epoch(now())")
        assert [path.name for path in (tmp_path / "escrow").glob("epoch-*")] == ["epoch-4.sealed"]
        self.lose(kept)
        kept.harmonia("escrow", "join", *self.given(kept)[:3])
        assert read(kept, people) == 6

    def test_shares_of_a_former_escrow_are_refused_by_name(self, kept: House, people: list[str]) -> None:
        former = self.given(kept)
        kept.harmonia("escrow", "split", "--needed", 2, "--of", 2, "--out", kept.home / "new")
        self.lose(kept)
        complaint = kept.harmonia("escrow", "join", *former[:3], fails=True)
        assert "split at epoch 1" in complaint
        assert "its shares are needed" in complaint
        kept.harmonia("escrow", "join", *sorted((kept.home / "new").iterdir()))
        assert read(kept, people) == 6

    def test_mixed_and_mistyped_shares_are_refused(self, kept: House, people: list[str]) -> None:
        kept.harmonia("escrow", "split", "--needed", 2, "--of", 2, "--out", kept.home / "new")
        one, other = self.given(kept)[0], sorted((kept.home / "new").iterdir())[0]
        assert "different escrows" in kept.harmonia("escrow", "join", one, other, fails=True)
        text = other.read_text()
        other.write_text(text[:-3] + ("A" if text[-3] != "A" else "B") + text[-2:])
        assert "mistyped" in kept.harmonia("escrow", "join", other, fails=True)

    def test_wrapped_keys_of_another_epoch_than_the_kept_one_are_told(
        self, kept: House, people: list[str], tmp_path: Path
    ) -> None:
        kept.harmonia("backup", tmp_path / "data", "--keys", tmp_path / "keys")
        rows = kept.sql("SELECT subject_id, wrapped, epoch FROM vault_subjectkey", keys=True)
        kept.program("operations.rotate_epoch(now())")
        self.lose(kept)
        assert {epoch for _, _, epoch in rows} == {1}
        kept.sql("UPDATE vault_subjectkey SET epoch = 1", keys=True)  # as in an older key database
        complaint = kept.harmonia("escrow", "join", *self.given(kept)[:3], fails=True)
        assert "are of epoch 1, and the escrow keeps epoch-2" in complaint

    def test_keys_that_were_begun_anew_are_told(self, kept: House, people: list[str]) -> None:
        (kept.home / "keys" / "epoch-1.key").write_bytes(b"x" * 32)
        assert "begun anew" in kept.harmonia("escrow", "join", *self.given(kept)[:3], fails=True)

    def test_an_escrow_that_is_not_mounted_stops_new_keys_and_no_old_ones(
        self, kept: House, people: list[str], tmp_path: Path
    ) -> None:
        (tmp_path / "escrow").rename(tmp_path / "unmounted")
        complaint = "from harmonia.vault.gateways import KeysUnavailable\ntry: operations.rotate_epoch(now())\n"
        assert "escrow" in kept.program(complaint + "except KeysUnavailable as error: print(error)")
        assert read(kept, people) == 6
        (tmp_path / "unmounted").rename(tmp_path / "escrow")
        kept.program("operations.rotate_epoch(now())")
        assert read(kept, people) == 6

    def test_without_a_place_for_it_there_is_none(self, house: House) -> None:
        house.environment.pop("ESCROW_DIR", None)
        complaint = house.harmonia("escrow", "split", "--needed", 2, "--of", 3, "--out", house.home / "s", fails=True)
        assert "ESCROW_DIR" in complaint

    def test_what_would_protect_nothing_is_refused(self, kept: House) -> None:
        assert "at least 2" in kept.harmonia(
            "escrow", "split", "--needed", 1, "--of", 3, "--out", kept.home / "s", fails=True
        )

    def test_shares_and_copies_hold_no_key_and_are_their_owners_alone(
        self, kept: House, people: list[str], tmp_path: Path
    ) -> None:
        secrets = [path.read_bytes() for path in (kept.home / "keys").glob("*.key")]
        files = [*self.given(kept), *(tmp_path / "escrow").glob("*.sealed")]
        assert len(files) >= 5 + 3
        assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
        assert not any(secret.hex() in path.read_text() for secret in secrets for path in files)
        kept.harmonia("backup", tmp_path / "data", "--keys", tmp_path / "keys")
        sealed = [path.read_bytes() for path in (tmp_path / "escrow").glob("*.sealed")]
        written = [path.read_bytes() for name in ("data", "keys") for path in (tmp_path / name).rglob("*.*")]
        assert not any(one in whole for one in sealed for whole in written), "no copy of a key is in a backup"


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return managements.token_folder(tmp_path_factory.mktemp("softhsm"))


@pytest.mark.django_db(databases=["default", "keys"])
class TestEveryDriver:
    """A key management that gives nothing out keeps an escrow too: copies are made when its keys are."""

    @pytest.fixture(params=["file", "token", "transit"])
    def management(self, request: pytest.FixtureRequest, tmp_path: Path, tokens: Path) -> Iterator[Management]:
        label = f"t-{uuid.uuid4().hex[:12]}"
        made = {
            "file": lambda: managements.file(tmp_path),
            "token": lambda: managements.token(label),
            "transit": managements.transit,
        }
        with made[request.param]() as ready:
            yield ready

    @pytest.fixture
    def used(
        self, management: Management, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> Management:
        """The whole service uses it, with an escrow."""
        settings.ESCROW_DIR = str(tmp_path / "escrow")
        settings.KEYS_DIR = str(tmp_path / "keys")
        driver = management.made(escrow=Escrow.of_settings())
        for module in (operations, keyring, escrow, gateways):
            monkeypatch.setattr(module, "kms", lambda: driver)
        SubjectKey.objects.all().delete()
        return management

    def split(self, *, old: list[Share] | None = None) -> escrow.Split:
        return escrow.split(needed=2, of=3, label="keys", old=old or [], at=NOW)

    def test_what_is_lost_comes_back(self, used: Management) -> None:
        done = self.split()
        person = uuid.uuid4()
        operations.create_subject(person)
        operations.rotate_epoch(NOW)
        key, index = keyring.class_key(person, "case"), operations.blind_index("client_email", "a@example.kz")
        used.lost()
        fresh = used.made(escrow=Escrow.of_settings())
        with pytest.raises(gateways.KeysUnavailable):
            keyring.class_key(person, "case")
        with pytest.raises(shares.TooFewShares):
            escrow.join(done.shares[:1], at=NOW)
        assert escrow.join(done.shares[1:], at=NOW).opened == 1
        assert keyring.class_key(person, "case") == key
        assert fresh.epochs() == [2]
        assert operations.blind_index("client_email", "a@example.kz") == index

    def test_an_escrow_begun_late_takes_a_new_epoch_with_it(self, used: Management, tmp_path: Path) -> None:
        person = uuid.uuid4()
        for module in (operations, keyring):
            vars(module)["kms"]().escrow.folder = None  # as before anybody thought of it
        operations.create_subject(person)
        operations.blind_index("client_email", "a@example.kz")
        vars(operations)["kms"]().escrow.folder = tmp_path / "escrow"
        done = self.split()
        gives = used.name == "file"
        assert done.left_out == ([] if gives else ["mac-client_email"]), "said, where it cannot be kept"
        used.lost()
        escrow.join(done.shares[:2], at=NOW)
        assert keyring.class_key(person, "case")

    def test_new_shares_open_what_the_former_kept(self, used: Management) -> None:
        former = self.split().shares
        person = uuid.uuid4()
        operations.create_subject(person)
        index = operations.blind_index("client_email", "a@example.kz")
        done = self.split(old=former)
        assert done.left_out == []
        with pytest.raises(escrow.WrongShares):
            escrow.join(former[:2], at=NOW)
        used.lost()
        escrow.join(done.shares[:2], at=NOW)
        assert keyring.class_key(person, "case")
        assert operations.blind_index("client_email", "a@example.kz") == index
