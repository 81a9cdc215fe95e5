"""The runbooks are walked step by step, by the addresses that they name: no step is told that does not exist."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from harmonia.accounts.states import OWNER
from harmonia.privacy.models import Breach, StateRequest
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
RUNBOOKS = Path(__file__).resolve().parents[2] / "docs" / "runbooks"
OPERATOR = {"bin": "990140000385", "address": "Алматы", "phone": "+7 727", "responsible_person": "П. Ответственный"}
Forms = dict[str, dict[str, Any]]


def steps(runbook: str, *, leaving_out: str = "nothing") -> list[tuple[str, str]]:
    """(method, address) in the order of the page."""
    told = re.findall(r"`(GET|POST) (/desk/[^`]*)`", (RUNBOOKS / runbook).read_text())
    return [(method, address) for method, address in told if not address.endswith(leaving_out)]


def walk(told: list[tuple[str, str]], hand: Callable[[str], Client], forms: Forms, entry: Callable[[], UUID]) -> None:
    """Each step with its form; the answer is a page without a mistake in it, or the way to one."""
    for method, named in told:
        address = named.replace("<id>", str(entry())) if "<id>" in named else named
        client = hand(named)
        answer = client.post(address, forms.get(named, {})) if method == "POST" else client.get(address)
        assert answer.status_code in (200, 302), (method, address, answer.status_code)
        assert "field-error" not in answer.content.decode(), (method, address)


def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_runbook_of_a_breach_ends_with_a_notice_in_time(settings):
    settings.OPERATOR = OPERATOR
    pavel = desk(factories.pavel())
    forms = {
        "/desk/registers/breaches/new/": {"found_at": "2026-11-20T10:00", "happened": "Потеряна копия", "drill": "on"},
        "/desk/registers/breaches/<id>/": {
            "happened": "Потеряна копия", "harms": ["access"], "categories": ["client_email"], "people_count": 1,
            "consequences": "Письма", "measures": "Эпоха ключей уничтожена",
        },
    }  # fmt: skip
    told = steps("breach.md")
    assert len(told) == 6
    walk(told, lambda _: pavel, forms, lambda: Breach.objects.get().pk)
    breach = Breach.objects.get()
    assert (breach.state, breach.drill, len(breach.notice_sha256)) == ("closed", True, 64)


STATE_REQUEST: Forms = {
    "/desk/registers/state-requests/new/": {
        "authority": "Суд", "document_number": "1", "document_dated_on": "2026-11-19", "asked": "Даты встреч",
        "received_at": "2026-11-20T10:00", "due_at": "2026-11-30T10:00",
    },
    "/desk/registers/state-requests/<id>/prepare/": {"ground": "proceedings", "categories": ["appointments"]},
    "/desk/registers/state-requests/<id>/refuse/": {"reason": "Нет основания"},
}  # fmt: skip


@pytest.mark.parametrize(("leaving_out", "end"), [("/refuse/", "disclosed"), ("/disclose/", "refused")])
def test_the_runbook_of_a_state_request_ends_with_a_decision_of_two_or_a_reason(leaving_out, end):
    pavel, owner = desk(factories.pavel()), desk(factories.entered("Owner", OWNER, number=8))
    told = steps("state-request.md", leaving_out=leaving_out)
    assert len(told) == 4
    walk(
        told if end == "disclosed" else [step for step in told if not step[1].endswith("/prepare/")],
        lambda named: owner if named.endswith("/disclose/") else pavel,
        STATE_REQUEST,
        lambda: StateRequest.objects.get().pk,
    )
    assert StateRequest.objects.get().state == end


def test_a_step_that_does_not_exist_is_found():
    with pytest.raises(AssertionError):
        walk([("GET", "/desk/registers/rumours/")], lambda _: desk(factories.pavel()), {}, lambda: UUID(int=0))
