"""The demonstration's data: whole, believable in three languages, and planted once."""

import argparse
import tomllib
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.config import command, demo, planting
from harmonia.config.planting import afterwards, people, portraits, practices, questions, readings, talking
from harmonia.notices.models import Campaign, Notice
from harmonia.notices.states import NoticeState
from harmonia.payments.models import Promo
from harmonia.specialists import queries as specialists
from harmonia.specialists.models import Specialist
from harmonia.specialists.rules import claims
from harmonia.statistics.models import PageViews
from harmonia.support import queries as support
from harmonia.support.models import Dispute, ReadyAnswer
from harmonia.support.rules import ready
from harmonia.surveys.models import Survey
from harmonia.wellbeing.models import Article, Original, Question

AT = datetime(2026, 11, 23, 6, 7, tzinfo=UTC)
PLANTED = (
    Person, Specialist, Appointment, Notice, ReadyAnswer, Survey, Campaign, PageViews, Question, Original,
    Dispute, Promo, Article,
)  # fmt: skip
SCRIPTS = {"kk": "әғқңөұүһі", "ru": "ыэъё", "en": "abcdefgh"}


def everything_said() -> list[tuple[str, policy.Text]]:
    pieces = practices.voices()
    said = []
    for number, entry in enumerate(practices.roster()):
        words = practices.words(number, entry, pieces)
        said += [(entry["slug"], text) for text in (words.headline, words.about, words.approach)]
    for draft in (*readings.drafts(), *readings.waiting()):
        said += [(draft.slug, text) for text in (draft.title, draft.summary, draft.body)]
    for one in questions.told()["answered"]:
        said += [(one["topic"], questions.spoken(one, part)) for part in ("title", "text", "answer")]
    return said


@pytest.mark.django_db(databases=["default", "keys"])
def test_planting_is_whole_and_planting_twice_is_planting_once() -> None:
    planting.plant(AT)
    counts = [model.objects.count() for model in PLANTED]
    assert counts[:2] == [50, 40]
    assert specialists.listed(on=AT.date()).count() == 40
    stand = {"published": 12, "proposed": 1, "draft": 1}
    assert {state: Article.objects.filter(state=state).count() for state in stand} == stand
    asked = {"published": 3, "asked": 1}
    assert {state: Question.objects.filter(state=state).count() for state in asked} == asked
    assert Original.objects.count() == 1
    assert set(Appointment.objects.values_list("state", flat=True)) == {
        "booked",
        "completed",
        "cancelled",
        "no_show_client",
    }
    assert not Notice.objects.filter(state=NoticeState.QUEUED).exists()
    assert all(default_storage.exists(one.photo) for one in Specialist.objects.all())
    told = set(Notice.objects.filter(channel="cabinet", read_at=None).values_list("event", flat=True))
    assert {"booking.booked", "survey.invited"} <= told
    assert Survey.objects.get().state == "open"
    assert sorted(Campaign.objects.values_list("state", flat=True)) == ["approved", "draft"]
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.proposals.get().state) == ("negotiation", "open")
    assert support.returnable_kzt(dispute) >= dispute.proposals.get().amount_kzt > 0
    assert Promo.objects.get().code == afterwards.CODE
    planting.plant(AT)
    assert [model.objects.count() for model in PLANTED] == counts


@pytest.mark.parametrize("language", policy.LANGUAGES)
def test_every_text_is_in_its_language_and_promises_nothing(language: policy.Language) -> None:
    said = [(slug, text.in_language(language)) for slug, text in everything_said()]
    assert [(slug, found) for slug, text in said if (found := claims(text, language))] == []
    assert [slug for slug, text in said if "{" in text or "|" in text] == []
    whole = [text for _, text in said if len(text) > 150]
    assert [text[:60] for text in whole if not set(text) & set(SCRIPTS[language])] == []


def test_no_two_specialists_say_the_same() -> None:
    pieces = practices.voices()
    for language in policy.LANGUAGES:
        abouts = [
            practices.words(number, entry, pieces).about.in_language(language)
            for number, entry in enumerate(practices.roster())
        ]
        assert len(set(abouts)) == 40


def test_articles_have_something_to_say_in_each_language() -> None:
    for draft in (*readings.drafts(), *readings.waiting()):
        lengths = [len(draft.body.in_language(code).split()) for code in policy.LANGUAGES]
        assert all(140 <= length <= 320 for length in lengths), (draft.slug, lengths)


def test_a_face_depends_on_its_slug_alone_and_carries_no_script() -> None:
    person = portraits.Person("boris-akhmetov", "m", "steppe", 14)
    drawn = portraits.draw(person)
    assert drawn == portraits.draw(person)
    assert drawn != portraits.draw(portraits.Person("vera-litvinova", "m", "steppe", 14))
    assert not any(word in drawn for word in ("<script", "style=", "href", "onload"))


def test_the_printed_password_is_the_planted_one() -> None:
    assert demo.PASSWORD == people.PASSWORD


def test_only_a_demonstration_is_planted(settings, monkeypatch):
    planted = []
    monkeypatch.setattr(planting, "plant", planted.append)
    settings.DEMO = False
    with pytest.raises(SystemExit, match="HARMONIA_DEMO"):
        command.plant(argparse.Namespace())
    settings.DEMO = True
    command.plant(argparse.Namespace())
    assert len(planted) == 1


def test_ready_answers_say_the_same_in_each_language_and_have_no_blank_that_stays_empty() -> None:
    for each in tomllib.loads(talking.FILE.read_text())["ready"]:
        blanks = [sorted(ready.BLANK.findall(each[code])) for code in policy.LANGUAGES]
        assert blanks[0] == blanks[1] == blanks[2], each["title"]
        for code in policy.LANGUAGES:
            assert ready.unknown_blanks(each[code]) == []
            assert set(each[code]) & set(SCRIPTS[code])
            assert not claims(each[code], code)
