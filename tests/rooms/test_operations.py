"""From an open door to an outcome in booking, with real rows."""

from datetime import timedelta
from uuid import uuid4

import pytest

from harmonia.accounts.models import Person
from harmonia.booking import queries as booking
from harmonia.booking.models import Appointment
from harmonia.booking.states import AppointmentState
from harmonia.consent import operations as consents
from harmonia.core.moves import WrongState
from harmonia.notices.models import Notice
from harmonia.policy import SERVICE
from harmonia.privacy.operations import blocking
from harmonia.rooms import operations, permissions, queries
from harmonia.rooms.models import Attendance, ConsentBypass, Room
from harmonia.rooms.rules import entrance, passes
from harmonia.rooms.states import Role, RoomState
from harmonia.specialists.models import Specialist
from harmonia.vault import reading
from tests import factories
from tests.booking.scene import TOMORROW_TEN
from tests.rooms import scene
from tests.rooms.scene import MINUTE, Stay

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
START = TOMORROW_TEN


def state_of(appointment: Appointment) -> str:
    return Room.objects.get(pk=appointment.pk).state


def booked_state(appointment: Appointment) -> str:
    return Appointment.objects.get(pk=appointment.pk).state


def open_room(appointment: Appointment) -> tuple[Stay, Stay]:
    operations.open_room(appointment_id=appointment.pk, at=START - 10 * MINUTE)
    return Stay(appointment, Role.CLIENT), Stay(appointment, Role.SPECIALIST)


def test_a_session_is_held_and_booking_is_told(appointment: Appointment, aigerim: Person) -> None:
    client, specialist = open_room(appointment)
    assert state_of(appointment) == RoomState.OPEN
    operations.record([specialist.entered(-5)])
    assert state_of(appointment) == RoomState.WAITING
    operations.record([client.entered(-1), client.reported(0), specialist.reported(0)])
    assert state_of(appointment) == RoomState.LIVE
    operations.record([client.reported(49), specialist.reported(49), client.left(50), specialist.left(50)])
    assert state_of(appointment) == RoomState.OPEN
    operations.close_room(appointment_id=appointment.pk, at=START + 65 * MINUTE)
    assert state_of(appointment) == RoomState.HELD
    assert booked_state(appointment) == AppointmentState.COMPLETED
    assert booking.sessions_held(aigerim.pk) == 1


def test_closing_twice_is_closing_once(appointment: Appointment) -> None:
    open_room(appointment)
    first = operations.close_room(appointment_id=appointment.pk, at=START + 65 * MINUTE)
    second = operations.close_room(appointment_id=appointment.pk, at=START + 99 * MINUTE)
    assert (first.state, second.state, second.ended_at) == (RoomState.FAILED, RoomState.FAILED, first.ended_at)


@pytest.mark.parametrize(
    ("present", "room_state", "booking_state"),
    [
        (Role.SPECIALIST, RoomState.NO_SHOW_CLIENT, AppointmentState.NO_SHOW_CLIENT),
        (Role.CLIENT, RoomState.NO_SHOW_SPECIALIST, AppointmentState.NO_SHOW_SPECIALIST),
    ],
)
def test_a_side_that_never_came_is_missed(
    present: Role, room_state: str, booking_state: str, appointment: Appointment, aigerim: Person
) -> None:
    open_room(appointment)
    stay = Stay(appointment, present)
    operations.record([stay.entered(-1), stay.left(20)])
    operations.close_room(appointment_id=appointment.pk, at=START + 65 * MINUTE)
    assert (state_of(appointment), booked_state(appointment)) == (room_state, booking_state)
    assert booking.sessions_held(aigerim.pk) == 0


def test_a_page_that_comes_back_goes_on_with_its_stay(appointment: Appointment) -> None:
    client, _ = open_room(appointment)
    operations.record([client.entered(0), client.left(5), client.entered(6), client.entered(6)])
    stay = Attendance.objects.get()
    assert (stay.joined_at, stay.left_at) == (START, None)


def test_counters_only_grow_and_facts_may_come_twice(appointment: Appointment) -> None:
    client, _ = open_room(appointment)
    facts = [client.entered(0), client.reported(2, received=900), client.reported(1, received=500)]
    operations.record([*facts, *facts])
    stay = Attendance.objects.get()
    assert (stay.bytes_received, stay.seen_at, stay.media_up_at) == (900, START + 2 * MINUTE, START + 2 * MINUTE)


