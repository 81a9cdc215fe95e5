"""What comes back: by events that a provider signs, by reports that come as letters, and at once."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.consent import queries as consents
from harmonia.journal.queries import history_of
from harmonia.notices import gateways, operations, queries
from harmonia.notices.gateways import returning
from harmonia.notices.models import Notice, Return
from harmonia.notices.states import Channel, NoticeState
from harmonia.support import operations as support
from harmonia.support.models import Letter
from tests.notices.conftest import STARTS, agree, letters, person, send
from tests.notices.programs import Mailgun

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
EVENTS = "/webhooks/mail/events/"


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


def sent(to: Person) -> Notice:
    return send("booking.cancelled", to, starts_at=STARTS)["email"]


def seconds(moment: datetime | None = None) -> int:
    return int((moment or now()).timestamp())


def tell(body: bytes) -> tuple[int, dict[str, Any]]:
    answer = Client(enforce_csrf_checks=True).post(EVENTS, body, content_type="application/json")
    return answer.status_code, answer.json()


def event(notice: Notice, kind: str = "failed", **more: Any) -> bytes:
    return Mailgun.event(notice.carrier_number, kind, **{"seconds": seconds(), **more})


def dead(who: Person) -> list[Channel]:
    return queries.dead_channels(Person.objects.get(pk=who.pk))


def cabinet(who: Person) -> list[str]:
    told = Notice.objects.filter(person=who, channel="cabinet").exclude(event="booking.cancelled")
    return list(told.order_by("created_at", "pk").values_list("event", flat=True))


def test_a_letter_that_came_back_ends_letters_and_the_cabinet_says_so(aigerim: Person, mailgun: Mailgun) -> None:
    notice = sent(aigerim)
    assert tell(event(notice)) == (200, {"news": 1})
    assert (dead(aigerim), cabinet(aigerim)) == ([Channel.EMAIL], ["account.letters_return"])
    after = send("booking.cancelled", aigerim, starts_at=STARTS)
    assert (after["email"].state, after["email"].reason) == (NoticeState.SKIPPED, "address_dead")
    assert after["sms"].state == after["cabinet"].state == NoticeState.SENT
    assert send("account.email_code", aigerim, code="1")["email"].state == NoticeState.SENT, "so that it can be mended"
    [told] = [one for one in history_of(aigerim.pk) if one.event == "notices.returned"]
    assert told.facts == {"notice": str(notice.pk), "channel": "email", "happened": "bounced"}


def test_others_are_written_to_as_before(aigerim: Person, mailgun: Mailgun) -> None:
    zoe = person("zoe@example.kz", phone="+77010000002")
    tell(event(sent(aigerim)))
    assert (dead(zoe), sent(zoe).state) == ([], NoticeState.SENT)


def test_an_address_that_is_proved_again_lives_and_an_old_event_does_not_kill_it(
    aigerim: Person, mailgun: Mailgun
) -> None:
    notice = sent(aigerim)
    Notice.objects.filter(pk=notice.pk).update(created_at=now() - timedelta(minutes=5))
    Person.objects.filter(pk=aigerim.pk).update(email_verified_at=now() - timedelta(days=1))
    tell(event(notice, seconds=seconds(now() - timedelta(minutes=3))))
    assert dead(aigerim) == [Channel.EMAIL]
    Person.objects.filter(pk=aigerim.pk).update(email_verified_at=now() - timedelta(minutes=2))
    assert dead(aigerim) == []
    late = event(notice, token="u" * 50, seconds=seconds(now() - timedelta(minutes=4)))
    assert (tell(late), dead(aigerim)) == ((200, {"news": 1}), [])
    tell(event(notice, token="v" * 50))
    assert dead(aigerim) == [Channel.EMAIL]
    assert cabinet(aigerim) == ["account.letters_return"] * 2


def test_an_event_of_the_address_of_before_says_nothing_of_the_new_one(aigerim: Person, mailgun: Mailgun) -> None:
    tell(event(sent(aigerim), recipient="before@example.kz"))
    assert (dead(aigerim), cabinet(aigerim)) == ([], [])


def test_the_same_event_ten_times_is_one(aigerim: Person, mailgun: Mailgun) -> None:
    body = event(sent(aigerim))
    assert [tell(body)[1]["news"] for _ in range(10)] == [1] + [0] * 9
    assert (Return.objects.count(), cabinet(aigerim)) == (1, ["account.letters_return"])


def test_a_forged_event_does_nothing(aigerim: Person, mailgun: Mailgun) -> None:
    notice = sent(aigerim)
    true = json.loads(event(notice))
    forged = [
        event(notice, key="another-key"),
        b"{}",
        b"[]",
        b"no json",
        json.dumps({"event-data": true["event-data"]}).encode(),
        json.dumps(true | {"signature": true["signature"] | {"token": "x" * 50}}).encode(),
        json.dumps(true | {"signature": {"timestamp": 1, "token": None, "signature": "ё"}}).encode(),
    ]
    for body in forged:
        status, said = tell(body)
        assert (status, said) == (400, {"refused": "forged"}), body
    assert (Return.objects.count(), dead(aigerim)) == (0, [])


def test_a_signed_event_cannot_be_used_for_another_letter(aigerim: Person, mailgun: Mailgun) -> None:
    """The provider's signature does not cover what it says: whoever has seen one event has used it up."""
    zoe = person("zoe@example.kz", phone="+77010000002")
    mine, hers = sent(aigerim), sent(zoe)
    told = json.loads(event(mine))
    assert tell(json.dumps(told).encode()) == (200, {"news": 1})
    told["event-data"]["message"]["headers"]["message-id"] = hers.carrier_number.strip("<>")
    told["event-data"]["recipient"] = "zoe@example.kz"
    assert tell(json.dumps(told).encode()) == (200, {"news": 0})
    assert dead(zoe) == []


