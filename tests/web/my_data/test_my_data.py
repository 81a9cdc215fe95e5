"""My data: each kind with what, why, how long, who received and who saw it, and the ways to act (rows 61, 71)."""

import csv
import io
import json
import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts import operations as accounts
from harmonia.accounts.models import Person, SignIn
from harmonia.journal import queries as journal
from harmonia.vault.reading import reading
from tests import factories
from tests.booking import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim(language="en", at=now() - timedelta(days=3))


@pytest.fixture
def browser(client: Client, aigerim: Person) -> Client:
    client.force_login(aigerim)
    return client


def text_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_each_kind_says_what_for_on_which_basis_how_long_and_who(browser: Client) -> None:
    page = text_of(browser, "/me/data/")
    for category in policy.CATEGORIES.values():
        if category.active and "client" in category.subjects:
            title = category.title.en[:1].upper() + category.title.en[1:]
            assert title in page
            used = [policy.PURPOSES[key] for key in category.purposes]
            for basis in {purpose.basis for purpose in used}:
                purposes = "; ".join(each.title.en for each in used if each.basis == basis)
                assert re.search(rf"{policy.BASES[basis].title.en}[^:]*: {re.escape(purposes)} ", page)
            assert "; ".join(policy.RECIPIENTS[key].title.en for key in category.recipients) in page


@pytest.mark.parametrize(
    "way", ["Correct", "Take as a table", "Take for programs", "Withdraw a consent", "Object", "Block", "Erase"]
)
def test_the_ways_to_act_stand_beside(browser: Client, way: str) -> None:
    page = browser.get("/me/data/").content.decode()
    links = re.findall(
        r'<li><a href="([^"]+)">(?:<svg.*?</svg>)?([^<]+)<span[^>]*>: name or pseudonym', page, re.DOTALL
    )
    assert way in [words.strip() for _, words in links]
    path = next(path for path, words in links if words.strip() == way)
    answer = browser.get(path)
    assert answer.status_code in (200, 302)
    assert "/sign-in/" not in answer.headers.get("Location", "")


def test_the_agreements_that_are_named_are_hers(browser: Client) -> None:
    """What a specialist is asked is no agreement of a client's, though it serves the same kind of data."""
    paths = set(re.findall(r'"(/me/agreements/[a-z_]+/)"', browser.get("/me/data/").content.decode()))
    assert "/me/agreements/service/" in paths
    assert "/me/agreements/practice/" not in paths
    assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_what_is_restricted_opens_when_it_is_pressed_for(browser: Client, aigerim: Person) -> None:
    """Topics are restricted: the overview neither shows nor reads them."""
    topic = policy.TOPICS["anxiety"].name.en
    assert topic not in text_of(browser, "/me/data/")
    reads = [event.facts["categories"] for event in journal.history_of(aigerim.pk) if event.event == "data.read"]
    assert "client_topics" not in {category for read in reads for category in read}
    assert topic in text_of(browser, "/me/data/kinds/client_topics/")
    last = next(event for event in journal.history_of(aigerim.pk) if event.event == "data.read")
    assert (last.actor, last.facts) == (str(aigerim.pk), {"purpose": "rights", "categories": ["client_topics"]})


def test_a_page_leaves_one_row_in_the_journal(browser: Client, aigerim: Person) -> None:
    browser.get("/me/data/")
    before = len(journal.history_of(aigerim.pk))
    browser.get("/me/data/kinds/client_name/")
    assert len(journal.history_of(aigerim.pk)) == before + 1


def test_every_kind_of_every_role_opens(client: Client) -> None:
    scene.practice_of(factories.boris())
    for person in (factories.aigerim(), Person.objects.get(role_grants__role="specialist"), factories.olga()):
        client.force_login(person)
        page = client.get("/me/data/").content.decode()
        paths = set(re.findall(r'"(/me/data/kinds/[a-z_]+/)"', page))
        assert len(paths) > 3
        assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize("kind", ["payout_details", "dreams", "staff_record"])
def test_a_kind_that_is_not_hers_is_missing(browser: Client, kind: str) -> None:
    assert browser.get(f"/me/data/kinds/{kind}/").status_code == 404
    assert factories.confirmed(browser).get(f"/me/data/kinds/{kind}/take/csv/").status_code == 404


def test_who_saw_one_kind(browser: Client, aigerim: Person) -> None:
    olga = factories.olga()
    with reading(policy.SUPPORT, actor=olga.pk):
        assert Person.objects.get(pk=aigerim.pk).phone
    page = text_of(browser, "/me/data/kinds/client_phone/")
    assert "the support service — To help when things fail" in page
    assert "the support service" not in text_of(browser, "/me/data/kinds/client_email/")
    assert "the support service" in text_of(browser, "/me/data/seen/?kind=client_phone")
    assert "the support service" not in text_of(browser, "/me/data/seen/?kind=client_email")


class TestTaken:
    """One kind at once, after she has shown once more that it is she."""

    def test_as_a_table(self, browser: Client) -> None:
        answer = factories.confirmed(browser).get("/me/data/kinds/client_name/take/csv/")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="harmonia-client_name.csv"'
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert ["name", "Aigerim"] in [row[2:] for row in rows]

    def test_for_programs(self, browser: Client) -> None:
        answer = factories.confirmed(browser).get("/me/data/kinds/client_name/take/json/")
        said = json.loads(answer.content)
        assert list(said["categories"]) == ["client_name"]
        rows = said["categories"]["client_name"]["rows"]
        assert {"name": "Aigerim"} in [row["values"] for row in rows]

    def test_a_name_that_is_a_formula_is_no_formula_in_the_table(self, browser: Client, aigerim: Person) -> None:
        accounts.change_name(person_id=aigerim.pk, name="=1+1", at=now())
        answer = factories.confirmed(browser).get("/me/data/kinds/client_name/take/csv/")
        assert "'=1+1" in answer.content.decode()
        assert not re.search(r"(^|,)\"?=", answer.content.decode(), re.MULTILINE)

    def test_not_without_showing_who_she_is(self, browser: Client) -> None:
        answer = browser.get("/me/data/kinds/client_name/take/csv/")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/confirm/?next=")

    def test_not_in_another_form(self, browser: Client) -> None:
        assert factories.confirmed(browser).get("/me/data/kinds/client_name/take/xls/").status_code == 404


def signed_in_before(person: Person, times: int) -> None:
    for _ in range(times):
        SignIn.objects.create(
            key_sha256=uuid4().bytes * 2,
            person=person,
            device="Firefox",
            session="",
            started_at=now(),
            last_seen_at=now(),
            idle_minutes=10,
            idle_until=now(),
            expires_at=now(),
            ended_at=now(),
        )


@pytest.mark.parametrize("path", ["/me/data/", "/me/data/kinds/sign_ins/"])
def test_more_records_ask_no_more_of_the_database(browser: Client, aigerim: Person, path: str) -> None:
    asked = []
    for times in (1, 2):
        signed_in_before(aigerim, times)
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        asked.append(len(queries))
    assert asked[0] == asked[1]
