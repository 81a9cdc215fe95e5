"""Facts of the sockets reach the database by a thread of their own: in order, and whatever the database does."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError

from harmonia.rooms.rules.attendance import Seen
from harmonia.web.room import attendance, consumer, protocol
from tests.apart import play
from tests.rooms.stage import Side, application, pass_for

ROOM = uuid4()


def fact(page: str) -> Seen:
    return Seen("entered", ROOM, "client", page, datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "GATHER_SECONDS", 0)
    monkeypatch.setattr(attendance, "AWAY_SECONDS", 0.01)
    monkeypatch.setattr(attendance, "close_old_connections", lambda: None)


def test_everything_is_written_in_order() -> None:
    written: list[str] = []
    recorder = attendance.Recorder(lambda batch: written.extend(one.page for one in batch))
    for number in range(200):
        recorder.note(fact(str(number)))
    recorder.finish()
    assert written == [str(number) for number in range(200)]


def test_a_database_that_is_away_is_waited_for() -> None:
    written: list[str] = []
    away = iter([True, True, False])

    def write(batch: Sequence[Seen]) -> None:
        if next(away, False):
            raise OperationalError
        written.extend(one.page for one in batch)

    recorder = attendance.Recorder(write)
    recorder.note(fact("one"))
    recorder.finish()
    assert written == ["one"]


def test_a_batch_that_is_refused_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    written: list[str] = []

    def write(batch: Sequence[Seen]) -> None:
        if batch[0].page == "bad":
            raise ValueError("about 192.0.2.7")
        written.extend(one.page for one in batch)

    recorder = attendance.Recorder(write)
    for page in ("bad", "good"):
        recorder.note(fact(page))
        recorder.finish()
    assert written == ["good"]
    assert "192.0.2.7" not in caplog.text


@pytest.mark.parametrize(
    ("valid_for", "silent_after", "code"),
    [(timedelta(seconds=0.5), 30.0, protocol.EXPIRED), (timedelta(minutes=5), 0.1, protocol.SILENT)],
)
def test_a_socket_without_a_valid_pass_or_a_sign_of_life_is_closed(
    valid_for: timedelta, silent_after: float, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "EXPIRED_GRACE", timedelta())
    monkeypatch.setattr(protocol, "SILENT_SECONDS", silent_after)

    async def scene() -> None:
        room = uuid4()
        written = pass_for(room, "client", valid_for=valid_for + timedelta(seconds=1))
        side = await Side(application(), room, "client").open(**{"pass": written})
        assert await side.code(within=60) == code

    play(scene())
