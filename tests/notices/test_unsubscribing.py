"""The way out: whatever becomes of the link, of the person, or of the letters that are already under way."""

import re
import threading
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connections
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.journal.models import Entry
from harmonia.notices import gateways, operations
from harmonia.notices.models import Notice, UnsubscribeLink
from harmonia.notices.operations import unsubscribing
from harmonia.notices.rules import events
from harmonia.notices.states import MARKETING, Channel, NoticeState
from harmonia.privacy.operations import blocking, erasure
from tests import apart
from tests.notices.conftest import NOW, agree, letters, part, person, send, texts

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def link(to: Person, channel: Channel = Channel.EMAIL) -> str:
    address = operations.unsubscribe_address(person_id=to.pk, channel=channel, at=NOW)
    return address.removeprefix("https://harmonia.kz")


class TestTheLink:
    @pytest.mark.parametrize("event", sorted(key for key, event in events.EVENTS.items() if "email" in event.channels))
    def test_it_is_the_last_address_of_every_letter(self, aigerim: Person, folder: Any, event: str) -> None:
        agree(aigerim)
        values = {"amount_kzt": 5, "starts_at": "2026-11-27T13:30:00+00:00", "path": "/me/", "code": "1"}
        facts = {name: values.get(name, "x") for name in events.EVENTS[event].facts}
        for notice in operations.send(event, person_id=aigerim.pk, at=NOW, facts=facts, channels=["email"]):
            operations.deliver(notice_id=notice.pk, at=NOW)
        [letter] = letters(folder)
        own = f"https://harmonia.kz{link(aigerim)}"
        assert [word for word in part(letter, "plain").split() if word.startswith("http")][-1] == own
        assert re.findall(r'href="([^"]+)"', part(letter, "html"))[-1] == own
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_ten_presses_are_one_withdrawal_and_answer_alike(self, aigerim: Person) -> None:
        agree(aigerim)
        answers = []
        for _ in range(10):
            answer = Client(enforce_csrf_checks=True).post(
                link(aigerim), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
            )
            answers.append((answer.status_code, "Location" in answer, answer.cookies, answer.content))
        assert {answer[:2] for answer in answers} == {(200, False)}
        assert all(not cookies for _, _, cookies, _ in answers)
        assert len({re.sub(rb'nonce="[^"]+"', b"", content) for *_, content in answers}) == 1
        assert Entry.objects.filter(event="consent.withdrawn").count() == 1

    def test_an_old_link_ends_a_consent_that_was_given_again(self, client: Client, aigerim: Person) -> None:
        agree(aigerim)
        old = link(aigerim)
        client.post(old)
        agree(aigerim)
        assert consents.accepted(aigerim.pk, "marketing_email")
        client.post(old)
        assert not consents.accepted(aigerim.pk, "marketing_email")

    def test_a_link_of_before_the_house_changed_its_secret_still_works(
        self, client: Client, aigerim: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        agree(aigerim)
        old = link(aigerim)
        former, settings.SECRET_KEY = settings.SECRET_KEY, "another " * 8
        for fallbacks, status in (([], 404), ([former], 200)):
            settings.SECRET_KEY_FALLBACKS = fallbacks
            monkeypatch.setattr(unsubscribing, "LINKS", signing.Signer(salt="notices.unsubscribe"))
            assert client.post(old).status_code == status
        assert not consents.accepted(aigerim.pk, "marketing_email")

    def test_after_erasure_it_answers_calmly(self, client: Client, aigerim: Person) -> None:
        agree(aigerim)
        own = link(aigerim)
        erasure.erase_person(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=NOW)
        assert UnsubscribeLink.objects.count() == 0
        client.cookies["language"] = "en"
        for answer in (client.get(own), client.post(own), client.post(own)):
            assert answer.status_code == 200
            assert "closed and its data are destroyed" in answer.content.decode()

    def test_a_number_that_we_never_signed_is_missing(self, client: Client, aigerim: Person) -> None:
        ours, never = unsubscribing.LINKS.sign(uuid4().hex), f"{uuid4().hex}:{'x' * 43}"
        assert client.post(f"/unsubscribe/{ours}/").status_code == 200
        assert client.post(f"/unsubscribe/{never}/").status_code == 404

    def test_while_blocked_the_way_out_is_open(self, client: Client, aigerim: Person) -> None:
        agree(aigerim)
        own = link(aigerim)
        blocking.block(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=NOW)
        assert client.post(own).status_code == 200
        assert not consents.accepted(aigerim.pk, "marketing_email")

    def test_a_marketing_sms_ends_with_the_link_and_a_service_sms_goes_on(
        self, client: Client, aigerim: Person, folder: Any
    ) -> None:
        agree(aigerim, "marketing_sms")
        send("news.published", aigerim, path="/articles/")
        [sms] = texts(folder)
        client.post(sms.get_content().split()[-1].removeprefix("https://harmonia.kz"))
        assert send("news.published", aigerim, path="/articles/", once="2")["sms"].reason == "no_consent"
        assert send("booking.cancelled", aigerim)["sms"].state == NoticeState.SENT


def news(to: Person, once: str = "") -> Notice:
    facts = {"path": "/"}
    [notice] = operations.send("news.published", person_id=to.pk, at=NOW, facts=facts, once=once, channels=["email"])
    return notice


def work() -> None:
    """A real worker takes what waits, and goes when nothing does."""

    async def until_nothing_waits() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            async with worker.open_async():
                await worker.run_worker_async(
                    wait=False, install_signal_handlers=False, listen_notify=False, concurrency=2
                )

    apart.play(until_nothing_waits())
    for each in connections.all():  # what the worker's threads leave open would keep the tests' databases from going
        with each.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
class TestUnderWay:
    """Nothing marketing leaves after the commit: with a worker's jobs queued, and while a letter is handed over."""

    def test_jobs_already_queued_send_nothing_and_those_of_the_service_do(self, aigerim: Person, folder: Any) -> None:
        zoe = person("zoe@example.kz", phone="+77010000002")
        for each in (aigerim, zoe):
            agree(each)
            for number in range(5):
                operations.send(
                    "news.published",
                    person_id=each.pk,
                    at=NOW,
                    facts={"path": "/"},
                    once=f"{number}",
                    channels=["email"],
                )
            operations.send("booking.cancelled", person_id=each.pk, at=NOW, channels=["email"])
        assert ProcrastinateJob.objects.filter(task_name="notices.deliver", status="todo").count() == 12
        operations.unsubscribe(token=link(aigerim).split("/")[2], at=NOW)
        work()
        assert not Notice.objects.filter(state="queued").exists()
        sent = Notice.objects.filter(state="sent", channel="email").values_list("person__email_index", "event")
        of_aigerim = [event for index, event in sent if bytes(index) == bytes(aigerim.email_index)]
        assert not [event for event in of_aigerim if events.EVENTS[event].kind in MARKETING]
        assert "booking.cancelled" in of_aigerim
        assert len([event for _, event in sent if event == "news.published"]) == 5

    @pytest.mark.parametrize("guarded", [True, False])
    def test_a_withdrawal_waits_for_the_letter_that_is_being_handed_over(
        self, aigerim: Person, monkeypatch: pytest.MonkeyPatch, guarded: bool
    ) -> None:
        """Without the gate's lock (the control) the withdrawal is committed while the letter is still leaving."""
        agree(aigerim)
        handing, go_on, order = threading.Event(), threading.Event(), []

        def slow(letter: Any) -> str:
            handing.set()
            assert go_on.wait(60)
            order.append("left")
            return ""

        def withdraw() -> None:
            consent.withdraw(person_id=aigerim.pk, agreement="marketing_email", language="ru", method="cabinet", at=NOW)
            order.append("withdrawn")

        monkeypatch.setattr(gateways, "send_letter", slow)
        if not guarded:
            monkeypatch.setattr(consents, "lock_shared", lambda subject: None)
        [notice] = operations.send(
            "news.published", person_id=aigerim.pk, at=NOW, facts={"path": "/"}, channels=["email"]
        )
        sender = started(lambda: operations.deliver(notice_id=notice.pk, at=NOW))
        assert handing.wait(60)
        leaver = started(withdraw)
        leaver.join(1.5 if guarded else 20)
        go_on.set()
        for thread in (sender, leaver):
            thread.join(60)
        assert order == (["left", "withdrawn"] if guarded else ["withdrawn", "left"])
        assert operations.deliver(notice_id=notice.pk, at=NOW).state == NoticeState.SENT

    def test_pressing_the_link_while_the_first_letter_is_leaving_is_no_deadlock(
        self, aigerim: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The letter is about to point at the person's row when the press has locked it."""
        agree(aigerim)
        agree(aigerim, "marketing_sms")
        token = link(aigerim, Channel.SMS).split("/")[2]
        asked, go_on, troubles = threading.Event(), threading.Event(), []
        plain = operations.delivery.unsubscribe_address

        def slow(**said: Any) -> str:
            asked.set()
            assert go_on.wait(60)
            return str(plain(**said))

        def run(act: Any) -> None:
            try:
                act()
            except Exception as trouble:
                troubles.append(trouble)

        monkeypatch.setattr(operations.delivery, "unsubscribe_address", slow)
        [notice] = operations.send(
            "news.published", person_id=aigerim.pk, at=NOW, facts={"path": "/"}, channels=["email"]
        )
        sender = started(lambda: run(lambda: operations.deliver(notice_id=notice.pk, at=NOW)))
        assert asked.wait(60)
        leaver = started(lambda: run(lambda: operations.unsubscribe(token=token, at=NOW)))
        leaver.join(1)
        go_on.set()
        for thread in (sender, leaver):
            thread.join(60)
        assert troubles == []
        assert not consents.accepted(aigerim.pk, "marketing_sms")


def started(act: Any) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
