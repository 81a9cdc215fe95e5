from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from harmonia.rooms.rules import entrance, passes
from harmonia.rooms.rules.attendance import Visit, kept_at, late_by, outcome, together, united
from harmonia.rooms.rules.waiting import enough_at, stages
from harmonia.rooms.states import Role, RoomState

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
END = START + timedelta(minutes=50)
ROOM = UUID("11111111-2222-4333-8444-555555555555")


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def visit(role: str, since: float, until: float, *, media: float | None = None, received: int = 10_000_000) -> Visit:
    return Visit(role, minute(since), minute(until), None if media is None else minute(media), received, received)


def client(since: float, until: float, **media: float) -> Visit:
    return visit(Role.CLIENT, since, until, **media)  # type: ignore[arg-type]


def specialist(since: float, until: float, **media: float) -> Visit:
    return visit(Role.SPECIALIST, since, until, **media)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        pytest.param([client(-2, 50, media=0), specialist(-5, 51, media=0)], RoomState.HELD, id="an ordinary session"),
        pytest.param([client(0, 10, media=0), specialist(0, 10, media=0)], RoomState.HELD, id="exactly long enough"),
        pytest.param([client(0, 9.9, media=0), specialist(0, 50, media=0)], RoomState.FAILED, id="too short"),
        pytest.param(
            [client(0, 5, media=0), client(20, 26, media=20), specialist(0, 50, media=0)], RoomState.HELD,
            id="left and came back",
        ),
        pytest.param([client(0, 50), specialist(0, 50, media=0)], RoomState.FAILED, id="only one reports media"),
        pytest.param(
            [client(0, 50, media=0, received=200), specialist(0, 50, media=0)], RoomState.FAILED,
            id="media said to be up, but nothing came",
        ),
        pytest.param([client(0, 50, media=45), specialist(0, 50, media=0)], RoomState.FAILED, id="media up at the end"),
        pytest.param([specialist(-5, 15)], RoomState.NO_SHOW_CLIENT, id="the client never came"),
        pytest.param([specialist(0, 14)], RoomState.FAILED, id="the specialist did not wait"),
        pytest.param([specialist(-15, 0)], RoomState.FAILED, id="waiting before the start does not count"),
        pytest.param([specialist(0, 20), client(30, 31)], RoomState.NO_SHOW_CLIENT, id="the client came too late"),
        pytest.param([client(0, 3)], RoomState.NO_SHOW_SPECIALIST, id="the specialist never came"),
        pytest.param([client(0, 20), specialist(30, 40)], RoomState.NO_SHOW_SPECIALIST, id="he came too late"),
        pytest.param([], RoomState.FAILED, id="nobody came"),
        pytest.param(
            [client(0, 16), specialist(20, 50)], RoomState.NO_SHOW_SPECIALIST, id="the client waited and had gone"
        ),
        pytest.param([client(0, 14.9), specialist(20, 50)], RoomState.NO_SHOW_CLIENT, id="the client left too early"),
        pytest.param([client(0, 5), client(6, 16), specialist(20, 50)], RoomState.NO_SHOW_SPECIALIST,
            id="the client waited in two parts"),
        pytest.param([client(0, 5), specialist(6, 12)], RoomState.FAILED, id="neither waited"),
    ],
)  # fmt: skip
def test_the_outcome_follows_from_attendance(visits: list[Visit], expected: RoomState) -> None:
    assert outcome(visits, starts_at=START, ends_at=END) == expected


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([], None),
        ([client(0, 14.99)], None),
        ([client(0, 15)], minute(15)),
        ([client(-15, 15)], minute(15)),
        ([client(2, 10), client(20, 40)], minute(27)),
        ([client(35, 50)], minute(50)),
        ([client(35.1, 60)], None),
    ],
)
def test_when_the_appointment_was_kept(stays: list[Visit], expected: datetime | None) -> None:
    assert kept_at(stays, Role.CLIENT, starts_at=START, ends_at=END) == expected


@pytest.mark.parametrize(
    ("stays", "at", "expected"),
    [
        ([], minute(-10), minute(15)),
        ([], minute(0), minute(15)),
        ([], minute(10), minute(25)),
        ([], minute(35), minute(50)),
        ([], minute(35.1), None),
        ([client(0, 10)], minute(20), minute(25)),
        ([client(0, 15)], minute(20), minute(20)),
        ([specialist(0, 15)], minute(20), minute(35)),
    ],
)
def test_how_long_one_still_waits(stays: list[Visit], at: datetime, expected: datetime | None) -> None:
    assert enough_at(stays, Role.CLIENT, starts_at=START, ends_at=END, at=at) == expected


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (minute(-10), ["early", "awaited", "late", "enough", "over"]),
        (minute(40), ["early", "awaited", "late", "over"]),
    ],
)
def test_what_is_said_to_who_waits_alone(at: datetime, words: list[str]) -> None:
    told = stages([], Role.CLIENT, starts_at=START, ends_at=END, at=at)
    assert [stage.word for stage in told] == words
    by_word = {stage.word: stage.since for stage in told}
    assert (by_word["awaited"], by_word["late"], by_word["over"]) == (START, minute(5), END)


