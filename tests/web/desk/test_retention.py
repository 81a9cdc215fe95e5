"""The desk's page of terms: one proposes, another approves; holds are placed and ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.accounts.states import OWNER
from harmonia.notices.models import Notice
from harmonia.privacy.models import Hold, Run
from harmonia.privacy.operations import retention
from harmonia.privacy.states import HoldGround, RunState
from tests import factories
from tests.payments.test_looks import check, open_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
LIST = "/desk/retention/"
HOLDS = "/desk/retention/holds/"


@pytest.fixture
def pavel() -> Person:
    return factories.pavel(language="en", at=now())


@pytest.fixture
def owner() -> Person:
    return factories.entered("Owner", OWNER, number=8, language="en", at=now())


def as_(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def old_notice(person: Person) -> Notice:
    at = now() - timedelta(days=(policy.RETENTION["notices"].days or 0) - 2)
    return Notice.objects.create(
        person=person, event="consent.withdrawn", channel="email", facts={}, state="sent", created_at=at, finished_at=at
    )


def drafted() -> Run:
    (run,) = retention.work_out(at=now())
    return run


def test_one_proposes_and_another_approves(pavel: Person, owner: Person) -> None:
    notice = old_notice(factories.aigerim())
    first, second = as_(pavel), as_(owner)
    answer = first.post(f"{LIST}work-out/")
    run = Run.objects.get()
    page = f"{LIST}{run.pk}/"
    assert answer.headers["Location"] == page
    said = first.get(page).content.decode()
    assert "notices.Notice" in said
    assert policy.RETENTION["notices"].law in said
    first.post(f"{page}propose/")
    assert "You proposed it: another person approves." in first.get(page).content.decode()
    first.post(f"{page}approve/")
    assert Run.objects.get().state == RunState.PROPOSED, "the same person cannot"
    second.post(f"{page}approve/")
    assert Run.objects.get().state == RunState.APPROVED
    assert Notice.objects.filter(pk=notice.pk).exists(), "not before its day"


def test_declined_nothing_goes(pavel: Person, owner: Person) -> None:
    old_notice(factories.aigerim())
    run = drafted()
    as_(pavel).post(f"{LIST}{run.pk}/propose/")
    as_(owner).post(f"{LIST}{run.pk}/decline/")
    assert Run.objects.get().state == RunState.DECLINED
    assert as_(owner).post(f"{LIST}{run.pk}/explode/").status_code == 404


def test_when_nothing_is_due_it_says_so(pavel: Person) -> None:
    page = as_(pavel).post(f"{LIST}work-out/", follow=True).content.decode()
    assert "No term ends in the days ahead." in page


@pytest.mark.parametrize("path", [LIST, HOLDS])
def test_support_and_clients_find_no_such_page(path: str) -> None:
    for person in (factories.olga(at=now()), factories.aigerim(at=now())):
        assert as_(person).get(path).status_code == 404


def test_a_hold_is_placed_shown_and_ended(pavel: Person) -> None:
    aigerim = factories.aigerim()
    browser = as_(pavel)
    said = {
        "address": "aigerim@example.kz", "ground": "court", "reference": "2-17/2026",
        "expires_on": (now() + timedelta(days=30)).date().isoformat(),
    }  # fmt: skip
    browser.post(HOLDS, said)
    hold = Hold.objects.get()
    assert (hold.person_id, hold.owner_id) == (aigerim.pk, pavel.pk)
    page = browser.get(HOLDS).content.decode()
    assert "2-17/2026" in page
    assert "aigerim@example.kz" not in page
    browser.post(f"{HOLDS}{hold.pk}/release/")
    assert Hold.objects.get().released_by == pavel.pk
    assert browser.post(f"{HOLDS}{hold.pk}/release/").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"address": "nobody@example.kz"}, "There is no account with this address."),
        ({"expires_on": "2020-01-01"}, "A day ahead, within a year."),
        ({"expires_on": "2040-01-01"}, "A day ahead, within a year."),
        ({"reference": ""}, "required"),
    ],
)
def test_a_hold_that_cannot_be_is_explained(pavel: Person, change: dict[str, str], words: str) -> None:
    factories.aigerim()
    said = {
        "address": "aigerim@example.kz", "ground": "court", "reference": "1",
        "expires_on": (now() + timedelta(days=30)).date().isoformat(), **change,
    }  # fmt: skip
    assert words in as_(pavel).post(HOLDS, said).content.decode()
    assert not Hold.objects.exists()


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("look", [("kk", 360, "dark"), ("ru", 1280, "light")])
def test_the_pages_look_right(
    visit: Callable[..., Page], live_server: Any, pavel: Person, owner: Person, look: tuple[str, int, str]
) -> None:
    person = factories.aigerim()
    old_notice(person)
    run = drafted()
    retention.propose(run_id=run.pk, by=owner.pk, at=now())
    retention.hold(
        ground=HoldGround.COURT, reference="2-17/2026", by=pavel.pk, at=now(), expires_at=now() + timedelta(days=9),
        person_id=person.pk,
    )  # fmt: skip
    for name, path in (("retention", LIST), ("retention-run", f"{LIST}{run.pk}/"), ("holds", HOLDS)):
        page = open_as(visit, live_server, pavel, path, look)
        check(page, f"desk-{name}", look)
