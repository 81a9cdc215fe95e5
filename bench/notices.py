"""Letters through a worker killed -9 again and again, and their speed. `python bench/notices.py [quick] [NUMBER]`

Ten thousand notices for people of three languages go by the real worker, over real SMTP on loopback, to a server that
keeps what it takes. A second after each worker's first letter it is killed -9, to the end; another takes its place, and
takes up what the dead one left. Printed: how many letters were lost, how many notices are not marked as sent, how many
came twice. SMTP cannot promise exactly once: a worker that dies between the server's yes and our commit sends again,
under the same Message-ID, by which a mail server or a reader knows the copy. So copies are counted apart from doubles,
which are two different letters of one notice; there is at most one copy a job that was under way when its worker died.

Then the speed of one core: a letter loaded, decrypted, permitted, put into words, handed over and journalled, to a bare
smtplib loop that hands over the same bytes. Both keep one connection open.
"""

import os
import random
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from email.policy import SMTP
from typing import Any

import measure

sys.path.insert(0, str(measure.ROOT))
NUMBER = next((int(said) for said in sys.argv[1:] if said.isdigit()), 300 if measure.QUICK else 10_000)
PEOPLE, AT_ONCE = 60, 4  # jobs under way in one worker
TIMED = 100 if measure.QUICK else 400
MOST_SECONDS = 3600


class PostOffice:
    """Takes every letter, and keeps what is needed to judge it."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.came = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(message_from_bytes(envelope.content))
        self.came.set()
        return "250 OK"


def main() -> None:
    from aiosmtpd.controller import Controller

    from harmonia.config import processes

    office, port = PostOffice(), processes.free_port()
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    os.environ.update(EMAIL_URL=f"smtp://127.0.0.1:{port}", LETTERS="harmonia.notices.gateways.SmtpLetters")
    try:
        with measure.database() as addresses:
            from harmonia.core.row_security import SERVICE, as_reader

            with as_reader(SERVICE):
                people = town()
                _exactly_once(office, people, addresses)
                _speed(office, people, port)
    finally:
        server.stop()
    measure.finish()


def town() -> list[Any]:
    from harmonia.accounts.states import CLIENT
    from harmonia.consent import operations as consent
    from tests import factories

    consent.publish_edition(factories.NOW)
    languages = ("kk", "ru", "en")
    people = [
        factories.entered(f"person{number}", CLIENT, number=number, language=languages[number % 3])
        for number in range(10, 10 + PEOPLE)
    ]
    return people


def queued(people: list[Any], number: int, *, jobs: bool) -> list[Any]:
    """Notices that tell of an appointment, by e-mail alone; with or without the job that brings each."""
    from django.db import transaction
    from django.utils.timezone import now
    from procrastinate.contrib.django.models import ProcrastinateJob

    from harmonia.notices import operations

    made = []
    with transaction.atomic():
        for place in range(number):
            # each of another appointment: a later notice of the same one would leave nothing for an earlier one to say
            said = {"starts_at": "2026-12-27T13:30:00+00:00", "path": f"/me/appointments/{place}/"}
            who = people[place % len(people)].pk
            made += operations.send("booking.booked", person_id=who, at=now(), facts=said, channels=["email"])
    if not jobs:
        ProcrastinateJob.objects.filter(status="todo")._raw_delete("default")
    return made


def _exactly_once(office: PostOffice, people: list[Any], addresses: dict[str, str]) -> None:
    from harmonia.notices.models import Notice
    from harmonia.notices.states import NoticeState

    began = time.monotonic()
    notices = {str(notice.pk) for notice in queued(people, NUMBER, jobs=True)}
    print(f"{len(notices)} notices queued in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    kills = _killed_to_the_end(office, addresses)
    spent = time.monotonic() - began
    ids = [str(letter["Message-ID"]).strip("<>").partition("@")[0] for letter in office.taken]
    bodies: dict[str, set[bytes]] = {}
    for key, letter in zip(ids, office.taken, strict=True):
        bodies.setdefault(key, set()).add(_body(letter))
    copies = len(ids) - len(set(ids))
    print(f"{len(ids)} letters at the server, {copies} of them copies, {kills} workers killed, {spent:.0f} s")
    states = Counter(Notice.objects.values_list("state", flat=True))
    measure.ratio("letters lost", len(notices - set(ids)), at_most=0)
    measure.ratio("notices not marked as sent", NUMBER - states[NoticeState.SENT], at_most=0)
    measure.ratio("notices with two different letters", sum(len(each) > 1 for each in bodies.values()), at_most=0)
    measure.ratio("letters of nobody's notice", len(set(ids) - notices), at_most=0)
    measure.ratio("copies under one Message-ID a killed job", copies / max(kills * AT_ONCE, 1), at_most=1)


def _body(letter: Message) -> bytes:
    """What is read, without the boundary, which is drawn anew for each copy."""
    parts = (part.get_payload(decode=True) for part in letter.walk() if not part.is_multipart())
    return b"\n".join(part for part in parts if isinstance(part, bytes))


def _killed_to_the_end(office: PostOffice, addresses: dict[str, str]) -> int:
    """Each worker lives for about a second after its first letter, until nothing waits. Returns how many died."""
    command = [sys.executable, "-m", "tests.notices.dying", "work"]
    environment = os.environ | addresses | {"PYTHONPATH": str(measure.ROOT)}
    mother = subprocess.Popen(command, cwd=measure.ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert mother.stdout is not None
    dice, kills, end = random.Random(5), 0, time.monotonic() + MOST_SECONDS
    for line in mother.stdout:
        if not line.startswith("child"):
            continue
        office.came.clear()
        while not office.came.wait(1) and _waiting() and time.monotonic() < end:
            pass
        time.sleep(dice.uniform(0.5, 1.5))
        if not _waiting() or time.monotonic() > end:
            mother.terminate()
            break
        os.kill(int(line.split()[1]), signal.SIGKILL)
        kills += 1
    mother.wait(120)
    return kills


def _waiting() -> bool:
    from harmonia.notices.models import Notice
    from harmonia.notices.states import NoticeState

    return Notice.objects.filter(state=NoticeState.QUEUED).exists()


def _speed(office: PostOffice, people: list[Any], port: int) -> None:
    from django.utils.timezone import now

    from harmonia.notices import operations
    from harmonia.vault import reading

    letters = iter(queued(people, TIMED + 5, jobs=False))
    whole = office.taken[-1].as_bytes(policy=SMTP)
    connection = smtplib.SMTP("127.0.0.1", port)

    def ours() -> None:
        with reading.session():  # as every job runs
            operations.deliver(notice_id=next(letters).pk, at=now())

    actions: dict[str, Callable[[], object]] = {
        "ours: loaded, permitted, rendered, handed over": ours,
        "bare smtplib, one connection": lambda: connection.sendmail("no-reply@harmonia.kz", ["a@example.kz"], whole),
    }
    times = measure.interleaved(actions, TIMED, warm_up=5)
    connection.quit()
    measure.report("one letter", times)
    one, other = (measure.median(found) for found in times.values())
    print(f"  letters a second on one core: ours {1000 / one:.0f}, bare {1000 / other:.0f}")
    measure.ratio("a letter to a bare smtplib loop", one / other, at_most=20)


if __name__ == "__main__":
    main()
