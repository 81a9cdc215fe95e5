"""Transfers, requests of state bodies, publications and breaches: what has no basis is refused and written down."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.core.moves import WrongState
from harmonia.journal import queries as journal
from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.privacy.models import Publication, StateRequest, Transfer
from harmonia.privacy.operations import breaches, publications, state_requests, transfers
from harmonia.privacy.permissions.two_people import SamePerson
from harmonia.privacy.queries import duties, registers
from harmonia.specialists import operations as specialists
from harmonia.specialists.states import Unlisted
from harmonia.vault import reading
from tests import factories
from tests.factories import NOW
from tests.specialists import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
OPERATOR = {
    "bin": "990140000385",
    "address": "Алматы, ул. Абая, 1",
    "phone": "+7 727 000 00 00",
    "responsible_person": "П. Ответственный",
}


def propose(person, by, **changes):
    said = {"recipient": "specialist", "purpose": "service", "categories": ["client_topics"], **changes}
    return transfers.propose_transfer(person_id=person.pk, by=by.pk, at=NOW, **said)


def test_a_transfer_by_consent_takes_two_people_and_the_person_is_told():
    aigerim, pavel, olga = factories.aigerim(), factories.pavel(), factories.olga()
    transfer = propose(aigerim, pavel)
    with pytest.raises(SamePerson):
        transfers.decide_transfer(transfer_id=transfer.pk, approve=True, by=pavel.pk, at=NOW)
    made = transfers.decide_transfer(transfer_id=transfer.pk, approve=True, by=olga.pk, at=NOW)
    assert (made.state, made.told_at, made.abroad) == ("told", NOW, False)
    assert made.tell_by > NOW + timedelta(days=10)
    assert set(Notice.objects.filter(person=aigerim).values_list("event", flat=True)) == {"data.transferred"}
    assert list(registers.transfers_of(aigerim.pk)) == [made]
    said = [event.event for event in journal.history_of(aigerim.pk) if event.event.startswith("registers.")]
    assert said == ["registers.transfer_made", "registers.transfer_proposed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "google", "purpose": "open_statistics"},
        {"recipient": "payment_provider"},
        {"categories": ["credentials"]},
        {"categories": []},
        {"recipient": "an acquaintance"},
        {"purpose": "curiosity"},
    ],
)
def test_without_a_basis_nothing_goes_and_the_refusal_is_journalled(changes):
    aigerim, pavel = factories.aigerim(), factories.pavel()
    with pytest.raises(transfers.NoBasis):
        propose(aigerim, pavel, **changes)
    assert Transfer.objects.count() == 0
    assert journal.history_of(aigerim.pk)[0].event == "registers.transfer_refused"


def test_a_consent_withdrawn_in_between_stops_the_transfer():
    aigerim, pavel, olga = factories.aigerim(), factories.pavel(), factories.olga()
    transfer = propose(aigerim, pavel)
    consent.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=NOW)
    with pytest.raises(transfers.NoBasis):
        transfers.decide_transfer(transfer_id=transfer.pk, approve=True, by=olga.pk, at=NOW)
    transfer.refresh_from_db()
    assert transfer.state == "proposed"
    declined = transfers.decide_transfer(transfer_id=transfer.pk, approve=False, by=olga.pk, at=NOW)
    assert declined.state == "refused"
    with pytest.raises(WrongState):
        transfers.decide_transfer(transfer_id=transfer.pk, approve=False, by=olga.pk, at=NOW)


def test_the_database_itself_wants_two_people():
    aigerim, pavel = factories.aigerim(), factories.pavel()
    transfer = propose(aigerim, pavel)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(decided_by=pavel.pk)


def asked(by, person=None, **changes):
    said = {
        "authority": "Суд Медеуского района",
        "document_number": "12-345",
        "document_dated_on": date(2026, 11, 20),
        "asked": "Сообщить даты встреч",
        "person_id": person.pk if person else None,
        "silent": False,
        "received_at": NOW,
        "due_at": NOW + timedelta(days=5),
        **changes,
    }
    return state_requests.enter_state_request(**said, by=by.pk, at=NOW)


def test_a_disclosure_names_its_ground_and_takes_two_people():
    aigerim, pavel, owner = factories.aigerim(), factories.pavel(), factories.olga()
    request = asked(pavel, aigerim)
    state_requests.prepare_disclosure(
        state_request_id=request.pk, ground="proceedings", categories=["appointments"], by=pavel.pk, at=NOW
    )
    with pytest.raises(transfers.NoBasis):
        raise_for_ground(request, pavel)
    with pytest.raises(SamePerson):
        state_requests.disclose(state_request_id=request.pk, by=pavel.pk, at=NOW)
    done = state_requests.disclose(state_request_id=request.pk, by=owner.pk, at=NOW)
    assert (done.state, done.ground, done.categories) == ("disclosed", "proceedings", ["appointments"])
    assert list(registers.disclosures_about(aigerim.pk)) == [done]
    assert journal.history_of(aigerim.pk)[0].facts["ground"] == "proceedings"


def raise_for_ground(request, by):
    state_requests.prepare_disclosure(
        state_request_id=request.pk, ground="because", categories=["appointments"], by=by.pk, at=NOW
    )


def test_what_the_law_keeps_secret_is_written_down_but_not_about_the_person():
    aigerim, pavel, owner = factories.aigerim(), factories.pavel(), factories.olga()
    before = len(journal.history_of(aigerim.pk))
    request = asked(pavel, aigerim, silent=True)
    state_requests.prepare_disclosure(
        state_request_id=request.pk, ground="proceedings", categories=["appointments"], by=pavel.pk, at=NOW
    )
    state_requests.disclose(state_request_id=request.pk, by=owner.pk, at=NOW)
    assert len(journal.history_of(aigerim.pk)) == before
    assert list(registers.disclosures_about(aigerim.pk)) == []
    assert Entry.objects.filter(event="registers.disclosed").count() == 1


def test_a_request_is_refused_with_its_reason():
    pavel = factories.pavel()
    request = asked(pavel)
    refused = state_requests.refuse_disclosure(
        state_request_id=request.pk, reason="Нет постановления суда", by=pavel.pk, at=NOW
    )
    with reading.reading(policy.LEGAL_DUTY, actor=pavel.pk):
        assert (refused.state, StateRequest.objects.get().reason) == ("refused", "Нет постановления суда")
    with pytest.raises(WrongState):
        state_requests.disclose(state_request_id=request.pk, by=factories.olga().pk, at=NOW)


def test_the_database_refuses_a_disclosure_without_a_ground():
    request = asked(factories.pavel())
    with pytest.raises(IntegrityError), transaction.atomic():
        StateRequest.objects.filter(pk=request.pk).update(state="disclosed")


def test_what_is_asked_stands_nowhere_in_clear():
    request = asked(factories.pavel(), asked="Сообщить о Меруерт Касымовой")
    assert "Меруерт".encode() not in bytes(StateRequest.objects.filter(pk=request.pk).values_list("asked")[0][0])


def test_publications_follow_the_directory():
    specialist = scene.listed(factories.boris(), factories.dana())
    publications.note_publication(specialist_id=specialist.pk, at=NOW)
    publications.note_publication(specialist_id=specialist.pk, at=NOW)
    standing = Publication.objects.get()
    assert (standing.place, standing.ended_at) == (f"/specialists/{specialist.slug}/", None)
    assert standing.consent_record_id is not None
    specialists.unlist(specialist_id=specialist.pk, because=Unlisted.OWN_WISH, by=None, at=NOW)
    publications.note_publication(specialist_id=specialist.pk, at=NOW)
    assert Publication.objects.get().ended_at == NOW


KNOWN = {
    "happened": "Потеряна резервная копия",
    "harms": ["access"],
    "categories": ["client_email", "client_name"],
    "people_count": 3,
    "consequences": "Нежелательные письма",
    "measures": "Эпоха ключей уничтожена, копия не открывается",
}


def test_a_drill_makes_the_complete_notice_before_its_deadline_across_a_holiday(settings):
    """Found on Friday evening before Independence Day's long rest: the clock passes the weekend and the day off."""
    settings.OPERATOR = OPERATOR
    pavel = factories.pavel()
    found_at = datetime(2026, 12, 15, 13, 0, tzinfo=UTC)  # Tuesday, 18:00 in Almaty; the 16th is a holiday
    breach = breaches.enter_breach(happened="Потеряна копия", found_at=found_at, drill=True, by=pavel.pk, at=found_at)
    assert breach.due_at.astimezone(UTC).date() == date(2026, 12, 17)
    with reading.reading(policy.LEGAL_DUTY, actor=pavel.pk):
        with pytest.raises(policy.Incomplete) as lacking:
            breaches.notify(breach_id=breach.pk, language="ru", by=pavel.pk, at=found_at)
        assert "measures" in lacking.value.missing
        breaches.describe_breach(breach_id=breach.pk, **KNOWN, by=pavel.pk, at=found_at)
        sent_at = breach.due_at - timedelta(minutes=1)
        document = breaches.notify(breach_id=breach.pk, language="ru", by=pavel.pk, at=sent_at)
    for said in (*OPERATOR.values(), "незаконный доступ", KNOWN["measures"], "15.12.2026 18:00"):
        assert said in document.text
    breach.refresh_from_db()
    assert (breach.state, breach.notice_sha256) == ("notified", document.sha256)
    facts = _facts(pavel)
    assert (facts["notice"], facts["in_time"]) == (document.sha256, True)
    assert breaches.close_breach(breach_id=breach.pk, confirmed=True, by=pavel.pk, at=sent_at).state == "closed"


