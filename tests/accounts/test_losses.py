"""When every second step is lost: two of the staff, a day, letters; nobody alone, nothing at once."""

from datetime import timedelta

import pytest

from harmonia.accounts import operations, permissions, queries
from harmonia.accounts.models import Loss, Person
from harmonia.accounts.states import OPENED, STOPPED, WAITING
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DAY = timedelta(hours=24)


@pytest.fixture
def boris() -> Person:
    return factories.boris()


@pytest.fixture
def loss(boris: Person) -> Loss:
    return operations.report_loss(person_id=boris.pk, at=NOW)


def vouched(loss: Loss, *by: Person) -> Loss:
    for one in by:
        operations.vouch(loss_id=loss.pk, by=one, at=NOW)
    loss.refresh_from_db()
    return loss


def has_second_step(person: Person) -> bool:
    return queries.has_second_factor(Person.objects.get(pk=person.pk))


def test_two_of_the_staff_and_a_day_take_it_off(boris, loss):
    vouched(loss, factories.olga(), factories.pavel())
    assert (loss.state, loss.opens_at) == (WAITING, NOW + DAY)
    assert not operations.open_after_loss(person_id=boris.pk, at=NOW + DAY - timedelta(seconds=1))
    assert has_second_step(boris)
    assert operations.open_after_loss(person_id=boris.pk, at=NOW + DAY)
    loss.refresh_from_db()
    assert (loss.state, has_second_step(boris)) == (OPENED, False)
    assert not operations.open_after_loss(person_id=boris.pk, at=NOW + DAY)


def test_one_of_the_staff_is_not_enough(boris, loss):
    olga = factories.olga()
    vouched(loss, olga)
    with pytest.raises(permissions.Denied) as refusal:
        vouched(loss, olga)
    assert refusal.value.reason == "twice"
    assert not operations.open_after_loss(person_id=boris.pk, at=NOW + 2 * DAY)


@pytest.mark.parametrize(("who", "reason"), [("vera", "not_staff"), ("zoe", "not_staff"), ("boris", "not_staff")])
def test_nobody_else_vouches(boris, loss, who, reason):
    by = boris if who == "boris" else getattr(factories, who)()
    for act in (operations.vouch, operations.refuse_loss):
        with pytest.raises(permissions.Denied) as refusal:
            act(loss_id=loss.pk, by=by, at=NOW)
        assert refusal.value.reason == reason


def test_staff_do_not_vouch_for_themselves():
    olga = factories.olga()
    own = operations.report_loss(person_id=olga.pk, at=NOW)
    with pytest.raises(permissions.Denied) as refusal:
        operations.vouch(loss_id=own.pk, by=olga, at=NOW)
    assert refusal.value.reason == "own"


def test_the_owner_stops_it_until_the_end(boris, loss):
    vouched(loss, factories.olga(), factories.pavel())
    operations.stop_loss(person_id=boris.pk, at=NOW)
    loss.refresh_from_db()
    assert loss.state == STOPPED
    assert not operations.open_after_loss(person_id=boris.pk, at=NOW + 2 * DAY)
    with pytest.raises(operations.NoSuchLoss):
        operations.vouch(loss_id=loss.pk, by=factories.dana(), at=NOW)


def test_wrong_digits_stop_it(boris, loss):
    operations.refuse_loss(loss_id=loss.pk, by=factories.olga(), at=NOW)
    assert queries.living_loss(boris.pk) is None


def test_a_third_word_changes_nothing(loss):
    vouched(loss, factories.olga(), factories.pavel())
    with pytest.raises(operations.WrongState):
        operations.vouch(loss_id=loss.pk, by=factories.dana(), at=NOW)


def test_saying_it_twice_is_saying_it_once(boris, loss):
    assert operations.report_loss(person_id=boris.pk, at=NOW + DAY) == loss


def test_what_nobody_came_back_for_is_stopped_and_then_forgotten(boris, loss):
    week = timedelta(days=7, seconds=1)
    assert operations.forget_losses(at=NOW + week) == 0
    assert queries.living_loss(boris.pk) is None
    assert operations.forget_losses(at=NOW + 2 * week) == 1


def test_opening_ends_every_session(boris, loss):
    epoch = boris.credential_epoch
    vouched(loss, factories.olga(), factories.pavel())
    operations.open_after_loss(person_id=boris.pk, at=NOW + DAY)
    assert Person.objects.get(pk=boris.pk).credential_epoch != epoch
