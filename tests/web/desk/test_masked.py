"""What waits is masked: no list of the desk says a name, an address or a word of whoever waits."""

import pytest
from django.test import Client
from django.urls import reverse

from harmonia.web.staff.queues import QUEUES, Queue
from tests import factories
from tests.web.desk import waiting

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
queues = pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.key)


def shown(queue: Queue, role: str) -> str:
    client = Client()
    client.force_login(factories.entered("Saule", role, number=81, language="en"))
    factories.confirmed(client)
    return client.get("/desk/").content.decode() + client.get(reverse(queue.listed)).content.decode()


@queues
def test_a_list_names_nobody(queue: Queue) -> None:
    pk = waiting.one(queue.key)
    page = shown(queue, queue.roles[-1])
    assert "data-item" in page
    assert waiting.CANARY not in page
    assert str(pk) in page


def test_a_letter_opens_for_a_purpose_and_then_says_it() -> None:
    """The canary is there, and would be seen."""
    pk = waiting.one("letter")
    client = Client()
    client.force_login(factories.olga(language="en"))
    factories.confirmed(client)
    assert waiting.CANARY not in client.get(f"/desk/letters/{pk}/").content.decode()
    assert waiting.CANARY in client.post(f"/desk/letters/{pk}/open/", {"purpose": "support"}).content.decode()
