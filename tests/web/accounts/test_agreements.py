"""One's own agreements: a new edition that asks for more asks anew, and what is agreed to about one survey or one guest
stands there too, with its receipt, and is taken back there."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent.models import Record
from harmonia.journal import operations as journal
from harmonia.rooms import operations as rooms
from harmonia.rooms import queries as rooms_queries
from harmonia.rooms.models import Guest
from harmonia.rooms.states import GuestState
from harmonia.surveys import operations as surveys
from harmonia.surveys.models import Participation, Survey
from tests import factories
from tests.journal.test_journal import seal_all
from tests.rooms.scene import agree, session
from tests.surveys import scene as asked
from tests.web.booking.conftest import practice_of
from tests.web.booking.test_client_pages import text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_wider_edition_asks_again_and_opens_nothing_until_it_is_answered(monkeypatch):
    """Aigerim came while the agreement to the service did not speak of the service itself; the next edition does."""
    today = policy.AGREEMENTS["service"]
    others = tuple(purpose for purpose in today.purposes if purpose != policy.SERVICE)
    with monkeypatch.context() as earlier:
        earlier.setitem(policy.AGREEMENTS, "service", replace(today, purposes=others))
        consent.publish_edition(now())
        client = Client()
        client.force_login(factories.aigerim(language="en", at=now()))
        assert "asked again" not in text_of(client.get("/me/agreements/"))
    before = consents.current_edition().number
    assert consent.publish_edition(now()).number == before + 1
    book = f"/me/book/{practice_of(factories.boris()).slug}/"
    page = text_of(client.get("/me/agreements/"))
    assert page.count("asked again") == 1
    assert f"New purposes: {policy.PURPOSES[policy.SERVICE].title.en}" in page
    refused = client.get(book)
    assert (refused.status_code, 'href="/me/agreements/"' in refused.content.decode()) == (403, True)
    client.post("/me/agreements/service/give/")
    assert "asked again" not in text_of(client.get("/me/agreements/"))
    assert client.get(book).status_code == 200


# Sealing reads what is committed.
committed = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


def stands(client: Client) -> dict[str, list[str]]:
    """By section of the page: name, what more is said of it, and how it stands."""
    page = client.get("/me/agreements/").content.decode()
    found = {}
    for section in ("informed", "surveys", "guests"):
        part = page.partition(f'<h2 id="{section}">')[2].partition("</section>")[0]
        lines = re.findall(
            r"<strong>(.*?)</strong>.*?class=\"badge[^>]*>(?:<svg.*?</svg>)?([^<]+)</span>", part, re.DOTALL
        )
        found[section] = [f"{name}: {state}" for name, state in lines]
    return found


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def aigerim() -> Person:
    consent.publish_edition(now())
    return factories.aigerim(language="en", at=now())


@pytest.fixture
def boris() -> Person:
    return factories.boris(language="en", at=now())


@pytest.fixture
def survey() -> Survey:
    return asked.opened(asked.EASY, by=asked.nurlan().pk, approved_by=asked.saule().pk, at=now())


@pytest.fixture
def guest(aigerim: Person, boris: Person) -> Guest:
    practice = practice_of(boris)
    made = session(aigerim, practice, now() + timedelta(minutes=5))
    agree(aigerim, practice, now())
    found = rooms.ask_guest(person=aigerim, appointment=made, kind="partner", language="en", at=now())
    return rooms.agree_to_guest(person=boris, guest_id=found.pk, language="en", at=now())


def receipt_of(client: Client, record: Record) -> dict[str, Any]:
    """The record opens, and its receipt is given out once the journal is sealed."""
    seal_all()
    journal.checkpoint(now())
    assert client.get(f"/me/agreements/records/{record.pk}/").status_code == 200
    return dict(json.loads(client.get(f"/me/agreements/records/{record.pk}/receipt/").content))


@committed
def test_a_yes_to_a_survey_stands_among_ones_own_and_takes_the_answers_along(aigerim: Person, survey: Survey) -> None:
    client = as_(aigerim)
    assert stands(client)["surveys"] == []
    asked.agree(aigerim, survey, at=now())
    asked.answer(aigerim, survey, at=now(), easy="yes")
    assert stands(client)["surveys"] == ["Is booking easy: given"]
    record = consents.latest(aigerim.pk, "survey", about=survey.pk)
    assert f'href="/me/agreements/records/{record.pk}/"' in client.get("/me/agreements/").content.decode()
    assert receipt_of(client, record)["document"]["notice"]["agreement"] == "survey"
    way = f"/me/agreements/surveys/{survey.pk}/withdraw/"
    assert [client.post(way)["Location"] for _ in range(2)] == ["/me/agreements/"] * 2  # the second click does nothing
    assert stands(client)["surveys"] == ["Is booking easy: taken back"]
    assert not Participation.objects.exists()
    assert [each.event for each in Record.objects.filter(agreement="survey").order_by("number")] == [
        "given",
        "withdrawn",
    ]


def test_a_no_to_a_survey_is_shown_as_a_no_with_nothing_to_take_back(aigerim: Person, survey: Survey) -> None:
    surveys.refuse(person_id=aigerim.pk, survey_id=survey.pk, name="A", language="en", at=now())
    client = as_(aigerim)
    assert stands(client)["surveys"] == ["Is booking easy: not given"]
    assert f"/me/agreements/surveys/{survey.pk}/withdraw/" not in client.get("/me/agreements/").content.decode()


@committed
def test_a_yes_to_a_guest_stands_with_both_and_each_takes_it_back(aigerim: Person, boris: Person, guest: Guest) -> None:
    for person in (aigerim, boris):
        assert stands(as_(person))["guests"] == ["A partner or another person close to the client: given"]
    assert "Aigerim" not in as_(boris).get("/me/agreements/").content.decode().partition('id="guests"')[2]
    record = consents.latest(aigerim.pk, "third_person", about=guest.pk)
    assert receipt_of(as_(aigerim), record)["document"]["notice"]["agreement"] == "third_person"
    way = f"/me/agreements/guests/{guest.pk}/withdraw/"
    assert [as_(aigerim).post(way)["Location"] for _ in range(2)] == ["/me/agreements/"] * 2
    guest.refresh_from_db()
    assert guest.state == GuestState.ENDED
    assert not rooms_queries.guest_stays(guest.pk, now())
    assert stands(as_(aigerim))["guests"] == ["A partner or another person close to the client: taken back"]
    assert stands(as_(boris))["guests"] == ["A partner or another person close to the client: over"]


def test_a_yes_to_a_guest_ends_with_the_session(aigerim: Person, guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    client, later = as_(aigerim), now() + timedelta(hours=3)
    monkeypatch.setattr("harmonia.web.client.consents.now", lambda: later)
    assert stands(client)["guests"] == ["A partner or another person close to the client: over"]
    assert f"/me/agreements/guests/{guest.pk}/withdraw/" not in client.get("/me/agreements/").content.decode()


def test_anothers_agreement_is_not_shown_and_not_taken_back(aigerim: Person, guest: Guest, survey: Survey) -> None:
    asked.agree(aigerim, survey, at=now())
    zoe = as_(factories.zoe(at=now()))
    assert stands(zoe) == {"informed": [], "surveys": [], "guests": []}
    for way in (f"guests/{guest.pk}", f"surveys/{survey.pk}"):
        assert zoe.post(f"/me/agreements/{way}/withdraw/").status_code == 404
    assert stands(as_(aigerim))["surveys"] == ["Is booking easy: given"]
    guest.refresh_from_db()
    assert guest.state == GuestState.OPEN


def test_one_answer_and_three_cost_the_same(aigerim: Person, survey: Survey, django_assert_num_queries: Any) -> None:
    client = as_(aigerim)
    asked.agree(aigerim, survey, at=now())
    client.get("/me/agreements/")
    with CaptureQueriesContext(connection) as one:
        client.get("/me/agreements/")
    of = survey.versions.get()
    for by, other in ((of.written_by, of.decided_by), (of.decided_by, of.written_by)):
        more = asked.opened(asked.EASY, by=by, approved_by=other, at=now())
        asked.agree(aigerim, more, at=now())
    with django_assert_num_queries(len(one)):
        client.get("/me/agreements/")
