"""Disputes: talking first, money back by what both agree to, and while one stands nothing is earned or goes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.core.moves import WrongState
from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.payments import operations as payments
from harmonia.payments import queries as orders
from harmonia.payments.models import Contested, Credit, Earning, Refund
from harmonia.privacy.operations import blocking, erasure
from harmonia.privacy.queries import retention
from harmonia.support import operations, queries
from harmonia.support.models import Dispute, DisputeMessage, DisputeProposal
from harmonia.vault import reading
from tests import factories
from tests.factories import NOW
from tests.payments.conftest import balance_of
from tests.support.contested import WORDS, met, opened, packaged, words_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LATER = NOW + timedelta(days=1)
LONG_AFTER = NOW + timedelta(days=30)


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim()


@pytest.fixture
def zoe() -> Person:
    return factories.zoe()


@pytest.fixture
def boris() -> Person:
    return factories.boris()


@pytest.fixture
def vera() -> Person:
    return factories.vera()


@pytest.fixture
def olga() -> Person:
    return factories.olga()


@pytest.fixture
def appointment(aigerim: Person, boris: Person) -> Appointment:
    return met(aigerim, boris)


@pytest.fixture
def dispute(aigerim: Person, appointment: Appointment, olga: Person) -> Dispute:
    """Opened by Aigerim, led by Olga."""
    return operations.assign_dispute(dispute_id=opened(aigerim, appointment).pk, to=olga, by=olga, at=NOW)


def earning_of(appointment: Appointment) -> Earning:
    return Earning.objects.get(about_id=appointment.pk)


def offered(dispute: Dispute, by: Person, amount_kzt: int = 5_000) -> DisputeProposal:
    return operations.propose(dispute_id=dispute.pk, amount_kzt=amount_kzt, text="Вернём часть.", by=by, at=NOW)


def test_a_client_opens_a_dispute_and_it_has_its_term_and_its_words(
    aigerim: Person, boris: Person, appointment: Appointment
) -> None:
    found = opened(aigerim, appointment)
    assert (found.state, found.opener_id, found.other_id, found.assigned_to) == ("opened", aigerim.pk, boris.pk, None)
    assert found.due_at == datetime(2026, 12, 3, 18, 59, 59, 999999, UTC)  # ten calendar days, to the end of the last
    assert words_of(found, aigerim) == [WORDS]
    raw = DisputeMessage.objects.values_list("pk", flat=True).get()
    assert WORDS not in str(raw)
    assert list(queries.disputes_of(boris)) == [found]
    assert {str(n.person_id) for n in Notice.objects.filter(event="dispute.news")} == {str(boris.pk)}


def test_a_session_of_others_cannot_be_disputed(zoe: Person, vera: Person, appointment: Appointment) -> None:
    for stranger in (zoe, vera):
        with pytest.raises(operations.NotDisputable):
            opened(stranger, appointment)
    assert list(queries.disputes_of(zoe)) == []
    assert Dispute.objects.count() == 0


def test_one_dispute_a_session_stands_at_a_time_whoever_opens_it(
    aigerim: Person, boris: Person, appointment: Appointment
) -> None:
    first = opened(aigerim, appointment)
    for again in (aigerim, boris):
        with pytest.raises(operations.AlreadyOpen) as refused:
            opened(again, appointment)
        assert refused.value.dispute == first
    operations.take_dispute_back(dispute_id=first.pk, by=aigerim, at=NOW)
    assert opened(boris, appointment).opener_side == "specialist"


def test_the_database_refuses_a_second_standing_dispute_about_a_session(
    aigerim: Person, appointment: Appointment
) -> None:
    first = opened(aigerim, appointment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.create(
            opener=aigerim, opener_side="client", about="session", appointment=appointment, opened_at=NOW, due_at=NOW
        )
    assert Dispute.objects.get() == first


def test_while_a_dispute_stands_the_session_earns_nothing(aigerim: Person, appointment: Appointment) -> None:
    dispute = opened(aigerim, appointment)
    earning = earning_of(appointment)
    assert payments.earn(earning_id=earning.pk, at=LONG_AFTER).state == "disputed"
    operations.take_dispute_back(dispute_id=dispute.pk, by=aigerim, at=LATER)
    assert payments.earn(earning_id=earning.pk, at=LONG_AFTER).state == "owed"


def test_a_session_disputed_before_it_is_held_earns_nothing_either(aigerim: Person, appointment: Appointment) -> None:
    Earning.objects.all().delete()
    dispute = opened(aigerim, appointment)
    payee = appointment.specialist.person_id
    earning = payments.record_earning(about_id=appointment.pk, payee_id=payee, held_at=NOW, at=NOW)
    assert earning is not None
    assert payments.earn(earning_id=earning.pk, at=LONG_AFTER).state == "disputed"
    operations.take_dispute_back(dispute_id=dispute.pk, by=aigerim, at=LATER)
    assert payments.earn(earning_id=earning.pk, at=LONG_AFTER).state == "owed"


def test_what_two_grounds_hold_is_freed_by_the_last_of_them(aigerim: Person, appointment: Appointment) -> None:
    payments.dispute(about_id=appointment.pk, at=NOW)
    dispute = opened(aigerim, appointment)
    operations.take_dispute_back(dispute_id=dispute.pk, by=aigerim, at=LATER)
    assert earning_of(appointment).state == "disputed"
    assert payments.settle_dispute(about_id=appointment.pk, at=LATER) is True
    assert (earning_of(appointment).state, Contested.objects.count()) == ("waiting", 0)


def test_an_accepted_proposal_gives_the_money_back_once_and_ends_the_dispute(
    aigerim: Person, olga: Person, dispute: Dispute, appointment: Appointment
) -> None:
    proposal = operations.accept(proposal_id=offered(dispute, olga).pk, by=aigerim, at=LATER)
    dispute.refresh_from_db()
    assert (proposal.state, dispute.state, dispute.over_at) == ("accepted", "agreed", LATER)
    refund = Refund.objects.get()
    assert (refund, refund.amount_kzt, refund.reason) == (proposal.refund, 5_000, "dispute")
    assert sum(orders.balances().values()) == 0
    assert balance_of("clients.returning", "clients.prepaid") == [-5_000, -7_000]
    with pytest.raises(WrongState):
        operations.accept(proposal_id=proposal.pk, by=aigerim, at=LATER)
    assert Refund.objects.count() == 1
    earned = payments.earn(earning_id=earning_of(appointment).pk, at=LONG_AFTER)
    assert (earned.gross_kzt, earned.state) == (7_000, "owed")


def test_nobody_offers_more_than_was_paid(olga: Person, dispute: Dispute) -> None:
    with pytest.raises(operations.TooMuch) as refused:
        offered(dispute, olga, 12_001)
    assert refused.value.left_kzt == 12_000
    assert DisputeProposal.objects.count() == DisputeMessage.objects.filter(side="service").count() == 0
    assert offered(dispute, olga, 12_000).amount_kzt == 12_000


def test_what_went_back_meanwhile_is_not_given_twice(
    aigerim: Person, olga: Person, dispute: Dispute, appointment: Appointment
) -> None:
    proposal = offered(dispute, olga, 12_000)
    assert dispute.order_id is not None
    payments.refund(order_id=dispute.order_id, amount_kzt=4_000, reason="cancelled", at=NOW)
    with pytest.raises(operations.TooMuch) as refused:
        operations.accept(proposal_id=proposal.pk, by=aigerim, at=LATER)
    assert refused.value.left_kzt == 8_000
    dispute.refresh_from_db()
    proposal.refresh_from_db()
    assert (dispute.state, proposal.state, Refund.objects.count()) == ("negotiation", "open", 1)


class TestPackages:
    @pytest.fixture
    def both(self, aigerim: Person, boris: Person) -> tuple[Credit, Appointment]:
        return packaged(aigerim, boris)

    @pytest.fixture
    def package(self, both: tuple[Credit, Appointment]) -> Credit:
        return both[0]

    @pytest.fixture
    def held(self, both: tuple[Credit, Appointment]) -> Appointment:
        return both[1]

    def whole(self, dispute: Dispute, by: Person) -> DisputeProposal:
        return operations.propose(dispute_id=dispute.pk, amount_kzt=0, whole=True, text="Вернём.", by=by, at=NOW)

    def test_a_session_goes_back_to_its_package_once_and_earns_nothing(
        self, aigerim: Person, boris: Person, package: Credit, held: Appointment
    ) -> None:
        dispute = opened(aigerim, held)
        assert queries.whole_of(dispute) == ("session", 11_400)
        proposal = self.whole(dispute, boris)
        assert (proposal.gives, proposal.amount_kzt) == ("session", 11_400)
        operations.accept(proposal_id=proposal.pk, by=aigerim, at=LATER)
        package.refresh_from_db()
        dispute.refresh_from_db()
        assert (package.left_kzt, dispute.state, Refund.objects.count()) == (45_600, "agreed", 0)
        assert payments.earn(earning_id=earning_of(held).pk, at=LONG_AFTER).state == "void"
        assert sum(orders.balances().values()) == 0
        assert queries.whole_of(dispute) == ("session", 0)

    def test_what_was_earned_before_does_not_go_back(
        self, aigerim: Person, boris: Person, package: Credit, held: Appointment
    ) -> None:
        assert payments.earn(earning_id=earning_of(held).pk, at=LONG_AFTER).state == "owed"
        dispute = opened(aigerim, held)
        with pytest.raises(operations.TooMuch):
            self.whole(dispute, boris)
        assert DisputeProposal.objects.count() == 0

    def test_the_rest_of_a_package_is_paid_back_to_who_bought_it(
        self, aigerim: Person, olga: Person, package: Credit, held: Appointment
    ) -> None:
        dispute = opened(aigerim, package.order, about="payment")
        operations.assign_dispute(dispute_id=dispute.pk, to=olga, by=olga, at=NOW)
        with pytest.raises(operations.TooMuch):
            offered(dispute, olga, 1_000)
        operations.accept(proposal_id=self.whole(dispute, olga).pk, by=aigerim, at=LATER)
        package.refresh_from_db()
        assert (package.left_kzt, Refund.objects.get().amount_kzt) == (0, 34_200)
        assert sum(orders.balances().values()) == 0

    def test_what_the_client_took_meanwhile_is_not_paid_twice(
        self, aigerim: Person, olga: Person, package: Credit
    ) -> None:
        dispute = opened(aigerim, package.order, about="payment")
        operations.assign_dispute(dispute_id=dispute.pk, to=olga, by=olga, at=NOW)
        proposal = self.whole(dispute, olga)
        payments.close(credit_id=package.pk, by=aigerim.pk, at=NOW)
        with pytest.raises(operations.TooMuch):
            operations.accept(proposal_id=proposal.pk, by=aigerim, at=LATER)
        dispute.refresh_from_db()
        assert (dispute.stands, Refund.objects.count()) == (True, 1)


def test_only_the_side_that_is_asked_answers(
    aigerim: Person, boris: Person, zoe: Person, olga: Person, dispute: Dispute
) -> None:
    proposal = offered(dispute, olga)
    with pytest.raises(operations.NoSuchDispute):
        operations.accept(proposal_id=proposal.pk, by=zoe, at=LATER)
    for other in (boris, olga):
        with pytest.raises(operations.NotAsked):
            operations.accept(proposal_id=proposal.pk, by=other, at=LATER)
    with pytest.raises(operations.NotAsked):
        operations.withdraw_proposal(proposal_id=proposal.pk, by=aigerim, at=LATER)
    assert operations.decline(proposal_id=proposal.pk, by=aigerim, at=LATER).state == "declined"
    assert Refund.objects.count() == 0


def test_what_a_client_asks_for_the_service_grants(aigerim: Person, olga: Person, dispute: Dispute) -> None:
    asked = offered(dispute, aigerim, 6_000)
    assert asked.made_to == "service"
    with pytest.raises(operations.ProposalWaits):
        offered(dispute, olga, 3_000)
    assert operations.accept(proposal_id=asked.pk, by=olga, at=LATER).state == "accepted"
    assert Refund.objects.get().amount_kzt == 6_000


def test_a_specialist_offers_and_the_client_accepts(aigerim: Person, boris: Person, dispute: Dispute) -> None:
    proposal = offered(dispute, boris, 12_000)
    assert operations.accept(proposal_id=proposal.pk, by=aigerim, at=LATER).refund is not None


def test_who_does_not_lead_a_dispute_cannot_speak_for_the_service(aigerim: Person, appointment: Appointment) -> None:
    free = opened(aigerim, appointment)
    olga, dana = factories.olga(), factories.dana()
    with pytest.raises(operations.InOtherHands):
        operations.say_in_dispute(dispute_id=free.pk, text="…", by=olga, at=NOW)
    with pytest.raises(operations.NoSuchDispute):
        operations.assign_dispute(dispute_id=free.pk, to=dana, by=dana, at=NOW)
    operations.assign_dispute(dispute_id=free.pk, to=olga, by=olga, at=NOW)
    operations.say_in_dispute(dispute_id=free.pk, text="Разбираемся.", by=olga, at=LATER)
    free.refresh_from_db()
    assert (free.state, free.answered_at) == ("negotiation", LATER)
    operations.assign_dispute(dispute_id=free.pk, to=None, by=olga, at=LATER)
    with pytest.raises(operations.InOtherHands):
        operations.say_in_dispute(dispute_id=free.pk, text="…", by=olga, at=LATER)


def test_talking_comes_first_then_a_court(aigerim: Person, appointment: Appointment) -> None:
    dispute = opened(aigerim, appointment)
    with pytest.raises(operations.NotTalkedYet):
        operations.end_without_agreement(dispute_id=dispute.pk, by=aigerim, at=dispute.due_at)
    after = dispute.due_at + timedelta(seconds=1)
    assert operations.end_without_agreement(dispute_id=dispute.pk, by=aigerim, at=after).state == "not_agreed"
    with pytest.raises(WrongState):
        operations.say_in_dispute(dispute_id=dispute.pk, text="…", by=aigerim, at=after)


def test_once_somebody_answered_either_may_go_to_court(boris: Person, dispute: Dispute) -> None:
    operations.say_in_dispute(dispute_id=dispute.pk, text="Не согласен.", by=boris, at=NOW)
    assert operations.end_without_agreement(dispute_id=dispute.pk, by=boris, at=NOW).state == "not_agreed"


def test_what_waits_lapses_when_the_dispute_is_over(aigerim: Person, olga: Person, dispute: Dispute) -> None:
    proposal = offered(dispute, olga)
    operations.take_dispute_back(dispute_id=dispute.pk, by=aigerim, at=LATER)
    proposal.refresh_from_db()
    assert proposal.state == "lapsed"
    with pytest.raises(WrongState):
        operations.accept(proposal_id=proposal.pk, by=aigerim, at=LATER)


def test_the_queue_shows_what_waits_first_and_nobody_his_own(
    aigerim: Person, zoe: Person, boris: Person, olga: Person, dispute: Dispute
) -> None:
    operations.say_in_dispute(dispute_id=dispute.pk, text="…", by=olga, at=NOW)
    newer = operations.open_dispute(about="service", about_id=None, text="…", opener=zoe, at=LATER)
    assert list(queries.disputes_for_desk(olga)) == [newer, dispute]
    assert [each.assigned_to for each in queries.disputes_for_desk(olga)] == [None, olga.pk]
    assert list(queries.disputes_for_desk(zoe)) == [dispute]
    assert queries.overdue_disputes(newer.due_at) == 0
    assert queries.overdue_disputes(newer.due_at + timedelta(seconds=1)) == 1
    operations.take_dispute_back(dispute_id=newer.pk, by=zoe, at=LATER)
    assert list(queries.disputes_for_desk(olga, standing=False)) == [newer]


def test_a_standing_dispute_keeps_both_sides_from_being_erased(
    aigerim: Person, boris: Person, appointment: Appointment
) -> None:
    dispute = opened(aigerim, appointment)
    for side in (aigerim, boris):
        with pytest.raises(erasure.ObligationOpen) as refused:
            erasure.check_erasable(side.pk, LATER)
        assert "held" in refused.value.grounds
    operations.take_dispute_back(dispute_id=dispute.pk, by=aigerim, at=LATER)
    erasure.check_erasable(aigerim.pk, LATER)
    with pytest.raises(erasure.ObligationOpen) as owed:
        erasure.check_erasable(boris.pk, LATER)
    assert owed.value.grounds == ("payout_owed",)


def test_who_is_erased_takes_his_words_along_and_the_opener_the_whole_dispute(
    aigerim: Person, boris: Person, olga: Person, dispute: Dispute
) -> None:
    operations.say_in_dispute(dispute_id=dispute.pk, text="Всё было хорошо.", by=boris, at=LATER)
    operations.say_in_dispute(dispute_id=dispute.pk, text="Разобрались.", by=olga, at=LONG_AFTER)
    operations.take_dispute_back(dispute_id=dispute.pk, by=aigerim, at=LONG_AFTER)
    Earning.objects.all().delete()
    erasure.erase_person(person_id=boris.pk, request_id=None, by=None, at=LONG_AFTER)
    dispute.refresh_from_db()
    assert dispute.other_id is None
    assert words_of(dispute, aigerim) == [WORDS, None, "Разобрались."]
    remembered = queries.said_in(dispute)
    certificate = erasure.erase_person(person_id=aigerim.pk, request_id=None, by=None, at=LATER)
    erasure.finish(certificate_id=certificate.pk, at=LATER)
    assert Dispute.objects.count() == DisputeMessage.objects.count() == 0
    with reading.reading("support", actor=olga.pk), pytest.raises(reading.Erased):
        words = remembered[0].text
        assert words is None


def test_a_dispute_goes_a_year_after_its_end_and_not_before(aigerim: Person, appointment: Appointment) -> None:
    over = operations.take_dispute_back(dispute_id=opened(aigerim, appointment).pk, by=aigerim, at=NOW)
    due = [one.table for one in retention.due(NOW + timedelta(days=364)) if one.row == str(over.pk)]
    assert due == []
    due = [one.table for one in retention.due(NOW + timedelta(days=366)) if one.row == str(over.pk)]
    assert due == ["support.Dispute"]


def test_while_a_side_is_blocked_its_dispute_rests(aigerim: Person, olga: Person, dispute: Dispute) -> None:
    blocking.block(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=NOW)
    with pytest.raises(reading.Blocked), transaction.atomic():
        operations.say_in_dispute(dispute_id=dispute.pk, text="…", by=olga, at=LATER)
    assert DisputeMessage.objects.count() == 1


def test_every_step_is_in_the_journal_without_a_word(aigerim: Person, olga: Person, dispute: Dispute) -> None:
    operations.accept(proposal_id=offered(dispute, olga).pk, by=aigerim, at=LATER)
    events = Entry.objects.filter(event__startswith="support.dispute").order_by("pk").values_list("event", flat=True)
    assert list(events) == [
        "support.dispute_opened", "support.dispute_taken", "support.dispute_proposed", "support.dispute_agreed",
    ]  # fmt: skip
    assert not any(WORDS.encode() in bytes(entry.record) for entry in Entry.objects.all())
