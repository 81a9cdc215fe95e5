"""Help without a network: the worker keeps the lines and nothing of a person; and the machines' own pages."""

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from harmonia import policy
from harmonia.accounts.models import Person


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", ["/sos/", "/offline/{language}/"])
def test_every_line_can_be_called(client: Client, path: str, language: str) -> None:
    page = unescape(client.get(path.format(language=language), headers={"accept-language": language}).content.decode())
    for line in policy.LINES.values():
        assert f'href="tel:{line.number}"' in page
        assert line.when.in_language(language) in page


@pytest.mark.django_db(databases=["default", "keys"])
def test_the_worker_keeps_only_what_is_everybodys(client: Client) -> None:
    worker = client.get("/service-worker.js")
    assert worker.headers["Content-Type"] == "text/javascript"
    files = json.loads(re.search(r"FILES = (\[.*?\]);", worker.content.decode())[1])  # type: ignore[index]
    assert all(path.startswith("/static/") for path in files)
    assert [path for path in files if not finders.find(path.removeprefix("/static/"))] == []
    assert 'credentials: "omit"' in worker.content.decode()


@pytest.mark.django_db(databases=["default", "keys"])
def test_the_manifest_names_icons_that_are_there(client: Client) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert [icon for icon in manifest["icons"] if not finders.find(icon["src"].removeprefix("/static/"))] == []


@pytest.mark.django_db(databases=["default", "keys"])
def test_every_page_is_one_step_from_help(
    client: Client, enter: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    assert 'href="/sos/"' in client.get("/").content.decode()
    assert 'href="/sos/"' in signed_in(enter("aigerim")).get("/privacy/").content.decode()


@pytest.mark.django_db(databases=["default", "keys"])
def test_health_says_no_more_than_needed(client: Client) -> None:
    assert [client.get(path).content for path in ("/healthz", "/readyz")] == [b"ok\n", b"ok\n"]


def test_readiness_notices_a_database_that_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from harmonia.web.public import health

    class Gone:
        def __iter__(self) -> object:
            return iter(["default"])

        def __getitem__(self, name: str) -> object:
            raise OperationalError("host=secret")

    monkeypatch.setattr(health, "connections", Gone())
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready\n")


@pytest.mark.django_db(databases=["default", "keys"])
def test_robots_are_kept_out_of_cabinets(client: Client) -> None:
    assert "Disallow: /me/" in client.get("/robots.txt").content.decode()
