from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest

from harmonia.accounts import operations as accounts
from harmonia.accounts.models import Person
from harmonia.accounts.states import CLIENT
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.notices import operations
from harmonia.notices.models import Notice

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
STARTS = "2026-11-27T13:30:00+00:00"


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, settings: Any) -> None:
    settings.LETTERS_DIR = tmp_path / "letters"
    settings.PUBLIC_ADDRESS = "https://harmonia.kz"


@pytest.fixture
def folder(settings: Any) -> Path:
    return Path(settings.LETTERS_DIR)


@pytest.fixture
def edition(db: None) -> None:
    if consents.current_edition() is None:
        consent.publish_edition(NOW)


def person(email: str = "aigerim@example.kz", language: str = "ru", phone: str = "+77010000001") -> Person:
    return accounts.create_person(
        role=CLIENT,
        email=email,
        phone=phone,
        name="Aigerim Сериккызы",
        password="not-so-secret-2026",
        language=language,
        time_zone="Asia/Almaty",
        age=30,
        agreed=(),
        at=NOW,
    )


@pytest.fixture
def aigerim(edition: None) -> Person:
    return person()


def send(event: str, to: Person, *, once: str = "", **facts: Any) -> dict[str, Notice]:
    """Queue and deliver, as the jobs would; the notices by channel."""
    sent = operations.send(event, person_id=to.pk, at=NOW, facts=facts, once=once)
    delivered = [operations.deliver(notice_id=notice.pk, at=NOW) for notice in sent]
    return {notice.channel: notice for notice in delivered}


def agree(to: Person, agreement: str = "marketing_email") -> None:
    consent.grant(person_id=to.pk, agreement=agreement, language="ru", method="cabinet", name="Aigerim", at=NOW)


def letters(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.eml"))
    return [cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=policy.default)) for file in files]


def texts(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.sms"))
    return [cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=policy.default)) for file in files]


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())
