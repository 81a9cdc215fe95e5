"""A person whose every word is unmistakable is entered; nothing of him stands in clear in either database."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from harmonia import policy
from harmonia.accounts import operations as accounts
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.journal import operations as journal
from harmonia.vault import gateways, operations
from harmonia.vault.reading import reading
from tests import factories
from tests.vault import dump

NAME, EMAIL, PHONE = "Қанарбек Жарқынұлы", "kanarbek.zharqyn@example.kz", "+77019876543"
WORDS = (NAME, EMAIL, PHONE, PHONE[1:])
TOPIC = "moving_abroad"


@pytest.fixture
def canary(kms: gateways.FileKms) -> Person:
    person = accounts.create_person(
        role=states.CLIENT,
        email=EMAIL,
        phone=PHONE,
        name=NAME,
        password=factories.PASSWORD,
        language="kk",
        time_zone="Asia/Almaty",
        at=factories.NOW,
        age=33,
        topics=[TOPIC],
    )
    with reading(policy.ACCESS, actor=person.pk):
        assert Person.objects.get(pk=person.pk).name == NAME
    journal.record("test.happened", subject=person.pk, actor=person.pk, at=datetime(2026, 11, 22, tzinfo=UTC))
    return person


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
class TestCanary:
    def test_nothing_of_a_person_stands_in_clear(self, canary: Person) -> None:
        assert dump.found(WORDS) == []

    def test_the_search_finds_what_does_stand_there(self, canary: Person) -> None:
        """The negative control: the same words, written past the vault."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_person SET time_zone = %s", [EMAIL])
            cursor.execute("UPDATE accounts_person SET name = %s", [NAME.encode()])
        assert dump.found(WORDS) == [("default", NAME), ("default", EMAIL)]

    def test_what_a_person_struggles_with_is_not_in_his_row(self, canary: Person) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(p)::text FROM accounts_person AS p")
            rows = {"row": cursor.fetchone()[0].encode()}
        assert dump.found([TOPIC], rows) == []

    def test_after_erasure_a_restored_copy_opens_for_nobody(self, canary: Person) -> None:
        """Row 65: the data as it was before, put back; his fields are unreadable, another's are intact."""
        other = factories.zoe()
        restored = Person.objects.in_bulk([canary.pk, other.pk])
        operations.destroy_subject(canary.pk)
        operations.rotate_epoch(datetime(2026, 11, 23, tzinfo=UTC))
        with reading(policy.ACCESS, actor=None):
            assert restored[other.pk].name == "Zoe"
            for field in ("name", "email", "phone", "age", "topics"):
                with pytest.raises(operations.Erased):
                    getattr(restored[canary.pk], field)


@pytest.mark.parametrize(
    "held",
    [NAME.encode(), json.dumps(NAME).encode(), NAME.encode().hex().encode(), b"x" + NAME.encode() + b"y"],
    ids=["plain", "json", "hexadecimal", "inside"],
)
def test_an_encoding_does_not_hide_a_word(held: bytes) -> None:
    assert dump.found([NAME], {"here": held}) == [("here", NAME)]


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_base64_does_not_hide_a_word(before: str) -> None:
    import base64

    assert dump.found([EMAIL], {"here": base64.b64encode(f"{before}{EMAIL}z".encode())}) == [("here", EMAIL)]


def test_files_are_searched_too(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(f"Dear {NAME},")
    (tmp_path / "log.txt").write_text("nothing here")
    assert dump.found([NAME], dump.files(tmp_path)) == [(str(tmp_path / "letter.txt"), NAME)]
