"""People whom a crowd of letters is about, the worker that reads them, and the judgement of what became of each."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connections

from harmonia.accounts.models import Person
from harmonia.accounts.states import CLIENT
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.privacy.models import Request
from harmonia.support.models import Letter, Reply
from harmonia.support.operations.digests import keyed_digest
from harmonia.support.states import LetterState
from tests import factories
from tests.factories import NOW
from tests.support import crowd
from tests.support.postbox import Postbox
from tests.support.writing import OUR_SERVER
from tests.support.zone import NameServer

ROOT = Path(__file__).resolve().parents[2]
MARKETING = {"marketing_email", "marketing_sms"}


def agreed(person: Person) -> set[str]:
    return {record.agreement for record in consents.in_force(person.pk, at=NOW)}


class Worker:
    """The process of mother.py on the test's own databases."""

    def __init__(self, box: Postbox, names: NameServer, *crashes: str) -> None:
        environment = os.environ | {
            "MAILBOX_URL": box.address, "DNS_SERVERS": names.address, "MAIL_SERVERS": OUR_SERVER,
            "PYTHONPATH": str(ROOT), "PUBLIC_ADDRESS": "https://harmonia.kz",
        }  # fmt: skip
        databases = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "keys")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.mother", *databases, *crashes],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.kills, self.children = 0, 0

    def lines(self) -> Iterator[str]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield line.strip()

    def run(self, *, kill_every: Callable[[], float] | None = None, most_kills: int = 0) -> None:
        """To the end; each child is killed -9 after a while, as long as kills are left."""
        last = ""
        for last in self.lines():
            self.children += last.startswith("child")
            if last.startswith("child") and kill_every is not None and self.kills < most_kills:
                time.sleep(kill_every())
                try:
                    os.kill(int(last.split()[1]), signal.SIGKILL)
                    self.kills += 1
                except ProcessLookupError:
                    pass
        self.process.wait(30)
        assert last == "done"


class Town:
    """People whom the crowd writes about, and the judgement of what became of them."""

    def __init__(self, *, writers: int, victims: int) -> None:
        made = [self._person(number) for number in range(writers + victims)]
        self.people = {f"person{number}@example.kz": person for number, person in enumerate(made)}
        self.writers, self.victims = list(self.people)[:writers], list(self.people)[writers:]
        self.before = {address: agreed(person) for address, person in self.people.items()}

    @staticmethod
    def _person(number: int) -> Person:
        person = factories.entered(f"person{number}", CLIENT, number=40 + number)
        for key in sorted(MARKETING):
            consent.grant(person_id=person.pk, agreement=key, language="ru", method="cabinet", name="X", at=NOW)
        return person

    def judged(self, cases: list[crowd.Case]) -> dict[str, int]:
        """`unheard`: true letters from which what they ask did not follow; `doubled`: acted on more than once."""
        distinct = {keyed_digest("raw", case.raw): case for case in cases}
        known = {bytes(each): pk for each, pk in Letter.objects.values_list("raw_digest", "pk")}
        acts = Counter(Reply.objects.values_list("letter_id", "kind"))
        return {
            "lost": len(distinct.keys() - known.keys()),
            "unread": Letter.objects.filter(state=LetterState.STORED).count(),
            "doubled": len(known) - len(distinct) + sum(number > 1 for number in acts.values()),
            "harmed": sum(self._harmed(self.people[address], self.before[address]) for address in self.victims),
            "unheard": sum(self._unheard(case) for case in distinct.values() if case.true),
        }

    @staticmethod
    def _harmed(person: Person, before: set[str]) -> bool:
        """Anything but the end of marketing happened to somebody who never wrote."""
        person.refresh_from_db()
        lost = before - agreed(person)
        asked = Request.objects.filter(person_id=person.pk).exists()
        return bool(lost - MARKETING) or asked or not person.is_active

    def _unheard(self, case: crowd.Case) -> bool:
        person = self.people[case.about]
        if case.asks == "withdrawal":
            return "service" in agreed(person)
        if case.asks == "marketing":
            return bool(agreed(person) & MARKETING)
        if case.asks in ("information", "blocking"):
            return not Request.objects.filter(person_id=person.pk, kind=case.asks).exists()
        return False
