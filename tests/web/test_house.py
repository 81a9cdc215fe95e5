"""How templates say money and moments in the three languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import timezone, translation

WHEN = datetime(2030, 11, 25, 13, 0, tzinfo=UTC)


def said(template: str, language: str, zone: str = "Asia/Almaty", **context: object) -> str:
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        return str(engines["django"].from_string(template).render({"when": WHEN, **context}))


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", "Asia/Almaty", "Monday, 25 November 2030, 18:00, Almaty time"),
        ("ru", "Asia/Almaty", "Понедельник, 25 ноября 2030, 18:00, время Алматы"),
        ("kk", "Asia/Almaty", "25 қараша 2030, дүйсенбі, 18:00, Алматы уақыты"),
        ("en", "Europe/Berlin", "Monday, 25 November 2030, 14:00, Berlin time"),
        ("en", "Asia/Ho_Chi_Minh", "Monday, 25 November 2030, 20:00, time of Ho Chi Minh"),
    ],
)
def test_a_moment_names_weekday_date_clock_and_zone(language: str, zone: str, words: str) -> None:
    assert said("{{ when|local_time }}", language, zone) == words


def test_inside_a_sentence_russian_writes_the_weekday_small() -> None:
    assert said("{{ when|local_date|within }}", "ru") == "понедельник, 25 ноября 2030"
    assert said("{{ when|local_date|within }}", "en") == "Monday, 25 November 2030"


def test_money_is_whole_tenge_with_thin_spaces() -> None:
    assert said("{{ 12000|money }}", "ru") == "12\u202f000\u202f₸"


def test_an_icon_is_for_the_eye_only() -> None:
    assert 'aria-hidden="true"' in said('{% icon "calendar" %}', "en")


def test_initials() -> None:
    assert said("{{ name|initials }}", "ru", name="Борис Ахметов") == "БА"
