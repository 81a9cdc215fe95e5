"""An objection to what the program suggested goes to a person, who answers it in its term."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmonia.privacy.models import Request
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import Proof, RequestKind, RequestState, RequestWay
from tests import factories
from tests.privacy.asking import letters, run, token_in, words

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
OBJECTIONS = r'href="([^"]*objection[^"]*)"'


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, settings: Any) -> None:
    settings.LETTERS_DIR = tmp_path / "letters"


def way_to_object(client: Client) -> str:
    """The one that stands beside the suggestions."""
    page = client.post("/match/", {"language": "ru"}).content.decode()
    [path] = re.findall(OBJECTIONS, page)
    return str(path)


def test_a_visitor_objects_and_a_person_answers(client: Client) -> None:
    path = way_to_object(client)
    form = client.get(path).content.decode()
    assert '<option value="objection" selected>' in form
    said = {"asked_by": "self", "kind": "objection", "contact": "nobody@example.kz", "about": "", "text": "Не то."}
    client.post(path, said)
    run("privacy.send_confirmation")
    client.post(f"/requests/confirm/{token_in(letters()[-1])}/", {"answer": "yes"})
    request = Request.objects.get()
    assert (request.kind, request.state, request.way) == (
        RequestKind.OBJECTION, RequestState.IN_WORK, RequestWay.FORM,
    )  # fmt: skip
    answered_by_a_person(request)


def test_who_is_signed_in_objects_in_the_cabinet(client: Client) -> None:
    zoe = factories.zoe()
    client.force_login(zoe)
    path = way_to_object(client)
    assert path == reverse("client:request_new", args=["objection"])
    factories.confirmed(client).post(path, {"text": "Не то.", "about": ""})
    request = Request.objects.get()
    assert (request.kind, request.person_id, request.proof) == (RequestKind.OBJECTION, zoe.pk, Proof.FRESH)
    answered_by_a_person(request)


def answered_by_a_person(request: Request) -> None:
    """Neither the program nor anybody but the officer ends it; its clock is the objection's own."""
    pavel, olga = Client(), Client()
    officer = factories.pavel()
    pavel.force_login(officer)
    olga.force_login(factories.olga())
    assert request.due_at == rules.due_at(RequestKind.OBJECTION, request.received_at)
    assert run("privacy.carry_out_request") == 0
    page = reverse("staff:request", args=[request.pk])
    assert olga.get(page).status_code == 404
    assert queries.desk_queue().filter(pk=request.pk).exists()
    answered = factories.confirmed(pavel).post(
        reverse("staff:request_answer", args=[request.pk]), {"answer-text": "Да."}
    )
    assert answered.status_code == 302
    request.refresh_from_db()
    assert (request.state, words(request)["answer"]) == (RequestState.DONE, "Да.")
