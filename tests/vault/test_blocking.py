"""A blocked person's data opens for what the register spares, and for nothing else; and everybody knows at once."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.template import Context, Engine

from harmonia import policy
from harmonia.accounts.models import Person, SignIn
from harmonia.journal import queries as journal
from harmonia.vault import keyring, operations, queries, reading
from harmonia.vault.keyring import Blocked
from tests import factories

AT = factories.NOW
DATABASES = ["default", "keys"]


def loaded(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def block(person: Person, **changes: Any) -> None:
    operations.block_subject(**{"subject_id": person.pk, "request_id": None, "at": AT, **changes})


def denials(person: Person) -> list[dict[str, Any]]:
    return [one.facts for one in journal.history_of(person.pk) if one.event == "blocking.refused"]


def signed_in(person: Person) -> SignIn:
    return SignIn.objects.create(
        person=person, device="a telephone", key_sha256=uuid.uuid4().bytes * 2, session="", idle_minutes=1,
        started_at=AT, last_seen_at=AT, idle_until=AT, expires_at=AT,
    )  # fmt: skip


@pytest.mark.django_db(databases=DATABASES)
class TestReading:
    @pytest.mark.parametrize("purpose", sorted(set(policy.PURPOSES) - set(policy.WHILE_BLOCKED)))
    def test_no_other_purpose_opens_anything(self, purpose: str) -> None:
        person = loaded(factories.aigerim())
        block(person)
        fields = [name for name, category in FIELDS.items() if policy.permitted(category, purpose)]
        for name in fields:
            with pytest.raises(Blocked), reading.reading(purpose, actor=None):
                getattr(person, name)

    @pytest.mark.parametrize("purpose", sorted(policy.WHILE_BLOCKED))
    def test_what_the_register_spares_goes_on(self, purpose: str) -> None:
        person = loaded(factories.aigerim())
        block(person)
        with reading.reading(purpose, actor=None):
            for name, category in FIELDS.items():
                if policy.permitted(category, purpose):
                    assert getattr(person, name)

    def test_somebody_else_is_read_as_before_and_the_unblocked_too(self) -> None:
        person, zoe = loaded(factories.aigerim()), loaded(factories.zoe())
        block(person)
        with reading.reading(policy.ACCESS, actor=None):
            assert zoe.name == "Zoe"
        operations.unblock_subject(subject_id=person.pk)
        with reading.reading(policy.ACCESS, actor=None):
            assert person.name == "Aigerim"

    def test_a_denial_stands_in_the_journal(self) -> None:
        person = loaded(factories.aigerim())
        block(person)
        with pytest.raises(Blocked), reading.reading(policy.ACCESS, actor=None):
            _ = person.name
        assert denials(person) == [{"purpose": policy.ACCESS, "categories": ["client_name"]}]

    def test_a_page_prints_nothing(self) -> None:
        person = loaded(factories.aigerim())
        block(person)
        with reading.reading(policy.ACCESS, actor=None):
            assert Engine().from_string("[{{ person.name }}]").render(Context({"person": person})) == "[]"

    def test_a_block_in_the_middle_of_a_request_counts_in_it(self) -> None:
        person = loaded(factories.aigerim())
        with reading.reading(policy.ACCESS, actor=None):
            assert person.name == "Aigerim"
            block(person)
            with pytest.raises(Blocked):
                _ = person.name

    def test_a_block_that_is_rolled_back_never_was(self) -> None:
        person = loaded(factories.aigerim())
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            block(person)
            _ = 1 / 0
        with reading.reading(policy.ACCESS, actor=None):
            assert person.name == "Aigerim"

    def test_blocking_twice_is_blocking_once(self) -> None:
        person = factories.aigerim()
        block(person)
        block(person, at=AT + timedelta(hours=1))
        assert queries.blocked_since(person.pk) == AT
        operations.unblock_subject(subject_id=person.pk)
        assert queries.blocked_among([person.pk]) == set()

    def test_it_costs_one_query_a_request(self, django_assert_num_queries: Any) -> None:
        people = [loaded(factories.aigerim()), loaded(factories.zoe())]
        with reading.reading(policy.ACCESS, actor=None):
            with django_assert_num_queries(1):
                operations.preload([person.pk for person in people])
                _ = [(person.name, person.email, person.topics) for person in people for _ in range(3)]


FIELDS = {
    "name": "client_name", "email": "client_email", "phone": "client_phone", "age": "client_age",
    "topics": "client_topics", "password": "credentials",
}  # fmt: skip


@pytest.mark.django_db(databases=DATABASES)
class TestKeys:
    def test_keys_of_a_blocked_person_are_not_destroyed(self) -> None:
        person = loaded(factories.aigerim())
        block(person)
        for destroy in (
            lambda: operations.destroy_subject(person.pk),
            lambda: operations.destroy_class(person.pk, "identity"),
        ):
            with pytest.raises(Blocked), transaction.atomic():
                destroy()
        operations.unblock_subject(subject_id=person.pk)
        with reading.reading(policy.ACCESS, actor=None):
            assert person.name == "Aigerim"
        operations.destroy_subject(person.pk)
        with pytest.raises(operations.Erased), reading.reading(policy.ACCESS, actor=None):
            _ = person.name

    def test_the_night_wraps_them_anew_all_the_same(self, kms: Any) -> None:
        person = uuid.uuid4()
        operations.create_subject(person)
        before = keyring.class_key(person, "identity")
        operations.block_subject(subject_id=person, request_id=None, at=AT)
        operations._rewrap(kms, kms.rotate())
        assert keyring.class_key(person, "identity") == before


@pytest.mark.django_db(databases=DATABASES)
class TestRecords:
    def test_a_blocked_record_is_not_opened_and_the_next_one_is(self) -> None:
        person = factories.aigerim()
        one, other = signed_in(person), signed_in(person)
        operations.block_record(subject_id=person.pk, table="accounts_signin", row=str(one.pk), request_id=None, at=AT)
        with reading.reading(policy.ACCESS, actor=person.pk):
            assert SignIn.objects.get(pk=other.pk).device == "a telephone"
            with pytest.raises(Blocked):
                _ = SignIn.objects.get(pk=one.pk).device
            assert loaded(person).name == "Aigerim"
        with reading.reading(policy.RIGHTS, actor=None):
            assert SignIn.objects.get(pk=one.pk).device == "a telephone"

    def test_the_unblocked_record_is_opened_again(self) -> None:
        person = factories.aigerim()
        one = signed_in(person)
        which = {"subject_id": person.pk, "table": "accounts_signin", "row": str(one.pk)}
        operations.block_record(**which, request_id=None, at=AT)
        operations.unblock_record(**which)
        assert not queries.record_blocked("accounts_signin", one.pk)
        with reading.reading(policy.ACCESS, actor=person.pk):
            assert SignIn.objects.get(pk=one.pk).device == "a telephone"


@pytest.mark.django_db(transaction=True, databases=DATABASES)
class TestAtOnce:
    def test_who_holds_the_keys_already_learns_of_it_within_the_second(self) -> None:
        """By order: the block commits, the holder of keys waits as long as its knowledge holds, and is refused."""
        person = loaded(factories.aigerim())
        with reading.reading(policy.ACCESS, actor=None):
            assert person.name == "Aigerim"
            _elsewhere(lambda: block(person))
            threading.Event().wait(keyring.BLOCKS_HOLD_SECONDS)
            with pytest.raises(Blocked):
                _ = person.name

    def test_who_comes_after_the_commit_is_refused_at_once(self) -> None:
        person = loaded(factories.aigerim())
        with reading.reading(policy.ACCESS, actor=None):
            assert person.name == "Aigerim"
        _elsewhere(lambda: block(person))
        with pytest.raises(Blocked), reading.reading(policy.ACCESS, actor=None):
            _ = person.name

    def test_knowledge_is_younger_than_a_second(self) -> None:
        assert keyring.BLOCKS_HOLD_SECONDS < 1


def _elsewhere(action: Any) -> None:
    def run() -> None:
        action()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
