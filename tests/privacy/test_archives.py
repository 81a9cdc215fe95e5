"""Row 61: every classified field of a person in JSON and in a page, and not one of another's; sealed, given once."""

import errno
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from django.apps import apps
from django.core.files.storage import FileSystemStorage
from django.db import connection

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core import classification
from harmonia.core.classification import Classified, Personal
from harmonia.journal import gateways as journal_key
from harmonia.journal import queries as journal
from harmonia.privacy.models import Archive, Release
from harmonia.privacy.operations import archives as operations
from harmonia.privacy.operations.archives import making
from harmonia.privacy.queries import archives as queries
from harmonia.privacy.queries.archives import collecting, contents
from harmonia.privacy.queries.archives.schema import schema
from harmonia.privacy.rules import archive_words as words
from harmonia.privacy.rules import archives as rules
from harmonia.privacy.states import ArchiveState, ReleaseGround
from harmonia.vault import files
from harmonia.vault import rules as vault_rules
from harmonia.vault.reading import PurposeMissing, reading
from tests import factories
from tests.factories import NOW
from tests.journal import verifier
from tests.privacy import town as towns
from tests.privacy.town import Town, word

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
DAY = timedelta(days=1)
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "privacy" / "archive.schema.json"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    settings.JOURNAL_CHECKPOINTS = tmp_path / "checkpoints.jsonl"
    monkeypatch.setattr(making, "PATIENCE", 900)  # another test's transaction, in another database, holds sealing up
    storage = FileSystemStorage(location=tmp_path / "storage")
    monkeypatch.setattr(files, "default_storage", storage)
    return tmp_path / "storage"


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim()


def made(person: Person) -> Archive:
    archive = operations.prepare(person_id=person.pk, request_id=None, at=NOW)
    operations.make(archive_id=archive.pk, at=NOW)
    archive.refresh_from_db()
    return archive


def content(archive: Archive, *, at: Any = NOW) -> dict[str, bytes]:
    """As the person unpacks it: name -> bytes."""
    with reading(policy.RIGHTS, actor=archive.person_id):
        raw = b"".join(operations.take(archive_id=archive.pk, at=at).chunks)
    with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name) for name in bundle.namelist()}


def values_in(data: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
    return {
        (row["table"], row["row"], name): value
        for category in data["categories"].values()
        for row in category["rows"]
        for name, value in row["values"].items()
    }


class TestEveryFieldOfHis:
    """And not one of another's: the whole town, one after another."""

    @pytest.fixture
    def town(self) -> Town:
        return towns.build()

    def test_everything_that_is_classified_and_nothing_of_anybody_else(self, town: Town) -> None:
        facts = {name: towns.facts_of(person) for name, person in town.people.items()}
        opened = {name: content(made(person)) for name, person in town.people.items()}
        for name, person in town.people.items():
            self.check_whole(opened[name], facts[name])
            self.check_of_nobody_else(name, person, opened[name], town)
        planted = {fact.table for some in facts.values() for fact in some}
        assert {
            "accounts.Person",
            "booking.Appointment",
            "rooms.Attendance",
            "payments.Refund",
            "consent.Record",
        } <= planted
        assert {"rooms.ConsentBypass", "specialists.Education", "notices.Notice", "booking.Slot"} <= planted
        assert {"rooms.Guest", "rooms.SessionCheck", "rooms.SafetyCase"} <= planted

    def check_whole(self, opened: dict[str, bytes], facts: list[towns.Fact]) -> None:
        """Each fact of his stands in data.json and in the page; each other one is named in the manifest."""
        data = json.loads(opened["data.json"])
        given = values_in(data)
        left_out = {
            (one["table"], row, one["column"])
            for one in json.loads(opened["manifest.json"])["withheld"]
            for row in one["rows"]
        }
        shown = {unescape(raw) for raw in re.findall(r'<data value="([^"]*)"', opened["index.html"].decode())}
        for fact in facts:
            at = (fact.table, fact.row, fact.column)
            if not fact.his:
                assert at in left_out or (*at[:2], "*") in left_out, fact
            elif at not in left_out:
                assert at in given, fact
                said = given[at]
                if said not in (None, "", [], {}):
                    raw = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, sort_keys=True)
                    assert raw in shown, fact

    def check_of_nobody_else(self, name: str, person: Person, opened: dict[str, bytes], town: Town) -> None:
        everything = b"\n".join(opened.values()).decode()
        met = {"aigerim": "boris", "zoe": "vera", "boris": "vera", "vera": "boris"}.get(
            name
        )  # or asked for supervision
        published = {word(met, "display")} if met else set()
        words = set(re.findall(r"ҚАНАР-(\w+)-([\w-]+)", everything))
        assert {f"ҚАНАР-{who}-{what}" for who, what in words if who != name} == published
        assert {f"ҚАНАР-{who}-{what}" for who, what in words if who == name}
        others = [other for key, other in town.people.items() if key != name]
        assert [other for other in others if str(other.pk) in everything] == []
        assert [key for key in town.people if key != name and f"qanar.{key}@" in everything] == []
        with reading(policy.RIGHTS, actor=None):
            assert [other for other in others if other.phone in everything] == []

    def test_a_search_that_finds_nothing_finds_what_is_there(self, town: Town) -> None:
        """The negative control: a column of somebody else's, given out by a wrong classification, is seen."""
        with pytest.MonkeyPatch.context() as patched:
            known = classification.everything()
            entry = known["rooms.ConsentBypass"]
            wrong = Classified(entry.model, entry.subject, {"reason": Personal("client_other")})
            patched.setattr(collecting, "everything", lambda: {**known, entry.model: wrong})
            opened = content(made(town.aigerim))
        with pytest.raises(AssertionError):
            self.check_of_nobody_else("aigerim", town.aigerim, opened, town)

    def test_each_side_of_a_session_gets_its_own_half(self, town: Town) -> None:
        client, specialist = content(made(town.aigerim)), content(made(town.boris))
        stays = [
            [
                row["values"]["role"]
                for row in json.loads(opened["data.json"])["categories"]["attendance"]["rows"]
                if "role" in row["values"]
            ]
            for opened in (client, specialist)
        ]
        assert stays == [["client"], ["specialist"]]
        sessions = [
            json.loads(opened["data.json"])["categories"]["appointments"]["rows"] for opened in (client, specialist)
        ]
        appointments = [[row["values"] for row in rows if row["table"] == "booking.Appointment"] for rows in sessions]
        assert appointments[0][0]["specialist"] == appointments[1][0]["specialist"] == word("boris", "display")
        assert ("client" in appointments[0][0], "client" in appointments[1][0]) == (True, False)