def test_a_stay_whose_end_nobody_saw_counts_until_its_last_sign_of_life(appointment: Appointment) -> None:
    client, specialist = open_room(appointment)
    operations.record(
        [client.entered(0), specialist.entered(0), client.reported(0), specialist.reported(0), client.reported(9)]
    )
    operations.record([specialist.reported(50)])
    operations.close_room(appointment_id=appointment.pk, at=START + 65 * MINUTE)
    assert state_of(appointment) == RoomState.FAILED


def test_the_specialist_finishes_a_held_session_early_but_not_a_short_one(appointment: Appointment) -> None:
    client, specialist = open_room(appointment)
    both = [client.entered(0), specialist.entered(0), client.reported(0), specialist.reported(0)]
    operations.record([*both, client.reported(5), specialist.reported(5), specialist.finished(5)])
    assert state_of(appointment) == RoomState.LIVE
    operations.record([client.reported(40), specialist.reported(40), specialist.finished(41)])
    assert state_of(appointment) == RoomState.HELD


def test_facts_about_a_room_that_is_gone_do_not_stop_the_others(appointment: Appointment) -> None:
    client, _ = open_room(appointment)
    gone = Stay(Appointment(pk="00000000-0000-4000-8000-000000000000", starts_at=START), Role.CLIENT)
    operations.record([gone.entered(0), gone.left(1), gone.finished(2), client.entered(0)])
    assert [stay.page for stay in Attendance.objects.all()] == [client.page]


def test_the_other_side_is_told_once_that_someone_waits(appointment: Appointment, boris: Person) -> None:
    client, _ = open_room(appointment)
    operations.record([client.entered(-3), client.left(-2), client.entered(-1)])
    told = Notice.objects.filter(event="room.awaited").values_list("person_id", flat=True)
    assert set(told) == {boris.pk}
    again = Stay(appointment, Role.CLIENT)
    operations.record([again.entered(0)])
    assert Notice.objects.filter(event="room.awaited").count() == len(told)


def test_what_is_to_open_and_to_close(appointment: Appointment, aigerim: Person, practice: Specialist) -> None:
    assert list(queries.to_open(START - entrance.OPENS_BEFORE - timedelta(seconds=1))) == []
    assert list(queries.to_open(START - entrance.OPENS_BEFORE)) == [appointment.pk]
    open_room(appointment)
    assert list(queries.to_open(START)) == []
    end = appointment.ends_at + entrance.CLOSES_AFTER
    assert list(queries.to_close(end - timedelta(seconds=1))) == []
    assert list(queries.to_close(end)) == [appointment.pk]
    operations.close_room(appointment_id=appointment.pk, at=end)
    assert list(queries.to_close(end)) == []


def may_enter(person: Person, appointment: Appointment, minute: float = 0) -> str:
    try:
        permissions.check_enter(person, appointment, at=START + minute * MINUTE)
    except permissions.Denied as denied:
        return denied.reason
    return "come in"


def test_both_may_enter_in_time(appointment: Appointment, aigerim: Person, boris: Person) -> None:
    assert [may_enter(person, appointment) for person in (aigerim, boris)] == ["come in", "come in"]
    assert may_enter(aigerim, appointment, -16) == "too_early"
    assert may_enter(boris, appointment, 65) == "over"


def test_nobody_else_may(appointment: Appointment, zoe: Person, vera: Person) -> None:
    assert [may_enter(person, appointment) for person in (zoe, vera)] == ["stranger", "stranger"]
    assert not queries.appointments_of(zoe).exists()
    with pytest.raises(permissions.Denied):
        operations.issue_pass(person=zoe, appointment=appointment, at=START)


def test_a_blocked_person_may_not(appointment: Appointment, aigerim: Person) -> None:
    aigerim.is_active = False
    assert may_enter(aigerim, appointment) == "blocked"


def test_a_session_may_not_go_on_without_the_consent_or_with_somebody_blocked(
    appointment: Appointment, practice: Specialist, aigerim: Person, boris: Person, zoe: Person
) -> None:
    other = scene.session(zoe, practice, START + timedelta(hours=3))
    rooms = {appointment.pk, other.pk, uuid4()}
    assert queries.halted_among(rooms, at=START) == set()
    consents.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=factories.NOW)
    assert queries.halted_among(rooms, at=START) == {appointment.pk}
    blocking.block(person_id=boris.pk, request_id=None, by=None, at=factories.NOW)
    assert queries.halted_among(rooms, at=START) == {appointment.pk, other.pk}
    assert queries.halted_among([], at=START) == set()


def test_a_cancelled_appointment_has_no_room(appointment: Appointment, boris: Person) -> None:
    appointment.state = AppointmentState.CANCELLED
    assert may_enter(boris, appointment) == "not_booked"


