"""Blocks, a reason at a time: who may end which, and that it counts with the request or not at all."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.journal import queries as journal
from harmonia.notices.models import Preference
from harmonia.privacy.operations import blocking
from harmonia.privacy.queries import blocking as queries
from harmonia.privacy.rules import blocking as rules
from harmonia.privacy.states import BlockEnd, BlockOrigin
from harmonia.vault import queries as vault
from harmonia.vault import reading
from tests import factories

AT = factories.NOW
LATER = AT + timedelta(days=1)
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim()


@pytest.fixture
def pavel(db: None) -> Person:
    return factories.pavel()


def block(person: Person, **changes: Any) -> Any:
    return blocking.block(**{"person_id": person.pk, "request_id": None, "by": person.pk, "at": AT, **changes})


def unblock(person: Person, by: uuid.UUID | None, because: str = BlockEnd.ASKED) -> list[Any]:
    return blocking.unblock(person_id=person.pk, request_id=None, by=by, at=LATER, because=because)


def events_of(person: Person) -> list[str]:
    return [one.event for one in reversed(journal.history_of(person.pk)) if one.event.startswith("blocking.")]


def test_whoever_asked_for_it_ends_it(aigerim: Person) -> None:
    block(aigerim)
    assert vault.blocked_since(aigerim.pk) == AT
    ended = unblock(aigerim, aigerim.pk)
    assert [(one.origin, one.ended_at, one.ended_because) for one in ended] == [("self", LATER, "asked")]
    assert not vault.blocked(aigerim.pk)
    assert events_of(aigerim) == ["blocking.blocked", "blocking.unblocked"]


def test_nobody_else_does(aigerim: Person) -> None:
    block(aigerim)
    for stranger in (factories.zoe(), factories.olga()):
        with pytest.raises(blocking.Denied, match="stranger"):
            unblock(aigerim, stranger.pk)
    assert vault.blocked(aigerim.pk)


def test_what_an_authority_asked_the_person_does_not_end(aigerim: Person, pavel: Person) -> None:
    block(aigerim, origin=BlockOrigin.AUTHORITY, by=pavel.pk)
    with pytest.raises(blocking.Denied, match="asked_by_another"):
        unblock(aigerim, aigerim.pk)
    unblock(aigerim, pavel.pk, BlockEnd.NOT_CONFIRMED)
    assert not vault.blocked(aigerim.pk)


def test_a_person_is_free_when_no_reason_is_left(aigerim: Person, pavel: Person) -> None:
    block(aigerim)
    block(aigerim, origin=BlockOrigin.AUTHORITY, by=pavel.pk, at=LATER)
    unblock(aigerim, aigerim.pk)
    assert vault.blocked(aigerim.pk), "the authority's stands"
    assert [one.origin for one in queries.standing(aigerim.pk)] == ["authority"]
    unblock(aigerim, pavel.pk, BlockEnd.NOT_CONFIRMED)
    assert not vault.blocked(aigerim.pk)


def test_a_confirmed_breach_is_put_right_first(aigerim: Person, pavel: Person) -> None:
    stands = block(aigerim, origin=BlockOrigin.STAFF, by=pavel.pk)
    with pytest.raises(blocking.Denied, match="breach_not_confirmed"):
        unblock(aigerim, pavel.pk, BlockEnd.PUT_RIGHT)
    blocking.confirm_breach(block_id=stands.pk, by=pavel.pk, at=AT)
    with pytest.raises(blocking.Denied, match="breach_confirmed"):
        unblock(aigerim, pavel.pk, BlockEnd.NOT_CONFIRMED)
    unblock(aigerim, pavel.pk, BlockEnd.PUT_RIGHT)
    assert not vault.blocked(aigerim.pk)


def test_only_the_officer_confirms_a_breach(aigerim: Person) -> None:
    stands = block(aigerim)
    with pytest.raises(blocking.Denied, match="officer_only"):
        blocking.confirm_breach(block_id=stands.pk, by=factories.olga().pk, at=AT)


def test_asking_twice_is_asking_once(aigerim: Person) -> None:
    assert block(aigerim).pk == block(aigerim, at=LATER).pk
    assert queries.first_of_each([aigerim.pk])[aigerim.pk].since == AT
    unblock(aigerim, aigerim.pk)
    with pytest.raises(blocking.NotBlocked):
        unblock(aigerim, aigerim.pk)


def test_it_counts_with_the_request_or_not_at_all(aigerim: Person) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        block(aigerim)
        assert vault.blocked(aigerim.pk)
        _ = 1 / 0
    assert not vault.blocked(aigerim.pk)
    assert list(queries.standing(aigerim.pk)) == []


def test_one_record_is_blocked_and_freed(aigerim: Person) -> None:
    one = Preference.objects.create(person=aigerim, kind="news", channel="email", wanted=True, changed_at=AT)
    which: dict[str, Any] = {"table": "notices.Preference", "pk": one.pk, "person_id": aigerim.pk, "by": aigerim.pk}
    blocking.block_record(**which, request_id=None, at=AT)
    with pytest.raises(reading.Blocked), transaction.atomic():
        one.delete()
    assert not vault.blocked(aigerim.pk), "he himself is not"
    assert [block.row for block in queries.records_standing(aigerim.pk)] == [str(one.pk)]
    blocking.unblock_record(**which, at=LATER)
    Preference.objects.filter(pk=one.pk).delete()
    assert events_of(aigerim) == ["blocking.record_blocked", "blocking.record_unblocked"]


@pytest.mark.parametrize("table", ["notices.Preference", "consent.Edition", "nowhere.Thing"])
def test_a_record_that_is_not_his_cannot_be_blocked(aigerim: Person, table: str) -> None:
    zoe = factories.zoe()
    one = Preference.objects.create(person=zoe, kind="news", channel="email", wanted=True, changed_at=AT)
    with pytest.raises(blocking.NoSuchRecord):
        blocking.block_record(table=table, pk=one.pk, person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=AT)


@pytest.mark.parametrize(
    ("origin", "confirmed", "who", "because", "refusal"),
    [
        ("self", False, "person", "asked", ""),
        ("self", True, "person", "asked", ""),
        ("representative", False, "person", "asked", ""),
        ("self", False, "officer", "asked", ""),
        ("self", False, "stranger", "asked", "stranger"),
        ("authority", False, "person", "asked", "asked_by_another"),
        ("staff", False, "officer", "asked", "asked_by_another"),
        ("self", False, "person", "not_confirmed", "officer_only"),
        ("authority", False, "officer", "not_confirmed", ""),
        ("authority", True, "officer", "not_confirmed", "breach_confirmed"),
        ("staff", True, "officer", "put_right", ""),
        ("staff", False, "officer", "put_right", "breach_not_confirmed"),
        ("staff", True, "person", "put_right", "officer_only"),
    ],
)
def test_who_ends_which(origin: str, confirmed: bool, who: str, because: str, refusal: str) -> None:
    facts = rules.Facts(origin, confirmed, by_the_person=who == "person", by_an_officer=who == "officer")
    assert rules.refusal(facts, because) == refusal


def test_the_register_says_what_stops_and_what_is_spared() -> None:
    assert set(policy.STOPPED) == {"collection", "change", "use", "dissemination", "anonymisation", "destruction"}
    assert set(policy.WHILE_BLOCKED) == {policy.CHECKING, policy.SIGN_IN, policy.RIGHTS}
