"""The second step: a code works once and for its time, tries are counted, the last factor of a worker stays."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from harmonia import policy
from harmonia.accounts import operations, permissions, queries, sessions
from harmonia.accounts.models import Factor, Person, RecoveryCode, SignIn
from harmonia.accounts.rules import codes, passkeys
from harmonia.vault import reading
from tests import factories
from tests.factories import APP_SECRET, NOW, code_now

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HOME, ELSEWHERE = "198.51.100.0/24", "203.0.113.0/24"


def add_app(person: Person, *, at=NOW, label="Telephone", session_key="") -> tuple[Factor, bytes, list[str]]:
    factor = operations.begin_app(person_id=person.pk, at=at)
    with reading.reading(policy.SIGN_IN, actor=person.pk):
        secret = bytes.fromhex(factor.material["secret"])
    recovery = operations.confirm_app(
        person_id=person.pk,
        factor_id=factor.pk,
        code=codes.code_at(secret, at),
        label=label,
        session_key=session_key,
        at=at,
    )
    person.refresh_from_db()
    return factor, secret, recovery


def check(person: Person, code: str, *, at=NOW, network=HOME) -> bool:
    try:
        return operations.check_code(person_id=person.pk, code=code, network=network, at=at) == person
    except operations.WrongSecondStep:
        return False


def opened(person: Person, *, network=HOME) -> sessions.SessionStore:
    store = sessions.SessionStore()
    store["_auth_user_id"] = str(person.pk)
    store.create()
    operations.record_sign_in(person=person, session_key=store.session_key, user_agent="", network=network, at=NOW)
    return store


def test_the_codes_are_those_of_rfc_6238():
    from datetime import UTC, datetime

    secret = b"12345678901234567890"
    vectors = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
    assert {at: codes.code_at(secret, datetime.fromtimestamp(at, UTC)) for at in vectors} == vectors


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "12 345"])
def test_anything_but_six_digits_is_no_code(typed):
    assert codes.step_of(typed, APP_SECRET, after=None, at=NOW) is None


@pytest.mark.parametrize("seconds", [1, 31, 61])
def test_a_used_code_is_worth_nothing_afterwards(seconds):
    boris = factories.boris()
    code = code_now(at=NOW)
    assert check(boris, code)
    assert not check(boris, code, at=NOW + timedelta(seconds=seconds))
    assert check(boris, code_now(at=NOW + timedelta(seconds=90)), at=NOW + timedelta(seconds=90))


@pytest.mark.parametrize(("seconds", "works"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_an_unused_code_works_for_its_time_and_one_step_beside(seconds, works):
    boris = factories.boris()
    assert check(boris, code_now(at=NOW), at=NOW + timedelta(seconds=seconds)) == works


def test_an_older_code_does_not_work_after_a_newer_one():
    boris = factories.boris()
    assert check(boris, code_now(at=NOW + timedelta(seconds=30)), at=NOW)
    assert not check(boris, code_now(at=NOW), at=NOW)


def test_of_two_requests_with_one_code_one_wins():
    boris = factories.boris()
    (factor,) = queries.factors_of(boris)
    step = codes.step_of(code_now(at=NOW), APP_SECRET, after=None, at=NOW)
    from harmonia.accounts.operations import factors

    assert [factors._use_step(factor, step, NOW) for _ in range(3)] == [True, False, False]


def test_anothers_code_opens_nothing():
    boris, aigerim = factories.boris(), factories.aigerim()
    add_app(aigerim)
    assert not check(aigerim, code_now(at=NOW), at=NOW + timedelta(minutes=5))
    assert check(boris, code_now(at=NOW))


def test_guessing_is_slowed_where_it_happens_and_the_owner_comes_in():
    boris = factories.boris()
    opened(boris, network=HOME)
    for number in range(30):
        assert not check(boris, "000000", network=f"10.0.{number}.0/24")
    with pytest.raises(operations.TooManyAttempts):
        check(boris, code_now(at=NOW), network=ELSEWHERE)
    assert check(boris, code_now(at=NOW), network=HOME)


def test_eight_tries_from_one_network_and_then_none():
    boris = factories.boris()
    for _ in range(8):
        assert not check(boris, "000000")
    with pytest.raises(operations.TooManyAttempts):
        check(boris, code_now(at=NOW))
    later = NOW + timedelta(minutes=15)
    assert check(boris, code_now(at=later), at=later)


def test_an_app_counts_only_once_it_has_answered():
    aigerim = factories.aigerim()
    factor = operations.begin_app(person_id=aigerim.pk, at=NOW)
    aigerim.refresh_from_db()
    assert not queries.has_second_factor(aigerim)
    with pytest.raises(operations.WrongSecondStep):
        operations.confirm_app(
            person_id=aigerim.pk, factor_id=factor.pk, code="000000", label="x", session_key="", at=NOW
        )
    assert not queries.factors_of(aigerim).exists()
    assert operations.forget_unconfirmed(at=NOW + timedelta(seconds=1)) == 1


def test_anothers_app_cannot_be_confirmed():
    aigerim, zoe = factories.aigerim(), factories.zoe()
    factor = operations.begin_app(person_id=aigerim.pk, at=NOW)
    with pytest.raises(operations.NoSuchFactor):
        operations.confirm_app(person_id=zoe.pk, factor_id=factor.pk, code="1", label="", session_key="", at=NOW)


def test_the_code_that_confirms_is_used_up():
    aigerim = factories.aigerim()
    _, secret, _ = add_app(aigerim)
    assert not check(aigerim, codes.code_at(secret, NOW))


def test_the_first_factor_ends_the_sessions_that_came_in_without_it():
    aigerim = factories.aigerim()
    this, other = opened(aigerim), opened(aigerim)
    add_app(aigerim, session_key=this.session_key)
    alive = SignIn.objects.filter(ended_at=None, person=aigerim)
    assert [entry.key_sha256 for entry in alive] == [sessions.digest(this.session_key)]
    assert sessions.SessionStore(other.session_key).load() == {}


def test_secrets_and_labels_stand_nowhere_in_clear():
    aigerim = factories.aigerim()
    _, secret, recovery = add_app(aigerim, label="the blue telephone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT f::text FROM accounts_factor f UNION ALL SELECT r::text FROM accounts_recoverycode r")
        stored = " ".join(row[0] for row in cursor.fetchall())
    shown = [secret.hex(), operations.base32({"secret": secret.hex()}), "blue telephone", *recovery]
    stored += bytes.fromhex("".join(re.findall(r"\\x([0-9a-f]+)", stored))).decode("latin-1")
    assert [each for each in shown if each in stored] == []


def test_a_recovery_code_works_once_however_it_is_typed():
    aigerim = factories.aigerim()
    _, _, recovery = add_app(aigerim)
    assert len(set(recovery)) == 10
    assert check(aigerim, codes.in_groups(recovery[0]).upper())
    assert not check(aigerim, recovery[0])
    assert queries.recovery_codes_left(aigerim) == 9
    assert not check(factories.boris(), recovery[1])


def test_new_recovery_codes_end_the_former_ones():
    aigerim = factories.aigerim()
    _, _, former = add_app(aigerim)
    fresh = operations.renew_codes(person_id=aigerim.pk, at=NOW)
    assert not check(aigerim, former[0])
    assert check(aigerim, fresh[0])


def test_a_client_may_take_off_the_last_one_and_a_worker_may_not():
    aigerim, boris = factories.aigerim(), factories.boris()
    factor, _, _ = add_app(aigerim)
    operations.remove_factor(person_id=aigerim.pk, factor_id=factor.pk, session_key="", at=NOW)
    aigerim.refresh_from_db()
    assert (queries.has_second_factor(aigerim), RecoveryCode.objects.count()) == (False, 0)
    (only,) = queries.factors_of(boris)
    with pytest.raises(permissions.Denied) as refusal:
        operations.remove_factor(person_id=boris.pk, factor_id=only.pk, session_key="", at=NOW)
    assert refusal.value.reason == "obliged"
    add_app(boris, at=NOW + timedelta(minutes=1))
    operations.remove_factor(person_id=boris.pk, factor_id=only.pk, session_key="", at=NOW)
    boris.refresh_from_db()
    assert queries.has_second_factor(boris)


def test_anothers_factor_and_a_missing_one_are_out_of_reach():
    boris, zoe = factories.boris(), factories.zoe()
    for pk in (queries.factors_of(boris).get().pk, uuid4()):
        with pytest.raises(operations.NoSuchFactor):
            operations.remove_factor(person_id=zoe.pk, factor_id=pk, session_key="", at=NOW)
    assert queries.factors_of(boris).count() == 1


def test_a_closed_account_has_no_second_step():
    boris = factories.boris()
    Person.objects.filter(pk=boris.pk).update(is_active=False)
    assert not check(boris, code_now(at=NOW))


@pytest.fixture
def told(monkeypatch):
    letters = []
    from harmonia.accounts.operations import factors

    monkeypatch.setattr(factors.jobs, "defer", lambda name, **facts: letters.append(facts.get("event")))
    return letters


def test_the_owner_is_written_to_each_time(told):
    aigerim = factories.aigerim()
    factor, _, recovery = add_app(aigerim)
    assert told == ["account.second_step"]
    check(aigerim, recovery[0])
    operations.remove_factor(person_id=aigerim.pk, factor_id=factor.pk, session_key="", at=NOW)
    assert told == ["account.second_step"] * 3


def test_whoever_is_blocked_still_comes_in_by_two_steps():
    """Blocking stops what is done with a person's data, not his own way to where he can end it."""
    from harmonia.privacy.operations import blocking

    aigerim = factories.aigerim()
    _, secret, recovery = add_app(aigerim)
    blocking.block(person_id=aigerim.pk, request_id=None, by=None, at=NOW)
    later = NOW + timedelta(minutes=5)
    assert check(aigerim, codes.code_at(secret, later), at=later)
    assert check(aigerim, recovery[0], at=later)
    assert len(operations.renew_codes(person_id=aigerim.pk, at=later)) == 10
    operations.report_loss(person_id=aigerim.pk, at=later)
    operations.stop_loss(person_id=aigerim.pk, at=later)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://harmonia.kz", passkeys.Place("harmonia.kz", "https://harmonia.kz")),
        ("http://localhost:8000", passkeys.Place("localhost", "http://localhost:8000")),
        ("http://127.0.0.1:8000", passkeys.Place("localhost", "http://localhost:8000")),
        ("https://192.168.1.7:8443", None),
    ],
)
def test_passkeys_belong_to_the_name_of_the_public_address(address, expected):
    assert passkeys.place(address) == expected


def test_passkeys_that_name_nobody_are_counted_by_network_alone():
    from harmonia.accounts.operations import passkeys as operations_of_passkeys

    def tries(network: str) -> None:
        with pytest.raises(operations.WrongSecondStep):
            operations_of_passkeys.use(person_id=None, answer={"id": "AAAA"}, challenge="AAAA", network=network, at=NOW)

    for number in range(40):
        tries(f"10.0.{number}.0/24")
    for _ in range(100):
        tries(ELSEWHERE)
    with pytest.raises(operations.TooManyAttempts):
        tries(ELSEWHERE)
    tries(HOME)
