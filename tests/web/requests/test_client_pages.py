"""Requests in the cabinet: asked for, confirmed, seen with their clocks, taken back; and never another's."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.journal import operations as journal
from harmonia.privacy.models import Request
from harmonia.privacy.operations import requests as operations
from harmonia.privacy.states import AskedBy, Proof, RequestKind, RequestState, RequestWay
from harmonia.vault import queries as vault
from tests import factories
from tests.journal.test_journal import seal_all
from tests.privacy.asking import ask, words

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
AT_FIRST_SIGHT = sorted(
    {RequestKind.CORRECTION, RequestKind.BLOCKING, RequestKind.WITHDRAWAL, RequestKind.OBJECTION, RequestKind.COMPLAINT}
)


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim(language="en", at=now())


@pytest.fixture
def browser(client: Client, aigerim: Person) -> Client:
    client.force_login(aigerim)
    return client


def page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.headers)
    return answer.content.decode()


def test_an_empty_list_offers_every_right(browser: Client) -> None:
    seen = page(browser, "/me/requests/")
    for kind in set(RequestKind.values) - {RequestKind.NOT_MINE}:
        assert f"/me/requests/new/{kind}/" in seen
    assert "Under way" not in seen


@pytest.mark.parametrize("kind", AT_FIRST_SIGHT)
def test_each_is_asked_for_on_one_page_that_says_by_when(browser: Client, aigerim: Person, kind: str) -> None:
    if consents.current_edition() is None:
        consent.publish_edition(now())
    seen = page(browser, f"/me/requests/new/{kind}/")
    assert "We must answer by" in seen
    assert "Almaty time" in seen
    answer = browser.post(f"/me/requests/new/{kind}/", {"text": "Прошу.", "agreements": ["service"]}
                          if kind == RequestKind.WITHDRAWAL else {"text": "Прошу."})  # fmt: skip
    request = Request.objects.get()
    assert answer.headers["Location"] == f"/me/requests/{request.pk}/"
    assert (request.kind, request.way, request.proof) == (kind, RequestWay.CABINET, Proof.SIGNED_IN)
    assert words(request)["text"] == "Прошу."


@pytest.mark.parametrize("kind", [RequestKind.UNBLOCKING])
def test_what_could_harm_is_asked_once_more(browser: Client, kind: str) -> None:
    assert browser.get(f"/me/requests/new/{kind}/").headers["Location"].startswith("/confirm/?next=")
    assert browser.post(f"/me/requests/new/{kind}/", {"text": ""}).headers["Location"].startswith("/confirm/?next=")
    assert not Request.objects.exists()
    factories.confirmed(browser).post(f"/me/requests/new/{kind}/", {"text": ""})
    assert Request.objects.get().proof == Proof.FRESH


def test_what_has_a_page_of_its_own_leads_there(browser: Client) -> None:
    assert browser.get("/me/requests/new/information/").headers["Location"] == "/me/archives/"


@pytest.mark.parametrize("kind", ["not_mine", "anything"])
def test_other_kinds_are_not_asked_for_here(browser: Client, kind: str) -> None:
    assert browser.get(f"/me/requests/new/{kind}/").status_code == 404


def test_blocking_counts_at_once_and_can_be_ended(browser: Client, aigerim: Person) -> None:
    browser.post("/me/requests/new/blocking/", {"text": ""})
    assert vault.blocked(aigerim.pk)
    (request,) = Request.objects.all()
    assert "done" in page(browser, f"/me/requests/{request.pk}/")
    assert "Unblock my data" in page(factories.confirmed(browser), "/me/requests/new/unblocking/")


def test_a_second_one_for_the_same_leads_to_the_first(browser: Client) -> None:
    browser.post("/me/requests/new/complaint/", {"text": "Раз."})
    first = Request.objects.get()
    answer = browser.post("/me/requests/new/complaint/", {"text": "Два."})
    assert answer.headers["Location"] == f"/me/requests/{first.pk}/"
    assert "1 later letter of yours" in page(browser, f"/me/requests/{first.pk}/")


def test_what_it_is_about_comes_from_the_register_only(browser: Client) -> None:
    assert "It is about:" in page(browser, "/me/requests/new/correction/?about=client_age")
    assert "It is about:" not in page(browser, "/me/requests/new/correction/?about=<script>")
    browser.post("/me/requests/new/correction/", {"text": "x", "about": "client_age"})
    assert Request.objects.get().scope == ["client_age"]
    browser.post("/me/requests/new/correction/", {"text": "x", "about": "salary"})
    assert Request.objects.count() == 1


def test_a_letter_in_his_name_is_confirmed_only_by_who_shows_that_it_is_he(browser: Client, aigerim: Person) -> None:
    request = ask(aigerim, RequestKind.ERASURE, way=RequestWay.LETTER, proof=Proof.LETTER, at=now())
    path = f"/me/requests/{request.pk}/"
    assert "Yes, I asked for this" in page(browser, path)
    assert browser.post(f"{path}confirm/").headers["Location"].startswith("/confirm/?next=")
    factories.confirmed(browser).post(f"{path}confirm/")
    request.refresh_from_db()
    assert (request.state, request.proof) == (RequestState.IN_WORK, Proof.FRESH)


def test_a_letter_in_his_name_is_disowned(browser: Client, aigerim: Person) -> None:
    request = ask(aigerim, RequestKind.ERASURE, way=RequestWay.LETTER, proof=Proof.NONE, at=now())
    browser.post(f"/me/requests/{request.pk}/deny/")
    request.refresh_from_db()
    assert request.state == RequestState.REFUSED


def test_what_somebody_asks_in_his_name_is_seen_and_not_his_to_answer(browser: Client, aigerim: Person) -> None:
    request = ask(aigerim, RequestKind.BLOCKING, proof=Proof.NONE, asked_by=AskedBy.REPRESENTATIVE, at=now())
    path = f"/me/requests/{request.pk}/"
    seen = page(browser, path)
    assert "You did not write this yourself" in seen
    assert "Прошу." not in seen
    assert factories.confirmed(browser).post(f"{path}confirm/").status_code == 404


def test_he_takes_it_back(browser: Client, aigerim: Person) -> None:
    request = ask(aigerim, RequestKind.COMPLAINT, at=now())
    path = f"/me/requests/{request.pk}/"
    browser.post(f"{path}take-back/")
    assert "taken back" in page(browser, path)
    assert "This request has moved on" in browser.post(f"{path}take-back/", follow=True).content.decode()


def test_a_refusal_shows_its_norm_and_the_way_to_appeal(browser: Client, aigerim: Person) -> None:
    request = ask(aigerim, RequestKind.CORRECTION, at=now())
    operations.refuse(
        request_id=request.pk, ground="found_correct", text="Мы смотрели.", by=factories.pavel().pk, at=now()
    )
    seen = page(browser, f"/me/requests/{request.pk}/")
    for said in ("Мы смотрели.", "94-V art. 24(1)(2)", "to a court", "no mistake was confirmed"):
        assert said in seen or said.capitalize() in seen


def test_an_overdue_one_says_so(browser: Client, aigerim: Person) -> None:
    from datetime import timedelta

    request = ask(aigerim, RequestKind.COMPLAINT, at=now() - timedelta(days=30))
    seen = page(browser, f"/me/requests/{request.pk}/")
    assert "We are late" in seen
    assert "overdue" in page(browser, "/me/requests/")


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_proof_is_given_out_as_soon_as_it_is_sealed(browser: Client, aigerim: Person) -> None:
    request = ask(aigerim, RequestKind.COMPLAINT, at=now())
    path = f"/me/requests/{request.pk}/proof/"
    assert browser.get(path).status_code == 404
    operations.answer(request_id=request.pk, text="Да.", by=factories.pavel().pk, at=now())
    assert browser.get(path).headers["Location"] == f"/me/requests/{request.pk}/"
    seal_all()
    journal.checkpoint(now())
    given: dict[str, Any] = json.loads(browser.get(path).content)
    assert given["document"]["number"] == request.number
    assert given["signature"]


@pytest.mark.parametrize("act", ["", "proof/", "confirm/", "deny/", "take-back/"])
def test_zoe_finds_nothing_of_aigerims(client: Client, aigerim: Person, act: str) -> None:
    request = ask(aigerim, RequestKind.COMPLAINT, at=now())
    client.force_login(factories.zoe())
    factories.confirmed(client)
    path = f"/me/requests/{request.pk}/{act}"
    missing = f"/me/requests/00000000-0000-4000-8000-000000000000/{act}"
    method = client.get if act in ("", "proof/") else client.post
    assert method(path).status_code == method(missing).status_code == 404
    request.refresh_from_db()
    assert request.state == RequestState.IN_WORK


def test_a_list_costs_the_same_for_one_and_for_three(
    browser: Client, aigerim: Person, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(aigerim, RequestKind.COMPLAINT, at=now())
    page(browser, "/me/requests/")
    with CaptureQueriesContext(connection) as one:
        page(browser, "/me/requests/")
    ask(aigerim, RequestKind.OBJECTION, at=now())
    ask(aigerim, RequestKind.CORRECTION, at=now())
    with CaptureQueriesContext(connection) as three:
        page(browser, "/me/requests/")
    assert len(three) == len(one)
