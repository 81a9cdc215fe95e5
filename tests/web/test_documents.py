"""The policy and its documents: every edition at its address, with its fingerprint, as text and as a page (12.3)."""

import hashlib
from copy import deepcopy
from html import unescape
from typing import Any

import pytest
from django.test import Client

from harmonia import policy
from harmonia.consent import queries
from harmonia.consent.models import Edition, EditionText


@pytest.mark.django_db
@pytest.mark.parametrize("language", policy.LANGUAGES)
def test_the_page_shows_the_text_in_force(client: Client, language: policy.Language) -> None:
    edition = queries.current_edition()
    assert edition is not None
    text = queries.text(edition=edition.number, key="privacy", language=language)
    assert text is not None
    page = unescape(client.get("/privacy/", headers={"accept-language": language}).content.decode())
    assert text.sha256 in page
    assert [s["title"] for s in text.sections if s["title"] not in page] == []
    shown = [paragraph["text"] for section in text.sections for paragraph in section["paragraphs"]]
    assert [words for words in shown if words not in page] == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", policy.document_keys())
def test_the_plain_text_has_the_fingerprint_that_the_page_shows(client: Client, key: str) -> None:
    path = "/privacy/" if key == "privacy" else f"/documents/{key}/"
    text = client.get(path, {"format": "text"})
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert hashlib.sha256(text.content).hexdigest() in client.get(path).content.decode()


@pytest.mark.django_db
def test_every_edition_keeps_its_address(client: Client) -> None:
    edition = queries.current_edition()
    assert edition is not None
    text = queries.text(edition=edition.number, key="privacy", language="ru")
    assert text is not None
    assert text.sha256 in client.get(f"/privacy/{edition.number}/").content.decode()
    assert client.get("/privacy/999/").status_code == 404
    assert client.get("/documents/no-such/").status_code == 404


@pytest.mark.django_db
def test_the_data_map_holds_every_category_with_its_purposes(client: Client) -> None:
    page = unescape(client.get("/privacy/", headers={"accept-language": "en"}).content.decode())
    for category in policy.CATEGORIES.values():
        assert f'id="data-{category.key}"' in page
        assert [key for key in category.purposes if policy.PURPOSES[key].title.en not in page] == []


@pytest.mark.django_db
def test_every_cookie_of_the_register_is_told(client: Client, settings: Any) -> None:
    """Those of a counter where the operator has it; where he has not, nobody is told of what cannot come."""

    def untold() -> list[str]:
        page = client.get("/cookies/", headers={"accept-language": "en"}).content.decode()
        return [name for name in policy.COOKIES if name not in page]

    counters = [name for name, cookie in policy.COOKIES.items() if cookie.agreement]
    assert counters
    assert untold() == counters
    settings.GOOGLE_ANALYTICS_ID, settings.YANDEX_METRICA_ID = "G-ABCD1234", "12345678"
    assert untold() == []


def publish_next(**changed: str) -> None:
    """A second edition in which the words of the first category are others."""
    first = queries.current_edition()
    assert first is not None
    register = deepcopy(first.register)
    register["categories"]["client_name"]["title"] = changed
    second = Edition.objects.create(
        number=first.number + 1,
        register=register,
        register_sha256="0" * 64,
        published_at=first.published_at,
        in_force_on=first.in_force_on,
    )
    for text in EditionText.objects.filter(edition=first):
        text.pk, text.edition = None, second
        text.save(force_insert=True)


@pytest.mark.django_db
def test_a_new_edition_says_what_it_changed_and_the_old_one_stays(client: Client) -> None:
    publish_next(kk="аты", ru="имя", en="the name alone")
    new = unescape(client.get("/privacy/", headers={"accept-language": "en"}).content.decode())
    old = unescape(client.get("/privacy/1/", headers={"accept-language": "en"}).content.decode())
    assert "What changed in this edition" in new
    assert "the name alone" in new
    assert "What changed in this edition" not in old
    assert 'href="/privacy/1/"' in new
    assert 'href="/privacy/2/"' in old
    assert "The data map" not in old
