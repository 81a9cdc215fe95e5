"""What is encrypted opens in its place, for its person, inside a permitted purpose, and nowhere else."""

import uuid
from typing import Any

import pytest
from django.db import connection

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.journal import queries as journal
from harmonia.vault import gateways, operations, rules
from harmonia.vault.fields import Sealed
from harmonia.vault.reading import PurposeMissing, PurposeRefused, reading, session
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def loaded(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def reads_of(person: Person) -> list[dict[str, Any]]:
    return [one.facts for one in journal.history_of(person.pk) if one.event == "data.read"]


def test_what_was_said_is_read_back_inside_a_purpose() -> None:
    person = loaded(factories.aigerim())
    with reading(policy.ACCESS, actor=person.pk):
        assert (person.name, person.age, person.email) == ("Aigerim", 31, "aigerim@example.kz")


def test_outside_of_a_purpose_nothing_opens() -> None:
    person = loaded(factories.aigerim())
    with pytest.raises(PurposeMissing):
        _ = person.name
    with session(), pytest.raises(PurposeMissing):
        _ = person.name


def test_a_purpose_that_the_register_does_not_permit_is_refused_and_journalled() -> None:
    person = loaded(factories.aigerim())
    assert not policy.permitted("client_topics", policy.MAILINGS)
    with reading(policy.MAILINGS, actor=None), pytest.raises(PurposeRefused):
        _ = person.topics
    refused = [one for one in journal.history_of(person.pk) if one.event == "vault.refused"]
    assert [one.facts for one in refused] == [{"purpose": policy.MAILINGS, "categories": ["client_topics"]}]


def test_a_purpose_that_nobody_declared_is_refused() -> None:
    with pytest.raises(PurposeRefused), reading("curiosity", actor=None):
        pass


def test_one_request_leaves_one_row_a_person_and_purpose() -> None:
    one, other = loaded(factories.aigerim()), loaded(factories.zoe())
    before = len(reads_of(one)), len(reads_of(other))
    with session():
        for _ in range(3):
            with reading(policy.ACCESS, actor=one.pk):
                _ = one.name, one.age, other.name
    assert len(reads_of(one)) == before[0] + 1
    assert len(reads_of(other)) == before[1] + 1
    assert reads_of(one)[0] == {"purpose": policy.ACCESS, "categories": ["client_age", "client_name"]}


def test_a_failed_request_is_accounted_for_too() -> None:
    person = loaded(factories.aigerim())
    before = len(reads_of(person))
    with pytest.raises(ZeroDivisionError), reading(policy.ACCESS, actor=person.pk):
        _ = person.name
        raise ZeroDivisionError
    assert len(reads_of(person)) == before + 1


def ciphertext(person: Person, column: str = "name") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM accounts_person WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0])


def put(person: Person, column: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_person SET {column} = %s WHERE id = %s", [value, person.pk])


def test_the_table_holds_no_plain_text() -> None:
    person = factories.aigerim()
    assert b"Aigerim" not in ciphertext(person)
    assert ciphertext(person)[:1] == rules.FORMAT


def test_the_same_words_look_different_each_time() -> None:
    person = loaded(factories.aigerim())
    before = ciphertext(person)
    person.name = "Aigerim"
    person.save(update_fields=["name"])
    assert ciphertext(person) != before


def test_a_ciphertext_moved_to_another_person_does_not_open() -> None:
    one, other = factories.aigerim(), factories.zoe()
    put(other, "name", ciphertext(one))
    with reading(policy.ACCESS, actor=None), pytest.raises(rules.Unreadable):
        _ = loaded(other).name


def test_a_ciphertext_moved_to_another_column_does_not_open() -> None:
    person = factories.aigerim()
    put(person, "email", ciphertext(person, "phone"))
    with reading(policy.ACCESS, actor=None), pytest.raises(rules.Unreadable):
        _ = loaded(person).email


@pytest.mark.parametrize("position", [0, 1, 20, -1])
def test_a_changed_byte_does_not_open(position: int) -> None:
    person = factories.aigerim()
    changed = bytearray(ciphertext(person))
    changed[position] ^= 1
    put(person, "name", bytes(changed))
    with reading(policy.ACCESS, actor=None), pytest.raises(rules.Unreadable):
        _ = loaded(person).name


def test_loading_decrypts_nothing_and_values_give_ciphertext() -> None:
    person = factories.aigerim()
    row = Person.objects.filter(pk=person.pk).values("name").get()
    assert isinstance(row["name"], Sealed)
    assert Person.objects.only("id").get(pk=person.pk).pk == person.pk


def test_a_deferred_field_opens_when_asked() -> None:
    person = Person.objects.only("id").get(pk=factories.aigerim().pk)
    with reading(policy.ACCESS, actor=None):
        assert person.name == "Aigerim"


def test_saving_what_was_loaded_keeps_it() -> None:
    person = loaded(factories.aigerim())
    person.language = "kk"
    person.save()
    with reading(policy.ACCESS, actor=None):
        assert loaded(person).name == "Aigerim"
    assert Person.objects.filter(email_index=operations.blind_index("client_email", "AIGERIM@example.kz")).exists()


def test_an_encrypted_field_cannot_be_searched() -> None:
    with pytest.raises(TypeError, match="encrypted"):
        list(Person.objects.filter(name="Aigerim"))


def test_equal_addresses_are_found_and_others_are_not() -> None:
    person = factories.aigerim()
    index = operations.blind_index
    assert Person.objects.get(email_index=index("client_email", " Aigerim@Example.KZ ")).pk == person.pk
    assert Person.objects.get(phone_index=index("client_phone", "8 (701) 000-00-01")).pk == person.pk
    assert not Person.objects.filter(email_index=index("client_email", "zoe@example.kz")).exists()
    assert index("client_email", "+77010000001") != index("client_phone", "+77010000001")


def test_keys_of_many_people_and_their_blocks_take_two_queries(django_assert_num_queries: Any) -> None:
    people = [loaded(factories.aigerim()), loaded(factories.zoe()), loaded(factories.boris())]
    with reading(policy.ACCESS, actor=None):
        with django_assert_num_queries(1, using="keys"), django_assert_num_queries(1, using="default"):
            operations.preload([person.pk for person in people])
            names = [person.name for person in people]
    assert names == ["Aigerim", "Zoe", "Boris"]


def test_a_person_without_keys_cannot_be_written() -> None:
    with pytest.raises(gateways.KeysUnavailable):
        Person(id=uuid.uuid4(), name="Nobody", joined_at=factories.NOW).save()
