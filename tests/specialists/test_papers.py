"""Papers of applicants: each kind of bad file, a real scanner, and what of a good one reaches the verifier."""

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core.scanner import ScannerAway
from harmonia.privacy.operations import erasure
from harmonia.specialists import operations, queries, rules, tasks
from harmonia.specialists.models import Document
from harmonia.specialists.permissions import Denied
from harmonia.specialists.rules import NotAPaper, Unreadable
from harmonia.vault import files, reading
from tests import factories
from tests.factories import NOW
from tests.specialists import desk
from tests.support import clamd
from tests.support.clamd import EICAR, LARGEST_BYTES, MARK, Clamd

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


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
def nurlan(db: None) -> Person:
    person = desk.nurlan()
    desk.begun(person)
    return person


def scanned(document: Document, capture: Any) -> Document:
    with capture(execute=True):
        found = operations.scan(document_id=document.pk, at=NOW)
    assert found is not None
    return found


def read(document: Document) -> bytes:
    assert document.content is not None
    with reading.reading(policy.VERIFICATION, actor=None):
        return b"".join(
            files.opened(subject_id=document.person_id, category="specialist_documents", file_id=document.content)
        )


def busy_pdf() -> bytes:
    """With a script that runs on opening, a form, a file inside, a link, and an author."""
    paper = pikepdf.new()
    page = paper.add_blank_page(page_size=(200, 200))
    script = paper.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('SCRIPT-INSIDE')"))
    paper.Root.OpenAction = script
    paper.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA="FORM-INSIDE")
    page.obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=script)])
    page.obj.AA = pikepdf.Dictionary(O=script)
    paper.attachments["inside.exe"] = b"FILE-INSIDE"
    paper.docinfo["/Author"] = "AUTHOR-INSIDE"
    out = io.BytesIO()
    paper.save(out, compress_streams=False)
    return out.getvalue()


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * 10_000_000)
    return out.getvalue()