def _facts(actor):
    from harmonia.vault import keeper

    entry = Entry.objects.get(event="registers.breach_notified")
    return json.loads(keeper.unseal(actor.pk, bytes(entry.record), entry.uid))["facts"]


def test_without_a_responsible_person_there_is_no_notice(settings):
    settings.OPERATOR = {}
    pavel = factories.pavel()
    breach = breaches.enter_breach(happened="…", found_at=NOW, drill=True, by=pavel.pk, at=NOW)
    with reading.reading(policy.LEGAL_DUTY, actor=pavel.pk):
        breaches.describe_breach(breach_id=breach.pk, **KNOWN, by=pavel.pk, at=NOW)
        with pytest.raises(policy.Incomplete) as lacking:
            breaches.notify(breach_id=breach.pk, language="ru", by=pavel.pk, at=NOW)
    assert set(lacking.value.missing) == {"bin", "address", "phone", "responsible_person"}


def test_a_late_notice_says_that_it_was_late(settings):
    settings.OPERATOR = OPERATOR
    pavel = factories.pavel()
    breach = breaches.enter_breach(happened="…", found_at=NOW, drill=False, by=pavel.pk, at=NOW)
    late = breach.due_at + timedelta(seconds=1)
    assert len(duties.overdue_duties(late)) == 1
    assert duties.overdue_duties(NOW) == []
    with reading.reading(policy.LEGAL_DUTY, actor=pavel.pk):
        breaches.describe_breach(breach_id=breach.pk, **KNOWN, by=pavel.pk, at=NOW)
        breaches.notify(breach_id=breach.pk, language="kk", by=pavel.pk, at=late)
    assert _facts(pavel)["in_time"] is False
    assert duties.overdue_duties(late) == []


def test_what_was_sent_is_not_changed_any_more(settings):
    settings.OPERATOR = OPERATOR
    pavel = factories.pavel()
    breach = breaches.enter_breach(happened="…", found_at=NOW, drill=True, by=pavel.pk, at=NOW)
    breaches.close_breach(breach_id=breach.pk, confirmed=False, by=pavel.pk, at=NOW)
    with pytest.raises(WrongState):
        breaches.describe_breach(breach_id=breach.pk, **KNOWN, by=pavel.pk, at=NOW)
