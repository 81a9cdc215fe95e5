"""From a real mailbox and a provider's webhook into the database: once, whatever dies on the way."""

import hmac
import json
import random
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.privacy.models import Request
from harmonia.support import operations
from harmonia.support.gateways import mailbox, webhook
from harmonia.support.gateways.mailbox import MailboxAway
from harmonia.support.models import Arrival, Letter, Reply
from harmonia.support.rules import limits
from harmonia.support.states import LetterState, ReplyKind
from tests.factories import NOW
from tests.support import crowd, postbox
from tests.support.conftest import agreed
from tests.support.postbox import Postbox
from tests.support.town import Town, Worker
from tests.support.writing import GOOD_IP, compose, signed
from tests.support.zone import NameServer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
whole = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def box(settings: Any) -> Iterator[Postbox]:
    started = postbox.start()
    settings.MAILBOX_URL = started.address
    yield started
    started.stop()


def test_a_letter_is_stored_as_it_came_and_put_aside(box: Postbox) -> None:
    raw = compose("Здравствуйте")
    box.put(raw)
    assert operations.poll(at=NOW) == 1
    letter = Letter.objects.get()
    with_raw = stored(letter)
    assert (with_raw, letter.state, letter.size_bytes) == (raw, LetterState.STORED, len(raw))
    assert (box.count(), box.count("Stored"), Arrival.objects.count()) == (0, 1, 1)
    assert operations.poll(at=NOW) == 0


@pytest.mark.parametrize("gone", [True, False])
def test_what_another_session_has_moved_is_put_aside_already(
    box: Postbox, monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    """A server may refuse to move what went meanwhile; whoever was killed had asked for it."""
    box.put(compose("Здравствуйте"))
    with mailbox.opened(box.address, kept="Stored") as late:
        [letter] = late.waiting()
        if gone:
            operations.poll(at=NOW)
        plain = late.connection.uid
        refused = ("NO", [b"[EXPUNGEISSUED] Some of the requested messages no longer exist."])
        monkeypatch.setattr(
            late.connection, "uid", lambda command, *said: refused if command == "MOVE" else plain(command, *said)
        )
        with nullcontext() if gone else pytest.raises(MailboxAway):
            late.put_aside(letter)
    assert (box.count(), box.count("Stored")) == ((0, 1) if gone else (1, 0))


def stored(letter: Letter) -> bytes:
    from harmonia.vault.reading import reading

    with reading("rights", actor=None):
        return bytes(Letter.objects.get(pk=letter.pk).raw)


def test_nothing_of_a_letter_stands_in_clear(box: Postbox) -> None:
    box.put(compose("a-word-of-hers", subject="a-subject-of-hers"))
    operations.poll(at=NOW)
    operations.sort(letter_id=Letter.objects.get().pk, at=NOW)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT l::text FROM support_letter l")
        row = cursor.fetchone()[0]
    assert str(Letter.objects.get().pk) in row
    for word in ("a-word-of-hers", "a-subject-of-hers", "aigerim@example.kz"):
        assert word not in row
        assert word.encode().hex() not in row


def test_the_same_letter_twice_in_the_mailbox_is_one(box: Postbox) -> None:
    raw = compose("text")
    box.put(raw, raw)
    operations.poll(at=NOW)
    assert (Letter.objects.count(), Arrival.objects.count(), box.count()) == (1, 2, 0)


def test_a_server_that_cannot_move_marks(settings: Any) -> None:
    poor = postbox.start(capability="IMAP4rev1 UIDPLUS")
    try:
        settings.MAILBOX_URL = poor.address
        poor.put(compose("one"), compose("two"))
        assert [operations.poll(at=NOW), operations.poll(at=NOW)] == [2, 0]
        assert (poor.count(), Letter.objects.count()) == (2, 2)
    finally:
        poor.stop()


def test_a_letter_of_fifty_megabytes_is_kept_by_its_head(box: Postbox) -> None:
    raw = compose("Удалите мои данные") + b"x" * (50 * 1024 * 1024)
    box.put(raw)
    operations.poll(at=NOW)
    letter = Letter.objects.get()
    assert (letter.whole, letter.size_bytes >= len(raw), box.count()) == (False, True, 0)
    assert stored(letter).startswith(b"From: aigerim@example.kz")
    assert len(stored(letter)) <= limits.HEADERS_KEPT_BYTES
    sorted_letter = operations.sort(letter_id=letter.pk, at=NOW)
    assert sorted_letter is not None
    assert sorted_letter.state == LetterState.TOO_LARGE


@pytest.mark.real_clock
def test_copies_are_removed_from_the_mail_server_after_days(box: Postbox) -> None:
    box.put(compose("text"))
    operations.poll(at=now())
    operations.tidy_mailbox(at=now() + limits.KEPT_IN_MAILBOX - timedelta(days=1))
    assert box.count("Stored") == 1
    operations.tidy_mailbox(at=now() + limits.KEPT_IN_MAILBOX + timedelta(days=2))
    assert box.count("Stored") == 0


def test_a_mailbox_that_does_not_answer_loses_nothing(settings: Any, box: Postbox) -> None:
    box.put(compose("text"))
    settings.MAILBOX_URL = box.address.replace("a-postbox-password", "wrong")
    with pytest.raises(MailboxAway) as refused:
        operations.poll(at=NOW)
    assert "wrong" not in str(refused.value)
    settings.MAILBOX_URL = "imap://help:x@127.0.0.1:1/INBOX"
    with pytest.raises(MailboxAway):
        operations.poll(at=NOW)
    settings.MAILBOX_URL = ""
    with pytest.raises(operations.NoMailbox):
        operations.poll(at=NOW)
    assert (box.count(), Letter.objects.count()) == (1, 0)


def bring(client: Client, raw: bytes, *, event: str = "e1", seconds: int | None = None, **said: Any) -> Any:
    body = json.dumps({"event_id": event, "raw": b64encode(raw).decode(), **said}).encode()
    return post(client, body, signature(body, seconds))


def signature(body: bytes, seconds: int | None = None) -> str:
    seconds = int(now().timestamp()) if seconds is None else seconds
    return f"t={seconds},v1={webhook.signature(body, seconds)}"


def post(client: Client, body: bytes, signed_by: str) -> Any:
    return client.post(
        "/webhooks/mail/", body, content_type="application/json", headers={"Harmonia-Signature": signed_by}
    )


@pytest.fixture
def provider(settings: Any, client: Client) -> Client:
    settings.MAIL_WEBHOOK_SECRET = "a-secret-of-the-provider"
    return client


def test_a_provider_brings_a_letter_once(provider: Client, aigerim: Person) -> None:
    raw = compose("Отзываю согласие на обработку данных")
    envelope = {"ip": GOOD_IP, "helo": "client.example", "mail_from": "aigerim@example.kz"}
    answers = [bring(provider, raw, envelope=envelope) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.json()["stored"] for answer in answers}) == 1
    letter = Letter.objects.get()
    assert (stored(letter), Arrival.objects.count()) == (raw, 1)
    operations.sort(letter_id=letter.pk, at=NOW)
    assert "service" not in agreed(aigerim)