def test_without_the_service_consent_nobody_enters(appointment: Appointment, aigerim: Person, boris: Person) -> None:
    consents.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=factories.NOW)
    assert may_enter(aigerim, appointment) == "no_service_consent"
    assert may_enter(boris, appointment) == "no_service_consent"


def test_no_session_without_informed_consent(aigerim: Person, boris: Person, practice: Specialist) -> None:
    appointment = scene.session(aigerim, practice, START)
    assert may_enter(aigerim, appointment) == "no_informed_consent"
    assert may_enter(boris, appointment) == "no_informed_consent"
    operations.accept_informed_consent(person=aigerim, appointment=appointment, language="kk", at=factories.NOW)
    assert may_enter(aigerim, appointment) == "come in"


def test_consent_to_one_specialist_is_not_consent_to_another(
    appointment: Appointment, aigerim: Person, vera: Person
) -> None:
    from tests.booking.scene import specialist_of

    other = scene.session(aigerim, specialist_of(vera), START + timedelta(hours=2))
    assert may_enter(aigerim, appointment) == "come in"
    assert may_enter(aigerim, other, 120) == "no_informed_consent"


def test_the_crisis_bypass_is_recorded_with_its_reason(aigerim: Person, boris: Person, practice: Specialist) -> None:
    appointment = scene.session(aigerim, practice, START)
    with reading.session(actor=boris.pk):
        operations.bypass_consent(person=boris, appointment=appointment, reason="suicidal", at=START)
        operations.bypass_consent(person=boris, appointment=appointment, reason="crisis", at=START)
    assert may_enter(aigerim, appointment) == "come in"
    bypass = ConsentBypass.objects.get()
    with reading.session(actor=boris.pk), reading.reading(SERVICE, actor=boris.pk):
        assert (bypass.reason, bypass.specialist_person, bypass.at) == ("suicidal", boris, START)


def test_only_the_specialist_passes_over_consent_and_only_for_a_reason_of_the_law(
    aigerim: Person, boris: Person, vera: Person, practice: Specialist
) -> None:
    appointment = scene.session(aigerim, practice, START)
    for person in (aigerim, vera):
        with pytest.raises(permissions.Denied):
            operations.bypass_consent(person=person, appointment=appointment, reason="crisis", at=START)
    with pytest.raises(ValueError, match="curious"):
        operations.bypass_consent(person=boris, appointment=appointment, reason="curious", at=START)
    assert not ConsentBypass.objects.exists()


def test_a_pass_opens_the_room(appointment: Appointment, boris: Person, settings: object) -> None:
    written = operations.issue_pass(person=boris, appointment=appointment, at=START)
    read = passes.read(written, secret=settings.SECRET_KEY, at=START)  # type: ignore[attr-defined]  pytest-django's
    assert (read.room_id, read.role) == (appointment.pk, Role.SPECIALIST)
    assert state_of(appointment) == RoomState.OPEN


def test_the_specialist_confirms_and_the_client_contests(
    appointment: Appointment, aigerim: Person, boris: Person
) -> None:
    open_room(appointment)
    with pytest.raises(operations.StillGoing):
        operations.confirm(person=boris, appointment=appointment, at=START)
    operations.close_room(appointment_id=appointment.pk, at=START + 65 * MINUTE)
    later = START + 70 * MINUTE
    assert operations.confirm(person=boris, appointment=appointment, at=later).confirmed_at == later
    assert operations.contest(person=aigerim, appointment=appointment, at=later).contested_at == later
    with pytest.raises(permissions.Denied):
        operations.contest(person=boris, appointment=appointment, at=later)
    with pytest.raises(permissions.Denied):
        operations.confirm(person=aigerim, appointment=appointment, at=later)


def test_an_ended_room_does_not_open_again(appointment: Appointment) -> None:
    open_room(appointment)
    operations.close_room(appointment_id=appointment.pk, at=START + 65 * MINUTE)
    client = Stay(appointment, Role.CLIENT)
    operations.record([client.entered(70)])
    assert state_of(appointment) == RoomState.FAILED
    assert operations.open_room(appointment_id=appointment.pk, at=START + 80 * MINUTE).state == RoomState.FAILED


def test_a_room_never_jumps(appointment: Appointment) -> None:
    from harmonia.core.moves import move
    from harmonia.rooms.states import MOVES

    with pytest.raises(WrongState):
        move(Room(pk=appointment.pk, state=RoomState.OPEN), to=RoomState.HELD, moves=MOVES)
