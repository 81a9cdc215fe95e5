"""Short ways to ask for something about one's data, as the product's own ways in do, and to look at what came of it."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.privacy.models import Request
from harmonia.privacy.operations import requests
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.states import Proof, RequestKind, RequestWay
from harmonia.vault.reading import reading
from tests.factories import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ask(person: Person | None, kind: str = RequestKind.INFORMATION, *, at: datetime = NOW, **said: Any) -> Request:
    """From the cabinet, just confirmed, unless said otherwise."""
    given = {"kind": kind, "way": RequestWay.CABINET, "proof": Proof.FRESH, "text": "Прошу.", **said}
    return requests.open_request(person_id=person.pk if person else None, at=at, **given)


def again(request: Request) -> Request:
    return Request.objects.get(pk=request.pk)


def waiting_jobs(name: str) -> list[dict[str, Any]]:
    found = ProcrastinateJob.objects.filter(task_name=name, status="todo").order_by("pk")
    return list(found.values_list("args", flat=True))


def run(name: str) -> int:
    """Do the waiting jobs of that name, as the worker would; returns how many there were."""
    found = list(ProcrastinateJob.objects.filter(task_name=name, status="todo").order_by("pk"))
    for job in found:
        app.tasks[name].func(**job.args)
        ProcrastinateJob.objects.filter(pk=job.pk).update(status="succeeded")
    return len(found)


def told(person: Person) -> set[str]:
    return set(Notice.objects.filter(person_id=person.pk).values_list("event", flat=True))


def words(request: Request) -> Any:
    with reading(policy.RIGHTS, actor=None):
        found = queries.words(request.pk)
        return {
            name: getattr(found, name)
            for name in ("text", "contact", "about", "evidence", "answer")
            if getattr(found, name) is not None
        }


def steps(request: Request) -> list[str]:
    return list(request.steps.order_by("position").values_list("what", flat=True))


def journalled() -> list[str]:
    return list(Entry.objects.filter(event__startswith="request.").order_by("pk").values_list("event", flat=True))


def letters() -> list[str]:
    """All letters of the demonstration's carrier, as text, oldest first."""
    from email import message_from_bytes
    from email import policy as mail

    found = sorted(Path(settings.LETTERS_DIR).glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    parsed: list[Any] = [message_from_bytes(path.read_bytes(), policy=mail.default) for path in found]
    return [f"To: {each['To']}\n{each.get_body(('plain',)).get_content()}" for each in parsed]


def token_in(text: str) -> str:
    """Of the last link to confirm with."""
    return str(re.findall(r"/requests/confirm/([^/\s]+)/", text)[-1])
