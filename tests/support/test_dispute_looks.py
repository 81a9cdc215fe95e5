"""Pages of disputes: axe, the width of a telephone, the console."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.support import operations
from tests import factories
from tests.browser import overflow, shot, violations
from tests.support.contested import met, opened
from tests.support.test_looks import SIZES, _sign_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.mark.parametrize(("language", "width", "theme"), SIZES)
def test_pages_of_disputes_are_whole(
    language: str, width: int, theme: str, visit: Callable[..., Page], live_server: Any, aigerim: Person
) -> None:
    olga, boris = factories.olga(language=language), factories.boris(language=language)
    dispute = opened(aigerim, met(aigerim, boris), at=timezone.now())
    operations.assign_dispute(dispute_id=dispute.pk, to=olga, by=olga, at=timezone.now())
    operations.say_in_dispute(dispute_id=dispute.pk, text="У меня связь была.", by=boris, at=timezone.now())
    operations.propose(dispute_id=dispute.pk, amount_kzt=5_000, text="Вернём часть.", by=olga, at=timezone.now())
    waiting = operations.open_dispute(about="service", about_id=None, text="…", opener=aigerim, at=timezone.now())
    paths = [
        (olga, "/desk/disputes/"),
        (olga, dispute.path),
        (olga, waiting.path),
        (aigerim, "/me/disputes/"),
        (aigerim, "/me/disputes/new/"),
        (aigerim, f"/me/disputes/{dispute.pk}/"),
        (boris, f"/me/disputes/{dispute.pk}/"),
    ]
    page = visit(live_server.url, "/cookies/", language=language, width=width, theme=theme)
    faults = {}
    for number, (person, path) in enumerate(paths):
        _sign_in(page, live_server.url, person)
        visit(live_server.url, path, page=page)
        shot(page, f"disputes-{number}-{width}")
        faults[path, person.pk] = (violations(page), overflow(page), list(page.complaints))  # type: ignore[attr-defined]
    assert {place: found for place, found in faults.items() if found != ([], 0, [])} == {}
