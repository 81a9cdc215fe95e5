"""The page of a blocked person in a real browser: axe finds nothing, nothing scrolls sideways, no rule is broken."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.privacy.operations import blocking
from harmonia.privacy.states import BlockOrigin
from tests import factories
from tests.payments.test_looks import LOOKS, check

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_of_a_blocked_person(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str]) -> None:
    aigerim = factories.aigerim(language=look[0])
    for origin in (BlockOrigin.SELF, BlockOrigin.AUTHORITY):
        blocking.block(person_id=aigerim.pk, request_id=None, by=None, at=now(), origin=origin)
    client_page = open_as_blocked(visit, live_server, aigerim, look)
    check(client_page, "blocked", look)


def open_as_blocked(visit: Callable[..., Page], live_server: Any, person: Any, look: tuple[str, int, str]) -> Page:
    language, width, theme = look
    client = Client()
    client.force_login(person)
    page = visit(live_server.url, "/sos/", language=language, width=width, theme=theme)
    session = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    return visit(live_server.url, "/me/blocked/", page=page)
