"""The archive in the cabinet: asked for after a second look, its progress shown, given out once by a pressed button."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.privacy.models import Archive
from harmonia.privacy.operations import archives as operations
from harmonia.privacy.operations.archives import making
from harmonia.vault import files
from tests import factories
from tests.browser import overflow, shot, violations

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    settings.JOURNAL_CHECKPOINTS = tmp_path / "checkpoints.jsonl"
    monkeypatch.setattr(making, "PATIENCE", 900)  # another test's transaction, in another database, holds sealing up
    monkeypatch.setattr(files, "default_storage", FileSystemStorage(location=tmp_path / "storage"))
    return tmp_path / "storage"


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim(language="en", at=now())


@pytest.fixture
def browser(client: Client, aigerim: Person) -> Client:
    client.force_login(aigerim)
    return client


def asked(browser: Client) -> str:
    answer = factories.confirmed(browser).post("/me/archives/ask/")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def made(path: str) -> Archive:
    archive = Archive.objects.get(pk=path.split("/")[3])
    operations.make(archive_id=archive.pk, at=now())
    return archive


def test_from_the_button_to_the_file_and_not_twice(browser: Client, place: Path) -> None:
    path = asked(browser)
    assert "Your archive is being made" in browser.get(path).content.decode()
    made(path)
    assert "Take it now" in browser.get(path).content.decode()
    answer = browser.post(f"{path}take/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="harmonia-data.zip"'
    assert answer.headers["Cache-Control"] == "no-store, private"
    raw = b"".join(answer.streaming_content)
    assert answer.headers["Content-Length"] == str(len(raw))
    with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
        said = json.loads(bundle.read("data.json"))
    assert {"name": "Aigerim"} in [row["values"] for row in said["categories"]["client_name"]["rows"]]
    assert [one for one in place.rglob("*") if one.is_file()] == []
    again = browser.post(f"{path}take/", follow=True)
    assert "This archive was given to you, and we have destroyed our copy." in again.content.decode()
    assert browser.get("/me/archives/").status_code == 200


def test_a_link_does_not_take_it(browser: Client) -> None:
    """A browser that looks ahead, or a mail scanner, presses no buttons."""
    path = asked(browser)
    made(path)
    assert browser.get(f"{path}take/").status_code == 405
    assert Archive.objects.get().state == "ready"


@pytest.mark.parametrize("step", ["ask", "take"])
def test_without_showing_who_she_is_nothing_happens(browser: Client, aigerim: Person, step: str) -> None:
    path = "/me/archives/ask/"
    if step == "take":
        archive = operations.prepare(person_id=aigerim.pk, request_id=None, at=now())
        operations.make(archive_id=archive.pk, at=now())
        path = f"/me/archives/{archive.pk}/take/"
    answer = browser.post(path)
    assert (answer.status_code, answer.headers["Location"][:9]) == (302, "/confirm/")
    assert [archive.state for archive in Archive.objects.all()] == (["ready"] if step == "take" else [])


def test_anothers_archive_is_as_good_as_missing(browser: Client, aigerim: Person) -> None:
    zoe = factories.zoe()
    archive = operations.prepare(person_id=zoe.pk, request_id=None, at=now())
    operations.make(archive_id=archive.pk, at=now())
    factories.confirmed(browser)
    for number in (archive.pk, uuid4()):
        assert browser.get(f"/me/archives/{number}/").status_code == 404
        assert browser.post(f"/me/archives/{number}/take/").status_code == 404
    assert str(archive.pk) not in browser.get("/me/archives/").content.decode()
    archive.refresh_from_db()
    assert archive.state == "ready"


def test_a_full_disk_is_said_plainly(browser: Client) -> None:
    path = asked(browser)
    Archive.objects.update(trouble="no_room")
    page = browser.get(path).content.decode()
    assert "There is no room on our disks just now." in page
    assert "Take it now" not in page


def test_a_damaged_file_is_not_given(browser: Client, place: Path) -> None:
    path = asked(browser)
    made(path)
    stored = next(one for one in place.rglob("*") if one.is_file())
    stored.write_bytes(stored.read_bytes()[:-5])
    page = browser.post(f"{path}take/", follow=True).content.decode()
    assert "The file was damaged in our storage" in page
    assert Archive.objects.get().state == "expired"
    assert asked(browser) != path


def test_progress_is_asked_for_again_until_it_is_made(browser: Client) -> None:
    path = asked(browser)
    Archive.objects.update(state="making", done=3, total=6)
    fragment = browser.get(path, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in fragment
    assert '<progress class="progress" id="progress" max="6" value="3">' in fragment
    made(path)
    assert "hx-trigger" not in browser.get(path, headers={"HX-Request": "true"}).content.decode()


def test_specialists_and_staff_have_theirs(client: Client) -> None:
    for person in (factories.boris(at=now()), factories.olga(at=now())):
        client.force_login(person)
        made(asked(client))
        assert client.get("/me/archives/").status_code == 200


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("width", "theme", "language"), [(360, "dark", "kk"), (1280, "light", "ru")])
def test_the_pages_look_whole(
    client: Client,
    visit: Callable[..., Any],
    live_server: Any,
    tmp_path: Path,
    width: int,
    theme: str,
    language: str,
) -> None:
    client.force_login(factories.aigerim(language=language, at=now()))
    path = asked(client)
    page = visit(live_server.url, "/cookies/", language=language, width=width, theme=theme)
    session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    page.context.add_cookies([session])
    found = {}

    def look(name: str, address: str) -> None:
        visit(live_server.url, address, page=page)
        for summary in page.locator("main details:not([open]) > summary").all()[:3]:
            summary.click()
        shot(page, f"my-data-{name}-{width}")
        found[name] = (violations(page), overflow(page), list(page.complaints))

    look("overview", "/me/data/")
    look("kind", "/me/data/kinds/client_topics/")
    look("ask", "/me/archives/")
    look("making", path)
    made(path)
    page.locator("#standing form button").wait_for()  # it came by itself
    look("ready", path)
    raw = b"".join(factories.confirmed(client).post(f"{path}take/").streaming_content)
    look("taken", path)
    with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
        bundle.extractall(tmp_path / "taken")
    page.context.set_offline(True)
    page.goto(f"file://{tmp_path}/taken/index.html")
    page.locator("details > summary").first.click()
    shot(page, f"my-data-archive-{width}")
    found["archive"] = (violations(page), overflow(page), list(page.complaints))
    assert {name: faults for name, faults in found.items() if any(faults)} == {}
