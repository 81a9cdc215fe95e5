"""One connection for many letters, to a real server of SMTP: what a broken one does to a letter, and to its notice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller

from harmonia.config.processes import free_port
from harmonia.notices import gateways, operations
from harmonia.notices.gateways import smtp
from harmonia.notices.models import Notice
from harmonia.notices.states import NoticeState
from tests.notices.conftest import NOW, STARTS, agree

MARKETING, SERVICE = ("news.published", {"path": "/"}), ("booking.booked", {"starts_at": STARTS, "path": "/me/"})


class Exchange:
    """A server that counts its lines, cuts them when told to, and answers a letter with `code`."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.lines: list[Any] = []
        self.cuts_behind_the_letter = False
        self.code = "250 OK"

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, responses: list[str]) -> list[str]:
        session.host_name = name
        self.lines.append(server.transport)
        return responses

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.code.startswith("250"):
            self.taken.append(envelope.content)
        if self.cuts_behind_the_letter:
            server.transport.abort()
        return self.code


@pytest.fixture
def exchange(settings: Any) -> Iterator[tuple[Exchange, Controller]]:
    exchange, port = Exchange(), free_port()
    server = Controller(exchange, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER = "127.0.0.1", port, ""
    settings.LETTERS = "harmonia.notices.gateways.SmtpLetters"
    yield exchange, server
    server.stop()


def letter() -> gateways.Letter:
    return gateways.Letter(uuid4(), "aigerim@example.kz", "Сәлем", "Текст", "<p>Текст</p>", NOW)


def test_letters_follow_one_another_on_one_line(exchange: tuple[Exchange, Controller]) -> None:
    office, _ = exchange
    for _each in range(5):
        gateways.send_letter(letter())
    assert (len(office.taken), len(office.lines)) == (5, 1)


def test_a_line_that_rested_too_long_or_carried_enough_is_replaced(
    exchange: tuple[Exchange, Controller], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _ = exchange
    monkeypatch.setattr(smtp, "LETTERS_A_LINE", 2)
    for _each in range(4):
        gateways.send_letter(letter())
    assert len(office.lines) == 2
    monkeypatch.setattr(smtp, "RESTS_SECONDS", 0.0)
    gateways.send_letter(letter())
    gateways.send_letter(letter())
    assert (len(office.taken), len(office.lines)) == (6, 4)


def test_a_line_cut_while_it_rested_costs_no_letter_and_doubles_none(exchange: tuple[Exchange, Controller]) -> None:
    office, server = exchange
    gateways.send_letter(letter())
    server.loop.call_soon_threadsafe(office.lines[0].abort)
    gateways.send_letter(letter())
    assert (len(office.taken), len(office.lines)) == (2, 2)


def test_a_refused_letter_spoils_no_line(exchange: tuple[Exchange, Controller]) -> None:
    office, _ = exchange
    office.code = "554 5.7.1 Looks like spam"
    with pytest.raises(gateways.Undeliverable):
        gateways.send_letter(letter())
    office.code = "451 Try again"
    with pytest.raises(gateways.TryLater) as later:
        gateways.send_letter(letter())
    assert not isinstance(later.value, gateways.Unknown)
    office.code = "250 OK"
    gateways.send_letter(letter())
    assert (len(office.taken), len(office.lines)) == (1, 1)


def test_cut_behind_the_letter_nobody_knows(exchange: tuple[Exchange, Controller]) -> None:
    exchange[0].cuts_behind_the_letter = True
    with pytest.raises(gateways.Unknown):
        gateways.send_letter(letter())


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize(
    ("said", "state", "reason", "copies"),
    [(SERVICE, NoticeState.SENT, "", 2), (MARKETING, NoticeState.FAILED, "interrupted", 1)],
)
def test_what_nobody_knows_is_sent_again_of_the_service_and_never_of_marketing(
    aigerim: Any, exchange: tuple[Exchange, Controller], said: tuple[str, dict[str, str]], state: str, reason: str,
    copies: int,
) -> None:  # fmt: skip
    office, _ = exchange
    agree(aigerim)
    [notice] = operations.send(said[0], person_id=aigerim.pk, at=NOW, facts=said[1], channels=["email"])
    office.cuts_behind_the_letter = True
    operations.deliver(notice_id=notice.pk, at=NOW)
    office.cuts_behind_the_letter = False
    for _again in range(2):
        operations.deliver(notice_id=notice.pk, at=NOW + timedelta(minutes=5))
    notice = Notice.objects.defer("facts").get(pk=notice.pk)
    assert (notice.state, notice.reason, len(office.taken)) == (state, reason, copies)
