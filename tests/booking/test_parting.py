"""A client leaves a specialist: at once, with the ordinary refunds, and nothing of his is shown there any more."""

from datetime import timedelta

import pytest

from harmonia.booking import operations, queries
from harmonia.booking.models import Parting
from harmonia.booking.states import BOOKED, CANCELLED, COMPLETED
from harmonia.consent import queries as consents
from harmonia.policy import SERVICE
from harmonia.privacy.operations import erasure
from harmonia.vault import reading
from tests import factories
from tests.booking.scene import HOUR, TOMORROW_TEN, WEDNESDAY_TEN, book, hold, practice_of, refunded
from tests.factories import NOW
from tests.rooms.scene import agree, session

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def leave(client, practice, at=NOW):
    return operations.leave_specialist(client=client, specialist_id=practice.pk, at=at)


def card(appointment, boris, at=NOW):
    with reading.session(actor=boris.pk), reading.reading(SERVICE, actor=boris.pk):
        return queries.cards_of_clients([queries.appointment(appointment.pk)], at=at).get(appointment.pk)


def test_everything_ahead_is_cancelled_by_the_ordinary_rules(aigerim, practice):
    soon, later, held = book(aigerim, practice), book(aigerim, practice, WEDNESDAY_TEN), None
    held = hold(aigerim, practice, WEDNESDAY_TEN + HOUR)
    others = book(aigerim, practice_of(factories.vera()), WEDNESDAY_TEN + 3 * HOUR)
    assert leave(aigerim, practice) == 3
    states = [queries.appointment(one.pk).state for one in (soon, later, held, others)]
    assert states == [CANCELLED, CANCELLED, CANCELLED, BOOKED]
    assert [refunded(one.pk) for one in (soon, later)] == [6_001, 12_001]


def test_the_one_who_was_left_sees_nothing_from_that_moment(aigerim, boris, practice):
    met = session(
        aigerim, practice, NOW - 24 * HOUR, state=COMPLETED, over_at=NOW - 23 * HOUR, booked_at=NOW - 48 * HOUR
    )
    agree(aigerim, practice, NOW)
    assert card(met, boris).name == "Aigerim"
    assert leave(aigerim, practice) == 0
    assert card(met, boris) is None
    assert not consents.accepted(aigerim.pk, "informed_consent", about=practice.pk)
    assert list(queries.specialists_of(aigerim, NOW)) == []
    again = book(aigerim, practice, at=NOW + HOUR)
    assert card(again, boris, NOW + HOUR).name == "Aigerim"


def test_only_whom_he_works_with_can_be_left_and_once(aigerim, zoe, practice):
    book(aigerim, practice)
    with pytest.raises(operations.NotTogether):
        leave(zoe, practice)
    leave(aigerim, practice)
    with pytest.raises(operations.NotTogether):
        leave(aigerim, practice)
    assert Parting.objects.count() == 1


def test_a_work_long_over_needs_no_leaving(aigerim, practice):
    long_ago = NOW - timedelta(days=200)
    session(aigerim, practice, long_ago, state=COMPLETED, over_at=long_ago, booked_at=long_ago - HOUR)
    with pytest.raises(operations.NotTogether):
        leave(aigerim, practice)


@pytest.mark.parametrize("who", ["client", "specialist"])
def test_a_parting_goes_with_either(aigerim, practice, who):
    book(aigerim, practice, TOMORROW_TEN + timedelta(days=7))  # so early that nothing is kept, and owed
    leave(aigerim, practice)
    person_id = aigerim.pk if who == "client" else practice.person_id
    with reading.session(actor=None):
        erasure.erase_person(person_id=person_id, request_id=None, by=person_id, at=NOW)
    assert not Parting.objects.exists()
