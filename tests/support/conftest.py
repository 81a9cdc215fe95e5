from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.support import operations
from harmonia.support.models import Letter, Reply
from harmonia.support.states import ReplyState
from tests import factories
from tests.factories import NOW
from tests.support import writing
from tests.support.zone import NameServer


@pytest.fixture(scope="session")
def names() -> Iterator[NameServer]:
    server = NameServer(writing.records())
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _mail(settings: Any, tmp_path: Path, names: NameServer) -> None:
    names.silent = False
    settings.DNS_SERVERS = [names.address]
    settings.MAIL_SERVERS = [writing.OUR_SERVER]
    settings.MAIL_AUTHSERV_ID = ""
    settings.LETTERS_DIR = tmp_path / "letters"
    settings.PUBLIC_ADDRESS = "https://harmonia.kz"


@pytest.fixture
def edition(db: None) -> None:
    if consents.current_edition() is None:
        consent.publish_edition(NOW)


@pytest.fixture
def aigerim(edition: None) -> Person:
    """A client who agreed to the service and to news by both ways."""
    person = factories.aigerim()
    for agreement in ("marketing_email", "marketing_sms"):
        consent.grant(person_id=person.pk, agreement=agreement, language="ru", method="cabinet", name="Айгерим", at=NOW)
    return person


@pytest.fixture
def receive() -> Callable[..., Letter]:
    """receive(raw) -> the letter, stored and read."""

    def take(raw: bytes, *, at: datetime = NOW, **options: Any) -> Letter:
        letter = operations.take_in(raw=raw, way="mailbox", at=at, **options)
        found = operations.sort(letter_id=letter.pk, at=at)
        assert found is not None
        return found

    return take


@pytest.fixture
def outgoing(settings: Any) -> Callable[..., list[EmailMessage]]:
    """Send what is queued, and give all that went out of the thread's replies, oldest first."""

    def send(at: datetime = NOW) -> list[EmailMessage]:
        queued = Reply.objects.filter(state=ReplyState.QUEUED).order_by("written_at", "pk")
        for pk in list(queued.values_list("pk", flat=True)):
            operations.deliver(reply_id=pk, at=at)
        sent = {str(pk) for pk in Reply.objects.values_list("pk", flat=True)}
        files = [
            file for file in sorted(Path(settings.LETTERS_DIR).glob("*.eml")) if file.stem.partition("-")[2] in sent
        ]
        return [cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=policy.default)) for file in files]

    return send


def agreed(person: Person, *, at: datetime = NOW) -> set[str]:
    return {record.agreement for record in consents.in_force(person.pk, at=at)}
