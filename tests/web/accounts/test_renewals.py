"""What an edition in force asks anew is asked at the next sign-in; no is as easy as yes, and later is easier still."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.notices import operations as notices
from harmonia.notices.models import Notice
from harmonia.policy import editions
from tests import factories
from tests.web.booking.test_client_pages import text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
RENEW = "/me/agreements/new/"


@pytest.fixture
def aigerim(db: None) -> Person:
    consent.publish_edition(now())
    return factories.aigerim(language="en", at=now())


@pytest.fixture
def widen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The service asks for one purpose and one recipient more, from a day on or at once."""

    def edit(*, on: date | None = None) -> None:
        today = policy.AGREEMENTS["service"]
        wider = replace(today, purposes=(*today.purposes, policy.REPORTING), recipients=(*today.recipients, "google"))
        monkeypatch.setitem(policy.AGREEMENTS, "service", wider)
        monkeypatch.setattr(editions, "IN_FORCE_ON", on)
        consent.publish_edition(now())

    return edit


def signs_in(client: Client) -> Any:
    said = {"email": "aigerim@example.kz", "password": factories.PASSWORD, "next": "/me/data/"}
    return client.post("/sign-in/", said)


def refused(person: Person) -> bool:
    try:
        consent.check(subject=person.pk, purpose=policy.REPORTING, agreement="service", at=now())
    except consent.ConsentMissing:
        return True
    return False


def test_nothing_is_asked_where_nothing_is_new(client: Client, aigerim: Person) -> None:
    assert signs_in(client).headers["Location"] == "/me/data/"
    assert client.get(RENEW).status_code == 302
    assert client.post("/me/agreements/service/keep/").status_code in (302, 404)


def test_she_is_asked_after_signing_in_and_a_yes_opens_it(
    client: Client, aigerim: Person, widen: Callable[..., None]
) -> None:
    widen()
    asked = signs_in(client).headers["Location"]
    assert asked.startswith(RENEW)
    page = client.get(asked)
    said = text_of(page)
    assert policy.PURPOSES[policy.REPORTING].title.en in said
    assert policy.RECIPIENTS["google"].title.en in said
    buttons = [
        line for line in page.content.decode().splitlines() if "/service/give/" in line or "/service/keep/" in line
    ]
    assert len(buttons) == 2
    assert len({line.count('class="button button-quiet"') for line in buttons}) == 1, "no is as easy as yes"
    assert refused(aigerim)
    answered = client.post("/me/agreements/service/give/", {"next": asked})
    assert client.get(answered.headers["Location"]).headers["Location"] == "/me/data/"
    assert not refused(aigerim)
    client.logout()
    assert signs_in(client).headers["Location"] == "/me/data/"


def test_a_no_is_not_asked_again_and_leaves_the_service(
    client: Client, aigerim: Person, widen: Callable[..., None]
) -> None:
    widen()
    client.get(signs_in(client).headers["Location"])
    answered = client.post("/me/agreements/service/keep/", {"next": "/me/data/"})
    assert answered.headers["Location"] == "/me/data/"
    assert refused(aigerim)
    assert consents.allows(aigerim.pk, policy.SERVICE)
    client.logout()
    assert signs_in(client).headers["Location"] == "/me/data/"
    history = text_of(client.get("/me/agreements/service/"))
    assert "You said no to a newer text" in history


def test_later_leads_on_and_asks_next_time(client: Client, aigerim: Person, widen: Callable[..., None]) -> None:
    widen()
    asked = signs_in(client).headers["Location"]
    assert 'href="/me/data/"' in client.get(asked).content.decode()
    assert client.get("/me/data/").status_code == 200
    assert refused(aigerim)
    client.logout()
    assert signs_in(client).headers["Location"] == asked


def test_the_page_leads_to_no_other_site(client: Client, aigerim: Person, widen: Callable[..., None]) -> None:
    widen()
    client.force_login(aigerim)
    page = client.get(RENEW, {"next": "https://evil.example/"}).content.decode()
    assert [mark for mark in ('href="https://evil', 'value="https://evil') if mark in page] == []
    sent = client.post("/me/agreements/service/give/", {"next": "https://evil.example/"})
    assert sent.headers["Location"] == "/me/agreements/"


def test_zoe_cannot_answer_for_her(aigerim: Person, widen: Callable[..., None]) -> None:
    widen()
    stranger, zoe = Client(), factories.zoe(at=now())
    assert "/sign-in/" in stranger.get(RENEW).headers["Location"]
    stranger.force_login(zoe)
    stranger.post("/me/agreements/service/give/")
    assert refused(aigerim)
    assert stranger.post("/me/agreements/practice/keep/").status_code == 404


def test_a_dated_edition_is_announced_and_asks_nothing_before_its_day(
    client: Client, aigerim: Person, widen: Callable[..., None]
) -> None:
    day = date(localdate().year + 1, 3, 8)
    number = consents.current_edition().number
    widen(on=day)
    assert signs_in(client).headers["Location"] == "/me/data/"
    client.cookies["language"] = "en"
    page = text_of(client.get("/privacy/"))
    assert f"Edition {number + 1} comes into force: 08.03.{day.year}" in page
    assert f"Edition {number} in force" in page
    for language, words in (("en", "not yet in force"), ("ru", "ещё не действует"), ("kk", "әлі күшіне енген жоқ")):
        visitor = Client()
        visitor.cookies["language"] = language
        coming = text_of(visitor.get(f"/privacy/{number + 1}/"))
        assert words in coming
        assert policy.RECIPIENTS["google"].title.in_language(language) in coming
    given = text_of(client.get("/me/agreements/"))
    assert "asked again" not in given
    assert policy.RECIPIENTS["google"].title.en not in given


def test_she_is_written_to_once_and_discreetly(aigerim: Person, widen: Callable[..., None]) -> None:
    zoe = factories.zoe(at=now())
    consent.withdraw(person_id=zoe.pk, agreement="service", language="ru", method="cabinet", at=now())
    widen()
    number = consents.current_edition().number
    for _ in range(2):
        notices.tell_of_edition(number=number, after="", at=now())
    told = Notice.objects.filter(event="policy.published").values_list("person_id", "channel")
    assert sorted(told) == [(aigerim.pk, "cabinet"), (aigerim.pk, "email")]
