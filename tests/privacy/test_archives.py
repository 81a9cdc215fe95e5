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
from uuid import UUID, uuid4

import jsonschema
import pytest
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
from harmonia.privacy.queries.archives import collecting
from harmonia.privacy.queries.archives.schema import schema
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
        met = {"aigerim": "boris", "zoe": "vera"}.get(name)
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
