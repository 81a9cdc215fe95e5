"""Facts that other contexts lean on: the keys, the stricter readings, the numbers of the law."""

from datetime import date, timedelta

import pytest

from harmonia import policy
from harmonia.policy import (
    AGREEMENTS,
    CATEGORIES,
    CLOCKS,
    CONTRADICTIONS,
    COOKIES,
    ELIGIBILITY,
    EVENTS,
    LINES,
    PURPOSES,
    RECIPIENTS,
    RETENTION,
    TOPICS,
    Text,
)


def test_public_names_are_there() -> None:
    assert all(hasattr(policy, name) for name in policy.__all__)
    assert {getattr(policy, key.upper()) for key in PURPOSES} == set(PURPOSES)


def test_text_falls_back_to_russian() -> None:
    text = Text(kk="иә", ru="да", en="yes")
    assert [text.in_language(code) for code in ("kk", "ru", "en", "de")] == ["иә", "да", "yes", "да"]


def test_what_is_looked_up_is_the_address_and_the_phone_alone() -> None:
    looked_up = {key for key, category in CATEGORIES.items() if category.blind_index}
    assert looked_up == {"client_email", "client_phone", "specialist_email", "specialist_phone"}


def test_emotional_state_is_off_and_sex_is_the_specialists_alone() -> None:
    assert not CATEGORIES["emotional_state"].active
    assert CATEGORIES["sex"].subjects == ("specialist",)
    assert CATEGORIES["sex"].published


def test_nobody_abroad_receives_anything_but_by_a_voluntary_yes_of_its_own() -> None:
    abroad = {key for key, recipient in RECIPIENTS.items() if recipient.country != "KZ"}
    assert abroad == {"google", "yandex", "push_service"}
    leaving = {key for key, category in CATEGORIES.items() if abroad & set(category.recipients)}
    assert leaving == {"visitor_statistics", "push_devices"}
    agreed = {key: agreement.required for key, agreement in AGREEMENTS.items() if agreement.abroad}
    assert agreed == {"analytics_google": False, "analytics_yandex": False, "push": False}


def test_only_analytics_cookies_wait_for_a_yes() -> None:
    assert {name for name, cookie in COOKIES.items() if cookie.agreement} == {
        "_ga, _ga_*",
        "_ym_uid, _ym_d",
        "_ym_isad, _ym_visorc",
    }


def test_the_clocks_of_the_law() -> None:
    assert {key: (clock.amount, clock.unit) for key, clock in CLOCKS.items()} == {
        "information": (3, "working_days"),
        "correction": (1, "working_days"),
        "blocking": (1, "working_days"),
        "unblocking": (1, "working_days"),
        "erasure": (1, "working_days"),
        "public_sources": (1, "working_days"),
        "withdrawal": (15, "working_days"),
        "objection": (3, "working_days"),
        "transfer_notice": (10, "working_days"),
        "breach": (1, "working_days"),
        "complaint": (10, "calendar_days"),
    }
    assert {key for key, clock in CLOCKS.items() if not clock.reviewed} == {"information", "complaint"}


def test_what_a_specialist_must_meet() -> None:
    assert {key: (each.amount, each.unit) for key, each in ELIGIBILITY.items()} == {
        "practice": (5, "years"),
        "further_training": (5, "years"),
        "register_asked": (28, "days"),
        "register_fresh": (35, "days"),
    }
    assert {key for key, each in ELIGIBILITY.items() if not each.reviewed} == {"register_asked", "register_fresh"}
    assert all(each.source for each in ELIGIBILITY.values())


def test_nothing_is_kept_without_limit() -> None:
    assert all(rule.days is not None for rule in RETENTION.values())
    assert {rule.from_event for rule in RETENTION.values()} == set(EVENTS)
    assert {category.retention for category in CATEGORIES.values()} == set(RETENTION)


def test_what_outlives_an_account_names_the_law_that_keeps_it() -> None:
    outliving = {key for key, rule in RETENTION.items() if rule.outlives_account}
    assert outliving == {"appointments", "payments", "consents", "journal", "rights_requests", "staff"}
    assert not {key for key, each in CATEGORIES.items() if each.retention in outliving and each.restricted}


@pytest.mark.parametrize("number", LINES)
def test_a_line_grows_stale_the_day_after_its_term(number: str) -> None:
    line = LINES[number]
    last = line.checked_on + timedelta(days=line.stale_after_days)
    assert not line.is_stale(last)
    assert line.is_stale(last + timedelta(days=1))


def test_the_lines_are_those_of_the_country() -> None:
    assert list(LINES) == ["112", "103", "102", "150", "111"]
    assert all(line.checked_on <= date(2026, 11, 22) for line in LINES.values())


def test_topics_that_may_reveal_intimate_life_are_restricted() -> None:
    assert {slug for slug, topic in TOPICS.items() if topic.restricted} == {
        "trauma",
        "violence_at_home",
        "addiction",
        "sexuality",
        "pregnancy_and_birth",
    }
    assert len(TOPICS) >= 24


def test_each_contradiction_has_its_reading() -> None:
    clauses = {clause for each in CONTRADICTIONS.values() for clause in each.clause.split(", ")}
    assert {"6.1", "6.8", "2.1", "9.4", "12.1", "6.13", "4.5", "1", "7.2.2", "6.6", "4.1.1"} <= clauses
