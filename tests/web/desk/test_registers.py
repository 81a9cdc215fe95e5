"""The registers at the desk: who sees them, what a form answers, and what nobody may do alone."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts.states import OWNER
from harmonia.journal import queries as journal
from harmonia.privacy.models import Breach, StateRequest, Transfer
from tests import factories
from tests.web.desk import waiting

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def pavel():
    return factories.pavel(language="en")


def desk(person) -> Client:
    client = Client()
    client.force_login(person)
    return factories.confirmed(client)


PAGES = ("", "transfers/", "state-requests/", "state-requests/new/", "publications/", "breaches/", "breaches/new/",
         "processing/", "audits/")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_responsible_person_and_the_owner_see_them_and_nobody_else(page, pavel):
    owner = factories.entered("Owner", OWNER, number=8)
    seen = {
        name: desk(person).get(f"/desk/registers/{page}").status_code
        for name, person in {
            "pavel": pavel, "owner": owner, "olga": factories.olga(), "dana": factories.dana(), "zoe": factories.zoe(),
        }.items()
    }  # fmt: skip
    assert seen == {"pavel": 200, "owner": 200, "olga": 404, "dana": 404, "zoe": 404}


def test_whoever_is_unknown_and_whoever_has_not_agreed_get_one_answer(pavel):
    factories.zoe()
    said = {"recipient": "google", "purpose": "open_statistics", "categories": ["visitor_statistics"]}
    pages = [
        desk(pavel).post("/desk/registers/transfers/", {**said, "address": address}).content.decode()
        for address in ("zoe@example.kz", "nobody@example.kz")
    ]
    assert ["There is no basis" in page for page in pages] == [True, True]
    assert Transfer.objects.count() == 0


def test_a_transfer_goes_through_two_hands(pavel):
    aigerim, owner = factories.aigerim(), factories.entered("Owner", OWNER, number=8, language="en")
    said = {"address": "aigerim@example.kz", "recipient": "specialist", "purpose": "service"}
    desk(pavel).post("/desk/registers/transfers/", {**said, "categories": ["client_topics"]})
    transfer = Transfer.objects.get(person_id=aigerim.pk)
    address = f"/desk/registers/transfers/{transfer.pk}/approve/"
    assert "somebody else must decide" in desk(pavel).post(address, follow=True).content.decode()
    desk(owner).post(address)
    transfer.refresh_from_db()
    assert transfer.state == "told"


def test_a_request_that_contradicts_itself_keeps_what_was_typed(pavel):
    said = {
        "authority": "The court of Medeu",
        "document_number": "12",
        "document_dated_on": "2026-11-01",
        "received_at": "2026-11-10T10:00",
        "due_at": "2026-11-09T10:00",
        "asked": "When did they meet?",
    }
    page = desk(pavel).post("/desk/registers/state-requests/new/", said).content.decode()
    assert "one of the two is wrong" in page
    assert "The court of Medeu" in page
    assert StateRequest.objects.count() == 0


def test_a_breach_becomes_a_notice(pavel, settings):
    settings.OPERATOR = {
        "bin": "990140000385", "address": "Almaty", "phone": "+7 727", "responsible_person": "P. Responsible",
    }  # fmt: skip
    client = desk(pavel)
    soon = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    refused = client.post("/desk/registers/breaches/new/", {"found_at": soon, "happened": "x"}).content.decode()
    assert "still to come" in refused
    client.post("/desk/registers/breaches/new/", {"found_at": "2026-11-20T10:00", "happened": "A copy is lost"})
    breach = Breach.objects.get()
    there = f"/desk/registers/breaches/{breach.pk}/"
    assert "The notice still lacks" in client.get(there).content.decode()
    assert "not complete yet" in client.post(f"{there}notify/", follow=True).content.decode()
    client.post(
        there,
        {
            "happened": "A copy is lost", "harms": ["access"], "categories": ["client_email"], "people_count": 3,
            "consequences": "Letters", "measures": "Keys destroyed",
        },
    )  # fmt: skip
    notice = client.get(f"{there}notice/ru/")
    assert "Keys destroyed" in notice.content.decode()
    client.post(f"{there}notify/")
    breach.refresh_from_db()
    assert breach.state == "notified"


@pytest.mark.parametrize(
    ("form", "word"),
    [("csv", "identification"), ("json", "identification"), ("fideslang", "data_use"), ("dpv", "dpv:")],
)
def test_the_record_of_processing_is_given_in_every_form(form, word, pavel):
    answer = desk(pavel).get(f"/desk/registers/processing/{form}/")
    text = answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert word in text
    if form != "csv":
        assert json.loads(text)
    assert desk(pavel).get("/desk/registers/processing/xml/").status_code == 404


def test_nobody_of_the_staff_sees_anything_before_signing_the_warning():
    """Signed a year ago and more, it counts no longer."""
    olga = factories.olga(language="en", at=now() - timedelta(days=366))
    client = desk(olga)
    answer = client.get("/desk/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/warning/?next=%2Fdesk%2F")
    there = client.get("/desk/people/?q=1")["Location"]
    assert there == "/desk/warning/?next=%2Fdesk%2Fpeople%2F%3Fq%3D1"
    page = client.get(there).content.decode()
    assert "liability" in page
    assert 'value="/desk/people/?q=1"' in page
    assert client.post("/desk/warning/", {"next": "/desk/people/?q=1"})["Location"] == "/desk/people/?q=1"
    assert client.get("/desk/").status_code == 200


def test_the_warning_is_for_staff():
    assert desk(factories.zoe()).get("/desk/warning/").status_code == 404


def test_a_name_opens_for_a_named_purpose_of_the_role_and_the_person_sees_it(pavel):
    aigerim, olga = factories.aigerim(), factories.olga(language="en")
    client = desk(olga)
    found = client.post("/desk/people/", {"address": "Aigerim@example.kz"})
    assert found["Location"] == f"/desk/people/{aigerim.pk}/"
    assert "Aigerim" not in client.get(found["Location"]).content.decode()
    there = f"/desk/people/{aigerim.pk}/reveal/name/"
    assert "Say what you need it for" in client.post(there, {"purpose": "rights"}, follow=True).content.decode()
    assert "Aigerim" in client.post(there, {"purpose": "support"}).content.decode()
    last = journal.history_of(aigerim.pk)[0]
    assert (last.event, last.actor, last.facts) == (
        "data.read", str(olga.pk), {"purpose": "support", "categories": ["client_name"]},
    )  # fmt: skip


def test_an_unknown_address_and_an_unknown_number_open_nothing():
    client = desk(factories.olga(language="en"))
    assert "Nobody has this address" in client.post("/desk/people/", {"address": "no@example.kz"}).content.decode()
    assert client.get("/desk/people/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert desk(factories.dana()).get("/desk/people/").status_code == 404


@pytest.mark.parametrize(("who", "place"), [("pavel", "/desk/"), ("olga", "/desk/"), ("zoe", "/me/")])
def test_whoever_signs_in_comes_to_his_own_place(who, place):
    assert desk(getattr(factories, who)()).get("/after-sign-in/")["Location"] == place


def test_a_breach_in_other_hands_is_not_described_closed_or_notified_and_nothing_typed_is_lost(pavel):
    owner = factories.entered("Owner", OWNER, number=8, language="en")
    breach = Breach.objects.get(pk=waiting.one("breach"))
    path = f"/desk/registers/breaches/{breach.pk}/"
    desk(owner).post(f"{path}take/")
    known = {
        "happened": "a lost telephone", "harms": ["access"], "categories": ["client_email"], "people_count": "3",
        "consequences": "letters", "measures": "wiped",
    }  # fmt: skip
    answer = desk(pavel).post(path, known)
    page = answer.content.decode()
    assert "Somebody else has it in hand" in page
    assert "wiped" in page
    for act in ("notify/", "close/"):
        desk(pavel).post(path + act)
    breach.refresh_from_db()
    assert (breach.state, breach.harms) == ("found", [])
    assert desk(owner).post(path, known).status_code == 302


def test_who_prepared_a_disclosure_does_not_take_it_and_another_does(pavel):
    owner = factories.entered("Owner", OWNER, number=8, language="en")
    asked = StateRequest.objects.get(pk=waiting.one("state_request"))
    path = f"/desk/registers/state-requests/{asked.pk}/"
    desk(pavel).post(f"{path}take/")
    refused = desk(owner).post(f"{path}refuse/", {"reason": "no ground at all"}).content.decode()
    assert "Somebody else has it in hand" in refused
    assert "no ground at all" in refused
    ground = next(iter(policy.DISCLOSURE_GROUNDS))
    desk(pavel).post(f"{path}prepare/", {"ground": ground, "categories": ["client_email"]})
    asked.refresh_from_db()
    assert (asked.state, asked.assigned_to) == ("prepared", None)
    answer = desk(pavel).post(f"{path}take/", follow=True)
    assert "This is for somebody else of the staff" in answer.content.decode()
    desk(owner).post(f"{path}take/")
    desk(owner).post(f"{path}disclose/")
    asked.refresh_from_db()
    assert (asked.state, asked.assigned_to) == ("disclosed", owner.pk)
    assert "Nothing was changed" in desk(owner).post(f"{path}give-back/", follow=True).content.decode()
