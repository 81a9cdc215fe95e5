"""The drivers against real servers on the loopback: SMTP by aiosmtpd, an SMS gateway by a few lines of HTTP."""

import json
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller

from harmonia.config.processes import free_port
from harmonia.notices import gateways
from harmonia.notices.states import NoticeState
from tests.notices.conftest import NOW, STARTS, part, send

NOTICE = UUID("7d9c1d2e-0000-4000-8000-000000000001")


class Postman:
    """Takes letters, or answers with `code`."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.code = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.code:
            return self.code
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    postman, port = Postman(), free_port()
    server = Controller(postman, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.LETTERS = "harmonia.notices.gateways.SmtpLetters"
    yield postman
    server.stop()


def letter(to: str = "aigerim@example.kz") -> gateways.Letter:
    return gateways.Letter(NOTICE, to, "Сәлем", "Текст", "<p>Текст</p>", NOW)


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_letter_travels_over_smtp(aigerim: Any, postman: Postman) -> None:
    sent = send("booking.booked", aigerim, starts_at=STARTS, path="/me/appointments/1/")["email"]
    assert sent.state == NoticeState.SENT
    [envelope] = postman.taken
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["aigerim@example.kz"]
    assert envelope.mail_from == "no-reply@harmonia.kz"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"] == f"<{sent.pk}@harmonia.kz>"
    assert "https://harmonia.kz/me/appointments/1/" in part(message, "plain")
    assert message.defects == []


def test_an_unknown_mailbox_is_for_ever(postman: Postman) -> None:
    postman.code = "550 No such mailbox"
    with pytest.raises(gateways.Undeliverable):
        gateways.send_letter(letter())


def test_a_full_mailbox_passes(postman: Postman) -> None:
    postman.code = "452 Mailbox full"
    with pytest.raises(gateways.TryLater):
        gateways.send_letter(letter())
    postman.code = ""
    gateways.send_letter(letter())
    assert len(postman.taken) == 1


def test_a_server_that_is_away_is_asked_later(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.LETTERS = "harmonia.notices.gateways.SmtpLetters"
    with pytest.raises(gateways.TryLater):
        gateways.send_letter(letter())


class Gateway:
    """Speaks like smsc.kz: remembers requests, gives the answers it was told to give."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answer: tuple[int, bytes] = (200, b'{"id": 1, "cnt": 1}')
        gateway = self

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.asked.append((self.path, json.loads(body)))
                self.send_response(gateway.answer[0])
                self.end_headers()
                self.wfile.write(gateway.answer[1])

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    gateway = Gateway()
    settings.SMS = "harmonia.notices.gateways.SmscKz"
    settings.SMSC_ADDRESS = f"http://127.0.0.1:{gateway.server.server_address[1]}"
    settings.SMSC_API_KEY, settings.SMS_SENDER = "key", "Harmonia"
    yield gateway
    gateway.server.shutdown()


def sms(notice_id: UUID = NOTICE) -> gateways.Sms:
    return gateways.Sms(notice_id, "+7 701 000 00 01", "Код: 123456", NOW)


def test_an_sms_goes_as_the_gateways_documents_say(gateway: Gateway) -> None:
    gateways.send_sms(sms())
    [(path, asked)] = gateway.asked
    assert path == "/rest/send/"
    assert asked == {
        "apikey": "key",
        "phones": "+77010000001",
        "mes": "Код: 123456",
        "sender": "Harmonia",
        "charset": "utf-8",
        "fmt": 3,
        "id": NOTICE.int % 2_147_483_647 + 1,
    }


def test_a_second_request_for_the_same_notice_has_the_same_number(gateway: Gateway) -> None:
    for notice_id in (NOTICE, NOTICE, uuid4()):
        gateways.send_sms(sms(notice_id))
    numbers = [asked["id"] for _, asked in gateway.asked]
    assert numbers[0] == numbers[1] != numbers[2]


@pytest.mark.parametrize("code", [7, 8])
def test_a_number_that_cannot_be_reached_is_for_ever(gateway: Gateway, code: int) -> None:
    gateway.answer = (200, json.dumps({"error": "invalid number", "error_code": code}).encode())
    with pytest.raises(gateways.Undeliverable):
        gateways.send_sms(sms())


@pytest.mark.parametrize(
    "answer",
    [
        (200, b'{"error": "money", "error_code": 3}'),
        (200, b'{"error": "flood", "error_code": 9}'),
        (200, b"<html>maintenance</html>"),
        (200, b"[]"),
        (200, b"{}"),
        (502, b""),
        (302, b""),
    ],
)
def test_anything_else_is_tried_later(gateway: Gateway, answer: tuple[int, bytes]) -> None:
    gateway.answer = answer
    with pytest.raises(gateways.TryLater):
        gateways.send_sms(sms())


def test_a_gateway_that_is_away_is_asked_later(settings: Any) -> None:
    settings.SMS, settings.SMSC_ADDRESS = "harmonia.notices.gateways.SmscKz", "http://127.0.0.1:9"
    with pytest.raises(gateways.TryLater):
        gateways.send_sms(sms())
