"""Letting in, slowing down, putting out. Nobody is locked out of his own account."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harmonia.accounts import authentication, operations, queries, sessions, states
from harmonia.accounts.models import Attempts, Person, SignIn
from harmonia.accounts.rules import limits
from harmonia.journal.models import Entry
from harmonia.privacy.operations import retention
from tests import factories
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HOME, ELSEWHERE = "198.51.100.0/24", "203.0.113.0/24"


def sign_in(email="aigerim@example.kz", password=PASSWORD, network=HOME, at=NOW):
    return operations.sign_in(email=email, password=password, network=network, at=at)


def opened(person: Person, *, network=HOME, at=NOW, user_agent="") -> sessions.SessionStore:
    """A session as the page of signing in opens it."""
    store = sessions.SessionStore()
    store["_auth_user_id"] = str(person.pk)
    store.create()
    operations.record_sign_in(
        person=person, session_key=store.session_key, user_agent=user_agent, network=network, at=at
    )
    return store


def is_alive(store: sessions.SessionStore) -> bool:
    return "_auth_user_id" in sessions.SessionStore(store.session_key)


def test_the_right_password_lets_in():
    person = factories.aigerim()
    assert sign_in("  Aigerim@Example.KZ ") == person


@pytest.mark.parametrize(("email", "password"), [("aigerim@example.kz", "wrong"), ("nobody@example.kz", PASSWORD)])
def test_a_wrong_one_does_not(email, password):
    factories.aigerim()
    with pytest.raises(operations.WrongSignIn):
        sign_in(email, password)


def test_a_closed_account_does_not_let_in():
    person = factories.aigerim()
    Person.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(operations.WrongSignIn):
        sign_in()


def test_an_unknown_address_costs_the_same_work(monkeypatch):
    factories.aigerim()
    hashed: list[str] = []
    plain = authentication.check_password
    monkeypatch.setattr(
        authentication, "check_password", lambda typed, encoded: hashed.append(encoded[:9]) or plain(typed, encoded)
    )
    costs = []
    for email in ("aigerim@example.kz", "nobody@example.kz"):
        with CaptureQueriesContext(connection) as data, pytest.raises(operations.WrongSignIn):
            sign_in(email, "wrong")
        costs.append(len(data))
    assert hashed == ["argon2$ar"] * 2
    assert costs[0] == costs[1]


def test_guessing_from_one_network_is_slowed_there_and_nowhere_else():
    person = factories.aigerim()
    for _ in range(8):
        with pytest.raises(operations.WrongSignIn):
            sign_in(password="wrong", network=ELSEWHERE)
    with pytest.raises(operations.TooManyAttempts) as refusal:
        sign_in(network=ELSEWHERE)
    assert refusal.value.until == NOW + timedelta(minutes=15)
    assert sign_in(network=HOME) == person
    assert sign_in(network=ELSEWHERE, at=NOW + timedelta(minutes=15)) == person


def test_guessing_from_everywhere_does_not_lock_the_owner_out():
    person = factories.aigerim()
    opened(person, network=HOME)
    for number in range(40):
        with pytest.raises(operations.WrongSignIn):
            sign_in(password="wrong", network=f"10.0.{number}.0/24")
    with pytest.raises(operations.TooManyAttempts):
        sign_in(network="10.1.0.0/24")
    assert sign_in(network=HOME) == person


def test_one_network_cannot_try_everybody():
    for number in range(100):
        with pytest.raises(operations.WrongSignIn):
            sign_in(f"somebody{number}@example.kz", "wrong")
    with pytest.raises(operations.TooManyAttempts):
        sign_in("somebody100@example.kz", "wrong")


def test_the_counts_name_nobody():
    factories.aigerim()
    with pytest.raises(operations.WrongSignIn):
        sign_in(password="wrong")
    stored = [bytes(bucket) for bucket in Attempts.objects.values_list("bucket", flat=True)]
    assert len(stored) == 3  # of the pair, of the account, of the network
    assert not any(b"aigerim" in bucket or b"198.51" in bucket for bucket in stored)
    assert operations.forget_attempts(at=NOW + timedelta(hours=2)) == len(stored)


def test_a_sign_in_is_entered_with_a_coarse_device_and_journalled():
    person = factories.aigerim()
    opened(person, user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
    (entry,) = queries.sign_ins_of(person, at=NOW)
    from harmonia import policy
    from harmonia.vault import reading

    with reading.reading(policy.ACCESS, actor=person.pk):
        assert entry.device == "Safari, iPhone"
    assert Entry.objects.filter(event="account.signed_in").count() == 1


def test_the_cookie_is_not_in_the_database():
    store = opened(factories.aigerim())
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM accounts_signin s")
        row = cursor.fetchone()[0]
    assert store.session_key not in row
    assert store.session_key.encode().hex() not in row


@pytest.mark.parametrize(
    ("make", "idle", "absolute"),
    [(factories.aigerim, limits.OF_CLIENTS.idle, limits.OF_CLIENTS.absolute),
     (factories.boris, limits.OF_WORKERS.idle, limits.OF_WORKERS.absolute),
     (factories.olga, limits.OF_WORKERS.idle, limits.OF_WORKERS.absolute)],
)  # fmt: skip
def test_a_sign_in_lives_as_long_as_the_role_allows(make, idle, absolute):
    person = make()
    opened(person)
    entry = SignIn.objects.get(person=person)
    assert (entry.idle_until, entry.expires_at) == (NOW + idle, NOW + absolute)


def test_an_idle_and_an_old_sign_in_are_dead(monkeypatch):
    from django.utils import timezone

    store = opened(factories.aigerim())

    def alive_at(moment) -> bool:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return is_alive(store)

    assert alive_at(NOW + timedelta(days=2))
    assert alive_at(NOW + timedelta(days=4))  # used two days ago: the idle time starts anew
    assert not alive_at(NOW + timedelta(days=7, minutes=1))
    for day in range(4, 14):
        alive_at(NOW + timedelta(days=day))
    assert not alive_at(NOW + timedelta(days=14))


def test_a_sign_in_that_was_put_out_is_dead_and_holds_nothing():
    person = factories.aigerim()
    store, other = opened(person), opened(person)
    entry = SignIn.objects.get(key_sha256=sessions.digest(store.session_key))
    operations.end_sign_in(person_id=person.pk, sign_in_id=entry.pk, at=NOW)
    assert (is_alive(store), is_alive(other)) == (False, True)
    assert SignIn.objects.get(pk=entry.pk).session == ""


def test_a_dead_session_cannot_be_written_back_to_life():
    from django.contrib.sessions.backends.base import UpdateError

    person = factories.aigerim()
    store = opened(person)
    late = sessions.SessionStore(store.session_key)
    late["language"] = "kk"
    operations.end_every_sign_in(person_id=person.pk, at=NOW)
    with pytest.raises(UpdateError):
        late.save()
    assert not is_alive(store)


def test_anothers_sign_in_is_out_of_reach():
    aigerim, zoe = factories.aigerim(), factories.zoe()
    store = opened(aigerim)
    entry = SignIn.objects.get(person=aigerim)
    with pytest.raises(operations.NoSuchSignIn):
        operations.end_sign_in(person_id=zoe.pk, sign_in_id=entry.pk, at=NOW)
    assert is_alive(store)


def test_a_changed_role_ends_what_was_opened_before():
    person = factories.aigerim()
    store, epoch = opened(person), person.credential_epoch
    operations.give_role(person_id=person.pk, role=states.SUPPORT, by=None, at=NOW)
    assert not is_alive(store)
    fresh = Person.objects.get(pk=person.pk)
    assert fresh.roles == {states.CLIENT, states.SUPPORT}
    assert fresh.credential_epoch != epoch
    operations.take_role(person_id=person.pk, role=states.SUPPORT, by=None, at=NOW)
    assert Person.objects.get(pk=person.pk).roles == {states.CLIENT}


def test_ended_sign_ins_are_forgotten_after_their_term():
    """Not by the night alone: two people have looked (tests/privacy/test_retention.py)."""
    person, pavel, dana = factories.aigerim(), factories.pavel(), factories.dana()
    opened(person)
    operations.end_every_sign_in(person_id=person.pk, at=NOW)
    due = NOW + timedelta(days=90)
    (run,) = retention.work_out(at=due - timedelta(days=1))
    retention.propose(run_id=run.pk, by=pavel.pk, at=due)
    retention.approve(run_id=run.pk, by=dana.pk, at=due)
    retention.carry_on(run_id=run.pk, at=due - timedelta(seconds=1))
    assert operations.forget_sign_ins(at=due) == 0
    assert person.sign_ins.count() == 1
    retention.carry_on(run_id=run.pk, at=due)
    assert person.sign_ins.count() == 0


def test_visitors_sessions_are_forgotten_when_they_are_over():
    store = sessions.SessionStore()
    store["pending"] = "x"
    store.create()
    from django.utils import timezone

    assert operations.forget_sign_ins(at=timezone.now()) == 0
    assert operations.forget_sign_ins(at=timezone.now() + timedelta(hours=25)) == 1


def test_a_session_its_person_and_roles_cost_two_queries(client, django_assert_num_queries):
    from django.contrib.auth import get_user

    person = factories.aigerim()
    operations.give_role(person_id=person.pk, role=states.SUPPORT, by=None, at=NOW)
    client.force_login(Person.objects.get(pk=person.pk))

    class Request:
        session = sessions.SessionStore(client.cookies["session"].value)

    with django_assert_num_queries(2):
        comes = get_user(Request())
        assert (comes, comes.roles) == (person, {states.CLIENT, states.SUPPORT})
