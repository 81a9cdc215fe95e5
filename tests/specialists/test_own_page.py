"""A specialist changes his words, his price and his picture by himself; what was checked stays."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from harmonia.accounts.models import Person
from harmonia.core import scanner
from harmonia.specialists import operations, queries
from harmonia.specialists.models import Specialist
from tests import factories
from tests.booking import scene
from tests.specialists import desk

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PATH = "/practice/page/"


@pytest.fixture
def boris(db: None) -> Person:
    made = factories.boris(language="en")
    scene.practice_of(made)
    return made


@pytest.fixture
def his(boris: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(boris)
    return factories.confirmed(client)


def said(**changes: Any) -> dict[str, Any]:
    words = {f"{name}_{code}": "" for name in ("headline", "about", "approach") for code in ("ru", "kk", "en")}
    written = {"headline_ru": "Слушаю и думаю вместе", "about_ru": "О себе", "approach_ru": "Как работаю"}
    return words | written | {"price_kzt": "14000", **changes}


def test_words_and_price_show_at_once_and_a_booked_session_keeps_its_price(his: Client, boris: Person) -> None:
    booked = scene.book(factories.aigerim(), boris.specialist)
    assert his.post(PATH, said()).status_code == 302
    after = Specialist.objects.get(person=boris)
    assert (after.price_kzt, after.headline_kk, after.words_flagged_at) == (14_000, "Слушаю и думаю вместе", None)
    booked.refresh_from_db()
    assert booked.price_kzt == 12_001
    assert "Слушаю и думаю вместе" in Client().get(f"/specialists/{after.slug}/").content.decode()


def test_a_promise_is_shown_and_read_by_a_verifier(his: Client, boris: Person) -> None:
    answer = his.post(PATH, said(about_ru="Гарантирую результат"), follow=True)
    assert "A verifier will read these words twice" in answer.content.decode()
    assert [each.person_id for each in queries.flagged()] == [boris.pk]
    his.post(PATH, said())
    assert list(queries.flagged()) == []


@pytest.mark.parametrize("wrong", [{"price_kzt": "10"}, {"headline_ru": ""}, {"about_ru": "x" * 3_001}])
def test_what_cannot_be_is_said_beside_it_and_nothing_is_lost(
    his: Client, boris: Person, wrong: dict[str, str]
) -> None:
    answer = his.post(PATH, said(approach_en="typed with care", **wrong))
    assert (answer.status_code, b"typed with care" in answer.content) == (422, True)
    assert Specialist.objects.get(person=boris).price_kzt == 12_001


def test_what_was_checked_is_not_there(his: Client, boris: Person) -> None:
    his.post(PATH, said(display_name="Another", register_number="P-1", practice_since_on="1990-01-01"))
    after = Specialist.objects.get(person=boris)
    assert (after.display_name, after.register_number) == ("Борис Ахметов", f"P-{boris.pk.hex[:8]}")


def send(client: Client, content: bytes) -> Any:
    picture = SimpleUploadedFile("me.png", content, content_type="image/png")
    return client.post(reverse("specialist:own_picture"), {"picture": picture})


def test_of_a_picture_only_the_dots_are_kept(
    his: Client, boris: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(scanner, "scan", lambda content: scanner.Verdict())
    traces = Image.Exif()
    traces[0x010E] = "TAKEN-AT-HOME"
    first = desk.picture("JPEG", size=(1600, 1200), exif=traces.tobytes())
    assert send(his, first).status_code == 302
    before = Specialist.objects.get(person=boris).photo
    with default_storage.open(before) as file:
        shown = file.read()
    assert b"TAKEN-AT-HOME" in first
    assert b"TAKEN-AT-HOME" not in shown
    with Image.open(io.BytesIO(shown)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (800, 600))
    assert Client().get(reverse("public:portrait", args=[boris.specialist.slug])).content == shown
    with django_capture_on_commit_callbacks(execute=True):
        send(his, desk.picture())
    assert not default_storage.exists(before)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7", "JPEG or PNG"), (b"MZ", "JPEG or PNG"), (b"\x89PNG\r\n\x1a\n", "cannot be read")],
)
def test_what_is_no_picture_is_refused(
    his: Client, boris: Person, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    monkeypatch.setattr(scanner, "scan", lambda content: scanner.Verdict())
    answer = send(his, content)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Specialist.objects.get(person=boris).photo == ""


def test_an_infected_picture_and_a_scanner_that_is_away_change_nothing(
    his: Client, boris: Person, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.CLAMD_ADDRESS = f"unix:{tmp_path}/nobody"
    assert b"cannot be checked at the moment" in send(his, desk.picture()).content
    monkeypatch.setattr(scanner, "scan", lambda content: scanner.Verdict("Eicar"))
    with pytest.raises(operations.Infected):
        operations.change_photo(
            specialist_id=boris.specialist.pk, content=desk.picture(), by=boris.pk, at=factories.NOW
        )
    assert Specialist.objects.get(person=boris).photo == ""


def test_only_a_specialist_has_such_a_page(his: Client) -> None:
    stranger = Client()
    stranger.force_login(factories.zoe())
    assert (his.get(PATH).status_code, stranger.get(PATH).status_code) == (200, 404)