def vast_png(side: int = 50_000) -> bytes:
    """A header that promises fifty thousand dots each way; what follows is never unpacked."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.pdf", EICAR),
        ("archive.pdf", zip_bomb()),
        ("archive.zip", zip_bomb()),
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.pdf", desk.picture()),
        ("paper.png", desk.pdf()),
        ("picture.gif", desk.picture("GIF")),
        ("shifted.pdf", b"PK\x03\x04" + desk.pdf()),
        ("no-ending", desk.pdf()),
        ("empty.pdf", b""),
    ],
)
def test_what_is_not_what_its_name_says_is_not_taken(nurlan: Person, name: str, content: bytes) -> None:
    with pytest.raises(NotAPaper):
        operations.upload(person_id=nurlan.pk, kind="degree", name=name, content=content, at=NOW)
    assert not Document.objects.exists()


def test_size_and_number_have_a_limit(nurlan: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(operations.TooLarge):
        desk.send(nurlan, content=desk.pdf() + b" " * policy.VERIFICATION_TERMS.largest_bytes)
    for _ in range(policy.VERIFICATION_TERMS.most_documents):
        desk.send(nurlan)
    with pytest.raises(operations.TooMany):
        desk.send(nurlan)


def test_it_waits_shut_until_the_scanner_answers(
    nurlan: Person, running: Clamd, settings: Any, django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    document = desk.send(nurlan)
    with pytest.raises(ScannerAway):
        operations.scan(document_id=document.pk, at=NOW)
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW + timedelta(hours=1))
    tasks.scan_waiting(0)
    document.refresh_from_db()
    assert (document.state, document.content, document.scanned_at) == ("quarantined", None, None)
    settings.CLAMD_ADDRESS = running.address
    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_waiting(0)
    document.refresh_from_db()
    assert document.state == "clean"
    assert files.files_of(nurlan.pk) == [document.content]


def test_what_the_scanner_knows_is_destroyed(
    nurlan: Person, scanning: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    document = scanned(desk.send(nurlan, content=desk.pdf() + MARK), django_capture_on_commit_callbacks)
    assert (document.state, document.found.partition(".U")[0]) == ("infected", "Tests.Mark")
    assert files.files_of(nurlan.pk) == []


def test_what_it_does_not_read_stays_shut_for_good(
    nurlan: Person, scanning: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    large = desk.pdf() + b"%" * (LARGEST_BYTES + 100_000)
    assert scanned(desk.send(nurlan, content=large), django_capture_on_commit_callbacks).state == "unknowable"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.png", vast_png(), "too_large"),
        ("a.png", desk.picture()[:60], "broken"),
        ("a.jpg", b"\xff\xd8\xff" + b"not a picture", "broken"),
        ("a.pdf", b"%PDF-1.7 and nothing else", "broken"),
    ],
)
def test_what_cannot_be_made_anew_is_destroyed_with_the_reason(
    nurlan: Person, scanning: Clamd, django_capture_on_commit_callbacks: Any, name: str, content: bytes, why: str
) -> None:
    document = scanned(desk.send(nurlan, name=name, content=content), django_capture_on_commit_callbacks)
    assert (document.state, document.found) == ("unreadable", why)
    assert files.files_of(nurlan.pk) == []


def test_a_locked_paper_and_an_endless_one() -> None:
    out = io.BytesIO()
    locked = pikepdf.new()
    locked.add_blank_page()
    locked.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(Unreadable, match="locked"):
        rules.made_anew(out.getvalue())
    with pytest.raises(Unreadable, match="too_many_pages"):
        rules.made_anew(desk.pdf(policy.VERIFICATION_TERMS.most_pages + 1))


def test_a_pdf_loses_scripts_forms_files_links_and_author(
    nurlan: Person, scanning: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    before = busy_pdf()
    words = (b"SCRIPT-INSIDE", b"FORM-INSIDE", b"FILE-INSIDE", b"AUTHOR-INSIDE")
    assert all(word in before for word in words)
    after = read(scanned(desk.send(nurlan, content=before), django_capture_on_commit_callbacks))
    with pikepdf.open(io.BytesIO(after)) as paper:
        out = io.BytesIO()
        paper.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert len(paper.pages) == 1
        assert set(paper.Root.keys()) == {"/Type", "/Pages"}
    assert not any(word in out.getvalue() for word in words)


def test_a_picture_loses_where_it_was_taken_and_what_hides_behind_it(
    nurlan: Person, scanning: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    """A polyglot: a picture to one program, an archive to another. And the place that a telephone writes in."""
    traces = Image.Exif()
    traces[0x010E] = "TAKEN-AT-HOME"
    polyglot = desk.picture("JPEG", exif=traces.tobytes()) + zip_bomb()
    assert zipfile.is_zipfile(io.BytesIO(polyglot))
    assert b"TAKEN-AT-HOME" in polyglot
    document = scanned(desk.send(nurlan, name="диплом.JPG", content=polyglot), django_capture_on_commit_callbacks)
    after = read(document)
    assert not zipfile.is_zipfile(io.BytesIO(after))
    assert b"TAKEN-AT-HOME" not in after
    with Image.open(io.BytesIO(after)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (40, 30), {})


def test_the_disk_sees_neither_bytes_nor_names(nurlan: Person) -> None:
    document = desk.send(nurlan, name="a-name-of-his.pdf")
    stored = [path for path in Path(default_storage.location).rglob("*") if path.is_file()]
    assert [path.name for path in stored] == [str(document.pk)]
    assert b"%PDF" not in stored[0].read_bytes()
    assert "his" not in str(stored[0].relative_to(default_storage.location))


def test_only_whoever_has_the_application_in_hand_opens_a_clean_paper(
    nurlan: Person, dana: Person, scanning: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    papers = [desk.send(nurlan, "degree"), desk.send(nurlan, "practice")]
    with desk.open_as(nurlan):
        application = operations.submit(person_id=nurlan.pk, note="", at=NOW)
    other = factories.entered("Daniyar", "verifier", number=9)
    operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)

    def given(by: Person) -> bytes:
        with reading.reading(policy.VERIFICATION, actor=by.pk):
            found = operations.give(application_id=application.pk, document_id=papers[0].pk, by=by, at=NOW)
            assert found.name.endswith(".pdf")
            return b"".join(found.chunks)

    with pytest.raises(operations.InQuarantine):
        given(dana)
    scanned(papers[0], django_capture_on_commit_callbacks)
    assert given(dana).startswith(b"%PDF-")
    for stranger in (other, factories.olga(), nurlan):
        with pytest.raises(Denied):
            given(stranger)


def test_he_takes_a_paper_out_until_it_is_handed_in_and_nobody_elses(
    nurlan: Person, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = desk.send(nurlan), desk.send(nurlan)
    with pytest.raises(Document.DoesNotExist):
        operations.remove(person_id=factories.zoe().pk, document_id=first.pk, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove(person_id=nurlan.pk, document_id=first.pk, at=NOW)
    assert files.files_of(nurlan.pk) == [second.pk]
    desk.send(nurlan, "practice")
    with desk.open_as(nurlan):
        operations.submit(person_id=nurlan.pk, note="", at=NOW)
    with pytest.raises(operations.WrongState):
        operations.remove(person_id=nurlan.pk, document_id=second.pk, at=NOW)


def test_erased_with_him(nurlan: Person) -> None:
    desk.send(nurlan)
    certificate = erasure.erase_person(person_id=nurlan.pk, request_id=None, by=None, at=NOW)
    erasure.finish(certificate_id=certificate.pk, at=NOW)
    assert files.files_of(nurlan.pk) == []
    assert queries.application_of(nurlan.pk) is None
