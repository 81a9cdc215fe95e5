"""The pages of clients and cases: only whom one works with, nothing lost, mistakes beside the field."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.practice.models import HandOver, Leaving, Note
from harmonia.privacy.operations import retention
from harmonia.privacy.states import HoldGround
from harmonia.specialists.models import Specialist
from harmonia.web import finding
from tests import factories
from tests.booking import scene as bookings
from tests.practice.scene import CANARY, together, write
from tests.rooms.scene import agree, session
from tests.web.booking.conftest import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def seen(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_the_list_names_whom_he_works_with(practice: Specialist, boris: Person, aigerim: Person) -> None:
    factories.zoe()
    page = seen(client_of(boris), "/practice/clients/")
    assert "Aigerim" in page
    assert "1 session held" in page
    assert "Zoe" not in page


def test_three_clients_ask_no_more_than_one(practice: Specialist, boris: Person) -> None:
    browser, asked = client_of(boris), []
    browser.get("/practice/clients/")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            browser.get("/practice/clients/")
        asked.append(len(queries))
        for number in (31, 32) if len(asked) == 1 else ():
            client = factories.entered(f"Timur{number}", "client", number=number, age=30)
            together(client, practice, now() + timedelta(hours=2 * (number - 30)))
    assert asked[0] == asked[1]


def test_a_case_shows_sessions_agreement_and_notes(practice: Specialist, boris: Person, aigerim: Person) -> None:
    path = f"/practice/clients/{aigerim.pk}/"
    assert "There is no informed consent in force" in seen(client_of(boris), path)
    agree(aigerim, practice, now())
    write(boris, aigerim, at=now())
    page = seen(client_of(boris), path)
    assert "The informed consent to your help stands since" in page
    for words in (CANARY, "What the client says", "took place", "booked"):
        assert words in page


def test_who_left_is_as_good_as_missing(practice: Specialist, boris: Person, aigerim: Person) -> None:
    note = write(boris, aigerim, at=now())
    booking.leave_specialist(client=aigerim, specialist_id=practice.pk, at=now())
    browser = client_of(boris)
    for path in (f"/practice/clients/{aigerim.pk}/", f"/practice/notes/{note.pk}/"):
        assert browser.get(path).status_code == 404
        assert browser.get(path).content == browser.get(path.replace(path.split("/")[3], str(uuid4()))).content
    assert "Aigerim" not in seen(browser, "/practice/clients/")


def test_a_note_is_written_and_changed(practice: Specialist, boris: Person, aigerim: Person) -> None:
    browser, path = client_of(boris), f"/practice/clients/{aigerim.pk}/notes/crisis/"
    assert "Whether there is danger" in seen(browser, path)
    answer = browser.post(path, {"happened": CANARY, "danger": "", "done": "", "plan": "", "edition": "1"})
    assert answer.url == f"/practice/clients/{aigerim.pk}/"
    note = Note.objects.get()
    change = f"/practice/notes/{note.pk}/"
    assert CANARY in seen(browser, change)
    browser.post(change, {"happened": "calmer now", "edition": "1"})
    page = seen(browser, answer.url)
    assert ("calmer now" in page, CANARY in page, "changed " in page) == (True, False, True)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"text": "  "}, "Write something in one of the fields."),
        ({"text": "x" * 20_001}, "This is too long. Please shorten it."),
    ],
)
def test_a_mistake_is_told_beside_the_field(
    practice: Specialist, boris: Person, aigerim: Person, said: dict[str, str], told: str
) -> None:
    answer = client_of(boris).post(f"/practice/clients/{aigerim.pk}/notes/free/", {**said, "edition": "1"})
    page = unescape(answer.content.decode())
    assert told in page.split('id="id_text_error"')[1]
    assert said["text"] in page, "nothing is lost"
    assert not Note.objects.exists()


def test_two_open_pages_do_not_undo_each_other(practice: Specialist, boris: Person, aigerim: Person) -> None:
    note = write(boris, aigerim, template="free", parts={"text": "first"}, at=now())
    browser, path = client_of(boris), f"/practice/notes/{note.pk}/"
    browser.post(path, {"text": "from the telephone", "edition": "1"})
    answer: Any = browser.post(path, {"text": "from the desk", "edition": "1"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "from the telephone" in page
    assert "from the desk" in page
    assert 'name="edition" value="2"' in page
    assert browser.post(path, {"text": "from the desk", "edition": "2"}).status_code == 302


def test_what_a_note_said_before_is_there_to_read(practice: Specialist, boris: Person, aigerim: Person) -> None:
    note = write(boris, aigerim, template="free", parts={"text": "first"}, at=now())
    browser, path = client_of(boris), f"/practice/notes/{note.pk}/"
    assert "What it said before" not in seen(browser, path)
    browser.post(path, {"text": "second", "edition": "1"})
    assert "first" in seen(browser, path).split("What it said before")[1]


def test_a_note_is_deleted_after_being_asked_once_more(practice: Specialist, boris: Person, aigerim: Person) -> None:
    note = write(boris, aigerim, template="free", parts={"text": CANARY}, at=now())
    path = f"/practice/notes/{note.pk}/delete/"
    assert client_of(boris).post(path).status_code == 302
    assert Note.objects.exists(), "first he shows once more that it is he"
    browser = factories.confirmed(client_of(boris))
    page = seen(browser, path)
    assert CANARY in page
    assert "cannot be brought back" in page
    assert browser.post(path).url == f"/practice/clients/{aigerim.pk}/"
    assert not Note.objects.exists()
    assert browser.get(path).status_code == 404


def test_why_a_note_must_stay_is_said_before(practice: Specialist, boris: Person, aigerim: Person) -> None:
    note = write(boris, aigerim, template="free", parts={"text": CANARY}, at=now())
    retention.hold(
        ground=HoldGround.DISPUTE, reference="D-1", by=aigerim.pk, at=now(), expires_at=now() + timedelta(days=9),
        person_id=aigerim.pk,
    )  # fmt: skip
    browser, path = factories.confirmed(client_of(boris)), f"/practice/notes/{note.pk}/delete/"
    page = seen(browser, path)
    assert "It must stay for now" in page
    assert "Delete the note" not in page
    assert browser.post(path).url == f"/practice/notes/{note.pk}/"
    assert Note.objects.exists()


def test_no_note_by_an_unknown_template(practice: Specialist, boris: Person, aigerim: Person) -> None:
    assert client_of(boris).get(f"/practice/clients/{aigerim.pk}/notes/diagnosis/").status_code == 404


def test_my_data_says_that_there_are_notes(practice: Specialist, boris: Person, aigerim: Person) -> None:
    browser = client_of(aigerim)
    assert "Nothing is held." in seen(browser, "/me/data/kinds/session_notes/")
    write(boris, aigerim, at=now())
    page = seen(browser, "/me/data/kinds/session_notes/")
    assert "Борис Ахметов" in page
    assert "you may ask for their text" in page
    assert CANARY not in page


def test_no_page_of_the_desk_shows_a_note(practice: Specialist, boris: Person, aigerim: Person) -> None:
    write(boris, aigerim, at=now())
    for member in (factories.pavel(), factories.olga()):
        browser = factories.confirmed(client_of(member))
        answer = browser.get(f"/desk/people/{aigerim.pk}/", follow=True)
        assert CANARY not in answer.content.decode()


class TestHandOverPages:
    @pytest.fixture
    def vera(self, db: None) -> Person:
        return factories.vera(language="en", at=now() - timedelta(days=400))

    @pytest.fixture
    def receiver(self, vera: Person) -> Specialist:
        return bookings.practice_of(vera, at=now(), display_name="Вера Ким", register_checked_on=now().date())

    @pytest.fixture
    def path(self, practice: Specialist, receiver: Specialist) -> str:
        return f"/me/specialists/{practice.pk}/hand-over/"

    def test_who_leaves_after_a_session_is_asked_what_goes_over(
        self, practice: Specialist, aigerim: Person, path: str
    ) -> None:
        page = seen(client_of(aigerim), f"/me/specialists/{practice.pk}/leave/")
        shown = page.split('name="shown_kzt" value="')[1].split('"')[0]
        answer = client_of(aigerim).post(f"/me/specialists/{practice.pk}/leave/", {"shown_kzt": shown})
        assert answer.url == path

    def test_nothing_is_one_press(self, aigerim: Person, boris: Person, path: str) -> None:
        browser = client_of(aigerim)
        assert "Nothing goes over" in seen(browser, path)
        assert browser.post(f"{path}nothing/").url == "/specialists/"
        assert "You chose that nothing goes over" in seen(browser, path)
        assert "A summary is asked for" not in seen(client_of(boris), "/practice/clients/")

    @pytest.mark.parametrize(
        ("said", "field"), [({"receiver": ""}, "summary"), ({"attendance": "on", "receiver": ""}, "receiver")]
    )
    def test_what_is_missing_is_told_beside_the_field(
        self, aigerim: Person, path: str, said: dict[str, str], field: str
    ) -> None:
        answer = client_of(aigerim).post(path, said)
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in answer.content.decode()

    def test_to_whom_is_found_by_a_part_of_the_name(
        self, receiver: Specialist, aigerim: Person, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(finding, "MOST", 0)
        browser = client_of(aigerim)
        assert "Вера Ким" not in seen(browser, path)
        monkeypatch.setattr(finding, "MOST", 20)
        answer = browser.post(path, {"attendance": "on", "receiver_name": "вера", "receiver_find": "1"})
        page = answer.content.decode()
        assert (answer.status_code, "_error" in page, HandOver.objects.exists()) == (200, False, False)
        assert "Вера Ким" in page
        assert "checked" in page

    def test_a_summary_goes_its_way(
        self, practice: Specialist, receiver: Specialist, aigerim: Person, boris: Person, vera: Person, path: str
    ) -> None:
        client, giver = client_of(aigerim), client_of(boris)
        client.post(path, {"summary": "on", "attendance": "on", "receiver": str(receiver.pk)})
        asked = HandOver.objects.get()
        assert "Aigerim" in seen(giver, f"/practice/hand-overs/{asked.pk}/")
        assert giver.post(f"/practice/hand-overs/{asked.pk}/", {"text": ""}).status_code == 422
        giver.post(f"/practice/hand-overs/{asked.pk}/", {"text": CANARY})
        assert giver.get(f"/practice/hand-overs/{asked.pk}/").status_code == 404, "his part is done"
        assert CANARY in seen(client, path)
        client.post(f"/me/hand-overs/{asked.pk}/approve/")
        assert client_of(vera).get(f"/practice/clients/{aigerim.pk}/").status_code == 404, "not booked together yet"
        session(aigerim, receiver, now() + timedelta(days=3))
        page = seen(client_of(vera), f"/practice/clients/{aigerim.pk}/")
        assert CANARY in page
        assert "Sessions held there: 1." in page
        assert "Вера Ким" in seen(client, "/me/agreements/")
        client.post(f"/me/agreements/hand-overs/{asked.pk}/withdraw/")
        assert CANARY not in seen(client_of(vera), f"/practice/clients/{aigerim.pk}/")

    def test_a_stranger_finds_nothing(self, practice: Specialist, path: str) -> None:
        zoe = factories.zoe(at=now() - timedelta(days=1))
        assert client_of(zoe).get(path).status_code == 404
        assert client_of(zoe).post(f"{path}nothing/").status_code == 404

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"last_on": "2020-01-01", "sure": "on"}, "last_on"),
            ({"last_on": "x", "sure": "on"}, "last_on"),
            ({"last_on": "", "sure": ""}, "sure"),
        ],
    )
    def test_leaving_says_what_is_wrong(
        self, practice: Specialist, boris: Person, said: dict[str, str], field: str
    ) -> None:
        answer = client_of(boris).post("/practice/leave/", said)
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in answer.content.decode()
        assert not Leaving.objects.exists()
