"""The specialist's money and the accountant's queue: for those they concern, with a second look before it goes."""

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from harmonia.accounts.states import ACCOUNTANT
from harmonia.payments import operations
from harmonia.payments.models import PayoutDetails, PayoutRun
from harmonia.payments.states import PayoutRunState
from tests import factories
from tests.booking import scene
from tests.payments.earned import IBAN, LATER, held, owed, says_where, send_all

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def browser(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return factories.confirmed(client)


def accountant(name: str, number: int) -> Any:
    return factories.entered(name, ACCOUNTANT, number=number, language="en")


def test_from_a_held_session_to_a_statement(aigerim: Any, bank: Any) -> None:
    boris = factories.boris(language="en")
    scene.practice_of(boris)
    owed(aigerim, boris)
    held(aigerim, boris, 9_000)
    his = browser(boris)
    assert b"Tell us your account" in his.get(reverse("specialist:money")).content
    wrong = his.post(reverse("specialist:account"), {"iban": "KZ86 125K ZT50 0410 0101", "holder": "Boris A."})
    assert b"not an account number" in wrong.content
    assert b"KZ86 125K ZT50 0410 0101" in wrong.content  # what was typed is not lost
    assert PayoutDetails.objects.count() == 0
    assert his.post(reverse("specialist:account"), {"iban": IBAN, "holder": "Boris A."}).status_code == 302
    page = his.get(reverse("specialist:money")).content.decode()
    assert "KZ…0100" in page
    assert IBAN not in page

    nurlan, saule = browser(accountant("Nurlan", 51)), browser(accountant("Saule", 52))
    path = nurlan.post(reverse("staff:payouts_prepare")).headers["Location"]
    assert b"You prepared it" in nurlan.get(path).content
    nurlan.post(f"{path}approve/")
    assert PayoutRun.objects.get().state == PayoutRunState.PREPARED
    unconfirmed = Client()
    unconfirmed.cookies = saule.cookies.copy()
    session = saule.session
    del session["confirmed_at"]
    session.save()
    assert unconfirmed.post(f"{path}approve/").headers["Location"].startswith("/confirm/")
    assert PayoutRun.objects.get().state == PayoutRunState.PREPARED
    saule = factories.confirmed(saule)
    saule.post(f"{path}approve/")
    saule.post(f"{path}approve/")  # a second click
    send_all()
    assert [line["amount"] for line in bank.store.transfers()] == [9_600]
    table = list(csv.reader(io.StringIO(nurlan.get(f"{path}table.csv").content.decode("utf-8-sig"))))
    assert table[1][1:6] == ["Борис Ахметов", "1", "12000", "2400", "9600"]

    payout = PayoutRun.objects.get().payouts.get()
    statement = his.get(reverse("specialist:payout", args=[payout.pk])).content.decode()
    assert payout.number in statement
    lines = list(
        csv.reader(io.StringIO(his.get(reverse("specialist:payout_csv", args=[payout.pk])).content.decode("utf-8-sig")))
    )
    assert [line[3:] for line in lines[1:]] == [["12000", "2400", "9600"]] * 2
    vera = browser(factories.vera())
    for name in ("specialist:payout", "specialist:payout_csv"):
        assert vera.get(reverse(name, args=[payout.pk])).status_code == 404
        assert his.get(reverse(name, args=[uuid4()])).status_code == 404


def test_the_queue_asks_as_often_for_one_as_for_three(aigerim: Any, django_assert_max_num_queries: Any) -> None:
    first = factories.boris()
    saule = browser(accountant("Saule", 52))
    says_where(first)
    owed(aigerim, first)
    run = operations.prepare_run(by=accountant("Nurlan", 51).pk, at=LATER)
    path = reverse("staff:payout_run", args=[run.pk])
    saule.get(path)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        saule.get(path)
    operations.decline_run(run_id=run.pk, by=run.prepared_by, at=LATER)
    for payee in (factories.vera(), factories.entered("Nina", "specialist", number=9)):
        says_where(payee)
        owed(aigerim, payee)
    run = operations.prepare_run(by=run.prepared_by, at=LATER)
    with django_assert_max_num_queries(len(one)):
        saule.get(reverse("staff:payout_run", args=[run.pk]))
