"""What must hold also when something goes wrong: rollbacks, copies, half-updates, lost keys, two things at once."""

import copy
import threading
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.template import Context, Engine

from harmonia import policy
from harmonia.accounts.models import Person, SignIn
from harmonia.core import jobs
from harmonia.journal import queries as journal
from harmonia.vault import fields, gateways, keyring, operations, rules
from harmonia.vault.models import ClassKey, SubjectKey
from harmonia.vault.reading import PurposeMissing, PurposeRefused, reading, session
from tests import factories

AT = datetime(2026, 11, 22, tzinfo=UTC)
DATABASES = ["default", "keys"]


def facts_of(person: Person, event: str) -> list[dict[str, Any]]:
    return [one.facts for one in journal.history_of(person.pk) if one.event == event]


def loaded(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


@pytest.mark.django_db(databases=DATABASES)
class TestReading:
    def test_a_refusal_outlives_the_rollback_of_what_asked(self) -> None:
        person = loaded(factories.aigerim())
        with session(), reading(policy.MAILINGS, actor=None):
            with pytest.raises(PurposeRefused), transaction.atomic():
                _ = person.topics
        assert facts_of(person, "vault.refused") == [{"purpose": policy.MAILINGS, "categories": ["client_topics"]}]

    def test_reading_without_a_purpose_is_journalled_too(self) -> None:
        person = loaded(factories.aigerim())
        with pytest.raises(PurposeMissing):
            _ = person.name
        assert facts_of(person, "vault.refused") == [{"purpose": "", "categories": ["client_name"]}]

    def test_a_refused_category_is_refused_again_and_others_are_read(self) -> None:
        person = loaded(factories.aigerim())
        with reading(policy.MAILINGS, actor=None):
            for _ in range(2):
                with pytest.raises(PurposeRefused):
                    _ = person.topics
            assert person.name == "Aigerim"
        assert facts_of(person, "vault.refused") == [{"purpose": policy.MAILINGS, "categories": ["client_topics"]}]

    def test_a_read_that_cannot_be_written_down_does_not_leave(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person = loaded(factories.aigerim())

        def full(*_: Any, **__: Any) -> None:
            raise DatabaseError("no space left on device")

        monkeypatch.setattr("harmonia.journal.operations.record_all", full)
        with pytest.raises(DatabaseError, match="no space"), reading(policy.ACCESS, actor=None):
            _ = person.name

    def test_the_first_failure_is_the_one_that_is_told(self) -> None:
        person = loaded(factories.aigerim())
        with pytest.raises(DatabaseError, match="division"), transaction.atomic(), reading(policy.ACCESS, actor=None):
            _ = person.name
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT 1/0")

    def test_a_purpose_ends_with_its_frame_and_the_outer_one_is_back(self) -> None:
        person = loaded(factories.aigerim())
        with reading(policy.ACCESS, actor=person.pk):
            with reading(policy.MAILINGS, actor=None), pytest.raises(PurposeRefused):
                _ = person.topics
            assert person.topics == ["anxiety", "sleep"]
        with pytest.raises(PurposeMissing):
            _ = person.topics

    def test_a_job_is_one_session(self) -> None:
        person = loaded(factories.aigerim())

        def read_twice() -> None:
            for _ in range(2):
                with reading(policy.ACCESS, actor=None):
                    _ = person.name

        before = len(facts_of(person, "data.read"))
        jobs._framed(read_twice)()
        assert len(facts_of(person, "data.read")) == before + 1
        read_twice()
        assert len(facts_of(person, "data.read")) == before + 3, "without the frame each reading stands alone"


@pytest.mark.django_db(databases=DATABASES)
class TestFields:
    def test_refreshing_a_row_decrypts_nothing_and_sees_what_is_new(self) -> None:
        person = loaded(factories.aigerim())
        Person.objects.filter(pk=person.pk).update(language="kk")
        person.refresh_from_db()
        assert person.language == "kk"
        assert isinstance(person.__dict__["name"], fields.Sealed)
        assert facts_of(person, "vault.refused") == []

    def test_a_value_that_was_assigned_is_there_before_it_is_saved(self) -> None:
        person = loaded(factories.aigerim())
        person.name = "Айгерім"
        assert person.name == "Айгерім"
        person.refresh_from_db(fields=["name"])
        with pytest.raises(PurposeMissing):
            _ = person.name

    def test_a_blind_index_follows_its_value_when_only_that_is_saved(self) -> None:
        person = loaded(factories.aigerim())
        person.email = "other@example.kz"
        person.save(update_fields=["email"])
        index = operations.blind_index
        assert Person.objects.filter(email_index=index("client_email", "other@example.kz")).exists()
        assert not Person.objects.filter(email_index=index("client_email", "aigerim@example.kz")).exists()

    def test_a_blind_index_goes_with_its_value(self) -> None:
        person = loaded(factories.aigerim())
        person.email = ""
        person.save(update_fields=["email"])
        assert Person.objects.get(pk=person.pk).email_index is None

    def test_other_fields_can_be_saved_without_a_purpose_or_a_key(self) -> None:
        person = loaded(factories.aigerim())
        operations.destroy_subject(person.pk)
        person.language = "en"
        person.save()
        assert loaded(person).language == "en"

    def test_many_rows_are_written_at_once(self) -> None:
        person = factories.aigerim()
        rows = [
            SignIn(
                person=person, device=f"device {number}", key_sha256=bytes([number]) * 32, session="", idle_minutes=1,
                started_at=AT, last_seen_at=AT, idle_until=AT, expires_at=AT,
            )
            for number in range(3)
        ]  # fmt: skip
        SignIn.objects.bulk_create(rows)
        with reading(policy.ACCESS, actor=person.pk):
            stored = SignIn.objects.filter(person=person).order_by("key_sha256")
            assert [row.device for row in stored] == ["device 0", "device 1", "device 2"]

    def test_what_is_about_nobody_is_not_sealed_under_anybodys_key(self) -> None:
        row = SignIn(device="a telephone", key_sha256=b"k" * 32, session="", idle_minutes=1, started_at=AT)
        with pytest.raises(fields.Unplaced):
            row.save()

    def test_a_null_stays_null(self) -> None:
        person = loaded(factories.boris())
        assert person.age is None
        assert Person.objects.filter(pk=person.pk, age__isnull=True).exists()

    @pytest.mark.parametrize("change", [{"name": "Eve"}, {"topics": ["sleep"]}])
    def test_plain_text_cannot_reach_the_table_by_a_query(self, change: dict[str, Any]) -> None:
        person = factories.aigerim()
        with pytest.raises(TypeError, match="encrypted"):
            Person.objects.filter(pk=person.pk).update(**change)

    def test_a_row_that_was_copied_under_another_number_does_not_open(self) -> None:
        row = SignIn.objects.create(
            person=factories.aigerim(), device="a telephone", key_sha256=b"k" * 32, session="", idle_minutes=1,
            started_at=AT, last_seen_at=AT, idle_until=AT, expires_at=AT,
        )  # fmt: skip
        twin = copy.copy(SignIn.objects.get(pk=row.pk))
        twin.pk, twin.key_sha256 = uuid.uuid4(), b"l" * 32
        twin.save(force_insert=True)
        with reading(policy.ACCESS, actor=None), pytest.raises(rules.Unreadable):
            _ = SignIn.objects.get(pk=twin.pk).device

    def test_a_page_prints_nothing_for_the_erased(self) -> None:
        person = loaded(factories.aigerim())
        page = Engine().from_string("[{{ person.name }}]")
        with reading(policy.ACCESS, actor=None):
            assert page.render(Context({"person": person})) == "[Aigerim]"
            operations.destroy_subject(person.pk)
            assert page.render(Context({"person": person})) == "[]"

    @pytest.mark.parametrize("category", ["client_name", "client_topics"])
    def test_only_what_the_register_lists_is_searched_by(self, category: str) -> None:
        with pytest.raises(operations.NotIndexed):
            operations.blind_index(category, "Aigerim")

    def test_what_is_no_number_has_no_index_and_is_not_repeated(self) -> None:
        with pytest.raises(operations.NotIndexed) as refused:
            operations.blind_index("client_phone", "Aigerim's telephone")
        assert "Aigerim" not in str(refused.value)

    def test_keys_do_not_show_themselves(self) -> None:
        person = factories.aigerim()
        with keyring.held() as ring:
            key = keyring.class_key(person.pk, "identity")
            shown = repr(key) + repr(ring)
        assert key.secret.hex() not in shown
        assert repr(key.secret) not in shown


@pytest.mark.django_db(databases=DATABASES)
class TestKeys:
    @pytest.fixture(autouse=True)
    def nobody_yet(self) -> None:
        SubjectKey.objects.all().delete()

    def test_keys_that_nobody_destroyed_are_lost_and_not_erased(self, kms: gateways.FileKms) -> None:
        one, other = uuid.uuid4(), uuid.uuid4()
        for person in (one, other):
            operations.create_subject(person)
        operations.destroy_subject(one)
        ClassKey.objects.filter(subject_id=other).delete()
        with pytest.raises(operations.Erased):
            keyring.class_key(one, "case")
        with pytest.raises(gateways.KeysUnavailable):
            keyring.class_key(other, "case")

    def test_a_folder_of_keys_that_is_gone_is_not_begun_anew(self, kms: gateways.FileKms) -> None:
        operations.create_subject(uuid.uuid4())
        for path in kms.folder.iterdir():
            path.unlink()
        with pytest.raises(gateways.KeysUnavailable):
            operations.create_subject(uuid.uuid4())
        with pytest.raises(gateways.KeysUnavailable):
            operations.blind_index("client_email", "aigerim@example.kz")
        assert list(kms.folder.iterdir()) == []

    def test_a_key_that_goes_during_a_request_is_not_used_in_it_any_more(self) -> None:
        person = loaded(factories.aigerim())
        with reading(policy.ACCESS, actor=None):
            assert person.name == "Aigerim"
            operations.destroy_class(person.pk, "identity")
            with pytest.raises(operations.Erased):
                _ = person.name
            assert person.topics == ["anxiety", "sleep"], "another class"

    def test_a_copy_of_a_class_key_dies_with_the_epoch(self, kms: gateways.FileKms) -> None:
        person = uuid.uuid4()
        operations.create_subject(person)
        own, marketing = SubjectKey.objects.get(), ClassKey.objects.get(key_class="marketing")
        before = keyring.class_key(person, "case")
        operations.destroy_class(person, "marketing")
        operations.rotate_epoch(AT)
        with pytest.raises(gateways.EpochGone):
            kms.unwrap(own.epoch, bytes(own.wrapped), keyring.subject_context(person))
        now = SubjectKey.objects.get()
        survivor = kms.unwrap(now.epoch, bytes(now.wrapped), keyring.subject_context(person))
        with pytest.raises(rules.Unreadable):
            rules.unseal(survivor, bytes(marketing.wrapped), keyring.class_context(person, "marketing", 1))
        assert keyring.class_key(person, "case") == before

    def test_a_class_can_come_back_and_what_stood_before_stays_closed(self, kms: gateways.FileKms) -> None:
        person = uuid.uuid4()
        operations.create_subject(person)
        old = keyring.class_key(person, "marketing")
        operations.destroy_class(person, "marketing")
        operations.renew_class(person, "marketing")
        new = keyring.class_key(person, "marketing")
        assert (old.version, new.version) == (1, 2)
        sealed = rules.seal_value(old, b"news", b"", person)
        with pytest.raises(rules.Unreadable):
            rules.unseal_value(new, sealed, b"", person)

    def test_a_rotation_that_was_cut_off_is_finished_by_the_next(self, kms: gateways.FileKms) -> None:
        people = [uuid.uuid4() for _ in range(3)]
        for person in people:
            operations.create_subject(person)
        kms.rotate()
        operations._rewrap(kms, 2)
        assert kms.epochs() == [1, 2]
        assert operations.rotate_epoch(AT) == 3
        assert kms.epochs() == [3]
        assert all(keyring.class_key(person, "case") for person in people)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
class TestAtOnce:
    @pytest.fixture
    def people(self) -> list[uuid.UUID]:
        SubjectKey.objects.all().delete()
        return [uuid.uuid4() for _ in range(30)]

    def test_nobody_who_comes_during_a_rotation_is_locked_out(
        self, kms: gateways.FileKms, people: list[uuid.UUID]
    ) -> None:
        def come() -> None:
            for person in people:
                operations.create_subject(person)
            connections.close_all()

        coming = threading.Thread(target=come)
        coming.start()
        while coming.is_alive():
            operations.rotate_epoch(AT)
        coming.join()
        operations.rotate_epoch(AT)
        assert all(keyring.class_key(person, "identity") for person in people)
        assert len(kms.epochs()) == 1

    def test_a_key_destroyed_during_a_rotation_does_not_come_back(
        self, kms: gateways.FileKms, people: list[uuid.UUID]
    ) -> None:
        for person in people:
            operations.create_subject(person)

        def go() -> None:
            for person in people[::2]:
                operations.destroy_subject(person)
            for person in people[1::2]:
                operations.destroy_class(person, "case")
            connections.close_all()

        going = threading.Thread(target=go)
        going.start()
        while going.is_alive():
            operations.rotate_epoch(AT)
        going.join()
        assert set(SubjectKey.objects.values_list("pk", flat=True)) == set(people[1::2])
        assert all(keyring.class_key(person, "identity") for person in people[1::2])
