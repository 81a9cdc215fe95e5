"""The registers in a real browser: axe finds nothing, nothing scrolls sideways, no rule is broken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia import policy
from harmonia.accounts.states import OWNER
from harmonia.privacy.operations import audits, breaches, publications, state_requests, transfers
from harmonia.vault import reading
from tests import factories
from tests.payments.test_looks import check, open_as
from tests.specialists import scene
from tests.web.desk import waiting
from tests.web.desk.test_reports import a_busy_november

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
LOOKS = [("kk", 360, "dark"), ("ru", 1280, "light")]


@pytest.mark.parametrize("look", LOOKS)
def test_the_registers(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str], settings: Any) -> None:
    settings.OPERATOR = {
        "bin": "990140000385", "address": "Алматы", "phone": "+7 727", "responsible_person": "П. Ответственный",
    }  # fmt: skip
    at, pavel, aigerim = now(), factories.pavel(), factories.aigerim()
    owner = factories.entered("Owner", OWNER, number=8)
    specialist = scene.listed(factories.boris(), factories.dana())
    publications.note_publication(specialist_id=specialist.pk, at=at)
    transfers.propose_transfer(
        person_id=aigerim.pk, recipient="specialist", purpose="service", categories=["client_topics"], by=owner.pk,
        at=at,
    )  # fmt: skip
    with reading.reading(policy.LEGAL_DUTY, actor=pavel.pk):
        breach = breaches.enter_breach(happened="Потеряна копия", found_at=at, drill=True, by=pavel.pk, at=at)
        asked = state_requests.enter_state_request(
            authority="Суд Медеуского района города Алматы", document_number="12-345/6", document_dated_on=at.date(),
            asked="Сообщить даты встреч", person_id=aigerim.pk, silent=False, received_at=at,
            due_at=at + timedelta(days=5), by=pavel.pk, at=at,
        )  # fmt: skip
    audits.audit_itself(at=at)
    paths = {
        "registers": "/desk/registers/",
        "transfers": "/desk/registers/transfers/",
        "transfer": f"/desk/registers/transfers/{waiting.one('transfer')}/",
        "state-requests": "/desk/registers/state-requests/",
        "state-request": f"/desk/registers/state-requests/{asked.pk}/",
        "state-request-new": "/desk/registers/state-requests/new/",
        "publications": "/desk/registers/publications/",
        "breaches": "/desk/registers/breaches/",
        "breach": f"/desk/registers/breaches/{breach.pk}/",
        "processing": "/desk/registers/processing/",
        "audits": "/desk/registers/audits/",
        "people": "/desk/people/",
        "person": f"/desk/people/{aigerim.pk}/",
    }
    for name, path in paths.items():
        check(open_as(visit, live_server, pavel, path, look), f"desk-{name}", look)


@pytest.mark.parametrize("look", LOOKS)
def test_the_report(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str]) -> None:
    a_busy_november(factories.boris())
    owner = factories.entered("Reader", OWNER, number=8)
    for name, query in {"months": "line=income", "weeks": "by=week"}.items():
        check(open_as(visit, live_server, owner, f"/desk/reports/?{query}", look), f"desk-report-{name}", look)
