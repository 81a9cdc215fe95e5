"""Never a message without its basis: whatever a person agreed to, took back, chose, proved, closed, or had blocked."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.notices import operations
from harmonia.notices.models import Return
from harmonia.notices.rules import events
from harmonia.notices.states import Channel, Happened, Kind, NoticeState
from harmonia.vault import operations as vault
from tests.notices.conftest import NOW, agree
from tests.notices.test_letters import facts_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WAYS = [
    (event, channel)
    for event in events.EVENTS
    for channel in events.EVENTS[event].channels
    if channel != Channel.CABINET
]
CHANNELS = (Channel.EMAIL, Channel.SMS)
CHOICES = [(kind, channel) for kind in (Kind.REMINDERS, Kind.NEWS, Kind.OFFERS) for channel in CHANNELS]
# Said here once more, by hand: what may go to an address that nobody has proved, and what to a blocked person.
TO_UNPROVED = {"account.email_code", "account.phone_code", "account.recovery", "account.known", "request.confirm"}
TO_BLOCKED = {
    "account.email_code", "account.recovery", "account.changed", "account.second_step", "account.second_step_lost",
    "consent.withdrawn", "archive.ready", "consent.receipts", "request.confirm", "request.received", "request.waits",
    "request.prolonged", "request.closed",
}  # fmt: skip
MARKETING = {"news.published", "offers.published"}


def expected(event: str, channel: str, said: dict[str, Any]) -> bool:
    """Whether it may leave the house."""
    if said["closed"] or (said["blocked"] and event not in TO_BLOCKED):
        return False
    if event not in TO_UNPROVED and (channel not in said["proved"] or (channel in said["dead"])):
        return event == "account.changed" and channel in said["proved"]
    kind = {"booking.reminder": Kind.REMINDERS, "news.published": Kind.NEWS, "offers.published": Kind.OFFERS}.get(event)
    if kind is not None and (kind, channel) in said["unwanted"]:
        return False
    return event not in MARKETING or (channel in said["agreed"] and channel not in said["withdrawn"])


def arrange(who: Person, said: dict[str, Any]) -> None:
    for channel in said["agreed"]:
        agree(who, f"marketing_{channel}")
    for channel in said["withdrawn"] & said["agreed"]:
        consent.withdraw(person_id=who.pk, agreement=f"marketing_{channel}", language="ru", method="cabinet", at=NOW)
    operations.choose(person_id=who.pk, choices=dict.fromkeys(said["unwanted"], False), at=NOW)
    proved = {f"{name}_verified_at": NOW if way in said["proved"] else None for way, name in NAMES.items()}
    Person.objects.filter(pk=who.pk).update(**proved, closed_at=NOW if said["closed"] else None)
    for channel in said["dead"]:
        index = who.email_index if channel == Channel.EMAIL else who.phone_index
        Return.objects.create(
            person=who, notice_id=who.pk, channel=channel, happened=Happened.BOUNCED, address_index=bytes(index or b""),
            told_sha256=f"{channel:<32}".encode(), happened_at=NOW, told_at=NOW,
        )  # fmt: skip


NAMES = {Channel.EMAIL: "email", Channel.SMS: "phone"}
PEOPLE = some.fixed_dictionaries(
    {
        "agreed": some.sets(some.sampled_from(CHANNELS)),
        "withdrawn": some.sets(some.sampled_from(CHANNELS)),
        "unwanted": some.sets(some.sampled_from(CHOICES)),
        "proved": some.sets(some.sampled_from(CHANNELS)).map(lambda some_of: some_of or set(CHANNELS)),
        "dead": some.sets(some.sampled_from(CHANNELS), max_size=1),
        "closed": some.sampled_from([False, False, False, True]),
        "blocked": some.sampled_from([False, False, False, True]),
    }
)


def test_nothing_leaves_without_its_basis_and_what_has_one_does(aigerim: Person, folder: Path) -> None:
    who = Person.objects.get(pk=aigerim.pk)
    outcomes: set[bool] = set()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(way=some.sampled_from(WAYS), said=PEOPLE)
    def hold(way: tuple[str, Channel], said: dict[str, Any]) -> None:
        event, channel = way
        with transaction.atomic(), transaction.atomic(using="keys"):
            arrange(who, said)
            before = len(list(folder.glob("*")))
            sent = operations.send(event, person_id=who.pk, at=NOW, facts=facts_of(event), channels=[channel])
            if said["blocked"]:
                vault.block_subject(subject_id=who.pk, request_id=None, at=NOW)
            told = [_delivered(notice.pk) for notice in sent]
            left = len(list(folder.glob("*"))) - before
            transaction.set_rollback(True)
            transaction.set_rollback(True, using="keys")
        may = expected(event, channel, said)
        outcomes.add(may)
        assert left == may, (event, channel, said, told)
        assert (told == [NoticeState.SENT]) == may

    hold()
    assert outcomes == {True, False}


def _delivered(notice_id: Any) -> str:
    try:
        with transaction.atomic():
            return operations.deliver(notice_id=notice_id, at=NOW).state
    except vault.Blocked:
        return "waits"