class Named(type):
    def __instancecheck__(cls, field: Any) -> bool:
        return bool(field.name == "credential_epoch")


class TakenForAFile(metaclass=Named):
    """Today no table has a column of sealed files: this column plays one."""


class TestWhatIsInIt:
    def test_a_new_classified_column_appears_by_itself(self, aigerim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        """`joined_at` is technical today; the day that somebody classifies it, it is in all four places."""
        known = classification.everything()
        entry = known["accounts.Person"]
        columns = {**entry.columns, "joined_at": Personal("client_age")}
        monkeypatch.setattr(
            collecting, "everything", lambda: {**known, entry.model: Classified(entry.model, "id", columns)}
        )
        opened = content(made(aigerim))
        rows = json.loads(opened["data.json"])["categories"]["client_age"]["rows"]
        assert [row["values"] for row in rows] == [{"age": 31, "joined_at": NOW.isoformat()}]
        assert f'<data value="{NOW.isoformat()}">' in opened["index.html"].decode()

    def test_it_follows_its_schema(self, aigerim: Person) -> None:
        opened = content(made(aigerim))
        described = json.loads(opened["archive.schema.json"])
        jsonschema.Draft202012Validator.check_schema(described)
        jsonschema.validate(json.loads(opened["data.json"]), described, format_checker=jsonschema.FormatChecker())

    @pytest.mark.parametrize("wrong", ["a column", "a category", "a type", "without its reasons"])
    def test_the_schema_refuses_what_is_not_as_described(self, aigerim: Person, wrong: str) -> None:
        opened = content(made(aigerim))
        data = json.loads(opened["data.json"])
        name = data["categories"]["client_name"]
        match wrong:
            case "a column":
                name["rows"][0]["values"]["shoe_size"] = "41"
            case "a category":
                data["categories"]["dreams"] = name
            case "a type":
                name["rows"][0]["values"]["name"] = 41
            case _:
                del name["purposes"]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, json.loads(opened["archive.schema.json"]))

    def test_the_schema_in_docs_is_fresh(self) -> None:
        assert SCHEMA.read_bytes() == rules.as_json(schema()), (
            "harmonia archive-schema > docs/privacy/archive.schema.json"
        )

    def test_the_manifest_knows_every_file_and_stands_in_the_journal(self, aigerim: Person) -> None:
        opened = content(made(aigerim))
        manifest = json.loads(opened["manifest.json"])
        assert {one["name"]: (one["sha256"], one["bytes"]) for one in manifest["files"]} == {
            name: (rules.sha256(said), len(said)) for name, said in opened.items() if not name.startswith("manifest.")
        }
        proof = opened["manifest.proof.json"]
        assert verifier.accepted(proof, journal_key.public_key()) == manifest
        changed = proof.replace(manifest["files"][0]["sha256"].encode(), b"0" * 64)
        assert changed != proof
        assert verifier.accepted(changed, journal_key.public_key()) is None

    def test_each_answer_has_its_receipt(self, aigerim: Person) -> None:
        opened = content(made(aigerim))
        receipts = {name: said for name, said in opened.items() if name.startswith("receipts/")}
        assert len(receipts) == 3  # the offer, the service, confidentiality
        assert all(verifier.accepted(said, journal_key.public_key()) for said in receipts.values())

    def test_who_saw_what_is_told_by_role(self, aigerim: Person) -> None:
        pavel = factories.pavel()
        with reading(policy.SUPPORT, actor=pavel.pk):
            assert Person.objects.get(pk=aigerim.pk).name
        opened = content(made(aigerim))
        seen = json.loads(opened["accesses.json"])
        assert (seen[0]["by"], seen[0]["purpose"], seen[0]["categories"]) == (
            ["privacy_officer"],
            "support",
            ["client_name"],
        )
        assert str(pavel.pk) not in b"".join(opened.values()).decode()

    @pytest.mark.parametrize("spoken", ["kk", "ru", "en"])
    def test_the_page_speaks_the_persons_language_and_needs_nothing_else(self, spoken: str) -> None:
        page = content(made(factories.aigerim(language=spoken)))["index.html"].decode()
        assert f'<html lang="{spoken}">' in page
        assert policy.CATEGORIES["client_topics"].title.in_language(spoken).lower() in page.lower()
        assert policy.TOPICS["sleep"].name.in_language(spoken) in page
        assert re.findall(r"<script|<link|<img|\son\w+=|https?://|src=", page) == []

    def test_a_sealed_file_of_the_person_comes_with_it(
        self, aigerim: Person, monkeypatch: pytest.MonkeyPatch, place: Path
    ) -> None:
        file_id = uuid4()
        with files.writing(subject_id=aigerim.pk, category="archives", file_id=file_id) as stream:
            stream.write(b"a diploma" * 20_000)
        Person.objects.filter(pk=aigerim.pk).update(credential_epoch=file_id)
        known = classification.everything()
        columns = {"credential_epoch": Personal("archives")}
        monkeypatch.setattr(
            collecting, "everything", lambda: {**known, "accounts.Person": Classified("accounts.Person", "id", columns)}
        )
        monkeypatch.setattr(collecting, "SealedFileField", TakenForAFile)
        opened = content(made(aigerim))
        path = f"files/accounts.Person/{aigerim.pk}-credential_epoch"
        assert opened[path] == b"a diploma" * 20_000
        assert (
            json.loads(opened["data.json"])["categories"]["archives"]["rows"][0]["values"]["credential_epoch"] == path
        )


