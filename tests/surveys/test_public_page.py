"""What is asked just now, for everybody to read; and not a word of what was answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from harmonia.consent import operations as consent
from harmonia.surveys import operations
from tests import factories
from tests.surveys import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PAGE = "/surveys/"


@pytest.fixture
def two() -> tuple[Any, Any]:
    consent.publish_edition(now())
    return scene.nurlan().pk, scene.saule().pk


def read(client: Client, language: str = "en") -> str:
    client.cookies["language"] = language
    return client.get(PAGE).content.decode().partition("<main")[2].partition("</main>")[0]


def test_what_is_open_is_read_without_an_account(client: Client, two: tuple[Any, Any]) -> None:
    survey = scene.opened(scene.EASY, by=two[0], approved_by=two[1], at=now())
    for language, title, why in (("en", "Is booking easy", "To make booking easier"), ("kk", "Жазылу ыңғайлы ма", "")):
        page = read(client, language)
        assert title in page
        assert why in page
        assert f'href="/me/surveys/{survey.pk}/"' in page
    assert client.get(f"/me/surveys/{survey.pk}/")["Location"].startswith("/sign-in/?next=/me/surveys/")


def test_a_draft_and_what_is_over_are_not_there(client: Client, two: tuple[Any, Any]) -> None:
    assert "Nothing is asked just now" in read(client)
    draft = scene.drafted(two[0], scene.EASY, at=now())
    assert "Is booking easy" not in read(client)
    operations.propose(version_id=draft.pk, by=two[0], at=now())
    assert "Is booking easy" not in read(client)
    survey = operations.decide(version_id=draft.pk, approve=True, by=two[1], at=now()).survey
    assert "Is booking easy" in read(client)
    operations.close(survey_id=survey.pk, by=two[0], at=now())
    assert "Is booking easy" not in read(client)


def test_one_whose_day_has_come_is_not_there_even_before_it_is_closed(
    client: Client, two: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.opened(scene.EASY, by=two[0], approved_by=two[1], at=now())
    day = now() + timedelta(days=30)
    for at, shown in ((day - timedelta(hours=1), True), (day + timedelta(hours=1), False)):
        monkeypatch.setattr("harmonia.web.public.surveys.now", lambda at=at: at)
        assert ("Is booking easy" in read(client)) is shown


def test_the_page_is_the_same_whatever_was_answered(client: Client, two: tuple[Any, Any]) -> None:
    survey = scene.opened(scene.EASY, by=two[0], approved_by=two[1], at=now())
    before = read(client)
    for number in range(12):
        person = scene.client(number)
        scene.agree(person, survey, at=now())
        scene.answer(person, survey, at=now(), easy="yes")
        operations.finish(person_id=person.pk, survey_id=survey.pk, at=now())
    assert read(client) == before


def test_a_client_goes_to_his_own_page_of_it_and_one_costs_as_much_as_three(two: tuple[Any, Any]) -> None:
    survey = scene.opened(scene.EASY, by=two[0], approved_by=two[1], at=now())
    client = Client()
    client.force_login(factories.aigerim(language="en"))
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        page = read(client)
    assert "Yes, I take part" in client.get(f"/me/surveys/{survey.pk}/").content.decode()
    assert "needs an account" not in page
    for _ in range(2):
        scene.opened(scene.EASY, by=two[0], approved_by=two[1], at=now())
    with CaptureQueriesContext(connection) as three:
        read(client)
    assert len(three) == len(one)
