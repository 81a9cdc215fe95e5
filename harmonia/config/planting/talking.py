"""Talking to people, at work: ready answers, an open survey to which one client is invited, news that waits to be begun
and news that is still written, and what is read on the pages; the words are in talking.toml."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent.states import Method
from harmonia.notices.models import Campaign
from harmonia.notices.operations import campaigns
from harmonia.notices.rules.campaigns import Draft, Words
from harmonia.notices.states import Channel, Kind
from harmonia.policy import Text
from harmonia.statistics import operations as statistics
from harmonia.statistics.models import PageViews
from harmonia.support import operations as support
from harmonia.support.models import ReadyAnswer
from harmonia.surveys import operations as surveys
from harmonia.surveys.models import Survey
from harmonia.surveys.rules import questions

FILE = Path(__file__).with_name("talking.toml")
HEAD = ("title", "why", "who_sees", "minutes")
# How often a page is read on a day of the week, Monday first.
READ = {
    "public:home": (6, 5, 6, 4, 5, 2, 1),
    "public:specialists": (4, 4, 3, 3, 4, 1, 1),
    "public:articles": (1, 2, 1, 2, 1, 1, 2),
    "public:sos": (1, 0, 1, 0, 1, 0, 1),
}
LANGUAGES = ("ru", "kk", "ru", "kk", "en")


def plant(at: datetime, *, staff: dict[str, Person], clients: dict[str, Person]) -> None:
    said = tomllib.loads(FILE.read_text())
    _agree(clients["timur"], at)
    _ready_answers(said["ready"], staff["olga"], at)
    _survey(said["survey"], by=staff["researcher"].pk, second=staff["pavel"].pk, at=at - timedelta(days=3))
    _campaigns(said["campaigns"], by=staff["editor"], second=staff["owner"], at=at - timedelta(days=1))
    _readings(at)


def _agree(timur: Person, at: datetime) -> None:
    """He hears of surveys and gets the news: so what staff send in the demonstration reaches somebody."""
    if not Survey.objects.exists():
        for agreement in ("research", "marketing_email"):
            consent.grant(
                person_id=timur.pk, agreement=agreement, language=timur.language, method=Method.CABINET,
                at=at - timedelta(days=20),
            )  # fmt: skip


def _ready_answers(told: list[dict[str, str]], by: Person, at: datetime) -> None:
    for each in told:
        if not ReadyAnswer.objects.filter(title=each["title"]).exists():
            text = Text(**{code: each[code].strip() for code in ("kk", "ru", "en")})
            support.write_ready(title=each["title"], text=text, by=by, at=at)


def _survey(told: dict[str, Any], *, by: UUID, second: UUID, at: datetime) -> None:
    if Survey.objects.exists():
        return
    head = {name: told[name] for name in HEAD}
    draft = surveys.begin(kind=told["kind"], head=head, days=told["days"], by=by, at=at)
    for one in told["questions"]:
        surveys.put_question(version_id=draft.pk, question=questions.question(one), by=by)
    surveys.propose(version_id=draft.pk, by=by, at=at)
    opened = surveys.decide(version_id=draft.pk, approve=True, by=second, at=at).survey
    surveys.begin_inviting(survey_id=opened.pk, by=by, at=at)
    surveys.invite(survey_id=opened.pk, after="", at=at)


def _campaigns(told: list[dict[str, Any]], *, by: Person, second: Person, at: datetime) -> None:
    if Campaign.objects.exists():
        return
    for each in told:
        written = campaigns.write(draft=_draft(each), by=by, at=at)
        if each["approved"]:
            shown = campaigns.propose(campaign_id=written.pk, by=by, at=at)
            campaigns.approve(campaign_id=written.pk, content_sha256=shown.content_sha256, by=second, at=at)


def _draft(told: dict[str, Any]) -> Draft:
    texts = {
        code: Words(**{name: words.strip() for name, words in said.items()}) for code, said in told["texts"].items()
    }
    return Draft(kind=Kind.NEWS, channel=Channel.EMAIL, path=told["path"], texts=texts, interest=told["interest"])


def _readings(at: datetime) -> None:
    """Four weeks of them, each counted as a reader's would be."""
    if PageViews.objects.filter(day__lt=at.date()).exists():
        return
    for ago in range(28):
        day = at - timedelta(days=ago)
        for page, week in READ.items():
            for number in range(week[day.weekday()]):
                statistics.count_view(page=page, language=LANGUAGES[(number + ago) % len(LANGUAGES)], at=day)