class TestGivenOnce:
    def test_it_is_given_once_and_is_gone_then(self, aigerim: Person, place: Path) -> None:
        archive = made(aigerim)
        assert len([path for path in place.rglob("*") if path.is_file()]) == 1
        content(archive)
        assert [path for path in place.rglob("*") if path.is_file()] == []
        with reading(policy.RIGHTS, actor=aigerim.pk), pytest.raises(operations.AlreadyTaken):
            operations.take(archive_id=archive.pk, at=NOW)
        assert "archive.taken" in [event.event for event in journal.history_of(aigerim.pk)]

    def test_what_the_storage_holds_is_ciphertext(self, aigerim: Person, place: Path) -> None:
        made(aigerim)
        raw = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
        assert len(raw) > 10_000
        assert [one for one in (b"PK\x03\x04", b"data.json", b"Aigerim", b"categories") if one in raw] == []

    def test_nobody_opens_it_without_a_purpose(self, aigerim: Person) -> None:
        archive = made(aigerim)
        with pytest.raises(PurposeMissing):
            operations.take(archive_id=archive.pk, at=NOW)
        archive.refresh_from_db()
        assert archive.state == ArchiveState.READY

    def test_before_it_is_made_it_is_not_given(self, aigerim: Person) -> None:
        archive = operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW)
        with reading(policy.RIGHTS, actor=aigerim.pk), pytest.raises(operations.NotReady):
            operations.take(archive_id=archive.pk, at=NOW)

    @pytest.mark.parametrize(("after", "given"), [(7 * DAY - timedelta(seconds=1), True), (7 * DAY, False)])
    def test_it_waits_for_seven_days(self, aigerim: Person, after: timedelta, given: bool) -> None:
        archive = made(aigerim)
        if given:
            assert content(archive, at=NOW + after)
            return
        with reading(policy.RIGHTS, actor=aigerim.pk), pytest.raises(operations.Expired):
            operations.take(archive_id=archive.pk, at=NOW + after)

    def test_what_nobody_came_for_is_destroyed(self, aigerim: Person, place: Path) -> None:
        archive = made(aigerim)
        assert queries.over(NOW + 7 * DAY - timedelta(seconds=1)) == []
        assert queries.over(NOW + 7 * DAY) == [archive.pk]
        for _ in range(2):
            operations.expire(archive_id=archive.pk, at=NOW + 7 * DAY)
        assert [path for path in place.rglob("*") if path.is_file()] == []
        archive.refresh_from_db()
        assert archive.state == ArchiveState.EXPIRED
        assert operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW).pk != archive.pk

    def test_a_damaged_one_does_not_count_as_given(self, aigerim: Person, place: Path) -> None:
        archive = made(aigerim)
        path = next(path for path in place.rglob("*") if path.is_file())
        path.write_bytes(path.read_bytes()[:-1])
        with reading(policy.RIGHTS, actor=aigerim.pk), pytest.raises(vault_rules.Unreadable):
            operations.take(archive_id=archive.pk, at=NOW)
        archive.refresh_from_db()
        assert archive.state == ArchiveState.READY

    def test_asking_twice_is_asking_once(self, aigerim: Person) -> None:
        first, second = (operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW) for _ in range(2))
        assert first == second
        operations.make(archive_id=first.pk, at=NOW)
        assert operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW) == first
        operations.make(archive_id=first.pk, at=NOW)  # the job runs twice
        content(first)
        assert operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW) != first


