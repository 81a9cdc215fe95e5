"""Staff role × queue × action: whoever works on a queue does there what is his, all others find nothing there.

The queues come from the registry and their addresses from the resolver; who works on what, and what each address does,
is written down here once more: what nobody declared fails, and so does what is declared and gone.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.timezone import now

from harmonia.accounts import operations as accounts
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.web import access
from harmonia.web.staff.queues import QUEUES, Queue
from tests import factories
from tests.web.desk import waiting
from tests.web.matrix import cells
from tests.web.matrix.cells import Address
from tests.web.matrix.test_matrix import ask, said

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ROLES = tuple(sorted(states.STAFF))
SUPPORT, VERIFIER, OFFICER = states.SUPPORT, states.VERIFIER, states.PRIVACY_OFFICER
ACCOUNTANT, EDITOR, OWNER = states.ACCOUNTANT, states.EDITOR, states.OWNER
WORKS_ON: dict[str, set[str]] = {
    "article": {EDITOR, OWNER},
    "breach": {OFFICER, OWNER},
    "case": {SUPPORT},
    "dispute": {SUPPORT},
    "entry": {VERIFIER},
    "letter": {SUPPORT, OFFICER, OWNER},
    "loss": {SUPPORT, OFFICER, OWNER},
    "payout_run": {ACCOUNTANT, OWNER},
    "question": {EDITOR, OWNER},
    "request": {OFFICER},
    "state_request": {OFFICER, OWNER},
    "transfer": {OFFICER, OWNER},
    "verification": {VERIFIER},
    "words": {VERIFIER},
}


@dataclass(frozen=True)
class Act:
    """What an address does, and how it answers whoever may: `code` to an empty form (or a look)."""

    action: str
    name: str
    method: str
    code: int


def hands(key: str) -> tuple[Act, ...]:
    return (
        Act("take", f"staff:{key}_take", "post", 302),
        Act("give back", f"staff:{key}_give_back", "post", 302),
        Act("hand over", f"staff:{key}_hand_over", "get", 200),
    )


def decides(code: int, *names: str) -> tuple[Act, ...]:
    return tuple(Act("decide", f"staff:{name}", "post", code) for name in names)


ACTS: dict[str, tuple[Act, ...]] = {
    "article": (
        Act("open", "staff:article", "get", 200),
        Act("open", "staff:article_preview", "get", 200),
        *decides(422, "article_write", "article_back"),
        *decides(302, "article_act", "article_approve"),
    ),
    "breach": (
        Act("open", "staff:breach", "get", 200),
        Act("open", "staff:breach_notice", "get", 302),
        *hands("breach"),
        *decides(302, "breach_close", "breach_notify"),
    ),
    "case": (Act("open", "staff:case", "get", 200), *hands("case"), *decides(422, "case_close")),
    "dispute": (
        Act("open", "staff:dispute", "get", 200),
        Act("open", "staff:dispute_file", "post", 302),
        *hands("dispute"),
        *decides(422, "dispute_say", "dispute_propose"),
        *decides(302, "dispute_end"),
        *decides(404, "dispute_proposal"),  # nobody has proposed anything
    ),
    "entry": decides(302, "register_entry"),
    "letter": (
        Act("open", "staff:letter", "get", 200),
        Act("open", "staff:letter_open", "post", 302),
        Act("open", "staff:letter_file", "post", 302),
        *hands("letter"),
        *decides(302, "letter_answer", "letter_aside"),
        *decides(404, "letter_dispute", "letter_request"),  # a form of ours always names which
    ),
    "loss": (Act("open", "staff:loss", "get", 200), *decides(302, "loss_refuse", "loss_vouch")),
    "payout_run": (
        Act("open", "staff:payout_run", "get", 200),
        Act("open", "staff:payout_run_csv", "get", 200),
        Act("open", "staff:payout_statement", "get", 200),
        *hands("payout_run"),
        *decides(302, "payout_answer"),
    ),
    "question": (
        Act("open", "staff:question", "get", 200),
        Act("open", "staff:question_open", "post", 302),
        *hands("question"),
        *decides(422, "question_write", "question_give", "question_back", "question_refuse"),
        *decides(302, "question_act"),
    ),
    "request": (
        Act("open", "staff:request", "get", 200),
        Act("open", "staff:request_show", "post", 302),
        *hands("request"),
        *decides(200, "request_answer", "request_correct", "request_refuse"),
        *decides(302, "request_ask_proof", "request_carry_out", "request_prolong", "request_prove"),
    ),
    "state_request": (
        Act("open", "staff:state_request", "get", 200),
        *hands("state_request"),
        *decides(302, "disclose"),
        *decides(200, "disclosure_prepare", "disclosure_refuse"),
    ),
    "transfer": (Act("open", "staff:transfer", "get", 200), *hands("transfer"), *decides(302, "transfer_decide")),
    "verification": (
        Act("open", "staff:verification", "get", 200),
        Act("open", "staff:verification_open", "post", 302),
        Act("open", "staff:verification_paper", "post", 302),
        *hands("verification"),
        *decides(302, "verification_decide"),
    ),
    "words": decides(302, "flagged_word"),
}
queues = pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.key)


def everything() -> dict[str, Address]:
    return {each.name: each for each in cells.addresses(get_resolver().url_patterns)}


def of_one(queue: Queue, known: dict[str, Address]) -> set[str]:
    """The addresses of one thing of the queue: those below its list that name a thing."""
    below = f"{known[queue.listed].pattern.pattern}<uuid:pk>/"
    desk = {name: str(each.pattern.pattern) for name, each in known.items() if name.startswith("staff:")}
    return {name for name, route in desk.items() if route.startswith(below)}


def path_of(act: Act, known: dict[str, Address], pk: Any) -> str:
    parts = {"pk": pk} | cells.BESIDES.get(act.name, {})
    return reverse(act.name, kwargs={part: parts[part] for part in known[act.name].parts})


def at_desk(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return factories.confirmed(client)


def staff(role: str) -> Person:
    return factories.entered(role.capitalize(), role, number=71 + ROLES.index(role), language="en")


def faults(queue: Queue, role: str, acts: tuple[Act, ...], pk: Any) -> list[str]:
    """Every cell of this role in the queue that is not as declared: to see the list, and each act."""
    client, known, may = at_desk(staff(role)), everything(), role in WORKS_ON[queue.key]
    nowhere = {method: said(ask(client, method, "/nowhere/at/all/"), "/nowhere/at/all/") for method in ("get", "post")}
    found = []
    for act in (Act("see", queue.listed, "get", 200), *acts):
        path = reverse(act.name) if act.action == "see" else path_of(act, known, pk)
        answer = said(ask(client, act.method, path), path)
        if answer[0] != act.code if may else answer != nowhere[act.method]:
            found.append(f"{role} {act.action} {act.name}: {answer[0]}")
    return found


def test_every_queue_and_every_address_of_it_is_declared() -> None:
    known = everything()
    assert {queue.key for queue in QUEUES} == set(WORKS_ON) == set(ACTS)
    assert {queue.key: of_one(queue, known) for queue in QUEUES} == {
        key: {act.name for act in acts} for key, acts in ACTS.items()
    }
    assert {queue.key: set(queue.roles) for queue in QUEUES} == WORKS_ON


def test_an_address_that_nobody_declared_is_seen() -> None:
    known = everything()
    [queue] = [queue for queue in QUEUES if queue.key == "letter"]
    rumour = Address("staff:rumour", known["staff:letter"].view, known["staff:letter_aside"].pattern, frozenset({"pk"}))
    assert of_one(queue, known | {"staff:rumour": rumour}) - {act.name for act in ACTS["letter"]} == {"staff:rumour"}


@queues
def test_each_role_does_what_is_its_own_and_finds_nothing_else(queue: Queue) -> None:
    pk = waiting.one(queue.key)
    assert [fault for role in ROLES for fault in faults(queue, role, ACTS[queue.key], pk)] == []


@queues
def test_without_a_second_step_one_is_sent_to_set_it_up_and_nothing_changes(queue: Queue) -> None:
    pk = waiting.one(queue.key)
    person = accounts.create_person(
        role=queue.roles[0], email="unsecured@example.kz", phone="+77010000079", name="Saule", language="en",
        password=factories.PASSWORD, time_zone="Asia/Almaty", at=now(),
    )  # fmt: skip
    all_sent_to(person, queue, pk, "/me/security/", "set up a second step: choose one below")


@queues
def test_without_the_signed_warning_one_is_sent_to_sign_it_and_nothing_changes(queue: Queue) -> None:
    pk = waiting.one(queue.key)
    person = factories.entered("Saule", queue.roles[0], number=80, language="en", at=now() - timedelta(days=366))
    all_sent_to(person, queue, pk, "/desk/warning/", "sign it with the button at the end")


def all_sent_to(person: Person, queue: Queue, pk: Any, place: str, words: str) -> None:
    client, known = at_desk(person), everything()
    before = list(queue.items(person, now()).filter(pk=pk))
    for act in (Act("see", queue.listed, "get", 200), *ACTS[queue.key]):
        path = reverse(act.name) if act.action == "see" else path_of(act, known, pk)
        answer = ask(client, act.method, path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, place), act
    assert words in client.get(place).content.decode()
    assert list(queue.items(person, now()).filter(pk=pk)) == before != []


@pytest.mark.parametrize(("key", "name"), [("case", "staff:case_take"), ("request", "staff:request_answer")])
def test_a_guard_taken_away_is_found(key: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [queue] = [queue for queue in QUEUES if queue.key == key]
    [act] = [act for act in ACTS[key] if act.name == name]
    pk, address = waiting.one(key), everything()[name]
    loose = access._guarded(address.view.__wrapped__, audience="staff", roles=access.STAFF, purpose=queue.purpose)
    monkeypatch.setattr(address.pattern, "callback", loose)
    assert faults(queue, states.ANALYST, (act,), pk) != []
