"""Disputes on pages: one's own from either side, nobody else's; at the desk the words open to whoever leads one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.journal import queries as journal
from harmonia.payments import queries as orders
from harmonia.payments.models import Refund
from harmonia.support import operations
from harmonia.support.models import Dispute, DisputeMessage, DisputeProposal, Letter
from tests import factories
from tests.factories import NOW
from tests.support.contested import WORDS, met, opened, packaged

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SECRET = "a-word-that-only-she-wrote"


def at(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return factories.confirmed(client)


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim(language="en")


@pytest.fixture
def zoe(db: None) -> Person:
    return factories.zoe(language="en")


@pytest.fixture
def boris(db: None) -> Person:
    return factories.boris(language="en")


@pytest.fixture
def olga(db: None) -> Person:
    return factories.olga(language="en")


@pytest.fixture
def appointment(aigerim: Person, boris: Person) -> Appointment:
    return met(aigerim, boris)


@pytest.fixture
def dispute(aigerim: Person, appointment: Appointment) -> Dispute:
    return opened(aigerim, appointment, at=timezone.now())


def page(person: Person, path: str) -> str:
    answer = at(person).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_from_the_session_to_a_dispute_and_back_to_it(aigerim: Person, boris: Person, appointment: Appointment) -> None:
    way = f"/me/disputes/new/?about=session:{appointment.pk}"
    assert way in page(aigerim, f"/me/appointments/{appointment.pk}/")
    assert way in page(boris, f"/practice/appointments/{appointment.pk}/")
    assert f'value="session:{appointment.pk}" selected' in page(aigerim, way)
    said = {"thing": f"session:{appointment.pk}", "text": SECRET}
    answer = at(aigerim).post("/me/disputes/new/", said)
    dispute = Dispute.objects.get()
    assert answer.headers["Location"] == f"/me/disputes/{dispute.pk}/"
    for side in (aigerim, boris):
        assert SECRET in page(side, f"/me/disputes/{dispute.pk}/")
        assert dispute.number in page(side, "/me/disputes/")
    again = at(aigerim).post("/me/disputes/new/", said)
    assert (again.headers["Location"], Dispute.objects.count()) == (f"/me/disputes/{dispute.pk}/", 1)


def test_a_payment_and_the_service_can_be_disputed_too_and_nothing_of_others(
    aigerim: Person, zoe: Person, appointment: Appointment
) -> None:
    order = orders.order_about(appointment.pk)
    assert order is not None
    for thing in (f"payment:{order.pk}", f"session:{appointment.pk}", "session:", "payment:x", "everything"):
        assert at(zoe).post("/me/disputes/new/", {"thing": thing, "text": "…"}).status_code == 422
    assert Dispute.objects.count() == 0
    for thing in (f"payment:{order.pk}", "service"):
        assert at(aigerim).post("/me/disputes/new/", {"thing": thing, "text": "…"}).status_code == 302
    assert sorted(Dispute.objects.values_list("about", "other")) == [("payment", None), ("service", None)]


def test_what_was_typed_is_not_lost_with_a_mistake(aigerim: Person) -> None:
    answer = at(aigerim).post("/me/disputes/new/", {"thing": "", "text": SECRET})
    assert answer.status_code == 422
    assert SECRET in answer.content.decode()


def test_anothers_dispute_is_a_missing_one(zoe: Person, olga: Person, dispute: Dispute) -> None:
    proposal = _offered(dispute, olga)
    missing = "00000000-0000-4000-8000-000000000000"
    for path in (
        "/me/disputes/{}/say/", "/me/disputes/{}/propose/", "/me/disputes/{}/end/", "/me/disputes/{}/take-back/",
    ):  # fmt: skip
        said = {"text": "…", "proposal-text": "…", "proposal-amount_kzt": "1"}
        answers = [at(zoe).post(path.format(pk), said).status_code for pk in (dispute.pk, missing)]
        assert answers == [404, 404], path
    assert at(zoe).get(f"/me/disputes/{dispute.pk}/").status_code == 404
    assert at(zoe).post(f"/me/disputes/proposals/{proposal.pk}/accept/").status_code == 404
    assert dispute.number not in page(zoe, "/me/disputes/")
    assert (Refund.objects.count(), DisputeMessage.objects.count()) == (0, 2)


def _offered(dispute: Dispute, olga: Person, amount_kzt: int = 5_000) -> DisputeProposal:
    operations.assign_dispute(dispute_id=dispute.pk, to=olga, by=olga, at=timezone.now())
    return operations.propose(
        dispute_id=dispute.pk, amount_kzt=amount_kzt, text="Вернём часть.", by=olga, at=timezone.now()
    )


def test_a_proposal_is_accepted_once_on_its_page(
    aigerim: Person, boris: Person, olga: Person, dispute: Dispute
) -> None:
    proposal = _offered(dispute, olga)
    accept = f"/me/disputes/proposals/{proposal.pk}/accept/"
    assert accept in page(aigerim, f"/me/disputes/{dispute.pk}/")
    assert accept not in page(boris, f"/me/disputes/{dispute.pk}/")
    at(boris).post(accept)
    assert Refund.objects.count() == 0
    for _ in range(2):
        assert at(aigerim).post(accept).status_code == 302
    assert [refund.amount_kzt for refund in Refund.objects.all()] == [5_000]
    assert at(aigerim).post(f"/me/disputes/{dispute.pk}/say/", {"text": "…"}).status_code == 302
    assert DisputeMessage.objects.count() == 2


def test_more_than_was_paid_is_refused_beside_the_field(aigerim: Person, dispute: Dispute) -> None:
    said = {"proposal-amount_kzt": "12001", "proposal-text": SECRET}
    answer = at(aigerim).post(f"/me/disputes/{dispute.pk}/propose/", said)
    assert answer.status_code == 422
    assert all(word in answer.content.decode() for word in ("At most 12", SECRET, "has-error"))
    assert DisputeProposal.objects.count() == 0
    assert (
        at(aigerim).post(f"/me/disputes/{dispute.pk}/propose/", {**said, "proposal-amount_kzt": "12000"}).status_code
        == 302
    )
    assert DisputeProposal.objects.get().made_to == "service"


def test_a_session_that_a_package_paid_for_goes_back_whole(aigerim: Person, boris: Person) -> None:
    dispute = opened(aigerim, packaged(aigerim, boris)[1], at=timezone.now())
    here, whole = f"/me/disputes/{dispute.pk}/", "goes back to the package it was paid with: 11"
    assert whole in page(aigerim, here)
    said = {"proposal-whole": "on", "proposal-text": SECRET}
    assert at(aigerim).post(f"{here}propose/", {**said, "proposal-amount_kzt": "5"}).status_code == 422
    assert at(aigerim).post(f"{here}propose/", said).status_code == 302
    assert DisputeProposal.objects.get().gives == "session"
    assert "Proposal: the session goes back to its package" in page(aigerim, here)


def test_a_session_paid_by_card_has_no_package_to_go_back_to(aigerim: Person, dispute: Dispute) -> None:
    here = f"/me/disputes/{dispute.pk}/"
    assert "goes back to the package" not in page(aigerim, here)
    said = {"proposal-amount_kzt": "0", "proposal-whole": "on", "proposal-text": SECRET}
    refused = at(aigerim).post(f"{here}propose/", said)
    assert refused.status_code == 422
    assert SECRET in refused.content.decode()


def test_the_way_to_a_court_opens_after_an_answer(aigerim: Person, olga: Person, dispute: Dispute) -> None:
    end = f"/me/disputes/{dispute.pk}/end/"
    assert end not in page(aigerim, f"/me/disputes/{dispute.pk}/")
    at(aigerim).post(end)
    assert Dispute.objects.get().state == "opened"
    _offered(dispute, olga)
    assert end in page(aigerim, f"/me/disputes/{dispute.pk}/")
    at(aigerim).post(end)
    assert Dispute.objects.get().state == "not_agreed"


def test_the_desk_sees_no_word_until_somebody_leads_it_and_both_sides_see_who(
    aigerim: Person, boris: Person, olga: Person, dispute: Dispute
) -> None:
    desk = at(olga)
    for path in ("/desk/disputes/", f"/desk/disputes/{dispute.pk}/"):
        shown = desk.get(path).content.decode()
        assert dispute.number in shown
        assert WORDS not in shown
    assert desk.post(f"/desk/disputes/{dispute.pk}/take/").status_code == 302
    assert WORDS in desk.get(f"/desk/disputes/{dispute.pk}/").content.decode()
    for side in (aigerim, boris):
        seen = [event.facts["categories"] for event in journal.history_of(side.pk) if event.event == "data.read"]
        assert ["dispute_words"] in seen
    assert desk.post(f"/desk/disputes/{dispute.pk}/give-back/").status_code == 302
    assert WORDS not in desk.get(f"/desk/disputes/{dispute.pk}/").content.decode()


def test_the_desk_answers_and_proposes_only_in_its_turn(aigerim: Person, olga: Person, dispute: Dispute) -> None:
    desk, here = at(olga), f"/desk/disputes/{dispute.pk}/"
    said = {"text": "Разбираемся.", "proposal-amount_kzt": "3000", "proposal-text": "…"}
    for step in ("say/", "propose/"):
        desk.post(here + step, said)
    assert DisputeMessage.objects.count() == 1
    desk.post(here + "take/")
    desk.post(here + "say/", {"text": said["text"]})
    assert "Разбираемся." in page(aigerim, f"/me/disputes/{dispute.pk}/")
    desk.post(here + "propose/", {"proposal-amount_kzt": "3000", "proposal-text": "…"})
    proposal = DisputeProposal.objects.get()
    desk.post(f"{here}proposals/{proposal.pk}/accept/")
    assert Refund.objects.count() == 0
    desk.post(f"{here}proposals/{proposal.pk}/take-back/")
    proposal.refresh_from_db()
    assert proposal.state == "taken_back"


def test_no_other_role_comes_to_the_desk_of_disputes(dispute: Dispute) -> None:
    for person in (factories.dana(), factories.pavel()):
        assert at(person).get("/desk/disputes/").status_code == 404
        assert at(person).get(f"/desk/disputes/{dispute.pk}/").status_code == 404


def test_a_proved_letter_becomes_a_dispute_in_his_name(aigerim: Person, olga: Person, appointment: Appointment) -> None:
    letter = operations.write_from_cabinet(person=aigerim, subject="Спор", text=SECRET, at=NOW)
    operations.sort(letter_id=letter.pk, at=NOW)
    Letter.objects.filter(pk=letter.pk).update(state="to_look")
    assert f"/desk/letters/{letter.pk}/dispute/" in page(olga, f"/desk/letters/{letter.pk}/")
    at(olga).post(f"/desk/letters/{letter.pk}/dispute/", {"thing": f"session:{appointment.pk}"})
    dispute = Dispute.objects.get()
    assert (dispute.opener_id, dispute.letter_id, dispute.appointment_id) == (aigerim.pk, letter.pk, appointment.pk)
    assert SECRET in page(aigerim, f"/me/disputes/{dispute.pk}/")


def test_a_letter_that_nothing_proves_opens_no_dispute(aigerim: Person, olga: Person) -> None:
    letter = operations.write_from_cabinet(person=aigerim, subject="Спор", text=SECRET, at=NOW)
    operations.sort(letter_id=letter.pk, at=NOW)
    Letter.objects.filter(pk=letter.pk).update(state="to_look", person=None, claimed=aigerim, proof="")
    assert at(olga).post(f"/desk/letters/{letter.pk}/dispute/", {"thing": "service"}).status_code == 404
    assert Dispute.objects.count() == 0


@pytest.mark.parametrize("path", ["/desk/disputes/", "/me/disputes/"])
def test_lists_ask_as_often_for_three_as_for_one(path: str, aigerim: Person, boris: Person, olga: Person) -> None:
    reader = olga if path.startswith("/desk/") else aigerim
    client: Any = at(reader)
    counts = []
    for number in range(3):
        opened(aigerim, met(aigerim, boris)) if number == 0 else operations.open_dispute(
            about="service", about_id=None, text="…", opener=aigerim, at=NOW
        )
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[2]
