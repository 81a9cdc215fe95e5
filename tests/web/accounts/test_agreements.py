"""A new edition that asks for more: the person's page asks anew, and until then the new purpose stays closed."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from tests import factories
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