def test_signed_nonsense_is_refused_and_what_is_not_ours_is_heard(aigerim: Person, mailgun: Mailgun) -> None:
    nonsense = json.loads(event(sent(aigerim)))
    del nonsense["event-data"]["event"]
    assert tell(json.dumps(nonsense).encode()) == (422, {"refused": "malformed"})
    long_ago = Mailgun.event("<unknown@harmonia.kz>", seconds=seconds(now() - timedelta(hours=2)))
    assert tell(long_ago) == (200, {"news": 0})
    just_now = Mailgun.event("<unknown@harmonia.kz>", seconds=seconds())
    assert tell(just_now) == (503, {"refused": "not_yet"}), "its sending may not be stored yet"
    assert tell(b"x" * 100_000)[0] == 413


@pytest.mark.parametrize(
    "more",
    [
        {"severity": "temporary"},
        {"reason": "generic"},
        {"delivery-status": {"message": "550 5.7.1 Message looks like spam"}},
        {"delivery-status": {"message": "552 5.2.2 Mailbox full"}},
    ],
)
def test_what_passes_or_is_about_the_letter_does_not_end_the_address(
    aigerim: Person, mailgun: Mailgun, more: dict[str, Any]
) -> None:
    assert tell(event(sent(aigerim), **more)) == (200, {"news": 0})
    assert dead(aigerim) == []


@pytest.mark.parametrize("kind", ["delivered", "opened", "clicked", "something_new"])
def test_what_does_not_concern_us_is_heard_and_kept_nowhere(aigerim: Person, mailgun: Mailgun, kind: str) -> None:
    assert tell(event(sent(aigerim), kind)) == (200, {"news": 0})
    assert Return.objects.count() == 0


def test_who_calls_a_letter_unwanted_gets_no_more_marketing_by_this_way(aigerim: Person, mailgun: Mailgun) -> None:
    agree(aigerim, "marketing_email")
    agree(aigerim, "marketing_sms")
    notice = sent(aigerim)
    tell(event(notice, "complained"))
    assert not consents.accepted(aigerim.pk, "marketing_email")
    assert consents.accepted(aigerim.pk, "marketing_sms")
    assert (dead(aigerim), sent(aigerim).state) == ([], NoticeState.SENT), "service letters go on"
    record = consents.latest(aigerim.pk, "marketing_email")
    assert record is not None
    assert (record.event, record.method) == ("withdrawn", "spam_button")


def test_a_yes_that_was_given_after_the_complaint_stands(aigerim: Person, mailgun: Mailgun) -> None:
    notice = sent(aigerim)
    Notice.objects.filter(pk=notice.pk).update(created_at=notice.created_at - timedelta(days=2))
    agree(aigerim, "marketing_email")
    yes = consents.latest(aigerim.pk, "marketing_email")
    assert yes is not None
    tell(event(notice, "complained", seconds=seconds(yes.at - timedelta(hours=1))))
    assert consents.accepted(aigerim.pk, "marketing_email")


def test_without_a_provider_or_its_key_nobody_is_heard(aigerim: Person, mailgun: Mailgun, settings: Any) -> None:
    body = event(sent(aigerim))
    settings.ANYMAIL = settings.ANYMAIL | {"MAILGUN_WEBHOOK_SIGNING_KEY": ""}
    assert tell(body) == (404, {"refused": "not_configured"})
    settings.LETTERS = "harmonia.notices.gateways.SmtpLetters"
    assert tell(body) == (404, {"refused": "not_configured"})
    assert Return.objects.count() == 0


def test_a_provider_that_does_not_sign_brings_its_password(aigerim: Person, settings: Any) -> None:
    settings.LETTERS, settings.MAIL_PROVIDER = "harmonia.notices.gateways.AnymailLetters", "postmark"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t", "WEBHOOK_SECRET": "events:a-password-of-some-length"}
    [notice] = operations.send("booking.cancelled", person_id=aigerim.pk, at=now(), channels=["email"])
    Notice.objects.filter(pk=notice.pk).update(carrier_number="883953f4", state="sent", finished_at=now())
    body = json.dumps(
        {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 42, "MessageID": "883953f4",
         "Email": "aigerim@example.kz", "BouncedAt": now().isoformat(), "Description": "Unknown user"}
    )  # fmt: skip
    for password, status in ((None, 400), ("events:wrong", 400), ("events:a-password-of-some-length", 200)):
        extra = {} if password is None else {"HTTP_AUTHORIZATION": f"Basic {_basic(password)}"}
        answer = Client().post(EVENTS, body, content_type="application/json", **extra)
        assert answer.status_code == status
    assert dead(aigerim) == [Channel.EMAIL]


