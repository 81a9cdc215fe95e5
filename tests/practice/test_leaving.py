"""Row 52: a specialist leaves; his clients are told once, get back what lies after his last day, and lose nothing."""

from datetime import timedelta

import pytest

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.consent import queries as consents
from harmonia.notices.models import Notice
from harmonia.practice import operations
from harmonia.practice.models import Leaving
from harmonia.specialists import queries as directory
from harmonia.specialists.models import Specialist
from tests import factories
from tests.booking import scene as bookings
from tests.factories import NOW
from tests.practice.scene import DAY

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TODAY = NOW.date()


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim()


@pytest.fixture
def boris() -> Person:
    return factories.boris()


@pytest.fixture
def practice(boris: Person) -> Specialist:
    return bookings.practice_of(boris)


def told() -> list[str]:
    left = Notice.objects.filter(event="practice.left", channel="cabinet")
    return sorted(left.values_list("person__language", flat=True))


def test_what_lies_after_the_last_day_is_cancelled_and_given_back_in_full(
    practice: Specialist, boris: Person, aigerim: Person
) -> None:
    before = bookings.book(aigerim, practice, bookings.TOMORROW_TEN)
    after = bookings.book(aigerim, practice, bookings.WEDNESDAY_TEN)
    operations.leave(person=boris, last_on=bookings.TOMORROW_TEN.date(), at=NOW)
    assert operations.settle(specialist_id=practice.pk, at=NOW) == 1
    states = dict(Appointment.objects.values_list("pk", "state"))
    assert states == {before.pk: "booked", after.pk: "cancelled"}
    assert (bookings.refunded(before.pk), bookings.refunded(after.pk)) == (0, after.price_kzt)


def test_clients_are_told_once_however_often_it_is_run_and_nobody_else(
    practice: Specialist, boris: Person, aigerim: Person
) -> None:
    zoe = factories.zoe()
    bookings.book(aigerim, practice, bookings.WEDNESDAY_TEN)
    bookings.book(zoe, bookings.practice_of(factories.vera()), bookings.WEDNESDAY_TEN)
    operations.leave(person=boris, last_on=TODAY, at=NOW)
    for minutes in (0, 5):
        operations.settle(specialist_id=practice.pk, at=NOW + timedelta(minutes=minutes))
    assert told() == ["ru"], "Aigerim, whose only session it cancelled; not Zoe, who reads English"


def test_he_is_in_the_directory_no_more(practice: Specialist, boris: Person) -> None:
    assert directory.listed(on=TODAY).filter(pk=practice.pk).exists()
    operations.leave(person=boris, last_on=TODAY + 10 * DAY, at=NOW)
    assert not directory.listed(on=TODAY).filter(pk=practice.pk).exists()


def test_his_agreement_ends_the_day_after_and_not_before(practice: Specialist, boris: Person) -> None:
    operations.leave(person=boris, last_on=TODAY, at=NOW)
    assert operations.end_practices(at=NOW + timedelta(hours=1)) == 0
    assert consents.accepted(boris.pk, "practice", at=NOW)
    assert operations.end_practices(at=NOW + DAY) == 1
    assert not consents.accepted(boris.pk, "practice", at=NOW + DAY)
    assert operations.end_practices(at=NOW + 2 * DAY) == 0


@pytest.mark.parametrize("days", [-1, 91])
def test_a_day_in_the_past_or_too_far_ahead_is_refused(practice: Specialist, boris: Person, days: int) -> None:
    with pytest.raises(operations.BadDay):
        operations.leave(person=boris, last_on=TODAY + days * DAY, at=NOW)
    assert not Leaving.objects.exists()


def test_only_a_specialist_leaves_and_once(practice: Specialist, boris: Person, aigerim: Person) -> None:
    with pytest.raises(operations.NoPractice):
        operations.leave(person=aigerim, last_on=TODAY, at=NOW)
    operations.leave(person=boris, last_on=TODAY, at=NOW)
    with pytest.raises(operations.AlreadyLeaving):
        operations.leave(person=boris, last_on=TODAY, at=NOW)


def test_nobody_is_told_before_anybody_leaves(practice: Specialist, aigerim: Person) -> None:
    bookings.book(aigerim, practice, bookings.WEDNESDAY_TEN)
    assert operations.settle(specialist_id=practice.pk, at=NOW) == 0
    assert told() == []


def test_who_shows_his_page_again_before_the_end_stays(practice: Specialist, boris: Person) -> None:
    operations.leave(person=boris, last_on=TODAY + 10 * DAY, at=NOW)
    assert operations.stay(person=boris, at=NOW + DAY)
    assert operations.end_practices(at=NOW + 20 * DAY) == 0
    assert not operations.stay(person=boris, at=NOW + DAY), "there is nothing left to take back"
