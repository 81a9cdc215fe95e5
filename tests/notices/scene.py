"""Editors, a campaign ready to be sent, and people who agreed to get it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from harmonia.accounts.models import Person
from harmonia.accounts.states import EDITOR
from harmonia.notices import operations
from harmonia.notices.models import Campaign, Notice
from harmonia.notices.operations import campaigns, mailing
from harmonia.notices.queries import campaigns as queries
from harmonia.notices.rules.campaigns import Draft, Words
from harmonia.notices.states import Channel, Kind, NoticeState
from tests import factories
from tests.notices.conftest import NOW, agree, person

WORDS = {
    "kk": Words("Жаңалық", "Қайырлы күн!\n\nЖаңа бөлім ашылды.", "Оқу", "Жаңа бөлім ашылды."),
    "ru": Words("Новости", "Добрый день!\n\nОткрылся новый раздел.", "Читать", "Открылся новый раздел."),
    "en": Words("News", "Good afternoon!\n\nA new section is open.", "Read", "A new section is open."),
}
NEWS = Draft(kind=Kind.NEWS, channel=Channel.EMAIL, path="/articles/", texts=WORDS, a_minute=20)
OFFER = Draft(
    kind=Kind.OFFERS,
    channel=Channel.EMAIL,
    path="/specialists/",
    texts={code: replace(words, rules="Once a person.\n\nNot for gifts.") for code, words in WORDS.items()},
    a_minute=20,
    offer_from_on=date(2026, 11, 20),
    offer_until_on=date(2026, 11, 30),
)
MINUTE = timedelta(minutes=1)


def editor(name: str = "Elena", number: int = 51) -> Person:
    return factories.entered(name, EDITOR, number=number)


def approved(draft: Draft = NEWS, *, by: Person, second: Person) -> Campaign:
    found = campaigns.write(draft=draft, by=by, at=NOW)
    found = campaigns.propose(campaign_id=found.pk, by=by, at=NOW)
    return campaigns.approve(campaign_id=found.pk, content_sha256=found.content_sha256, by=second, at=NOW)


def readers(number: int, *, agreement: str = "marketing_email", **changes: Any) -> list[Person]:
    made = [
        person(f"reader{each}@example.kz", phone=f"+7701000{each:04d}", **changes)
        for each in range(1000, 1000 + number)
    ]
    for each in made:
        agree(each, agreement)
    return made


def waiting(found: Campaign) -> list[Notice]:
    return list(Notice.objects.filter(campaign=found, state=NoticeState.QUEUED).defer("facts").order_by("pk"))


def run_to_the_end(found: Campaign, *, at: datetime = NOW, minutes: int = 50) -> Campaign:
    """As the clock and the worker do it."""
    for minute in range(minutes):
        found = mailing.step(campaign_id=found.pk, at=at + minute * MINUTE)
        for notice in waiting(found):
            operations.deliver(notice_id=notice.pk, at=at + minute * MINUTE)
        if found.ended_at:
            break
    return found


def report(found: Campaign) -> dict[str, int]:
    return {f"{outcome} {reason}".strip(): number for (outcome, reason), number in queries.tallies(found).items()}