def test_a_providers_number_is_not_taken_twice(provider: Client) -> None:
    assert [bring(provider, compose(text)).status_code for text in ("one", "two")] == [200, 409]
    assert bring(provider, compose("two"), event="e2").status_code == 200
    assert Letter.objects.count() == 2


def test_a_letter_larger_than_any_form_comes_through(provider: Client) -> None:
    raw = compose("text", files=(("scan.pdf", b"x" * 900_000),))
    assert bring(provider, raw).status_code == 200
    assert stored(Letter.objects.get()) == raw


def test_the_head_of_what_was_too_large_for_the_provider(provider: Client) -> None:
    assert bring(provider, compose("text"), size_bytes=60_000_000).status_code == 200
    assert (Letter.objects.get().whole, Letter.objects.get().size_bytes) == (False, 60_000_000)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_what_was_signed_at_another_time_is_refused(minutes: int, provider: Client) -> None:
    assert bring(provider, compose("x"), seconds=int(now().timestamp()) + 60 * minutes).status_code == 400
    assert Letter.objects.count() == 0


def test_every_flipped_bit_is_refused(provider: Client) -> None:
    body = json.dumps({"event_id": "e", "raw": b64encode(compose("x")).decode()}).encode()
    good = signature(body)
    for place in random.Random(1).sample(range(len(body) * 8), 60):
        flipped = bytearray(body)
        flipped[place // 8] ^= 1 << place % 8
        assert post(provider, bytes(flipped), good).status_code == 400
    spoilt = ("", "t=1", good[:-1], good + "0", good.replace("v1", "v0"), good.replace("t=", "t=-"), "t=x,v1=é")
    assert {post(provider, body, each).status_code for each in spoilt} == {400}
    assert (Letter.objects.count(), post(provider, body, good).status_code) == (0, 200)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'{"event_id":"e"}', b'{"event_id":"e","raw":"!"}', b'{"event_id":1,"raw":"eA=="}',
             b'{"event_id":"e","raw":"eA==","size_bytes":-1}', b'{"event_id":"e","raw":""}', b"[" * 100_000]
)  # fmt: skip
def test_what_is_no_letter_is_refused(body: bytes, provider: Client) -> None:
    assert post(provider, body, signature(body)).status_code == 422
    assert Letter.objects.count() == 0


