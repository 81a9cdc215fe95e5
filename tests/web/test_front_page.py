"""The front page promises what the house does, and no more."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
THREE = {"kk": "үш сөз", "ru": "три слова", "en": "three words"}
# What no page can do yet, in the words it was once promised in: leaving, and a key destroyed by a press.
NOT_YET = re.compile(r"when you leave|кетсеңіз|кеткеніңізде|когда вы уйд", re.IGNORECASE)


@pytest.mark.parametrize("language", THREE)
def test_it_speaks_of_the_words_that_the_room_shows(client: Client, language: str) -> None:
    client.cookies["language"] = language
    page = strip_tags(client.get(reverse("public:home")).content.decode())
    assert THREE[language] in page
    assert not NOT_YET.search(page)


def test_the_room_shows_three() -> None:
    verifier = finders.find("room/verify.js")
    assert verifier
    assert ".slice(0, 3);" in Path(verifier).read_text()
