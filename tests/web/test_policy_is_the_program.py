"""One change of the register, and the page, the form, the check and the edition follow; nothing else is edited."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.notices import operations as notices
from harmonia.policy.terms import Text
from harmonia.privacy.models import Item
from harmonia.privacy.operations import retention
from harmonia.privacy.queries.archives import collected, contents
from harmonia.vault.reading import PurposeRefused, reading
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = factories.NOW + HOUR


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """change("CATEGORIES", "client_age", title=…): as an editor of the register would, in the one place."""

    def edit(table: str, key: str, **fields: Any) -> None:
        held = getattr(policy.REGISTER, table.lower())
        monkeypatch.setitem(held, key, replace(held[key], **fields))

    return edit


def page(language: str = "ru") -> str:
    browser = Client()
    browser.cookies["language"] = language
    return browser.get(reverse("public:privacy")).content.decode()


def form(language: str = "ru") -> str:
    browser = Client()
    browser.cookies["language"] = language
    return browser.get(reverse("public:register")).content.decode()


def test_a_new_word_reaches_the_page_and_the_form(change: Callable[..., None]) -> None:
    words = Text(kk="Жасыңыз нешеде", ru="Сколько вам полных лет", en="Your age in full years")
    consent.publish_edition(factories.NOW)
    assert words.ru not in page()
    assert words.ru not in form()
    change("CATEGORIES", "client_age", title=words)
    consent.publish_edition(LATER)
    for language in ("kk", "ru", "en"):
        assert words.in_language(language) in page(language)
    assert words.ru in form()


def test_a_new_term_reaches_the_page_and_makes_an_edition(change: Callable[..., None]) -> None:
    consent.publish_edition(factories.NOW)
    before, number = page(), consents.current_edition().number
    kept = policy.CATEGORIES["sign_ins"].retention
    change("RETENTION", kept, days=77)
    consent.publish_edition(LATER)
    assert consents.current_edition().number == number + 1
    assert "77" not in before
    assert "77" in page()
    consent.publish_edition(LATER)
    assert consents.current_edition().number == number + 1, "nothing has changed since"


def test_a_purpose_taken_from_a_category_stops_the_reading(change: Callable[..., None]) -> None:
    person = Person.objects.get(pk=factories.aigerim().pk)
    with reading(policy.ACCESS, actor=person.pk):
        assert person.age == 31
    fewer = tuple(purpose for purpose in policy.CATEGORIES["client_age"].purposes if purpose != policy.ACCESS)
    change("CATEGORIES", "client_age", purposes=fewer)
    with reading(policy.ACCESS, actor=person.pk), pytest.raises(PurposeRefused):
        _ = person.age


def test_a_purpose_that_needs_another_consent_is_refused_without_it(change: Callable[..., None]) -> None:
    person = factories.aigerim()
    consent.check(subject=person.pk, purpose=policy.SERVICE, at=LATER)
    change("AGREEMENTS", "service", purposes=())
    change("AGREEMENTS", "research", purposes=(*policy.AGREEMENTS["research"].purposes, policy.SERVICE))
    with pytest.raises(consent.ConsentMissing):
        consent.check(subject=person.pk, purpose=policy.SERVICE, at=LATER)


def test_a_new_term_reaches_what_goes_and_what_is_taken_along(change: Callable[..., None]) -> None:
    person = factories.aigerim()
    notices.send("consent.withdrawn", person_id=person.pk, at=factories.NOW, channels=["cabinet"])

    def falls_due(at: datetime) -> bool:
        try:
            return Item.objects.filter(run__in=retention.work_out(at=at), rule="notices").exists()
        except retention.NothingDue:
            return False

    def kept() -> str:
        with reading(policy.RIGHTS, actor=None), override("en"):
            said = contents.data(person, collected(person.pk), at=LATER, only="notices_sent")
        return str(said["categories"]["notices_sent"]["kept"]["term"])

    assert (falls_due(factories.NOW + 77 * DAY), "77 days" in kept()) == (False, False)
    change("RETENTION", policy.CATEGORIES["notices_sent"].retention, days=77)
    assert (falls_due(factories.NOW + 60 * DAY), "77 days" in kept()) == (False, True)
    assert falls_due(factories.NOW + 77 * DAY)


@pytest.mark.parametrize("language", policy.LANGUAGES)
def test_the_policy_names_the_pages_by_the_names_they_have(client: Client, language: policy.Language) -> None:
    document = policy.render("privacy", language).text
    service, help_ = policy.render("service", language).text, policy.AGREEMENTS["informed_consent"].way_to_withdraw
    client.force_login(factories.aigerim())
    with override(language):
        agreements, looks = gettext("My agreements"), gettext("Who saw my data")
    assert [agreements in words for words in (document, service, help_.in_language(language))] == [True] * 3
    assert looks in document
    client.cookies["language"] = language
    button = reverse("client:consent_withdraw", args=["service"])
    assert button in client.get(reverse("client:consent", args=["service"])).content.decode()