def test_without_a_secret_there_is_no_webhook(client: Client, settings: Any) -> None:
    settings.MAIL_WEBHOOK_SECRET = ""
    body = json.dumps({"event_id": "e", "raw": b64encode(compose("x")).decode()}).encode()
    mac = hmac.new(b"", b"1." + body, "sha256").hexdigest()
    assert post(client, body, f"t=1,v1={mac}").status_code == 404


POINTS = (
    "before harmonia.support.operations.intake:take_in",
    "after harmonia.vault.operations:create_subject",
    "before harmonia.core.jobs:defer",
    "after harmonia.support.operations.intake:take_in",
    "before harmonia.support.gateways.mailbox:Mailbox.put_aside",
    "after harmonia.support.gateways.mailbox:Mailbox.put_aside",
    "before harmonia.support.operations.sorting:_settle",
    "after harmonia.support.operations.effects:carry_out",
    "after harmonia.support.operations.replies:queue",
    "after harmonia.support.operations.sorting:_settle",
    "after harmonia.notices.gateways:send_letter",
)


@whole
def test_killed_at_each_point_a_letter_is_done_once(box: Postbox, names: NameServer, aigerim: Person) -> None:
    box.put(signed(compose("Отзываю согласие на обработку персональных данных.")))
    worker = Worker(box, names, *POINTS)
    worker.run()
    assert worker.children == len(POINTS) + 1
    letter = Letter.objects.get()
    assert (letter.state, box.count(), box.count("Stored")) == (LetterState.DONE, 0, 1)
    assert (Request.objects.count(), list(Reply.objects.values_list("kind", "state"))) == (
        1, [(ReplyKind.WITHDRAWN, "sent")],
    )  # fmt: skip
    assert "service" not in agreed(aigerim)


@whole
def test_of_hundreds_of_letters_and_a_worker_killed_again_and_again_none_is_lost_and_no_forgery_does_harm(
    box: Postbox, names: NameServer, edition: None
) -> None:
    """The same with 10,000 letters: bench/letters.py."""
    town = Town(writers=6, victims=6)
    sent = crowd.letters(120, writers=town.writers, victims=town.victims)
    cases = [replace(case, raw=postbox.on_server(case.raw)) for case in sent]
    box.put(*(case.raw for case in cases))
    dice = random.Random(2)
    worker = Worker(box, names)
    worker.run(kill_every=lambda: after_some_work(dice), most_kills=6)
    assert worker.kills >= 3
    assert box.count() == 0
    assert town.judged(cases) == {"lost": 0, "unread": 0, "doubled": 0, "harmed": 0, "unheard": 0}


def after_some_work(dice: random.Random) -> float:
    """Seconds until the worker dies, once some more letters are stored or read: however quick the machine is."""
    enough, end = work_done() + dice.randrange(1, 30), time.monotonic() + 60
    while work_done() < enough and time.monotonic() < end:
        time.sleep(0.01)
    return dice.uniform(0, 0.1)


def work_done() -> int:
    return Letter.objects.count() + Letter.objects.exclude(state=LetterState.STORED).count()


def test_without_the_check_of_alignment_the_crowd_does_harm(
    receive: Callable[..., Letter], edition: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the judgement sees harm where there is some."""
    town = Town(writers=1, victims=3)
    forged = [case for case in crowd.letters(90, writers=town.writers, victims=town.victims) if case.kind == "forged"]
    for case in forged:
        receive(case.raw)
    assert town.judged(forged)["harmed"] == 0
    Letter.objects.all().delete()
    monkeypatch.setattr("harmonia.support.rules.alignment.aligned", lambda *_: True)
    for case in forged:
        receive(case.raw)
    assert town.judged(forged)["harmed"] > 0