@pytest.fixture
def small_disk(place: Path) -> Iterator[Path]:
    """A real file system of 64 kB, under the storage."""
    place.mkdir(exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


class TestInterrupted:
    def test_a_full_disk_puts_it_off_and_nothing_half_made_is_left(self, aigerim: Person, small_disk: Path) -> None:
        hog = small_disk / "hog"
        hog.write_bytes(bytes(60 * 1024))
        archive = operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW)
        with pytest.raises(operations.NoRoom) as put_off:
            operations.make(archive_id=archive.pk, at=NOW)
        assert isinstance(put_off.value.__cause__, OSError)
        assert put_off.value.__cause__.errno == errno.ENOSPC
        archive.refresh_from_db()
        assert (archive.state, archive.trouble, archive.size_bytes) == (ArchiveState.ASKED, "no_room", 0)
        assert [path for path in small_disk.rglob("*") if path.is_file()] == [hog]
        assert queries.stuck(NOW + DAY) == [archive.pk]
        hog.unlink()
        operations.make(archive_id=archive.pk, at=NOW)
        archive.refresh_from_db()
        assert (archive.state, archive.trouble) == (ArchiveState.READY, "")
        assert "data.json" in content(archive)

    def test_a_maker_who_died_is_followed_by_another(self, aigerim: Person) -> None:
        archive = operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW)
        Archive.objects.filter(pk=archive.pk).update(state=ArchiveState.MAKING, done=3, total=6)
        operations.make(archive_id=archive.pk, at=NOW)
        archive.refresh_from_db()
        assert (archive.state, archive.done) == (ArchiveState.READY, archive.total)

    def test_two_makers_do_not_meet(self, aigerim: Person) -> None:
        archive = operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW)
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"archive {archive.pk}"])
                operations.make(archive_id=archive.pk, at=NOW)
        finally:
            other.close()
        archive.refresh_from_db()
        assert archive.state == ArchiveState.ASKED

    def test_a_journal_that_does_not_seal_puts_it_off(self, aigerim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(making, "PATIENCE", 1)
        monkeypatch.setattr(making.journal, "seal", lambda at: 0)
        archive = operations.prepare(person_id=aigerim.pk, request_id=None, at=NOW)
        with pytest.raises(operations.NotProvedYet):
            operations.make(archive_id=archive.pk, at=NOW)
        archive.refresh_from_db()
        assert (archive.state, files.files_of(aigerim.pk)) == (ArchiveState.ASKED, [])

    def test_progress_is_seen_while_it_is_made(self, aigerim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        seen = []
        plain = making._made

        def made_part(archive: Archive, part: int) -> None:
            plain(archive, part)
            seen.append(Archive.objects.values_list("done", "total").get(pk=archive.pk))

        monkeypatch.setattr(making, "_made", made_part)
        made(aigerim)
        assert seen == [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6)]


class TestReleased:
    """What is about another too is given when two people agree, and neither of them reads it."""

    @pytest.fixture
    def town(self) -> Town:
        return towns.build()

    @pytest.fixture
    def reason(self, town: Town) -> rules.Place:
        """Boris's words about why he began without a consent, on Aigerim's row."""
        places = queries.releasable(town.aigerim.pk)
        return next(one for one in places if one[0] == "rooms.ConsentBypass")

    def propose(self, town: Town, place: rules.Place, by: str = "pavel") -> Release:
        ground = ReleaseGround.OTHER_AGREED
        person = town.aigerim.pk
        return operations.propose(person_id=person, place=place, ground=ground, by=town.people[by].pk, at=NOW)

    def test_two_people_release_it(self, town: Town, reason: rules.Place) -> None:
        waiting = made(town.aigerim)
        release = self.propose(town, reason)
        operations.approve(release_id=release.pk, by=town.owner.pk, at=NOW)
        waiting.refresh_from_db()
        assert waiting.state == ArchiveState.EXPIRED
        opened = content(made(town.aigerim))
        assert word("boris", "reason") in opened["index.html"].decode()
        assert json.loads(opened["manifest.json"])["released"] == [
            {"table": reason[0], "row": reason[1], "column": reason[2]}
        ]

    def test_one_person_does_not(self, town: Town, reason: rules.Place) -> None:
        release = self.propose(town, reason)
        with pytest.raises(operations.SamePerson):
            operations.approve(release_id=release.pk, by=town.pavel.pk, at=NOW)
        with pytest.raises(Exception, match="release_takes_two_people"):
            Release.objects.filter(pk=release.pk).update(state="approved", decided_by=town.pavel.pk, decided_at=NOW)
        assert word("boris", "reason") not in content(made(town.aigerim))["index.html"].decode()

    def test_what_was_declined_stays_out(self, town: Town, reason: rules.Place) -> None:
        release = self.propose(town, reason)
        operations.decline(release_id=release.pk, by=town.owner.pk, at=NOW)
        assert word("boris", "reason") not in content(made(town.aigerim))["index.html"].decode()
        assert self.propose(town, reason).pk != release.pk

    def test_it_is_proposed_once(self, town: Town, reason: rules.Place) -> None:
        self.propose(town, reason)
        with pytest.raises(operations.AlreadyProposed):
            self.propose(town, reason, by="owner")

    def test_a_secret_is_never_released(self, town: Town) -> None:
        person = town.aigerim.pk
        for place in (("accounts.Person", str(person), "password"), ("accounts.Person", str(town.zoe.pk), "name")):
            with pytest.raises(operations.NotWithheld):
                self.propose(town, place)

    def test_nobody_who_decides_reads_it(self, town: Town, reason: rules.Place) -> None:
        before = len(journal.history_of(town.aigerim.pk))
        release = self.propose(town, reason)
        operations.approve(release_id=release.pk, by=town.owner.pk, at=NOW)
        events = journal.history_of(town.aigerim.pk)
        since = [event.event for event in events[: len(events) - before]]
        assert sorted(since) == ["archive.asked", "archive.release_approved", "archive.release_proposed"]


@pytest.mark.parametrize("value", ["=1+1", "+7", "-1", "@me", "\tx", "\rx"])
def test_no_cell_is_a_formula(value: str) -> None:
    sheet = rules.as_csv([rules.Row("t", "1", {"name": value, "list": [value]})]).decode("utf-8-sig")
    assert f"'{value}" in sheet.replace('"', "")
    assert not re.search(r"(^|,)\"?[=+\-@\t\r]", sheet, re.MULTILINE)


def test_a_plain_cell_is_left_alone() -> None:
    assert rules.cell("Aigerim") == "Aigerim"
    assert rules.cell(None) == ""
    assert rules.cell(["a"]) == '["a"]'


def test_every_column_value_and_reason_has_its_words() -> None:
    """A new column appears by itself under its own name; here it is asked for a human one in three languages."""
    nameless, wordless, unexplained = set(), set(), set()
    for entry in classification.everything().values():
        for name, said in rules.personal_columns(entry).items():
            if said.withheld:
                unexplained |= {said.withheld} - set(words.REASONS)
            elif contents.label(name) == name.replace("_", " ") and name not in words.COLUMNS:
                nameless.add(f"{entry.model}.{name}")
            field = apps.get_model(entry.model)._meta.get_field(name)
            wordless |= {str(value) for value, _ in field.choices or ()} - set(words.VALUES)
    assert (nameless, wordless, unexplained) == (set(), set(), set())
