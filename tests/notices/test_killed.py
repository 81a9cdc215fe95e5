"""A worker killed -9 among its letters: none is lost, and a second copy is the very same letter.

SMTP cannot promise more: who dies between the server's yes and our commit sends again, under the same Message-ID. There
is at most one such copy a death. `bench/notices.py` does this with ten thousand letters and the worker of the service.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connections

from harmonia.config.processes import free_port
from harmonia.notices import operations
from harmonia.notices.models import Notice
from harmonia.notices.operations import campaigns, mailing
from harmonia.notices.states import NoticeState
from tests.notices.conftest import NOW, STARTS, person
from tests.notices.scene import NEWS, approved, editor, readers, report, waiting

ROOT = Path(__file__).resolve().parents[2]
LETTERS, KILLS = 240, 8


PAUSE = 0.02  # seconds for a letter at the post office, so that a death can fall into it


class PostOffice:
    """Takes every letter in its own time, and keeps it."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(PAUSE)
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_worker_killed_again_and_again_loses_no_letter_and_writes_none_twice(edition: None) -> None:
    people = [person(f"one{number}@example.kz", phone=f"+7701000010{number}") for number in range(3)]
    said = {"starts_at": STARTS, "path": "/me/appointments/"}
    queued = {
        str(notice.pk)
        for number in range(LETTERS)
        for notice in operations.send(
            "booking.booked", person_id=people[number % 3].pk, at=NOW, facts=said, channels=["email"]
        )
    }
    office, port, dice = PostOffice(), free_port(), random.Random(7)
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    kills = killed_among(office, port, dice, wanted=KILLS, letters=LETTERS)
    server.stop()
    letters = [message_from_bytes(raw) for raw in office.taken]
    copies = Counter(str(letter["Message-ID"]).strip("<>").partition("@")[0] for letter in letters)
    assert kills == KILLS
    assert set(copies) == queued
    assert len(letters) - len(queued) <= kills
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.SENT}
    for number, count in copies.items():
        if count > 1:
            alike = [letter for letter in letters if number in str(letter["Message-ID"])]
            assert len({letter["List-Unsubscribe"] for letter in alike}) == 1
            assert len({letter["Date"] for letter in alike}) == 1


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_of_a_campaign_whose_worker_is_killed_nobody_gets_a_letter_twice(edition: None) -> None:
    """The other way round (docs/adr/0013): what was in hand when its worker died is sent to nobody, and is said so."""
    elena, number, wanted = editor(), 24, 4
    people = readers(number)
    draft = replace(NEWS, a_minute=number)
    campaign = approved(draft, by=elena, second=editor("Marat", 52))
    campaigns.begin(campaign_id=campaign.pk, by=elena, at=NOW)
    mailing.step(campaign_id=campaign.pk, at=NOW)
    assert len(waiting(campaign)) == number
    office, port, dice = PostOffice(), free_port(), random.Random(11)
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    kills = killed_among(office, port, dice, wanted=wanted, letters=number)
    server.stop()
    came = Counter(str(message_from_bytes(raw)["To"]) for raw in office.taken)
    outcomes = report(campaign)
    interrupted = outcomes.get("failed interrupted", 0)
    assert kills == wanted
    assert max(came.values()) == 1
    assert outcomes["sent"] + interrupted == number == len(people)
    assert interrupted <= kills
    assert outcomes["sent"] <= len(came) <= number


def killed_among(office: PostOffice, port: int, dice: random.Random, *, wanted: int, letters: int) -> int:
    """Each child dies after a few letters, at any moment of the next; the last one comes to the end."""
    environment = os.environ | {
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "LETTERS": "harmonia.notices.gateways.SmtpLetters",
        "PUBLIC_ADDRESS": "https://harmonia.kz",
        "PYTHONPATH": str(ROOT),
    }
    names = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "keys")]
    command = [sys.executable, "-m", "tests.notices.dying", "hand_over", *names]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    kills, last = 0, ""
    for last in process.stdout:
        if last.startswith("child") and kills < wanted:
            enough, end = len(office.taken) + dice.randrange(1, letters // wanted - 1), time.monotonic() + 120
            while len(office.taken) < enough and time.monotonic() < end:
                time.sleep(0.002)
            time.sleep(dice.uniform(0, PAUSE))
            os.kill(int(last.split()[1]), signal.SIGKILL)
            kills += 1
    process.wait(30)
    assert last == "done\n"
    return kills
