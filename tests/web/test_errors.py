"""What a person reads when something went wrong: his language, what to do next, nothing about our inside."""

import pytest
from django.test import Client, RequestFactory

from harmonia.vault.gateways import KeysUnavailable
from harmonia.web import errors

SAYINGS = {"kk": "Мұндай бет жоқ.", "ru": "Такой страницы нет.", "en": "There is no such page."}


@pytest.mark.django_db
@pytest.mark.parametrize("language", SAYINGS)
def test_a_missing_page_speaks_the_language(client: Client, language: str) -> None:
    response = client.get("/no-such-page", headers={"accept-language": language})
    assert response.status_code == 404
    assert SAYINGS[language] in response.content.decode()
    assert 'href="/sos/"' in response.content.decode()


@pytest.mark.django_db
def test_a_strange_host_is_told_nothing(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


@pytest.mark.django_db
def test_too_much_is_refused_as_too_much() -> None:
    response = Client().post("/language/ru/", {"next": "x" * 300_000})
    assert response.status_code == 413


@pytest.mark.django_db
def test_a_form_from_nowhere_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/ru/", {"next": "/"})
    assert response.status_code == 403
    assert "cookie" in response.content.decode()


@pytest.mark.django_db
def test_without_keys_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_keys(*args: object, **kwargs: object) -> None:
        raise KeysUnavailable

    monkeypatch.setattr("harmonia.web.public.sos.render", no_keys)
    response = Client().get("/sos/", headers={"accept-language": "kk"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "кілт" in response.content.decode()


@pytest.mark.django_db
def test_a_fault_tells_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("harmonia.web.public.sos.render", fault)
    response = Client(raise_request_exception=False).get("/sos/")
    assert response.status_code == 500
    assert "secret" not in response.content.decode()


def test_the_pages_of_faults_need_no_database() -> None:
    request = RequestFactory().get("/")
    pages = (errors.bad_request, errors.forbidden, errors.not_found, errors.broken, errors.keys_unavailable,
             errors.consent_needed, errors.email_unverified, errors.csrf_failure, errors.too_large)  # fmt: skip
    assert [page(request).status_code for page in pages] == [400, 403, 404, 500, 503, 403, 403, 403, 413]