def test_what_is_promised_to_who_waits_is_what_follows() -> None:
    """Whoever stays until the minute that the page names has kept the appointment; a moment less has not."""
    promised = enough_at([], Role.CLIENT, starts_at=START, ends_at=END, at=minute(3))
    assert promised == minute(18)
    for until, expected in ((18, RoomState.NO_SHOW_SPECIALIST), (17.9, RoomState.NO_SHOW_CLIENT)):
        assert outcome([client(3, until), specialist(20, 50)], starts_at=START, ends_at=END) == expected


def test_a_short_session_is_waited_for_until_its_end() -> None:
    assert outcome([specialist(0, 10)], starts_at=START, ends_at=minute(10)) == RoomState.NO_SHOW_CLIENT


def test_intervals_unite_and_intersect() -> None:
    one = united([(minute(0), minute(2)), (minute(1), minute(5)), (minute(8), minute(8))])
    assert one == [(minute(0), minute(5))]
    assert together(one, [(minute(4), minute(9))]) == timedelta(minutes=1)
    assert together(one, [(minute(6), minute(9))]) == timedelta()


def test_who_was_late_and_who_never_came() -> None:
    assert late_by([client(4, 50)], Role.CLIENT, START) == timedelta()
    assert late_by([client(7, 50), client(30, 50)], Role.CLIENT, START) == timedelta(minutes=7)
    assert late_by([client(7, 50)], Role.SPECIALIST, START) is None


def facts(**changes: object) -> entrance.Facts:
    good: dict[str, object] = {
        "booked": True, "blocked": False, "starts_at": START, "ends_at": END, "finished": False,
        "service_consent": True, "informed_consent": True,
    }  # fmt: skip
    return entrance.Facts(**(good | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "at", "reason"),
    [
        ({}, minute(-15), None),
        ({}, minute(-15) - timedelta(seconds=1), "too_early"),
        ({}, minute(64.9), None),
        ({}, minute(65), "over"),
        ({"finished": True}, minute(30), "over"),
        ({"booked": False}, minute(0), "not_booked"),
        ({"blocked": True}, minute(0), "blocked"),
        ({"service_consent": False}, minute(0), "no_service_consent"),
        ({"informed_consent": False}, minute(0), "no_informed_consent"),
        ({"informed_consent": False}, minute(-60), "no_informed_consent"),
    ],
)
def test_who_may_enter_and_when(changes: dict[str, object], at: datetime, reason: str | None) -> None:
    assert entrance.refusal(facts(**changes), at) == reason


SECRET = "not-a-secret"


def test_a_pass_opens_its_room_for_its_side_until_it_expires() -> None:
    written = passes.issue(ROOM, Role.CLIENT, secret=SECRET, at=START)
    expected = passes.Pass(ROOM, Role.CLIENT, START + passes.PASS_LASTS)
    assert passes.read(written, secret=SECRET, at=START + passes.PASS_LASTS - timedelta(seconds=1)) == expected
    with pytest.raises(passes.PassRefused, match="expired"):
        passes.read(written, secret=SECRET, at=START + passes.PASS_LASTS)


def test_a_pass_with_one_changed_character_is_refused() -> None:
    written = passes.issue(ROOM, Role.CLIENT, secret=SECRET, at=START)
    for place, character in enumerate(written):
        changed = written[:place] + ("A" if character != "A" else "B") + written[place + 1 :]
        with pytest.raises(passes.PassRefused):
            passes.read(changed, secret=SECRET, at=START)


@pytest.mark.parametrize("text", ["", ".", "a.b", "é", "ä.ö", "x" * 400])
def test_what_is_no_pass_is_refused(text: str) -> None:
    with pytest.raises(passes.PassRefused):
        passes.read(text, secret=SECRET, at=START)


def test_another_secret_signs_nothing() -> None:
    with pytest.raises(passes.PassRefused):
        passes.read(passes.issue(ROOM, Role.CLIENT, secret="other", at=START), secret=SECRET, at=START)


def test_relay_credentials_follow_coturn() -> None:
    username, password = passes.relay_credentials(ROOM, Role.CLIENT, secret="north", at=START)
    expires, name = username.split(":")
    assert int(expires) == int((START + passes.RELAY_LASTS).timestamp())
    assert (len(name), password) == (16, "wnDliYIJyx5M9XQIclKnPtUGR+U=")
    assert passes.relay_credentials(ROOM, Role.SPECIALIST, secret="north", at=START)[0] != username
