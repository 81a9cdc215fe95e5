"""Campaigns in whatever order they are lived through: Hypothesis plays editor, readers, clock and worker.

Yeses and noes by letter, by SMS and for a kind; campaigns of both kinds by both ways begun, paused, let go on, stopped;
a worker that dies over a letter, before the carrier has it or behind it. What the carrier sees is judged at the moment
at which it comes: it has its basis now, its campaign goes now, and this campaign never came to this person before.
With a guard taken away the machine finds the way that it leaves open. Two at once: test_unsubscribing.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.core import jobs
from harmonia.core.moves import WrongState
from harmonia.notices import gateways, operations, permissions
from harmonia.notices.models import Campaign, Notice
from harmonia.notices.operations import campaigns, mailing
from harmonia.notices.rules.campaigns import Draft
from harmonia.notices.states import Channel, Kind, NoticeState
from tests.notices.conftest import NOW, agree
from tests.notices.scene import MINUTE, NEWS, OFFER, approved, editor, readers

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WAYS = [(kind, channel) for kind in (Kind.NEWS, Kind.OFFERS) for channel in (Channel.EMAIL, Channel.SMS)]
LIVES = {"begin": campaigns.begin, "pause": campaigns.pause, "stop": campaigns.stop}
DRAFTS: dict[Kind, Draft] = {Kind.NEWS: NEWS, Kind.OFFERS: OFFER}


class Death(BaseException):
    """Nothing that any code could catch: the worker is gone, and its transaction with it."""


@dataclass
class World:
    """What is true of everybody at the moment, said once more by hand; and what the carrier has seen."""

    elena: Person
    people: list[Person]
    campaigns: dict[tuple[Kind, Channel], Campaign]
    agreed: set[tuple[UUID, Channel]] = field(default_factory=set)
    unwanted: set[tuple[UUID, Kind, Channel]] = field(default_factory=set)
    going: set[UUID] = field(default_factory=set)
    came: Counter[tuple[UUID | None, UUID]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    dies: str = ""

    def judge(self, notice_id: UUID) -> None:
        notice = Notice.objects.defer("facts").get(pk=notice_id)
        if notice.campaign is None:
            return
        who, kind, channel = notice.person_id, Kind(notice.campaign.kind), Channel(notice.channel)
        self.came[notice.campaign_id, who] += 1
        faults = {
            "no consent": (who, channel) not in self.agreed,
            "not wanted": (who, kind, channel) in self.unwanted,
            "not going": notice.campaign_id not in self.going,
            "twice": self.came[notice.campaign_id, who] > 1,
        }
        self.wrong += [name for name, is_so in faults.items() if is_so]


WORLD: list[World] = []  # the one that is played


def _judged(message: gateways.Letter | gateways.Sms, driver: Any) -> Any:
    world = WORLD[-1]
    if world.dies == "before":
        raise Death
    world.judge(message.notice_id)
    said = driver.send(message)
    if world.dies == "behind":
        raise Death
    return said


class Letters:
    def send(self, letter: gateways.Letter) -> str:
        return str(_judged(letter, gateways.LocalLetters()))


class Texts:
    def send(self, sms: gateways.Sms) -> None:
        _judged(sms, gateways.LocalSms())


class Machine(RuleBasedStateMachine):
    """One town; each example begins with it as it was."""

    town: World
    outcomes: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.savepoints = transaction.savepoint(), transaction.savepoint(using="keys")
        self.at = NOW
        self.world = replace(
            self.town,
            agreed={(each.pk, channel) for each in self.town.people for channel in (Channel.EMAIL, Channel.SMS)},
            unwanted=set(),
            going={campaign.pk for campaign in self.town.campaigns.values()},
            came=Counter(),
            wrong=[],
        )
        WORLD[:] = [self.world]

    def teardown(self) -> None:
        """Whatever was said before: the campaigns that still go come to their end, and nothing wrong comes of it."""
        for _minute in range(2):
            self.a_minute_passes()
            for pk in self.waiting():
                self.deliver(pk, "")
        self.outcomes.update(f"{one.state} {one.reason}".strip() for one in self.all())
        wrong = list(self.world.wrong)
        transaction.savepoint_rollback(self.savepoints[0])
        transaction.savepoint_rollback(self.savepoints[1], using="keys")
        assert wrong == []

    def all(self) -> Any:
        return Notice.objects.filter(campaign__isnull=False).defer("facts")

    def waiting(self) -> list[UUID]:
        queued = self.all().filter(state=NoticeState.QUEUED)
        return list(queued.order_by("created_at", "campaign", "person").values_list("pk", flat=True))

    @rule(who=st.integers(0, 2), channel=st.sampled_from((Channel.EMAIL, Channel.SMS)))
    def agree(self, who: int, channel: Channel) -> None:
        person = self.world.people[who]
        if (person.pk, channel) not in self.world.agreed:
            agree(person, f"marketing_{channel}")
            self.world.agreed.add((person.pk, channel))

    @rule(who=st.integers(0, 2), channel=st.sampled_from((Channel.EMAIL, Channel.SMS)), by_link=st.booleans())
    def withdraw(self, who: int, channel: Channel, by_link: bool) -> None:
        person = self.world.people[who]
        if by_link:
            address = operations.unsubscribe_address(person_id=person.pk, channel=channel, at=self.at)
            operations.unsubscribe(token=address.split("/")[-2], at=self.at)
        elif (person.pk, channel) in self.world.agreed:
            consent.withdraw(
                person_id=person.pk, agreement=f"marketing_{channel}", language="ru", method="cabinet", at=self.at
            )
        self.world.agreed.discard((person.pk, channel))

    @rule(who=st.integers(0, 2), way=st.sampled_from(WAYS), wanted=st.booleans())
    def choose(self, who: int, way: tuple[Kind, Channel], wanted: bool) -> None:
        person = self.world.people[who]
        operations.choose(person_id=person.pk, choices={way: wanted}, at=self.at)
        (self.world.unwanted.discard if wanted else self.world.unwanted.add)((person.pk, *way))

    @rule(way=st.sampled_from(WAYS), what=st.sampled_from(["begin", "pause", "stop"]))
    def live(self, way: tuple[Kind, Channel], what: str) -> None:
        campaign = self.world.campaigns[way]
        with suppress(WrongState), transaction.atomic():
            LIVES[what](campaign_id=campaign.pk, by=self.world.elena, at=self.at)
            (self.world.going.add if what == "begin" else self.world.going.discard)(campaign.pk)

    @rule()
    def a_minute_passes(self) -> None:
        self.at += MINUTE
        for campaign in self.world.campaigns.values():
            mailing.step(campaign_id=campaign.pk, at=self.at)

    @rule(number=st.integers(0, 9), dies=st.sampled_from(["", "before", "behind"]))
    def work(self, number: int, dies: str) -> None:
        waiting = self.waiting()
        if waiting:
            self.deliver(waiting[number % len(waiting)], dies)

    @rule(who=st.integers(0, 2))
    def the_service_speaks(self, who: int) -> None:
        """Whatever was said of marketing."""
        facts = {"amount_kzt": 1}
        said = operations.send(
            "payment.refunded", person_id=self.world.people[who].pk, at=self.at, facts=facts, channels=["email"]
        )
        assert [operations.deliver(notice_id=each.pk, at=self.at).state for each in said] == [NoticeState.SENT]

    def deliver(self, notice_id: UUID, dies: str) -> None:
        self.world.dies = dies
        with suppress(Death, jobs.Later):
            operations.deliver(notice_id=notice_id, at=self.at)
        self.world.dies = ""


@pytest.fixture
def machine(edition: None, settings: Any) -> type[Machine]:
    settings.LETTERS = f"{__name__}.Letters"
    settings.SMS = f"{__name__}.Texts"
    elena, second = editor(), editor("Marat", 52)
    town = {  # all under way, and everybody has agreed to everything: what is played takes away
        (kind, channel): approved(replace(DRAFTS[kind], channel=channel, a_minute=2), by=elena, second=second)
        for kind, channel in WAYS
    }
    people = readers(3)
    for each in people:
        agree(each, "marketing_sms")
    for campaign in town.values():
        campaigns.begin(campaign_id=campaign.pk, by=elena, at=NOW)
        mailing.step(campaign_id=campaign.pk, at=NOW)
    return type("Played", (Machine,), {"town": World(elena, people, town), "outcomes": Counter()})


def play(machine: type[Machine], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        ),
    )


def test_whatever_happens_nothing_of_marketing_comes_without_its_basis_or_twice(machine: type[Machine]) -> None:
    play(machine, 12)
    met = {NoticeState.SENT, "skipped no_consent", "skipped stopped", "failed interrupted"}
    assert met <= set(machine.outcomes), machine.outcomes


def _forgets_the_gate(*_: object, **__: object) -> None:
    """A delivery that asks nobody."""


def _forgets_its_hand(*, notice_id: UUID, at: datetime) -> Notice:
    """A delivery that leaves no word before the letter leaves."""
    return Notice.objects.defer("facts").get(pk=notice_id)


@pytest.mark.parametrize(
    ("place", "name", "broken"),
    [
        (permissions, "check_deliver", _forgets_the_gate),
        (mailing, "take_in_hand", _forgets_its_hand),
    ],
)
def test_without_a_guard_it_finds_the_way(
    machine: type[Machine], monkeypatch: pytest.MonkeyPatch, place: Any, name: str, broken: Any
) -> None:
    monkeypatch.setattr(place, name, broken)
    with pytest.raises(AssertionError):
        play(machine, 20)
