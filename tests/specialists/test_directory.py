"""Filters and orders agree with a brute force over the same people, whatever is asked."""

from datetime import date
from itertools import cycle
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmonia import policy
from harmonia.specialists import queries
from harmonia.specialists.models import Specialist
from harmonia.specialists.rules import Filters
from tests import factories
from tests.specialists import scene
from tests.specialists.scene import TODAY

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

TOPICS, METHODS, LANGUAGES = list(policy.TOPICS)[:8], list(policy.METHODS)[:5], list(policy.LANGUAGES)


@pytest.fixture
def people(db: None) -> list[Specialist]:
    """Fifteen who differ in everything; every third one is not listed."""
    dana, found = factories.dana(), []
    sexes, wheel = cycle("fm"), range(15)
    for number in wheel:
        person = factories.entered(f"S{number}", "specialist", number=20 + number)
        enter = scene.entered if number % 3 == 2 else scene.listed
        changes: dict[str, Any] = {
            "sex": next(sexes),
            "topics": [TOPICS[number % 8], TOPICS[(number * 3 + 1) % 8]],
            "methods": [METHODS[number % 5]],
            "languages": LANGUAGES[: number % 3 + 1],
            "price_kzt": 8_000 + 1_000 * (number % 6),
            "practice_since_on": date(2000 + number % 9, 1, 1),
        }
        found.append(enter(person, **changes) if enter is scene.entered else scene.listed(person, dana, **changes))
    return found


ASKED = st.builds(
    Filters,
    topic=st.none() | st.sampled_from(TOPICS),
    language=st.none() | st.sampled_from(LANGUAGES),
    method=st.none() | st.sampled_from(METHODS),
    sex=st.none() | st.sampled_from("fm"),
    price_up_to_kzt=st.none() | st.integers(7_000, 14_000),
)


def fits(one: Specialist, asked: Filters) -> bool:
    return (
        one.listed_at is not None
        and (asked.topic is None or asked.topic in one.topics)
        and (asked.language is None or asked.language in one.languages)
        and (asked.method is None or asked.method in one.methods)
        and (asked.sex is None or asked.sex == one.sex)
        and (asked.price_up_to_kzt is None or one.price_kzt <= asked.price_up_to_kzt)
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_filters_agree_with_brute_force(people: list[Specialist], asked: Filters) -> None:
    assert set(queries.listed(asked, on=TODAY)) == {one for one in people if fits(one, asked)}


def test_orders_are_total(people: list[Specialist]) -> None:
    everyone = [one for one in people if one.listed_at]
    listed = queries.listed(on=TODAY)
    by_price = sorted(everyone, key=lambda one: (one.price_kzt, one.pk))
    by_experience = sorted(everyone, key=lambda one: (one.practice_since_on, one.pk))
    assert list(queries.ordered(listed, "price")) == by_price
    assert list(queries.ordered(listed, "experience")) == by_experience


def test_in_order_of_keeps_the_order_and_drops_the_unlisted(people: list[Specialist]) -> None:
    asked = [people[4].pk, people[2].pk, people[0].pk]
    assert queries.in_order_of(asked, on=TODAY) == [people[4], people[0]]
