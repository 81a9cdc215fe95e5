"""Files that came with letters: shut until a real scanner has answered, and given out as nothing but bytes to save."""

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from harmonia.accounts.models import Person
from harmonia.core import scanner
from harmonia.core.scanner import ScannerAway, TooLargeToScan
from harmonia.journal import queries as journal
from harmonia.privacy.operations import erasure
from harmonia.support import operations, queries, tasks
from harmonia.support.models import AttachedFile, Letter
from harmonia.support.rules import limits, names, reading
from harmonia.support.states import FileState
from harmonia.vault import files
from tests import factories
from tests.factories import NOW
from tests.support import clamd
from tests.support.clamd import EICAR, LARGEST_BYTES, MARK, Clamd
from tests.support.test_pages import at
from tests.support.writing import compose, signed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Receive = Callable[..., Letter]
PDF = b"%PDF-1.7 what-only-she-wrote"


@pytest.fixture(scope="module")
def running() -> Iterator[Clamd]:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path may be no longer than a hundred bytes
        started = clamd.start(Path(folder))
        yield started
        started.stop()


@pytest.fixture
def scanning(running: Clamd, settings: Any) -> Clamd:
    settings.CLAMD_ADDRESS = running.address
    return running


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_ADDRESS = ""
    there = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = settings.STORAGES | {"default": there}


@pytest.fixture
def olga(db: None) -> Person:
    return factories.olga(language="en")


def quarantined(receive: Receive, *attached: tuple[str, bytes]) -> Letter:
    letter = receive(signed(compose("Смотрите", files=attached)))
    assert operations.take_out(letter_id=letter.pk, at=NOW) == min(len(attached), limits.MOST_FILES)
    return letter


def scanned(letter: Letter) -> list[tuple[str, str]]:
    for file in queries.files_of(letter.pk):
        operations.scan(file_id=file.pk, at=NOW)
    return list(AttachedFile.objects.filter(letter=letter).order_by("place").values_list("state", "found"))


def asks(client: Client, letter: Letter, *, purpose: str = "support", place: int = 0) -> Any:
    file = queries.files_of(letter.pk)[place]
    return client.post(f"/desk/letters/{letter.pk}/files/{file.pk}/", {"purpose": purpose})


def test_the_scanner_finds_what_it_knows_and_nothing_else(scanning: Clamd) -> None:
    assert scanner.scan([PDF]).found == ""
    assert scanner.scan([]).found == ""
    assert scanner.scan([EICAR]).found.startswith("Eicar-Test-Signature")
    assert scanner.scan([b"x" * 70_000, MARK[:9], MARK[9:]]).found.startswith("Tests.Mark")
    with pytest.raises(TooLargeToScan):
        scanner.scan([b"x" * (LARGEST_BYTES + 4096)])


@pytest.mark.parametrize("address", ["", "unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:1", "tcp:x:y", "http://127.0.0.1"])
def test_without_a_scanner_nothing_is_known(address: str, settings: Any) -> None:
    settings.CLAMD_ADDRESS = address
    with pytest.raises(ScannerAway):
        scanner.scan([PDF])


@pytest.mark.parametrize(
    "answer", [b"", b"stream: OK but\0", b"OK\0", b"UNKNOWN COMMAND\0", b"stream: ERROR\0", b"\xff"]
)
def test_what_is_not_the_scanners_own_ok_is_none(answer: bytes, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_say, args=(server, answer), daemon=True).start()
        settings.CLAMD_ADDRESS = f"tcp:127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(ScannerAway):
            scanner.scan([PDF])


def _say(server: socket.socket, answer: bytes) -> None:
    line, _ = server.accept()
    with line:
        line.recv(65536)
        line.sendall(answer)


def test_a_file_is_shut_until_the_scanner_has_answered_and_then_given_as_bytes(
    aigerim: Person, olga: Person, receive: Receive, scanning: Clamd
) -> None:
    letter, desk = quarantined(receive, ("справка.pdf", PDF)), at(olga)
    page = desk.post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support"}).content.decode()
    assert "справка.pdf" in page
    assert "in quarantine" in page
    assert "Save this file" not in page
    assert asks(desk, letter).status_code == 302
    assert scanned(letter) == [(FileState.CLEAN, "")]
    assert "Save this file" in desk.post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support"}).content.decode()
    given = asks(desk, letter)
    assert b"".join(given.streaming_content) == PDF
    assert {name: given.headers[name] for name in HEADERS} == HEADERS
    seen = [event.facts for event in journal.history_of(aigerim.pk) if event.event == "data.read"]
    assert [each["purpose"] for each in seen if each["categories"] == ["request_files"]] == ["support"]


HEADERS = {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": "attachment; filename*=utf-8''%D1%81%D0%BF%D1%80%D0%B0%D0%B2%D0%BA%D0%B0.pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store, private",
}


