"""Which language a page speaks: the person's own, the cookie's, the browser's, else Russian; and the switch."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from harmonia.accounts.models import Person

HEADING = {"kk": "Сырласуға арналған тыныш орын", "ru": "Тихое место для разговора", "en": "A quiet place to talk"}


def spoken(client: Client, **headers: str) -> str:
    response = client.get("/", headers=headers)
    language: str = response.headers["Content-Language"]
    assert f'<html lang="{language}">' in response.content.decode()
    assert HEADING[language] in response.content.decode()
    return language


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize(
    ("accepted", "language"),
    [("kk", "kk"), ("kk-KZ,ru;q=0.8", "kk"), ("ru-RU", "ru"), ("en-GB,en;q=0.9", "en"), ("de,fr", "ru"), ("", "ru")],
)
def test_the_browser_says_the_language(client: Client, accepted: str, language: str) -> None:
    assert spoken(client, accept_language=accepted) == language


@pytest.mark.django_db(databases=["default", "keys"])
def test_the_switch_is_remembered_and_keeps_the_page(client: Client) -> None:
    response = client.get("/language/kk/", {"next": "/sos/?from=link"})
    assert (response.status_code, response.headers["Location"]) == (302, "/sos/?from=link")
    assert spoken(client, accept_language="en") == "kk"


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_switch_leads_nowhere_else(client: Client, there: str) -> None:
    assert client.get("/language/ru/", {"next": there}).headers["Location"] == "/"


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_language_that_we_do_not_speak_is_no_page(client: Client) -> None:
    assert client.get("/language/fr/").status_code == 404
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_persons_own_choice_wins_and_is_stored_by_a_form(
    enter: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    person = enter("aigerim", language="kk")
    aigerim = signed_in(person)
    aigerim.get("/language/en/")
    assert spoken(aigerim, accept_language="ru") == "kk"
    aigerim.post("/language/en/", {"next": "/"})
    person.refresh_from_db(fields=["language"])
    assert person.language == "en"
    assert spoken(aigerim) == "en"
