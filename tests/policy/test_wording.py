from dataclasses import replace

import pytest

from harmonia.policy.retention import EVENTS, RETENTION
from harmonia.policy.terms import Clock, ClockUnit, Language, Text
from harmonia.policy.wording import clock_term, days, hours, retention_term

TITLE = Text(kk="сынақ", ru="проба", en="trial")


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        (1, "ru", "1 день"),
        (3, "ru", "3 дня"),
        (11, "ru", "11 дней"),
        (12, "ru", "12 дней"),
        (21, "ru", "21 день"),
        (90, "ru", "90 дней"),
        (365, "ru", "365 дней (1 год)"),
        (1095, "ru", "1095 дней (3 года)"),
        (1826, "ru", "1826 дней (5 лет)"),
        (1096, "ru", "1096 дней (3 года)"),
        (1100, "ru", "1100 дней"),
        (1, "kk", "1 күн"),
        (1095, "kk", "1095 күн (3 жыл)"),
        (1, "en", "1 day"),
        (365, "en", "365 days (1 year)"),
        (730, "en", "730 days (2 years)"),
    ],
)
def test_days_are_counted_in_words(number: int, language: Language, said: str) -> None:
    assert days(number, language) == said


@pytest.mark.parametrize(
    ("amount", "unit", "kazakh", "russian", "english"),
    [
        (1, "working_days", "1 жұмыс күні", "1 рабочего дня", "1 working day"),
        (3, "working_days", "3 жұмыс күні", "3 рабочих дней", "3 working days"),
        (11, "working_days", "11 жұмыс күні", "11 рабочих дней", "11 working days"),
        (21, "working_days", "21 жұмыс күні", "21 рабочего дня", "21 working days"),
        (1, "calendar_days", "1 күнтізбелік күн", "1 календарного дня", "1 calendar day"),
        (10, "calendar_days", "10 күнтізбелік күн", "10 календарных дней", "10 calendar days"),
    ],
)
def test_a_term_stands_after_within(amount: int, unit: ClockUnit, kazakh: str, russian: str, english: str) -> None:
    clock = Clock(key="trial", title=TITLE, amount=amount, unit=unit, article="none", reviewed=True)
    assert [clock_term(clock, "kk"), clock_term(clock, "ru"), clock_term(clock, "en")] == [kazakh, russian, english]


def test_hours_are_counted_in_words() -> None:
    assert [hours(number, "ru") for number in (1, 3, 24, 11)] == ["1 час", "3 часа", "24 часа", "11 часов"]
    assert [hours(number, "en") for number in (1, 3)] == ["1 hour", "3 hours"]
    assert hours(24, "kk") == "24 сағат"


def test_a_term_of_keeping_is_told_from_its_event() -> None:
    rule, event = RETENTION["attendance"], EVENTS["session_held"].title
    assert retention_term(rule, event, "kk") == "сессия өткеннен кейін 90 күн"
    assert retention_term(rule, event, "ru") == "90 дней после сессии"
    assert retention_term(rule, event, "en") == "90 days after the session"
    assert retention_term(replace(rule, days=None), event, "ru") == "пока открыта учётная запись"
