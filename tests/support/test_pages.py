"""Letters on pages: at the desk masked until a purpose is named, in the cabinet one's own and nobody else's."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.journal import queries as journal
from harmonia.privacy.models import Request
from harmonia.support import operations
from harmonia.support.models import Letter, Reply
from harmonia.support.rules import limits
from harmonia.support.states import LetterState
from harmonia.vault.reading import reading
from tests import factories
from tests.factories import NOW
from tests.support.writing import compose, signed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Receive = Callable[..., Letter]
SECRET = "a-word-that-only-she-wrote"


def at(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return factories.confirmed(client)


@pytest.fixture
def olga(db: None) -> Person:
    return factories.olga(language="en")


def page(person: Person, path: str) -> str:
    answer = at(person).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_queue_says_nothing_of_what_a_letter_says(aigerim: Person, olga: Person, receive: Receive) -> None:
    letter = receive(signed(compose(SECRET, subject="a-subject-of-hers")))
    for path in ("/desk/letters/", f"/desk/letters/{letter.pk}/"):
        said = page(olga, path)
        assert letter.thread is not None
        assert letter.thread.number in said
        assert [word for word in (SECRET, "a-subject-of-hers", "aigerim@") if word in said] == []


def test_a_letter_opens_for_a_named_purpose_and_she_sees_who_opened_it(
    aigerim: Person, olga: Person, receive: Receive
) -> None:
    letter = receive(signed(compose(SECRET)))
    desk = at(olga)
    for purpose in ("", "advertising", "rights"):  # none, one for which nobody may, one that is another role's
        assert desk.post(f"/desk/letters/{letter.pk}/open/", {"purpose": purpose}).status_code == 302
    assert SECRET in desk.post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support"}).content.decode()
    seen = [event for event in journal.history_of(aigerim.pk) if event.event == "data.read"]
    assert [(event.actor, event.facts["purpose"]) for event in seen if event.actor == str(olga.pk)] == [
        (str(olga.pk), "support")
    ]


def test_a_strangers_address_is_hidden_until_a_purpose_is_named(olga: Person, receive: Receive) -> None:
    """And then it is what he wrote, and nothing that he did not."""
    raw = signed(compose(SECRET, subject="a-subject-of-his", sender="eve@evil.kz"), domain="evil.kz")
    letter, desk = receive(raw), at(olga)
    hidden = [SECRET, "a-subject-of-his", "eve@evil.kz", "evil.kz"]
    for path in ("/desk/letters/", "/desk/letters/?state=to_look", f"/desk/letters/{letter.pk}/"):
        assert [word for word in hidden if word in page(olga, path)] == []
    refused = desk.post(f"/desk/letters/{letter.pk}/open/", {"purpose": "advertising"}, follow=True).content.decode()
    assert [word for word in hidden if word in refused] == []
    opened = desk.post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support"}).content.decode()
    assert [word for word in hidden if word in opened] == hidden


def test_an_opened_letter_shows_nothing_of_the_account_that_the_letter_does_not_say(
    aigerim: Person, olga: Person, receive: Receive
) -> None:
    letter = receive(signed(compose(SECRET)))
    opened = at(olga).post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support"}).content.decode()
    with reading(policy.SUPPORT, actor=None):
        others = [str(aigerim.phone), str(aigerim.name)]
    assert SECRET in opened
    assert [word for word in others if word in opened] == []


@pytest.mark.parametrize("stranger", ["dana", "zoe", "boris"])
def test_letters_are_nothing_to_others(stranger: str, aigerim: Person, receive: Receive) -> None:
    letter = receive(signed(compose(SECRET)))
    client = at(getattr(factories, stranger)())
    paths = [f"/desk/letters/{letter.pk}/{name}" for name in ("", "open/", "answer/", "request/", "aside/", "take/")]
    assert {client.get("/desk/letters/").status_code, client.get(paths[0]).status_code} == {404}
    assert {
        client.post(path, {"purpose": "support", "kind": "erasure", "text": "x"}).status_code for path in paths[1:]
    } == {404}
    letter.refresh_from_db()
    assert letter.state == LetterState.TO_LOOK


def test_an_answer_goes_from_the_thread_and_its_answer_comes_back_to_it(
    aigerim: Person, olga: Person, receive: Receive, outgoing: Callable[..., list[EmailMessage]]
) -> None:
    letter = receive(signed(compose("Не могу войти.")))
    at(olga).post(f"/desk/letters/{letter.pk}/answer/", {"text": "Попробуйте ещё раз.\n\nОльга"})
    letter.refresh_from_db()
    assert letter.state == LetterState.ANSWERED
    [sent] = [each for each in outgoing() if each["Auto-Submitted"] == "no"]
    assert sent["To"] == "aigerim@example.kz"
    assert "Попробуйте" in str(sent.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    by_address = receive(signed(compose("Спасибо!", to=sent["Reply-To"])))
    by_reference = receive(signed(compose("Спасибо!", In_Reply_To=sent["Message-ID"])))
    by_number = receive(signed(compose("Спасибо!", subject=f"Re: {sent['Subject']}")))
    assert {each.thread_id for each in (by_address, by_reference, by_number)} == {letter.thread_id}


def test_a_stranger_who_knows_the_number_is_not_let_into_the_conversation(
    aigerim: Person, receive: Receive, outgoing: Callable[..., list[EmailMessage]]
) -> None:
    letter = receive(signed(compose("Не могу войти.")))
    sent = outgoing()[-1]
    marks: dict[str, Any] = {"to": sent["Reply-To"], "subject": sent["Subject"], "In_Reply_To": sent["Message-ID"]}
    other = receive(signed(compose("Дайте мне это", sender="eve@evil.kz", **marks), domain="evil.kz"))
    assert other.thread_id != letter.thread_id


def test_staff_turn_a_letter_into_a_request_of_a_kind(aigerim: Person, olga: Person, receive: Receive) -> None:
    letter = receive(signed(compose("Сделайте то, о чём я говорила по телефону.")))
    desk = at(olga)
    assert desk.post(f"/desk/letters/{letter.pk}/request/", {"kind": "something"}).status_code == 404
    desk.post(f"/desk/letters/{letter.pk}/request/", {"kind": "correction"})
    letter.refresh_from_db()
    request = Request.objects.get()
    assert (letter.state, letter.request_id, letter.decided_by) == (LetterState.DONE, request.pk, olga.pk)
    assert (request.kind, request.person_id) == ("correction", aigerim.pk)
    desk.post(f"/desk/letters/{letter.pk}/request/", {"kind": "correction"})
    assert Request.objects.count() == 1


def test_a_request_made_of_an_unproved_letter_is_nobodys(aigerim: Person, olga: Person, receive: Receive) -> None:
    letter = receive(compose("Жалоба и ещё многое."))
    at(olga).post(f"/desk/letters/{letter.pk}/request/", {"kind": "withdrawal"})
    request = Request.objects.get()
    assert (request.person_id, request.state) == (None, "unproved")


def test_a_letter_is_taken_and_set_aside(aigerim: Person, olga: Person, receive: Receive) -> None:
    letter = receive(signed(compose("Спам")))
    desk = at(olga)
    desk.post(f"/desk/letters/{letter.pk}/take/")
    desk.post(f"/desk/letters/{letter.pk}/aside/")
    letter.refresh_from_db()
    assert letter.thread is not None
    assert (letter.thread.assigned_to, letter.state) == (olga.pk, LetterState.NOT_A_REQUEST)
    assert letter.pk not in {row["letter"].pk for row in desk.get("/desk/letters/").context["rows"]}


def test_what_no_parser_reads_is_shown_by_its_first_bytes(
    olga: Person, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harmonia.support.rules.reading._read", lambda raw: 1 / 0)
    letter = receive(b"Subject: <script>alert(1)</script>\r\n\r\nx")
    assert letter.state == LetterState.QUARANTINED
    said = at(olga).post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support"}).content.decode()
    assert "&lt;script&gt;alert(1)" in said
    assert "<script>alert" not in said
    assert "names no address" in page(olga, f"/desk/letters/{letter.pk}/")


def test_attachments_are_named_and_never_opened(aigerim: Person, olga: Person, receive: Receive) -> None:
    letter = receive(signed(compose("Смотрите", files=(("scan.pdf", b"%PDF-inside"),))))
    said = at(olga).post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support"}).content.decode()
    assert "scan.pdf" in said
    assert "%PDF-inside" not in said


def test_ones_own_letters_stand_in_the_cabinet_with_the_answers(
    aigerim: Person, olga: Person, receive: Receive
) -> None:
    letter = receive(signed(compose(SECRET)))
    at(olga).post(f"/desk/letters/{letter.pk}/answer/", {"text": "an-answer-of-ours"})
    said = page(aigerim, f"/me/letters/{letter.thread_id}/")
    assert SECRET in said
    assert "an-answer-of-ours" in said
    zoe = at(factories.zoe())
    assert zoe.get(f"/me/letters/{letter.thread_id}/").status_code == 404
    assert zoe.get("/me/letters/999999/").content == zoe.get(f"/me/letters/{letter.thread_id}/").content


def test_what_somebody_wrote_in_her_name_is_not_in_her_cabinet(aigerim: Person, receive: Receive) -> None:
    mine = receive(signed(compose("Моё письмо")))
    assert mine.thread is not None
    forged = receive(compose("a-forgers-words", subject=f"Re: {mine.thread.number}"))
    assert forged.thread_id == mine.thread_id
    assert "a-forgers-words" not in page(aigerim, f"/me/letters/{mine.thread_id}/")


def test_a_letter_written_in_the_cabinet_goes_the_same_road(aigerim: Person) -> None:
    client = at(aigerim)
    client.post("/me/letters/", {"subject": "Прошу", "text": "Заблокируйте мои данные."})
    letter = Letter.objects.get()
    assert operations.sort(letter_id=letter.pk, at=NOW) is not None
    request = Request.objects.get()
    assert request.kind == "blocking"
    letter.refresh_from_db()
    assert f'href="/me/letters/{letter.thread_id}/"' in client.get(f"/me/requests/{request.pk}/").content.decode()


def test_nobody_writes_without_end_from_the_cabinet(aigerim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "A_DAY_FROM_ONE_PERSON", 2)
    client = at(aigerim)
    said = [client.post("/me/letters/", {"subject": str(n), "text": "x"}).status_code for n in range(3)]
    assert (said, Letter.objects.count()) == ([302, 302, 200], 2)


@pytest.mark.parametrize("path", ["/desk/letters/", "/me/letters/"])
def test_lists_ask_the_database_alike_for_one_and_for_three(
    path: str, aigerim: Person, olga: Person, receive: Receive
) -> None:
    client = at(olga if path.startswith("/desk") else aigerim)
    receive(signed(compose("один")))
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for words in ("два", "три"):
        receive(signed(compose(words)))
    with CaptureQueriesContext(connection) as three:
        client.get(path)
    assert len(three) == len(one)


def test_an_answer_to_nobody_is_refused(olga: Person, receive: Receive) -> None:
    letter = receive(compose("x", sender="P@x.kz").replace(b"From: P@x.kz", b"From: nobody"))
    at(olga).post(f"/desk/letters/{letter.pk}/answer/", {"text": "x"})
    assert Reply.objects.count() == 0
