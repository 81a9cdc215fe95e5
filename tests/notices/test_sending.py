"""Stored with the fact, delivered once, and only to those who may be told."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia import policy
from harmonia.accounts import operations as accounts
from harmonia.accounts.models import Code, Person
from harmonia.accounts.states import CodeKind
from harmonia.consent import operations as consent
from harmonia.journal.queries import history_of
from harmonia.notices import gateways, operations, queries
from harmonia.notices.models import Notice
from harmonia.notices.permissions import Denied
from harmonia.notices.rules import events
from harmonia.notices.states import OPTIONAL, Channel, Kind, NoticeState
from harmonia.vault import operations as vault
from harmonia.vault import reading
from tests.notices.conftest import NOW, STARTS, agree, letters, part, send, texts
from tests.notices.programs import Smsc

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


class Boom(Exception):
    """The use case failed after it had told somebody."""


def outcome(sent: dict[str, Notice]) -> dict[str, tuple[str, str]]:
    return {channel: (notice.state, notice.reason) for channel, notice in sent.items()}


def test_a_notice_goes_by_each_of_its_ways(aigerim, folder) -> None:
    sent = send("booking.booked", aigerim, starts_at=STARTS, path="/me/")
    assert outcome(sent) == dict.fromkeys(("email", "sms", "cabinet"), (NoticeState.SENT, ""))
    assert (len(letters(folder)), len(texts(folder))) == (1, 1)


def test_or_by_those_named(aigerim, folder) -> None:
    operations.send("booking.cancelled", person_id=aigerim.pk, at=NOW, facts={}, channels=["sms"])
    assert list(Notice.objects.values_list("channel", flat=True)) == ["sms"]


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="notices.deliver").count()


def test_a_rollback_tells_nobody(aigerim) -> None:
    before = jobs()

    def fail() -> None:
        with transaction.atomic():
            operations.send("payment.refunded", person_id=aigerim.pk, at=NOW, facts={"amount_kzt": 5})
            raise Boom

    pytest.raises(Boom, fail)
    assert (Notice.objects.count(), jobs() - before) == (0, 0)


def test_jobs_carry_an_id_and_nothing_else(aigerim) -> None:
    sent = operations.send("account.email_code", person_id=aigerim.pk, at=NOW, facts={"code": "654321"})
    job = ProcrastinateJob.objects.filter(task_name="notices.deliver").order_by("-pk")[0]
    assert job.args == {"notice_id": str(sent[0].pk)}


def test_delivering_again_sends_nothing(aigerim, folder) -> None:
    sent = send("payment.refunded", aigerim, amount_kzt=5)["email"]
    for file in folder.iterdir():
        file.unlink()
    for _ in range(10):
        operations.deliver(notice_id=sent.pk, at=NOW)
    assert list(folder.iterdir()) == []


def test_once_means_once(aigerim) -> None:
    for _ in range(3):
        send("booking.reminder", aigerim, once="appointment 1", starts_at=STARTS)
    send("booking.reminder", aigerim, once="appointment 2", starts_at=STARTS)
    assert Notice.objects.filter(channel="email").count() == 2


@pytest.mark.parametrize(
    ("event", "facts"),
    [
        ("account.email_code", {}),
        ("payment.confirmed", {"path": "/me/"}),
        ("payment.refunded", {"amount_kzt": 5, "name": "Boris"}),
        ("account.known", {"email": "x"}),
    ],
)
def test_wrong_facts_are_refused(aigerim, event: str, facts: dict[str, object]) -> None:
    with pytest.raises(events.WrongFacts):
        operations.send(event, person_id=aigerim.pk, at=NOW, facts=facts)


def test_an_unknown_event_is_refused(aigerim) -> None:
    with pytest.raises(events.UnknownEvent):
        operations.send("gossip", person_id=aigerim.pk, at=NOW)


def test_facts_are_encrypted_and_open_for_their_purposes_only(aigerim) -> None:
    [notice] = operations.send("account.email_code", person_id=aigerim.pk, at=NOW, facts={"code": "654321"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(facts, 'escape') FROM notices_notice")
        assert "654321" not in cursor.fetchone()[0]
    fresh = Notice.objects.get(pk=notice.pk)
    with pytest.raises(reading.PurposeMissing):
        _ = fresh.facts
    with pytest.raises(reading.PurposeRefused), reading.reading(policy.RESEARCH, actor=None):
        _ = fresh.facts


def test_a_secret_is_forgotten_once_it_has_left(aigerim, folder) -> None:
    sent = send("account.email_code", aigerim, code="654321")["email"]
    assert "654321" in part(letters(folder)[0], "plain")
    with reading.reading(policy.CONTACT, actor=None):
        assert Notice.objects.get(pk=sent.pk).facts == {}


def test_unproved_addresses_get_codes_and_nothing_else(aigerim, folder) -> None:
    Person.objects.filter(pk=aigerim.pk).update(email_verified_at=None, phone_verified_at=None)
    skipped = (NoticeState.SKIPPED, "address_unverified")
    told = outcome(send("booking.booked", aigerim, starts_at=STARTS))
    assert told == {"email": skipped, "sms": skipped, "cabinet": (NoticeState.SENT, "")}
    assert outcome(send("account.email_code", aigerim, code="111111")) == {"email": (NoticeState.SENT, "")}
    assert outcome(send("account.phone_code", aigerim, code="111111")) == {"sms": (NoticeState.SENT, "")}


def move_mailbox(to: Person, address: str, at: datetime = NOW) -> None:
    accounts.ask_new_email(person_id=to.pk, email=address, password="not-so-secret-2026", at=at)
    code = Code.objects.get(person=to, kind=CodeKind.EMAIL, ended_at=None)
    drawn = accounts.draw(code_id=code.pk, at=at)
    assert drawn is not None
    accounts.confirm(person_id=to.pk, kind=CodeKind.EMAIL, code=drawn.secret, at=at)


def told_of_changes() -> int:
    """Do what waits to be told."""
    waiting = ProcrastinateJob.objects.filter(task_name="notices.tell", args__event="account.changed")
    for job in waiting:
        for notice in operations.send(job.args["event"], person_id=UUID(job.args["person_id"]), at=NOW):
            operations.deliver(notice_id=notice.pk, at=NOW)
    return waiting.count()


def former(person: Person) -> str | None:
    with reading.reading(policy.CONTACT, actor=None):
        return Person.objects.get(pk=person.pk).former_email


def test_the_former_address_is_told_of_a_new_one_and_then_forgotten(aigerim, folder) -> None:
    move_mailbox(aigerim, "new@example.kz")
    assert former(aigerim) == "aigerim@example.kz"
    assert told_of_changes() == 1
    [letter] = letters(folder)
    assert letter["To"] == "aigerim@example.kz"
    assert "new@example.kz" not in letter.as_string()
    assert former(aigerim) is None


def test_two_moves_at_once_do_not_hide_the_first_address(aigerim, folder) -> None:
    move_mailbox(aigerim, "new@example.kz")
    move_mailbox(aigerim, "newer@example.kz", NOW + timedelta(minutes=2))
    told_of_changes()
    assert {letter["To"] for letter in letters(folder)} == {"aigerim@example.kz", "newer@example.kz"}


def test_an_address_that_nobody_proved_changes_nothing_and_tells_nobody(aigerim, folder) -> None:
    accounts.ask_new_email(person_id=aigerim.pk, email="new@example.kz", password="not-so-secret-2026", at=NOW)
    assert (told_of_changes(), former(aigerim), letters(folder)) == (0, None, [])


def test_a_new_password_is_told_whatever_was_switched_off(aigerim, folder) -> None:
    off = dict.fromkeys(((kind, channel) for kind in OPTIONAL for channel in Channel), False)
    operations.choose(person_id=aigerim.pk, choices=off, at=NOW)
    accounts.change_password(person_id=aigerim.pk, current="not-so-secret-2026", password="nine other poplars", at=NOW)
    assert told_of_changes() == 1
    assert [letter["To"] for letter in letters(folder)] == ["aigerim@example.kz"]
    with pytest.raises(Denied):
        operations.choose(person_id=aigerim.pk, choices={(Kind.SERVICE, Channel.EMAIL): False}, at=NOW)


def test_a_carrier_that_is_away_loses_no_former_address(aigerim, folder, monkeypatch) -> None:
    def away(letter: object) -> None:
        raise gateways.TryLater

    move_mailbox(aigerim, "new@example.kz")
    monkeypatch.setattr(gateways, "send_letter", away)
    told_of_changes()
    assert former(aigerim) == "aigerim@example.kz"


def test_a_code_for_a_new_address_goes_there(aigerim, folder) -> None:
    with reading.reading(policy.CONTACT, actor=None):
        aigerim.new_email = "new@example.kz"
        aigerim.save()
    send("account.email_code", aigerim, code="111111")
    send("account.known", aigerim)
    assert {letter["To"] for letter in letters(folder)} == {"new@example.kz", "aigerim@example.kz"}
    assert {letter["To"] for letter in letters(folder) if "111111" in part(letter, "plain")} == {"new@example.kz"}


def test_a_closed_account_is_told_nothing(aigerim, folder) -> None:
    Person.objects.filter(pk=aigerim.pk).update(closed_at=NOW)
    assert outcome(send("booking.cancelled", aigerim))["email"] == (NoticeState.SKIPPED, "account_closed")
    assert not folder.exists()


def test_an_erased_person_is_told_nothing(aigerim, folder) -> None:
    sent = operations.send("booking.cancelled", person_id=aigerim.pk, at=NOW, channels=["email"])[0]
    vault.destroy_subject(aigerim.pk)
    assert operations.deliver(notice_id=sent.pk, at=NOW).reason == "erased"
    assert not folder.exists()


class Away:
    def send(self, _: object) -> None:
        raise gateways.TryLater("away")


class Refusing:
    def send(self, _: object) -> None:
        raise gateways.Undeliverable("no such address")


def next_try(notice: Notice) -> datetime | None:
    """When the job that was queued last will come."""
    jobs = ProcrastinateJob.objects.filter(task_name="notices.deliver", args__notice_id=str(notice.pk))
    return jobs.order_by("-pk")[0].scheduled_at


def test_a_carrier_that_is_away_is_asked_again_a_bounded_number_of_times(aigerim, settings, folder) -> None:
    settings.LETTERS = f"{__name__}.Away"
    [notice, _] = operations.send("payment.refunded", person_id=aigerim.pk, at=NOW, facts={"amount_kzt": 5})
    moments, at = [], NOW
    while operations.deliver(notice_id=notice.pk, at=at).state == NoticeState.QUEUED:
        moments.append(at)
        at = next_try(notice) or at
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    assert pauses[:7] == [30, 60, 120, 300, 900, 1800, 3600]
    assert set(pauses[6:]) == {3600}
    told = Notice.objects.get(pk=notice.pk)
    assert (told.state, told.reason) == (NoticeState.FAILED, "carrier_away")
    assert timedelta(days=3) <= at - NOW < timedelta(days=3, hours=1)


def test_a_carrier_away_for_a_day_loses_nothing_and_sends_nothing_twice(aigerim, settings, folder) -> None:
    """A code and a reminder of what is past are not sent late, and are marked so."""
    there, settings.LETTERS, settings.SMS = settings.LETTERS, f"{__name__}.Away", f"{__name__}.Away"
    soon = (NOW + timedelta(hours=3)).isoformat()
    queued = [
        notice
        for event, facts in (
            ("payment.refunded", {"amount_kzt": 5}),
            ("booking.reminder", {"starts_at": soon}),
            ("booking.reminder", {"starts_at": STARTS}),
            ("account.email_code", {"code": "654321"}),
        )
        for notice in operations.send(event, person_id=aigerim.pk, at=NOW, facts=facts, channels=["email"])
    ]
    for hours in range(23):
        for notice in queued:
            operations.deliver(notice_id=notice.pk, at=NOW + timedelta(hours=hours))
    settings.LETTERS = there
    for _ in range(3):
        for notice in queued:
            operations.deliver(notice_id=notice.pk, at=NOW + timedelta(hours=23))
    late = (NoticeState.SKIPPED, "too_late")
    told = [(notice.state, notice.reason) for notice in Notice.objects.filter(channel="email").order_by("created_at")]
    assert sorted(told) == sorted([(NoticeState.SENT, ""), late, (NoticeState.SENT, ""), late])
    assert len(letters(folder)) == 2
    assert "654321" not in "".join(letter.as_string() for letter in letters(folder))


@pytest.mark.parametrize(
    ("event", "facts", "lasts"),
    [
        ("account.email_code", {"code": "1"}, timedelta(minutes=15)),
        ("account.recovery", {"path": "/recover/x/"}, timedelta(hours=1)),
        ("room.awaited", {"path": "/me/"}, timedelta(minutes=15)),
    ],
)
def test_what_no_longer_holds_is_not_said(aigerim, folder, event: str, facts: dict[str, str], lasts: timedelta) -> None:
    for at, expected in ((NOW + lasts - timedelta(seconds=1), NoticeState.SENT), (NOW + lasts, NoticeState.SKIPPED)):
        notice = operations.send(event, person_id=aigerim.pk, at=NOW, facts=facts)[0]
        assert operations.deliver(notice_id=notice.pk, at=at).state == expected


def test_a_notice_that_lost_its_job_is_found_again(aigerim, folder) -> None:
    [notice] = operations.send("booking.cancelled", person_id=aigerim.pk, at=NOW, channels=["email"])
    later = NOW + timedelta(hours=2)
    assert list(queries.stranded(later)) == []
    ProcrastinateJob.objects.all()._raw_delete("default")
    assert list(queries.stranded(NOW)) == []
    assert list(queries.stranded(later)) == [notice.pk]
    operations.deliver(notice_id=notice.pk, at=later)
    assert list(queries.stranded(later)) == []


def test_every_message_is_journalled_by_its_id_and_never_by_its_content(aigerim, folder) -> None:
    sent = send("account.email_code", aigerim, code="654321")["email"]
    [told] = [event for event in history_of(aigerim.pk) if event.event == "notices.finished"]
    assert told.facts == {"notice": str(sent.pk), "state": "sent", "reason": ""}


def test_a_carrier_that_comes_back_delivers(aigerim, settings, folder) -> None:
    there, settings.LETTERS = settings.LETTERS, f"{__name__}.Away"
    [notice, _] = operations.send("payment.refunded", person_id=aigerim.pk, at=NOW, facts={"amount_kzt": 5})
    operations.deliver(notice_id=notice.pk, at=NOW)
    settings.LETTERS = there
    assert operations.deliver(notice_id=notice.pk, at=NOW).state == NoticeState.SENT
    assert len(letters(folder)) == 1


def test_an_address_that_does_not_exist_fails_for_good(aigerim, settings) -> None:
    settings.LETTERS = f"{__name__}.Refusing"
    assert outcome(send("account.email_code", aigerim, code="1"))["email"] == (NoticeState.FAILED, "undeliverable")
    with reading.reading(policy.CONTACT, actor=None):
        assert Notice.objects.get().facts == {}


def test_news_need_a_consent(aigerim, folder) -> None:
    refused = (NoticeState.SKIPPED, "no_consent")
    assert outcome(send("news.published", aigerim, path="/")) == {"email": refused, "sms": refused}
    agree(aigerim, "marketing_email")
    assert outcome(send("news.published", aigerim, path="/")) == {"email": (NoticeState.SENT, ""), "sms": refused}
    agree(aigerim, "marketing_sms")
    assert outcome(send("offers.published", aigerim, path="/")) == dict.fromkeys(
        ("email", "sms"), (NoticeState.SENT, "")
    )


def test_a_consent_withdrawn_between_queueing_and_sending_counts(aigerim, folder) -> None:
    agree(aigerim)
    [queued] = operations.send("news.published", person_id=aigerim.pk, at=NOW, facts={"path": "/"}, channels=["email"])
    consent.withdraw(person_id=aigerim.pk, agreement="marketing_email", language="ru", method="cabinet", at=NOW)
    assert operations.deliver(notice_id=queued.pk, at=NOW).reason == "no_consent"
    assert not folder.exists()


def test_news_need_the_preference_too(aigerim, folder) -> None:
    agree(aigerim)
    operations.choose(person_id=aigerim.pk, choices={(Kind.NEWS, Channel.EMAIL): False}, at=NOW)
    assert outcome(send("news.published", aigerim, path="/"))["email"] == (NoticeState.SKIPPED, "not_wanted")
    assert outcome(send("offers.published", aigerim, path="/"))["email"] == (NoticeState.SENT, "")
    operations.choose(person_id=aigerim.pk, choices={(Kind.NEWS, Channel.EMAIL): True}, at=NOW)
    assert outcome(send("news.published", aigerim, path="/"))["email"] == (NoticeState.SENT, "")


def test_reminders_can_be_switched_off_by_one_way(aigerim, folder) -> None:
    operations.choose(person_id=aigerim.pk, choices={(Kind.REMINDERS, Channel.SMS): False}, at=NOW)
    told = outcome(send("booking.reminder", aigerim, starts_at=STARTS))
    assert (told["sms"], told["email"]) == ((NoticeState.SKIPPED, "not_wanted"), (NoticeState.SENT, ""))


def test_service_notices_cannot_be_switched_off(aigerim) -> None:
    with pytest.raises(Denied):
        operations.choose(person_id=aigerim.pk, choices={(Kind.SERVICE, Channel.EMAIL): False}, at=NOW)
    assert queries.preferences(aigerim.pk) == {}


def test_a_marketing_sms_ends_with_its_way_out(aigerim, folder) -> None:
    agree(aigerim, "marketing_sms")
    send("news.published", aigerim, path="/articles/")
    [sms] = texts(folder)
    assert "https://harmonia.kz/articles/" in sms.get_content()
    assert sms.get_content().split()[-1].startswith("https://harmonia.kz/unsubscribe/")


def test_a_code_is_drawn_for_its_letter(aigerim, folder) -> None:
    from harmonia.accounts import operations as accounts

    accounts.ask_code(person_id=aigerim.pk, kind="email", at=NOW)
    code = Code.objects.get()
    operations.send_code(code_id=code.pk, at=NOW)
    operations.send_code(code_id=code.pk, at=NOW)
    assert Notice.objects.count() == 1
    assert Code.objects.get().digest is not None


class Dies(Exception):
    """The worker, between the carrier's yes and our commit."""