def test_what_is_harmful_is_destroyed_and_said(
    aigerim: Person, olga: Person, receive: Receive, scanning: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    letter, desk = quarantined(receive, ("a.txt", EICAR), ("b.bin", b"x" + MARK), ("c.txt", b"harmless")), at(olga)
    with django_capture_on_commit_callbacks(execute=True):
        found = scanned(letter)
    assert [state for state, _ in found] == [FileState.INFECTED, FileState.INFECTED, FileState.CLEAN]
    assert [name.partition(".")[0] for _, name in found] == ["Eicar-Test-Signature", "Tests", ""]
    assert files.files_of(letter.pk) == [queries.files_of(letter.pk)[2].pk]
    page = desk.post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support"}).content.decode()
    assert page.count("harmful: it was destroyed") == 2
    assert page.count("Save this file") == 1
    assert {asks(desk, letter, place=place).status_code for place in (0, 1)} == {302}


def test_while_the_scanner_is_down_files_stay_in_quarantine_and_are_asked_about_later(
    aigerim: Person, receive: Receive, running: Clamd, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = quarantined(receive, ("a.txt", b"harmless"))
    file = queries.files_of(letter.pk)[0]
    monkeypatch.setattr(tasks, "now", lambda: NOW + 2 * tasks.WAITED)
    tasks.scan(str(file.pk))
    tasks.scan_waiting(0)
    file.refresh_from_db()
    assert (file.state, file.scanned_at) == (FileState.QUARANTINED, None)
    settings.CLAMD_ADDRESS = running.address
    tasks.scan_waiting(0)
    file.refresh_from_db()
    assert file.state == FileState.CLEAN


def test_what_the_scanner_will_not_read_stays_shut_for_good(
    aigerim: Person, olga: Person, receive: Receive, scanning: Clamd
) -> None:
    letter = quarantined(receive, ("film.mp4", b"x" * (LARGEST_BYTES + 100_000)))
    assert scanned(letter) == [(FileState.UNKNOWABLE, "")]
    assert asks(at(olga), letter).status_code == 302


def test_the_disk_sees_neither_bytes_nor_names(aigerim: Person, receive: Receive) -> None:
    letter = quarantined(receive, ("a-name-of-hers.pdf", PDF))
    stored = [path for path in Path(default_storage.location).rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert PDF not in stored[0].read_bytes()
    assert "hers" not in str(stored[0])
    assert str(letter.pk) in str(stored[0])


def test_taking_out_twice_makes_one_file_and_too_many_are_left_in_the_letter(
    aigerim: Person, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_FILES", 2)
    letter = quarantined(receive, ("a", b"1"), ("b", b"2"), ("c", b"3"))
    operations.take_out(letter_id=letter.pk, at=NOW)
    assert [file.size_bytes for file in queries.files_of(letter.pk)] == [1, 1]
    assert len(files.files_of(letter.pk)) == 2


def test_nothing_is_taken_out_of_what_nobody_reads(aigerim: Person, receive: Receive) -> None:
    raw = signed(compose("Смотрите", files=(("a", b"1"),)))
    receive(raw)
    copy = receive(raw.replace(b"To: ", b"X-Trace: 1\r\nTo: ", 1))
    assert operations.take_out(letter_id=copy.pk, at=NOW) == 0
    assert operations.take_out(letter_id=uuid4(), at=NOW) == 0
    with pytest.raises(reading.Unreadable):
        reading.attached(None)  # type: ignore[arg-type]  # what no parser takes


@pytest.mark.parametrize("purpose", ["", "advertising", "rights"])
def test_a_file_needs_a_purpose_of_the_role(
    purpose: str, aigerim: Person, olga: Person, receive: Receive, scanning: Clamd
) -> None:
    letter = quarantined(receive, ("a.pdf", PDF))
    scanned(letter)
    assert asks(at(olga), letter, purpose=purpose).status_code == 302


def test_a_file_is_nothing_to_others_nor_by_another_letter(
    aigerim: Person, olga: Person, receive: Receive, scanning: Clamd
) -> None:
    letter, other = quarantined(receive, ("a.pdf", PDF)), quarantined(receive, ("b.pdf", PDF + b"2"))
    scanned(letter)
    for stranger in (factories.zoe(), factories.boris(), factories.dana()):
        assert asks(at(stranger), letter).status_code == 404
    file = queries.files_of(letter.pk)[0]
    wrong = at(olga).post(f"/desk/letters/{other.pk}/files/{file.pk}/", {"purpose": "support"})
    assert wrong.status_code == 404


def test_erased_with_its_letter(aigerim: Person, receive: Receive) -> None:
    letter = quarantined(receive, ("a.pdf", PDF))
    assert len(files.files_of(letter.pk)) == 1
    certificate = erasure.erase_person(person_id=aigerim.pk, request_id=None, by=None, at=NOW)
    erasure.finish(certificate_id=certificate.pk, at=NOW)
    assert (AttachedFile.objects.count(), files.files_of(letter.pk)) == (0, [])


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("справка.pdf", "справка.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.txt", "a.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ('a"\r\nSet-Cookie: x=1.txt', "a_Set-Cookie_ x_1.txt"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_strangers_name_becomes_a_harmless_one(given: str, made: str) -> None:
    assert names.harmless(given) == made
