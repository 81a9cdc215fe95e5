"""The privacy officer's queue and the responsible person's console; everybody else finds nothing there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.journal import queries as journal
from harmonia.privacy.models import Request
from harmonia.privacy.operations import requests as operations
from harmonia.privacy.queries import duties
from harmonia.privacy.states import AskedBy, Proof, RequestKind, RequestState, RequestWay
from harmonia.support import operations as support
from harmonia.vault import queries as vault
from harmonia.vault.reading import reading
from tests import factories
from tests.privacy.asking import ask, words

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DAY = timedelta(days=1)


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim(language="en", at=now())


@pytest.fixture
def pavel() -> Person:
    return factories.pavel(language="en", at=now())


@pytest.fixture
def desk(client: Client, pavel: Person) -> Client:
    client.force_login(pavel)
    return client


def page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.headers)
    return answer.content.decode()


def asked(person: Person | None, kind: str = RequestKind.COMPLAINT, **said: Any) -> Request:
    return ask(person, kind, **{"at": now(), **said})


def test_an_empty_queue_says_that_it_is_empty(desk: Client) -> None:
    assert "Nothing is open" in page(desk, "/desk/requests/")
    assert "Nothing is due" in page(desk, "/desk/duties/")


def test_the_most_urgent_stands_first_and_closed_ones_apart(desk: Client, aigerim: Person, pavel: Person) -> None:
    later = asked(aigerim, RequestKind.COMPLAINT)
    sooner = asked(aigerim, RequestKind.CORRECTION)
    over = asked(aigerim, RequestKind.OBJECTION, at=now() - 30 * DAY)
    seen = page(desk, "/desk/requests/")
    assert seen.index(over.number) < seen.index(sooner.number) < seen.index(later.number)
    assert "overdue" in seen
    for request in (later, sooner, over):
        operations.answer(request_id=request.pk, text="Да.", by=pavel.pk, at=now())
    assert "Nothing is open" in page(desk, "/desk/requests/")
    assert later.number in page(desk, "/desk/requests/?show=closed")


def test_what_was_written_is_masked_until_a_purpose_is_named(desk: Client, aigerim: Person, pavel: Person) -> None:
    request = asked(aigerim, text="Тайна Айгерим")
    path = f"/desk/requests/{request.pk}/"
    assert "Тайна" not in page(desk, path)
    assert desk.post(f"{path}show/", {"purpose": "rights"}).headers["Location"].startswith("/confirm/")
    factories.confirmed(desk)
    assert desk.post(f"{path}show/", {"purpose": "advertising"}).headers["Location"] == path
    seen = desk.post(f"{path}show/", {"purpose": "rights"}).content.decode()
    assert "Тайна Айгерим" in seen
    assert "Тайна" not in page(desk, path)
    looks = [one for one in journal.history_of(request.pk) if one.event == "data.read"]
    assert {"purpose": "rights", "categories": ["request_text"]} in [one.facts for one in looks]
    assert str(pavel.pk) in {one.actor for one in looks}


def test_taken_given_back_and_seen_in_another_officers_hands(desk: Client, aigerim: Person, pavel: Person) -> None:
    request = asked(aigerim)
    for act, expected in (("take", pavel.pk), ("give-back", None)):
        desk.post(f"/desk/requests/{request.pk}/{act}/")
        request.refresh_from_db()
        assert request.assigned_to == expected
    second = factories.entered("Pavlina", states.PRIVACY_OFFICER, number=9)
    operations.assign(request_id=request.pk, to=second, by=second, at=now())
    assert "Somebody else has taken it" in page(desk, f"/desk/requests/{request.pk}/")


def test_answered(desk: Client, aigerim: Person) -> None:
    request = asked(aigerim)
    path = f"/desk/requests/{request.pk}/answer/"
    assert 'id="id_answer-text_error"' in desk.post(path, {"answer-text": ""}).content.decode()
    assert desk.post(path, {"answer-text": "Ответ."}).headers["Location"] == "/desk/requests/"
    request.refresh_from_db()
    assert (request.state, words(request)["answer"]) == (RequestState.DONE, "Ответ.")
    assert "has moved on" in desk.post(path, {"answer-text": "Другой."}, follow=True).content.decode()
    assert words(request)["answer"] == "Ответ."


def test_refused_on_a_ground_of_its_kind_only(desk: Client, aigerim: Person) -> None:
    request = asked(aigerim)
    path = f"/desk/requests/{request.pk}/refuse/"
    answer = desk.post(path, {"refusal-ground": "kept_by_law"})
    assert 'id="id_refusal-ground_error"' in answer.content.decode()
    desk.post(path, {"refusal-ground": "no_violation"})
    request.refresh_from_db()
    assert (request.state, request.ground) == (RequestState.REFUSED, "no_violation")


def test_corrected(desk: Client, aigerim: Person) -> None:
    request = asked(aigerim, RequestKind.CORRECTION)
    path = f"/desk/requests/{request.pk}/correct/"
    said = {"correction-category": "client_age", "correction-value": "17"}
    assert 'id="id_correction-value_error"' in desk.post(path, said).content.decode()
    desk.post(path, {**said, "correction-value": "33"})
    with reading("rights", actor=None):
        assert Person.objects.get(pk=aigerim.pk).age == 33


def test_carried_out_after_a_second_look(desk: Client, aigerim: Person) -> None:
    request = asked(aigerim, RequestKind.NOT_MINE, way=RequestWay.LETTER, proof=Proof.LETTER)
    path = f"/desk/requests/{request.pk}/carry-out/"
    assert desk.post(path).headers["Location"].startswith("/confirm/")
    assert vault.blocked(aigerim.pk)
    factories.confirmed(desk).post(path)
    request.refresh_from_db()
    assert request.state == RequestState.DONE


def test_proof_is_asked_for_and_seen(desk: Client, aigerim: Person) -> None:
    request = asked(aigerim)
    desk.post(f"/desk/requests/{request.pk}/ask-proof/")
    request.refresh_from_db()
    assert request.state == RequestState.UNPROVED
    desk.post(f"/desk/requests/{request.pk}/prove/")
    request.refresh_from_db()
    assert (request.state, request.proof) == (RequestState.IN_WORK, Proof.EVIDENCE)


def test_no_more_time_than_the_law_gives(desk: Client, aigerim: Person) -> None:
    request = asked(aigerim)
    assert "Prolong" not in page(desk, f"/desk/requests/{request.pk}/")
    answer = desk.post(f"/desk/requests/{request.pk}/prolong/", follow=True)
    assert "No law allows more time" in answer.content.decode()


def paper(**said: str) -> dict[str, str]:
    return {
        "address": "aigerim@example.kz", "kind": "blocking", "asked_by": "authority", "contact": "", "proved": "on",
        "received_on": now().strftime("%Y-%m-%d"), "text": "Требование.", **said,
    }  # fmt: skip


def test_a_paper_is_typed_in(desk: Client, aigerim: Person, pavel: Person) -> None:
    desk.post("/desk/requests/new/", paper())
    request = Request.objects.get()
    assert (request.way, request.asked_by, request.entered_by) == (RequestWay.PAPER, AskedBy.AUTHORITY, pavel.pk)
    assert vault.blocked(aigerim.pk)


@pytest.mark.parametrize("said", [{"received_on": "2999-01-01"}, {"text": ""}, {"kind": "salary"}])
def test_a_paper_that_makes_no_sense_is_not(desk: Client, aigerim: Person, said: dict[str, str]) -> None:
    assert desk.post("/desk/requests/new/", paper(**said)).status_code == 200
    assert not Request.objects.exists()


def test_a_paper_without_proof_blocks_nobody(desk: Client, aigerim: Person) -> None:
    desk.post("/desk/requests/new/", {**paper(), "proved": ""})
    assert Request.objects.get().state == RequestState.UNPROVED
    assert not vault.blocked(aigerim.pk)


@pytest.mark.parametrize("role", [states.SUPPORT, states.VERIFIER, states.ANALYST, states.OWNER, states.CLIENT])
def test_nobody_else_finds_the_queue(client: Client, aigerim: Person, role: str) -> None:
    request = asked(aigerim)
    client.force_login(factories.entered("Other", role, number=9))
    factories.confirmed(client)
    path = f"/desk/requests/{request.pk}/"
    for address in ("/desk/requests/", "/desk/requests/new/", path):
        assert client.get(address).status_code == 404
    for act in (
        "answer",
        "ask-proof",
        "take",
        "give-back",
        "hand-over",
        "carry-out",
        "correct",
        "prolong",
        "prove",
        "refuse",
        "show",
    ):
        assert client.post(f"{path}{act}/", {"answer-text": "x", "purpose": "rights"}).status_code == 404
    request.refresh_from_db()
    assert (request.state, request.assigned_to) == (RequestState.IN_WORK, None)
    assert client.get("/desk/duties/").status_code == (200 if role == states.OWNER else 404)


def test_a_missing_request_is_missing(desk: Client) -> None:
    path = "/desk/requests/00000000-0000-4000-8000-000000000000/"
    assert desk.get(path).status_code == 404
    assert desk.post(f"{path}take/").status_code == 404


def test_the_console_holds_every_duty_by_urgency(desk: Client, aigerim: Person, pavel: Person) -> None:
    from harmonia.privacy.operations import breaches

    late = asked(aigerim, RequestKind.OBJECTION, at=now() - 30 * DAY)
    operations.escalate_overdue(at=now())
    breach = breaches.enter_breach(happened="…", found_at=now(), drill=False, by=pavel.pk, at=now())
    far = asked(aigerim)
    found = duties.open_duties(now())
    assert [duty.pk for duty in found] == [late.pk, breach.pk, far.pk]
    assert [duty.overdue(now()) for duty in found] == [True, False, False]
    assert duties.busy(found) == {"request": 2, "breach": 1}
    seen = page(desk, "/desk/duties/")
    assert "1 term has passed." in seen
    assert "escalated" in seen
    assert f"/desk/registers/breaches/{breach.pk}/" in seen


def test_a_long_console_has_pages_and_leaves_nothing_out(desk: Client, aigerim: Person) -> None:
    asked_for = [asked(None, at=now() - number * DAY).number for number in range(27)]
    first, second = page(desk, "/desk/duties/"), page(desk, "/desk/duties/?page=2")
    on_first = {number for number in asked_for if number in first}
    on_second = {number for number in asked_for if number in second}
    assert (len(on_first), len(on_second), on_first | on_second) == (25, 2, set(asked_for))
    assert asked_for[-1] in on_first, "the most urgent stand on the first page"


def test_a_dispute_that_waits_for_its_first_answer_has_its_term_in_the_console(desk: Client, aigerim: Person) -> None:
    olga = factories.olga(language="en", at=now())
    dispute = support.open_dispute(about="service", about_id=None, text="a word of hers", opener=aigerim, at=now())
    seen = page(desk, "/desk/duties/")
    assert dispute.number in seen
    assert f"/desk/disputes/{dispute.pk}/" not in seen, "it is not his to open"
    assert "a word of hers" not in seen
    support.assign_dispute(dispute_id=dispute.pk, to=olga, by=olga, at=now())
    assert "in hand" in page(desk, "/desk/duties/")
    support.say_in_dispute(dispute_id=dispute.pk, text="We look into it.", by=olga, at=now())
    assert dispute.number not in page(desk, "/desk/duties/"), "it is answered: the term of the law is kept"


def test_the_queue_costs_the_same_for_one_and_for_three(desk: Client, aigerim: Person) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked(aigerim)
    page(desk, "/desk/requests/")
    with CaptureQueriesContext(connection) as one:
        page(desk, "/desk/requests/")
    asked(aigerim, RequestKind.OBJECTION)
    asked(aigerim, RequestKind.CORRECTION)
    with CaptureQueriesContext(connection) as three:
        page(desk, "/desk/requests/")
    assert len(three) == len(one)
