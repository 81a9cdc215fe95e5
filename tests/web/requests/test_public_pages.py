"""Asking without an account: the same answers whoever is known, and links that say nothing when they do not work."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.privacy.models import Request
from harmonia.privacy.operations import requests as operations
from harmonia.privacy.states import AskedBy, Proof, RequestKind, RequestState, RequestWay
from tests import factories
from tests.privacy.asking import letters, run, token_in, words

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, settings: Any) -> None:
    settings.LETTERS_DIR = tmp_path / "letters"


def asked(client: Client, **said: str) -> Any:
    given = {"asked_by": "self", "kind": "information", "contact": "aigerim@example.kz", "about": "", "text": "Прошу."}
    return client.post("/requests/", {**given, **said})


def plain(answer: Any) -> str:
    """Without what differs by chance: the token of the form, the nonce of the page, its own address."""
    text = re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]+', "", answer.content.decode())
    return re.sub(r"/requests/confirm/[^\"&]+?/(?=[\"&])|(?<=%2Frequests%2Fconfirm%2F)[^\"&]+", "", text)


def test_somebody_without_account_asks_confirms_and_is_answered(client: Client) -> None:
    assert asked(client, contact="nobody@example.kz").headers["Location"] == "/requests/sent/"
    request = Request.objects.get()
    assert (request.way, request.proof, request.state) == (RequestWay.FORM, Proof.NONE, RequestState.UNPROVED)
    assert words(request) == {"text": "Прошу.", "contact": "nobody@example.kz"}
    run("privacy.send_confirmation")
    path = f"/requests/confirm/{token_in(letters()[-1])}/"
    assert request.number in client.get(path).content.decode()
    request.refresh_from_db()
    assert request.state == RequestState.UNPROVED  # looking does nothing
    assert client.post(path, {"answer": "yes"}).status_code == 200
    request.refresh_from_db()
    assert (request.state, request.proof) == (RequestState.IN_WORK, Proof.CODE)


def test_known_and_unknown_addresses_are_answered_alike(client: Client) -> None:
    factories.aigerim()
    seen = []
    for contact in ("aigerim@example.kz", "nobody@example.kz"):
        answer = asked(client, contact=contact)
        seen.append((answer.status_code, answer.headers["Location"], plain(client.get(answer.headers["Location"]))))
    assert seen[0] == seen[1]


def test_an_ex_partner_learns_nothing(client: Client) -> None:
    factories.aigerim()
    seen = []
    for number, about in enumerate(("aigerim@example.kz", "nobody@example.kz")):
        contact = f"former-{number}@example.kz"
        answer = asked(client, asked_by="representative", about=about, contact=contact)
        run("privacy.send_confirmation")
        run("privacy.tell_named")
        path = f"/requests/confirm/{token_in([each for each in letters() if contact in each][-1])}/"
        form = re.sub(r"2026-\d{6}|\d\d:\d\d", "", plain(client.get(path)))
        thanks = plain(client.post(path, {"evidence": "Я муж."}))
        request = Request.objects.latest("opened_at")
        assert (request.asked_by, request.state, request.person_id) == (
            AskedBy.REPRESENTATIVE, RequestState.UNPROVED, None,
        )  # fmt: skip
        seen.append((answer.status_code, form, thanks))
    assert seen[0] == seen[1]


def test_for_another_one_says_for_whom(client: Client) -> None:
    answer = asked(client, asked_by="representative")
    assert answer.status_code == 200
    assert 'id="id_about_error"' in answer.content.decode()
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "said", [{"kind": "salary"}, {"contact": "nobody"}, {"asked_by": "authority"}, {"surplus": "1"}]
)
def test_what_was_not_asked_for_is_refused(client: Client, said: dict[str, str]) -> None:
    assert asked(client, **said).status_code == 200
    assert not Request.objects.exists()


def test_old_used_and_invented_links_look_alike(client: Client) -> None:
    asked(client)
    run("privacy.send_confirmation")
    used = token_in(letters()[-1])
    client.post(f"/requests/confirm/{used}/", {"answer": "no"})
    answers = [client.get(f"/requests/confirm/{token}/") for token in (used, "x", f"{'0' * 32}.x")]
    assert {answer.status_code for answer in answers} == {410}
    assert len({plain(answer) for answer in answers}) == 1
    again = [client.post(f"/requests/confirm/{token}/", {"answer": "renew"}) for token in (used, "x")]
    assert {answer.headers["Location"] for answer in again} == {"/requests/sent/"}


def test_it_was_not_he(client: Client) -> None:
    asked(client, kind="erasure")
    run("privacy.send_confirmation")
    client.post(f"/requests/confirm/{token_in(letters()[-1])}/", {"answer": "no"})
    assert Request.objects.get().state == RequestState.REFUSED


def test_nobody_fills_anothers_mailbox_from_here(client: Client) -> None:
    for _ in range(5):
        asked(client)
    answer = asked(client)
    assert answer.status_code == 200
    assert Request.objects.count() == 5


def test_not_mine_blocks_only_after_the_mailbox_has_answered(client: Client) -> None:
    from harmonia.vault import queries as vault

    person = factories.aigerim()
    asked(client, kind=RequestKind.NOT_MINE)
    assert not vault.blocked(person.pk)
    run("privacy.send_confirmation")
    client.post(f"/requests/confirm/{token_in(letters()[-1])}/", {"answer": "yes"})
    assert vault.blocked(person.pk)
    with pytest.raises(operations.StaleLink):
        operations.opened(token_in(letters()[-1]), at=now())
