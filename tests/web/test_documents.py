"""The policy and its documents: every edition at its address, with its fingerprint, as text and as a page (12.3)."""

import hashlib
from html import unescape

import pytest
from django.test import Client

from harmonia import policy
from harmonia.consent import queries


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
def test_every_cookie_of_the_register_is_told(client: Client) -> None:
    page = client.get("/cookies/", headers={"accept-language": "en"}).content.decode()
    assert [name for name in policy.COOKIES if name not in page] == []