class TakesAndDies:
    taken: ClassVar[list[str]] = []

    def send(self, message: Any) -> str:
        self.taken.append(message.text)
        if len(self.taken) == 1:
            raise Dies
        return ""


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_second_copy_after_a_death_says_the_very_same_and_an_sms_asks_first(aigerim, settings) -> None:
    settings.LETTERS = f"{__name__}.TakesAndDies"
    TakesAndDies.taken.clear()
    [letter] = operations.send("booking.cancelled", person_id=aigerim.pk, at=NOW, channels=["email"])
    with pytest.raises(Dies):
        operations.deliver(notice_id=letter.pk, at=NOW)
    assert operations.deliver(notice_id=letter.pk, at=NOW).state == NoticeState.SENT
    first, second = TakesAndDies.taken
    assert first == second, "the way out of the first copy must still lead somewhere"

    program = Smsc()
    settings.SMS, settings.SMSC_ADDRESS = "harmonia.notices.gateways.SmscKz", program.address
    settings.SMSC_API_KEY = "key"
    program.silent = 1
    [sms] = operations.send("booking.cancelled", person_id=aigerim.pk, at=NOW, channels=["sms"])
    assert operations.deliver(notice_id=sms.pk, at=NOW).state == NoticeState.QUEUED
    assert operations.deliver(notice_id=sms.pk, at=NOW).state == NoticeState.SENT
    assert len(program.taken) == 1
    program.stop()
