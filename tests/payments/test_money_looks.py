"""Packages, payouts, statements in a real browser: axe finds nothing, nothing scrolls sideways, no rule is broken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from harmonia.accounts.states import ACCOUNTANT, OWNER
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
def test_the_pages_of_money(
    visit: Callable[..., Page], live_server: Any, look: tuple[str, int, str], settings: Any
) -> None:
    settings.PAYOUT_BANK = "by_hand"
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
    operations.make_promotion(
        per_cent=20, off_kzt=None, specialists=[met.specialist_id], starts_at=timezone.now(), most_uses=50,
        ends_at=timezone.now() + timedelta(days=7), by=other.pk, at=timezone.now(),
    )  # fmt: skip
    see(aigerim, "client:book", met.specialist.slug)
    see(aigerim, "public:specialist", met.specialist.slug)
    see(aigerim, "public:specialists")
    see(factories.entered("Dana", OWNER, number=53), "staff:promotions")
    see(other, "staff:payout_run", run.pk)
    see(other, "staff:payout_line", run.payouts.get().pk)
    see(other, "staff:payout_statement", run.pk)
    see(boris, "specialist:own_page")
    see(boris, "specialist:money")
    see(boris, "specialist:payout", run.payouts.get().pk)
    see(accountant, "staff:payouts")