def _basic(password: str) -> str:
    return b64encode(password.encode()).decode()


# Reports that come as letters.


@pytest.fixture
def returns(settings: Any) -> None:
    settings.RETURNS_ADDRESS = "returns@harmonia.kz"
    settings.MAIL_SERVERS = []


def report(to: str, *, action: str = "failed", status: str = "5.1.1", recipient: str = "aigerim@example.kz") -> bytes:
    """As a mail server writes it (RFC 3464)."""
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.kz>\r\nTo: {to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nDate: Mon, 23 Nov 2026 06:00:05 +0000\r\n"
        f"Message-ID: <{uuid4()}@mx.example.kz>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.kz\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n--b--\r\n"
    ).encode()


def complaint(to: str) -> bytes:
    """As a mailbox provider writes it (RFC 5965)."""
    return (
        f"From: feedback@mail.example.kz\r\nTo: {to}\r\nSubject: FW: unwanted\r\nMIME-Version: 1.0\r\n"
        "Date: Mon, 23 Nov 2026 06:00:05 +0000\r\nMessage-ID: <fbl@mail.example.kz>\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nAn email abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        "Feedback-Type: abuse\r\nVersion: 1\r\nOriginal-Rcpt-To: aigerim@example.kz\r\n\r\n--b--\r\n"
    ).encode()


def take_in(raw: bytes) -> Letter:
    stored = support.take_in(raw=raw, way="mailbox", at=now())
    found = support.sort(letter_id=stored.pk, at=now())
    assert found is not None
    return found


def test_a_report_of_failure_ends_the_address_and_is_kept_for_the_desk(
    aigerim: Person, folder: Any, returns: Any
) -> None:
    letter = take_in(report(returning.address(sent(aigerim).pk)))
    assert (letter.state, letter.reason) == ("automatic", "returned")
    assert (dead(aigerim), cabinet(aigerim)) == ([Channel.EMAIL], ["account.letters_return"])
    assert len(letters(folder)) == 1, "nothing is answered"


def test_a_report_that_anybody_could_write_does_nothing(aigerim: Person, folder: Any, returns: Any) -> None:
    notice = sent(aigerim)
    true = returning.address(notice.pk)
    for to in ("returns@harmonia.kz", "help@harmonia.kz", true.replace(notice.pk.hex, "0" * 32), f"{true}.example.com"):
        assert take_in(report(to)).reason != "returned"
    assert (dead(aigerim), Return.objects.count()) == ([], 0)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "5.2.2"), ("failed", "5.7.1")])
def test_a_delay_or_a_full_box_is_no_end(aigerim: Person, folder: Any, returns: Any, action: str, status: str) -> None:
    assert take_in(report(returning.address(sent(aigerim).pk), action=action, status=status)).reason == "auto_submitted"
    assert dead(aigerim) == []


def test_a_complaint_by_letter_ends_marketing(aigerim: Person, folder: Any, returns: Any) -> None:
    agree(aigerim)
    assert take_in(complaint(returning.address(sent(aigerim).pk))).reason == "returned"
    assert not consents.accepted(aigerim.pk, "marketing_email")


def test_a_hostile_report_is_only_a_letter(aigerim: Person, folder: Any, returns: Any) -> None:
    true = report(returning.address(sent(aigerim).pk))
    for broken in (
        true[:-200],
        true.replace(b"Final-Recipient", b"Final-\x00"),
        true.replace(b"rfc822;", b"\xff\xfe;"),
    ):
        assert take_in(broken).state in ("automatic", "quarantined", "duplicate")


# At once.


class NoSuchAddress:
    def send(self, _: object) -> None:
        raise gateways.Undeliverable("550", dead=True)


@pytest.mark.parametrize(("channel", "driver"), [(Channel.EMAIL, "LETTERS"), (Channel.SMS, "SMS")])
def test_what_the_carrier_refuses_at_once_is_a_dead_address_too(
    aigerim: Person, settings: Any, channel: Channel, driver: str
) -> None:
    setattr(settings, driver, f"{__name__}.NoSuchAddress")
    refused = send("booking.cancelled", aigerim, starts_at=STARTS)[channel]
    assert (refused.state, refused.reason) == (NoticeState.FAILED, "undeliverable")
    assert dead(aigerim) == [channel]
    again = send("booking.cancelled", aigerim, starts_at=STARTS)[channel]
    assert (again.state, again.reason) == (NoticeState.SKIPPED, "address_dead")
    assert len(cabinet(aigerim)) == 1
