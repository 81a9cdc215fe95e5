"""The drivers against real servers on the loopback: SMTP by aiosmtpd, a provider's API and two SMS gateways by programs
that speak as their public documents say."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller

from harmonia.config.processes import free_port
from harmonia.notices import gateways
from harmonia.notices.gateways import returning
from harmonia.notices.states import NoticeState
from tests.notices.conftest import NOW, STARTS, part, send
from tests.notices.programs import Mailgun, Mobizon, Program, Smsc

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


def no_such_mailbox(code: str) -> bool:
    """Whether the address is dead for every letter."""
    with pytest.raises(gateways.Undeliverable) as refused:
        gateways.send_letter(letter())
    return refused.value.dead


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


@pytest.mark.parametrize(
    ("code", "dead"),
    [
        ("550 No such mailbox", True),
        ("550 5.1.1 User unknown", True),
        ("550 5.7.1 Looks like spam", False),
        ("552 5.2.2 Mailbox full", False),
    ],
)
def test_a_refusal_is_for_ever_and_only_an_unknown_mailbox_ends_the_address(
    postman: Postman, code: str, dead: bool
) -> None:
    postman.code = code
    assert no_such_mailbox(code) is dead


def test_the_envelope_names_an_address_signed_for_this_letter_alone(postman: Postman, settings: Any) -> None:
    settings.RETURNS_ADDRESS = "returns@harmonia.kz"
    gateways.send_letter(letter())
    [envelope] = postman.taken
    assert returning.notice_of(envelope.mail_from) == NOTICE
    assert returning.notice_of(envelope.mail_from.upper()) == NOTICE
    assert message_from_bytes(envelope.content, policy=policy.default)["From"] == settings.DEFAULT_FROM_EMAIL
    changed = envelope.mail_from.replace(NOTICE.hex, uuid4().hex)
    forged = ["", "returns@harmonia.kz", changed, envelope.mail_from.replace("kz", "com"), f"x{envelope.mail_from}"]
    assert [returning.notice_of(each) for each in forged] == [None] * len(forged)


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


@pytest.fixture
def mailgun(settings: Any) -> Iterator[Mailgun]:
    program = Mailgun()
    settings.LETTERS, settings.MAIL_PROVIDER = "harmonia.notices.gateways.AnymailLetters", "mailgun"
    settings.ANYMAIL = {
        "MAILGUN_API_KEY": "key",
        "MAILGUN_API_URL": f"{program.address}/v3",
        "MAILGUN_WEBHOOK_SIGNING_KEY": Mailgun.SIGNING_KEY,
    }
    yield program
    program.stop()


def test_a_letter_goes_by_a_providers_api_and_nobody_counts_who_reads(mailgun: Mailgun) -> None:
    assert gateways.send_letter(letter()) == "<1.20261123@harmonia.kz>"
    [form] = mailgun.taken
    assert (form["to"], form["subject"], form["text"], form["html"]) == (
        "aigerim@example.kz",
        "Сәлем",
        "Текст",
        "<p>Текст</p>",
    )
    assert form["h:Message-Id"] == f"<{NOTICE}@harmonia.kz>"
    assert form["h:Auto-Submitted"] == "auto-generated"
    assert (form["o:tracking-opens"], form["o:tracking-clicks"]) == ("no", "no")


@pytest.mark.parametrize(
    ("answer", "unknown"),
    [
        ((401, b"Forbidden"), False),
        ((402, b"{}"), False),
        ((429, b"{}"), False),
        ((503, b""), False),
        ((500, b""), True),
        ((504, b""), True),
        ((200, b"<html>maintenance</html>"), True),
        ((200, b"[]"), True),
    ],
)
def test_a_provider_that_does_not_take_it_is_asked_later(
    mailgun: Mailgun, answer: tuple[int, bytes], unknown: bool
) -> None:
    """`unknown`: perhaps it took the letter, so marketing does not go again."""
    mailgun.next = [answer]
    with pytest.raises(gateways.TryLater) as trouble:
        gateways.send_letter(letter())
    assert isinstance(trouble.value, gateways.Unknown) == unknown
    assert gateways.send_letter(letter()) == "<1.20261123@harmonia.kz>"


def test_a_provider_that_is_away_or_silent_is_asked_later(mailgun: Mailgun, settings: Any) -> None:
    mailgun.silent = 1
    with pytest.raises(gateways.Unknown):
        gateways.send_letter(letter())
    settings.ANYMAIL = settings.ANYMAIL | {"MAILGUN_API_URL": "http://127.0.0.1:9/v3"}
    with pytest.raises(gateways.TryLater) as away:
        gateways.send_letter(letter())
    assert not isinstance(away.value, gateways.Unknown)


@pytest.fixture
def smsc(settings: Any) -> Iterator[Smsc]:
    program = Smsc()
    settings.SMS, settings.SMSC_ADDRESS = "harmonia.notices.gateways.SmscKz", program.address
    settings.SMSC_API_KEY, settings.SMS_SENDER = "key", "Harmonia"
    yield program
    program.stop()


@pytest.fixture
def mobizon(settings: Any) -> Iterator[Mobizon]:
    program = Mobizon()
    settings.SMS, settings.MOBIZON_ADDRESS = "harmonia.notices.gateways.MobizonKz", program.address
    settings.MOBIZON_API_KEY, settings.SMS_SENDER = "key", "Harmonia"
    yield program
    program.stop()


@pytest.fixture(params=["smsc", "mobizon"])
def gateway(request: pytest.FixtureRequest) -> Program:
    program: Program = request.getfixturevalue(request.param)
    return program


def sms(notice_id: UUID = NOTICE, *, to: str = "+7 701 000 00 01", again: bool = False) -> gateways.Sms:
    return gateways.Sms(notice_id, to, "Код: 123456", NOW, again=again)


def test_an_sms_goes_as_the_documents_of_smsc_say(smsc: Smsc) -> None:
    gateways.send_sms(sms())
    assert smsc.taken == [
        {
            "apikey": "key",
            "phones": "+77010000001",
            "mes": "Код: 123456",
            "sender": "Harmonia",
            "charset": "utf-8",
            "fmt": 3,
            "id": NOTICE.int % 2_147_483_647 + 1,
        }
    ]


def test_an_sms_goes_as_the_documents_of_mobizon_say(mobizon: Mobizon) -> None:
    gateways.send_sms(sms())
    assert mobizon.taken == [
        {"recipient": "77010000001", "text": "Код: 123456", "params[name]": str(NOTICE), "from": "Harmonia"}
    ]


def test_whoever_is_not_sure_asks_and_gives_it_once(gateway: Program) -> None:
    """The gateway took it, and its yes was lost."""
    gateway.silent = 1
    with pytest.raises(gateways.TryLater):
        gateways.send_sms(sms())
    assert len(gateway.taken) == 1
    gateways.send_sms(sms(again=True))
    assert len(gateway.taken) == 1


def test_whoever_is_not_sure_and_hears_of_nothing_gives_it(gateway: Program) -> None:
    gateways.send_sms(sms(uuid4()))
    gateways.send_sms(sms(again=True))
    assert len(gateway.taken) == 2


@pytest.mark.parametrize("answer", [(500, b""), (200, b"{}"), (200, b"[]"), (200, b"<html>"), (200, b'{"code": 8}')])
def test_while_it_cannot_say_whether_it_has_it_nothing_is_given(gateway: Program, answer: tuple[int, bytes]) -> None:
    gateway.next = [answer]
    with pytest.raises(gateways.TryLater):
        gateways.send_sms(sms(again=True))
    assert gateway.taken == []


SMSC_FOR_EVER = [{"error": "invalid number", "error_code": 7}, {"error": "cannot be delivered", "error_code": 8}]
MOBIZON_FOR_EVER = [
    {"code": 1, "data": {"recipient": "Wrong number"}, "message": ""},
    {"code": 12, "data": {"recipient": "Not served"}, "message": ""},
]


@pytest.mark.parametrize(
    ("gateway", "said"),
    [*(("smsc", said) for said in SMSC_FOR_EVER), *(("mobizon", said) for said in MOBIZON_FOR_EVER)],
    indirect=["gateway"],
)
def test_a_number_that_cannot_be_reached_is_for_ever(gateway: Program, said: dict[str, Any]) -> None:
    gateway.next = [(200, said)]
    with pytest.raises(gateways.Undeliverable) as refused:
        gateways.send_sms(sms())
    assert refused.value.dead
    assert "701" not in str(refused.value)


def test_mobizon_knows_a_wrong_number_by_itself(mobizon: Mobizon) -> None:
    with pytest.raises(gateways.Undeliverable):
        gateways.send_sms(sms(to="+998 90 000 00 01"))


GARBAGE = (b"<html>maintenance</html>", b"[]", b"{}", b"null")
NO_MONEY, FORBIDDEN, TWICE = ({"error": "", "error_code": code} for code in (3, 6, 9))


@pytest.mark.parametrize(
    ("gateway", "said"),
    [
        *(("smsc", said) for said in (NO_MONEY, FORBIDDEN, TWICE, {"id": 1, "error_code": 0})),
        *(("mobizon", {"code": code, "data": [], "message": ""}) for code in (3, 8, 14, 15, 30, 999)),
        ("mobizon", {"code": 1, "data": {"from": "Unknown sender"}, "message": ""}),
        ("mobizon", {"code": 0, "data": {}, "message": ""}),
        *((name, said) for name in ("smsc", "mobizon") for said in GARBAGE),
    ],
    indirect=["gateway"],
)
def test_anything_else_is_tried_later(gateway: Program, said: Any) -> None:
    gateway.next = [(200, said)]
    with pytest.raises(gateways.TryLater):
        gateways.send_sms(sms())


@pytest.mark.parametrize("status", [302, 402, 500, 502])
def test_a_gateway_in_trouble_is_asked_later(gateway: Program, status: int) -> None:
    gateway.next = [(status, b"")]
    with pytest.raises(gateways.TryLater):
        gateways.send_sms(sms())


@pytest.mark.parametrize("name", ["Smsc", "Mobizon"])
def test_a_gateway_that_is_away_is_asked_later(settings: Any, name: str) -> None:
    settings.SMS = f"harmonia.notices.gateways.{name}Kz"
    settings.SMSC_ADDRESS = settings.MOBIZON_ADDRESS = "http://127.0.0.1:9"
    with pytest.raises(gateways.TryLater):
        gateways.send_sms(sms())
