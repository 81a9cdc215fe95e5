"""Keys: made with a person, wrapped anew each epoch, destroyed with him, in every copy."""

import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.vault import gateways, keyring, operations, rules
from harmonia.vault.models import SubjectKey
from harmonia.vault.reading import reading
from tests import factories

AT = datetime(2026, 11, 22, tzinfo=UTC)


def opens(person: uuid.UUID) -> bool:
    try:
        return bool(keyring.class_key(person, "identity"))
    except operations.Erased:
        return False


@pytest.mark.django_db(databases=["default", "keys"])
class TestKeys:
    def test_the_survivors_open_after_a_rotation(self, kms: gateways.FileKms) -> None:
        SubjectKey.objects.all().delete()
        people = [uuid.uuid4() for _ in range(5)]
        for person in people:
            operations.create_subject(person)
        before = {person: keyring.class_key(person, "case") for person in people}
        assert operations.rotate_epoch(AT) == 5
        assert {person: keyring.class_key(person, "case") for person in people} == before
        assert kms.epochs() == [2]

    def test_a_copy_of_the_key_database_from_before_opens_nothing_after_a_rotation(self, kms: gateways.FileKms) -> None:
        SubjectKey.objects.all().delete()
        erased, other = uuid.uuid4(), uuid.uuid4()
        operations.create_subject(erased)
        operations.create_subject(other)
        copy = SubjectKey.objects.get(pk=erased)
        operations.destroy_subject(erased)
        assert not opens(erased)
        kms.unwrap(copy.epoch, bytes(copy.wrapped), keyring.subject_context(erased))  # until the epoch ends, it would
        operations.rotate_epoch(AT)
        with pytest.raises(gateways.EpochGone):
            kms.unwrap(copy.epoch, bytes(copy.wrapped), keyring.subject_context(erased))
        assert opens(other)

    def test_one_class_can_go_alone(self, kms: gateways.FileKms) -> None:
        person = uuid.uuid4()
        operations.create_subject(person)
        operations.destroy_class(person, "marketing")
        with pytest.raises(operations.Erased):
            keyring.class_key(person, "marketing")
        assert opens(person)

    def test_a_key_wrapped_for_one_person_opens_for_no_other(self, kms: gateways.FileKms) -> None:
        one, other = uuid.uuid4(), uuid.uuid4()
        epoch, wrapped = kms.wrap(rules.new_key(), keyring.subject_context(one))
        with pytest.raises(rules.Unreadable):
            kms.unwrap(epoch, wrapped, keyring.subject_context(other))

    def test_fields_of_the_erased_are_unreadable_also_in_a_copy_of_their_rows(self) -> None:
        person = factories.aigerim()
        copy = Person.objects.get(pk=person.pk)
        stranger = Person.objects.get(pk=factories.zoe().pk)
        operations.destroy_subject(person.pk)
        with reading(policy.ACCESS, actor=None):
            with pytest.raises(operations.Erased):
                _ = copy.name
            assert stranger.name == "Zoe"


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_missing_key_database_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person.objects.get(pk=factories.aigerim().pk)

    def unreachable(*_: Any, **__: Any) -> None:
        from django.db import OperationalError

        raise OperationalError("connection refused")

    monkeypatch.setattr(connections["keys"], "cursor", unreachable)
    with reading(policy.ACCESS, actor=None), pytest.raises(gateways.KeysUnavailable):
        _ = person.name


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    kms = gateways.FileKms(tmp_path)
    epoch, wrapped = kms.wrap(rules.new_key(), b"context")
    shutil.rmtree(tmp_path)
    with pytest.raises(gateways.KeysUnavailable):
        gateways.FileKms(tmp_path).unwrap(epoch, wrapped, b"context")


def test_key_files_are_the_owners_alone(tmp_path: Path) -> None:
    kms = gateways.FileKms(tmp_path / "keys")
    kms.rotate()
    kms.mac_key("client_email")
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_the_same_name_gives_the_same_mac_key(tmp_path: Path) -> None:
    assert gateways.FileKms(tmp_path).mac_key("a") == gateways.FileKms(tmp_path).mac_key("a")
    assert gateways.FileKms(tmp_path).mac_key("a") != gateways.FileKms(tmp_path).mac_key("b")
