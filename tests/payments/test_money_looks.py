"""Packages, payouts, statements in a real browser: axe finds nothing, nothing scrolls sideways, no rule is broken."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from harmonia.accounts.states import ACCOUNTANT
from harmonia.payments import operations
from harmonia.policy import BOOKING_TERMS
from tests import factories
from tests.payments.conftest import attempt, hook
from tests.payments.earned import LATER, held, owed, says_where
from tests.payments.test_looks import LOOKS, check, open_as
from tests.payments.test_pages import held_for

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_of_money(visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str]) -> None:
    aigerim, boris = factories.aigerim(), factories.boris()
    met = held_for(aigerim, who=lambda: boris)
    says_where(boris)
    owed(aigerim, boris)
    held(aigerim, boris, 9_000)
    accountant = factories.entered("Nurlan", ACCOUNTANT, number=51)
    run = operations.prepare_run(by=accountant.pk, at=LATER)
    other = factories.entered("Saule", ACCOUNTANT, number=52)
    credit = operations.order_package(
        person_id=aigerim.pk, specialist_id=met.specialist_id, session_kzt=met.price_kzt, at=timezone.now(),
        offer=BOOKING_TERMS.packages[0],
    )  # fmt: skip
    hook(attempt(credit.order)).send()
    operations.issue(order_id=credit.order_id, at=timezone.now())

    def see(person: Any, name: str, *arguments: Any) -> None:
        shown = f"money-{name.replace(':', '-')}"
        check(open_as(visit, live_server, person, reverse(name, args=arguments), look), shown, look)

    see(aigerim, "client:credits")
    see(aigerim, "client:package", met.specialist.slug)
    see(aigerim, "client:pay", met.pk)
    see(aigerim, "client:credit_close", credit.pk)
    see(other, "staff:payout_run", run.pk)
    operations.approve_run(run_id=run.pk, by=other.pk, at=LATER)
    see(boris, "specialist:money")
    see(boris, "specialist:payout", run.payouts.get().pk)
    see(accountant, "staff:payouts")
