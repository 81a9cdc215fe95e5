"""What people ask about their data: every kind by every way, who is believed, what is done, refused, waited for."""

import hashlib
import json
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.db import transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent.states import Method
from harmonia.core import working_days
from harmonia.core.moves import WrongState
from harmonia.journal import gateways
from harmonia.journal import operations as journal
from harmonia.journal import queries as proofs
from harmonia.payments.models import Order
from harmonia.payments.states import OrderState
from harmonia.privacy.models import Archive, Certificate, Request
from harmonia.privacy.operations import blocking, requests
from harmonia.privacy.queries import blocking as blocks
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import (
    AskedBy,
    BlockEnd,
    Proof,
    RequestKind,
    RequestState,
    RequestWay,
    WaitsFor,
)
from harmonia.vault import queries as vault
from harmonia.vault.reading import PurposeMissing
from tests import factories
from tests.booking import scene
from tests.factories import NOW
from tests.journal import verifier
from tests.journal.test_journal import seal_all
from tests.privacy.asking import DAY, HOUR, again, ask, journalled, letters, run, steps, token_in, told, words

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
committed = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
SELF_SERVICE = {RequestKind.BLOCKING, RequestKind.WITHDRAWAL}


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, settings: Any) -> None:
    settings.LETTERS_DIR = tmp_path / "letters"


@pytest.fixture
def edition() -> None:
    if consents.current_edition() is None:
        consent.publish_edition(NOW)


def by_letter(person: Person, kind: str, proof: str = Proof.LETTER, **said: Any) -> Request:
    return ask(person, kind, way=RequestWay.LETTER, proof=proof, **said)


def by_form(kind: str = RequestKind.INFORMATION, contact: str = "aigerim@example.kz", **said: Any) -> Request:
    """Somebody who is not signed in."""
    return ask(None, kind, way=RequestWay.FORM, proof=Proof.NONE, contact=contact, **said)


def for_another(kind: str = RequestKind.INFORMATION, about: str = "aigerim@example.kz", **said: Any) -> Request:
    given = {"contact": "former@example.kz", "about": about, "asked_by": AskedBy.REPRESENTATIVE, **said}
    return ask(None, kind, way=RequestWay.FORM, proof=Proof.NONE, **given)


class TestComingIn:
    @pytest.mark.parametrize("kind", RequestKind.values)
    def test_each_kind_by_each_way_has_a_number_a_clock_and_a_place(self, edition: None, kind: str) -> None:
        person = factories.aigerim()
        clock = policy.CLOCKS["blocking" if kind == RequestKind.NOT_MINE else kind]
        for way, proof in product(RequestWay.values, Proof.values):
            with transaction.atomic():
                request = ask(person, kind, way=way, proof=proof)
                assert request.number == "2026-000001"
                assert request.due_at == working_days.deadline(NOW, amount=clock.amount, unit=clock.unit)
                assert words(request) == {"text": "Прошу."}
                assert again(request).state == self._place(kind, proof)
                assert journalled()[0] == "request.received"
                transaction.set_rollback(True)

    def _place(self, kind: str, proof: str) -> str:
        if not rules.enough(kind, AskedBy.SELF, proof):
            return RequestState.UNPROVED
        return RequestState.DONE if kind in SELF_SERVICE else RequestState.IN_WORK

    def test_the_clock_runs_from_the_receipt_and_not_from_when_it_was_typed_in(self) -> None:
        request = ask(factories.aigerim(), received_at=NOW - 3 * DAY, way=RequestWay.PAPER, proof=Proof.EVIDENCE)
        assert request.due_at == working_days.deadline(NOW - 3 * DAY, amount=3, unit="working_days")
        assert request.due_at < working_days.deadline(NOW, amount=3, unit="working_days")

    def test_numbers_follow_each_other_and_begin_again_each_year(self) -> None:
        person = factories.aigerim()
        numbers = [
            ask(person, kind, received_at=at).number
            for kind, at in [
                (RequestKind.COMPLAINT, NOW), (RequestKind.OBJECTION, NOW),
                (RequestKind.CORRECTION, NOW.replace(year=2027, month=1)),
            ]
        ]  # fmt: skip
        assert numbers == ["2026-000001", "2026-000002", "2027-000001"]

    def test_the_words_open_for_a_purpose_only(self) -> None:
        request = ask(factories.aigerim(), RequestKind.COMPLAINT)
        with pytest.raises(PurposeMissing):
            _ = queries.words(request.pk).text

    def test_a_second_letter_joins_the_first_with_its_own_words(self) -> None:
        person = factories.aigerim()
        first = ask(person, RequestKind.COMPLAINT, text="Первое.")
        second = by_letter(person, RequestKind.COMPLAINT, text="Второе.")
        assert (second.state, second.joined_to) == (RequestState.JOINED, first)
        assert list(queries.joined_to(first)) == [second]
        assert words(second) == {"text": "Второе."}
        assert second.proof_document is not None

    def test_another_kind_another_person_or_a_closed_one_is_not_a_second(self) -> None:
        person = factories.aigerim()
        first = ask(person, RequestKind.COMPLAINT)
        assert ask(person, RequestKind.OBJECTION).state == RequestState.IN_WORK
        assert ask(factories.zoe(), RequestKind.COMPLAINT).state == RequestState.IN_WORK
        requests.answer(request_id=first.pk, text="Ответ.", by=factories.pavel().pk, at=NOW)
        assert ask(person, RequestKind.COMPLAINT).state == RequestState.IN_WORK

    def test_a_forged_letter_does_not_hold_up_the_true_request(self) -> None:
        person = factories.aigerim()
        forged = by_letter(person, RequestKind.ERASURE, Proof.NONE)
        true = ask(person, RequestKind.ERASURE)
        assert (again(forged).state, again(forged).joined_to) == (RequestState.JOINED, true)
        assert true.state == RequestState.IN_WORK

    def test_a_forged_second_letter_adds_nothing_to_the_proof(self) -> None:
        person = factories.aigerim()
        true = by_letter(person, RequestKind.COMPLAINT)
        by_letter(person, RequestKind.COMPLAINT, Proof.NONE)
        assert again(true).proof == Proof.LETTER


class TestWhoAsks:
    def test_signed_in_alone_does_not_take_data_out(self) -> None:
        request = ask(factories.aigerim(), RequestKind.INFORMATION, proof=Proof.SIGNED_IN)
        assert run("privacy.carry_out_request") == 0
        assert again(request).state == RequestState.UNPROVED

    def test_a_link_to_the_known_address_is_enough(self) -> None:
        person = factories.aigerim()
        request = by_letter(person, RequestKind.INFORMATION)
        run("privacy.send_confirmation")
        run("notices.deliver")
        (letter,) = letters()
        assert letter.startswith("To: aigerim@example.kz")
        requests.confirm(token=token_in(letter), at=NOW + HOUR)
        assert (again(request).state, again(request).proof) == (RequestState.IN_WORK, Proof.CODE)
        assert run("privacy.carry_out_request") == 1
        assert Archive.objects.get().request_id == request.pk

    def test_a_link_works_once(self) -> None:
        token = self._link(by_form())
        requests.confirm(token=token, at=NOW)
        with pytest.raises(requests.StaleLink):
            requests.confirm(token=token, at=NOW)

    def test_a_stale_link_does_nothing_and_another_may_be_had_while_there_is_time(self) -> None:
        request = by_form()
        old = self._link(request)
        requests.renew_link(token=old)
        new = self._link(request)
        with pytest.raises(requests.StaleLink):
            requests.confirm(token=old, at=NOW)
        with pytest.raises(requests.StaleLink):
            requests.confirm(token=new, at=request.due_at)
        assert again(request).state == RequestState.UNPROVED
        assert requests.confirm(token=new, at=NOW).state == RequestState.IN_WORK

    @pytest.mark.parametrize("token", ["", "x", "0" * 32, "0" * 32 + ".x", "é.x"])
    def test_an_invented_link_is_a_stale_one(self, token: str) -> None:
        by_form()
        with pytest.raises(requests.StaleLink):
            requests.confirm(token=token, at=NOW)
        requests.renew_link(token=token)

    def test_it_was_not_he(self) -> None:
        request = by_form(RequestKind.ERASURE)
        requests.deny(token=self._link(request), at=NOW)
        assert (again(request).state, again(request).ground) == (RequestState.REFUSED, "identity_not_proved")
        assert run("privacy.carry_out_request") == 0

    def test_the_account_is_looked_up_only_when_the_mailbox_has_answered(self) -> None:
        person = factories.aigerim()
        request = by_form()
        assert again(request).person_id is None
        requests.confirm(token=self._link(request), at=NOW)
        assert again(request).person_id == person.pk
        assert run("privacy.carry_out_request") == 1

    def test_somebody_without_account_is_looked_at_by_a_person(self) -> None:
        pavel, request = factories.pavel(), by_form(contact="nobody@example.kz")
        requests.confirm(token=self._link(request), at=NOW)
        assert (again(request).state, again(request).person_id) == (RequestState.IN_WORK, None)
        assert run("privacy.carry_out_request") == 0
        with pytest.raises(requests.NothingToCarryOut):
            requests.carry_out(request_id=request.pk, by=pavel.pk, at=NOW)
        requests.refuse(request_id=request.pk, ground="nothing_held", by=pavel.pk, at=NOW)
        run("privacy.write_to_asker")
        assert policy.REFUSALS["nothing_held"].telling.ru in letters()[-1]

    def test_confirming_what_is_asked_already_joins_it(self) -> None:
        person = factories.aigerim()
        first, request = ask(person, RequestKind.INFORMATION), by_form()
        requests.confirm(token=self._link(request), at=NOW)
        assert again(request).joined_to == first

    def test_evidence_goes_when_the_request_is_closed(self) -> None:
        pavel = factories.pavel()
        request = for_another()
        requests.pass_on_evidence(token=self._link(request), evidence="Доверенность № 5 от 01.11.2026", at=NOW)
        assert words(request)["evidence"] == "Доверенность № 5 от 01.11.2026"
        requests.refuse(request_id=request.pk, ground="authority_not_proved", by=pavel.pk, at=NOW)
        assert "evidence" not in words(request)

    def test_the_officer_may_doubt(self) -> None:
        request = ask(factories.aigerim(), RequestKind.CORRECTION, proof=Proof.SIGNED_IN)
        requests.ask_proof(request_id=request.pk, by=factories.pavel().pk, at=NOW)
        assert again(request).state == RequestState.UNPROVED
        assert run("privacy.send_confirmation") == 1

    def _link(self, request: Request) -> str:
        run("privacy.send_confirmation")
        run("notices.deliver")
        return token_in("\n".join(letters()))


class TestForAnother:
    """A request by an ex-partner."""

    def test_it_is_refused_without_proof_and_tells_nothing(self) -> None:
        """The same letters, state and words, whether there is such a person or not."""
        person = factories.aigerim()
        seen: list[Any] = []
        for about in ("aigerim@example.kz", "nobody@example.kz"):
            request = for_another(about=about, contact=f"about-{len(seen)}@example.kz")
            run("privacy.send_confirmation"), run("privacy.tell_named")
            requests.lapse(at=request.due_at)
            run("privacy.write_to_asker")
            sent = [each.partition("\n")[2] for each in letters() if f"about-{len(seen)}@" in each]
            assert len(sent) == 2
            sent[0] = sent[0].replace(token_in(sent[0]), "…")
            seen.append((sent, again(request).state, again(request).ground, again(request).person_id, steps(request)))
        assert seen[0] == seen[1]
        assert seen[0][1:4] == (RequestState.REFUSED, "authority_not_proved", None)
        assert told(person) == {"request.in_your_name"}

    @pytest.mark.parametrize("kind", sorted(set(RequestKind.values) - {RequestKind.COMPLAINT}))
    def test_no_proof_of_oneself_is_proof_of_speaking_for_another(self, kind: str) -> None:
        person = factories.aigerim()
        for proof in set(Proof.values) - {Proof.EVIDENCE}:
            request = ask(person, kind, proof=proof, asked_by=AskedBy.REPRESENTATIVE)
            assert request.state == RequestState.UNPROVED
        assert not vault.blocked(person.pk)

    def test_its_link_confirms_nothing(self) -> None:
        for_another()
        run("privacy.send_confirmation")
        with pytest.raises(requests.StaleLink):
            requests.confirm(token=token_in(letters()[0]), at=NOW)

    def test_who_shows_his_right_is_heard(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        request = for_another(RequestKind.BLOCKING)
        requests.prove(request_id=request.pk, by=pavel.pk, at=NOW)
        assert (again(request).state, again(request).person_id) == (RequestState.DONE, person.pk)
        assert vault.blocked(person.pk)

    def test_an_authority_blocks_by_paper_that_staff_types_in(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        request = ask(
            person, RequestKind.BLOCKING, way=RequestWay.PAPER, asked_by=AskedBy.AUTHORITY, proof=Proof.EVIDENCE,
            by=pavel.pk,
        )  # fmt: skip
        assert (again(request).state, vault.blocked(person.pk)) == (RequestState.DONE, True)
        lifting = ask(person, RequestKind.UNBLOCKING)
        run("privacy.carry_out_request")
        assert (again(lifting).state, vault.blocked(person.pk)) == (RequestState.IN_WORK, True)
        requests.carry_out(request_id=lifting.pk, by=pavel.pk, at=NOW)
        assert (again(lifting).state, vault.blocked(person.pk)) == (RequestState.DONE, False)


class TestCarryingOut:
    def test_information_is_given_when_the_archive_is_made(self) -> None:
        request = ask(factories.aigerim())
        run("privacy.carry_out_request")
        assert (again(request).state, again(request).waits_for) == (RequestState.WAITING, WaitsFor.ARCHIVE)
        requests.carry_on(at=NOW)
        assert run("privacy.carry_out_request") == 0
        Archive.objects.update(state="ready", ready_at=NOW + HOUR, expires_at=NOW + 7 * DAY)
        requests.carry_on(at=NOW)
        run("privacy.carry_out_request")
        assert again(request).state == RequestState.DONE

    @committed
    def test_erasure_at_once_when_he_has_just_confirmed_himself(self) -> None:
        person, zoe = factories.aigerim(), factories.zoe()
        request = ask(person, RequestKind.ERASURE)
        assert Person.objects.filter(pk=person.pk).exists()
        run("privacy.carry_out_request")
        left = again(request)
        assert (left.state, left.person_id) == (RequestState.DONE, None)
        assert not Person.objects.filter(pk=person.pk).exists()
        assert Certificate.objects.get().request_id == request.pk
        assert left.proof_document is not None
        assert left.proof_document["in_time"] is True
        assert Person.objects.filter(pk=zoe.pk).exists()

    @committed
    def test_erasure_while_blocked_waits_and_says_so(self) -> None:
        person = factories.aigerim()
        blocking.block(person_id=person.pk, request_id=None, by=person.pk, at=NOW)
        request = ask(person, RequestKind.ERASURE)
        run("privacy.carry_out_request")
        assert (again(request).state, again(request).waits_for) == (RequestState.WAITING, WaitsFor.UNBLOCKING)
        assert "request.waits" in told(person)
        assert requests.carry_on(at=NOW) == 0
        blocking.unblock(person_id=person.pk, request_id=None, by=person.pk, at=NOW)
        assert requests.carry_on(at=NOW) == 1
        run("privacy.carry_out_request")
        assert again(request).state == RequestState.DONE

    @committed
    def test_erasure_ends_what_else_he_had_asked_for_since_nobody_is_left_to_answer(self) -> None:
        person, zoe = factories.aigerim(), factories.zoe()
        asked = [ask(person, kind) for kind in (RequestKind.CORRECTION, RequestKind.INFORMATION)]
        hers = ask(zoe, RequestKind.CORRECTION)
        ask(person, RequestKind.ERASURE)
        run("privacy.carry_out_request")
        assert [again(each).state for each in asked] == [RequestState.TAKEN_BACK] * 2
        assert all(again(each).proof_document for each in asked)
        assert list(queries.open_requests()) == [hers]

    def test_an_erasure_that_must_wait_ends_nothing_else(self) -> None:
        person = factories.aigerim()
        asked = ask(person, RequestKind.CORRECTION)
        blocking.block(person_id=person.pk, request_id=None, by=person.pk, at=NOW)
        requests.carry_out(request_id=ask(person, RequestKind.ERASURE).pk, by=None, at=NOW)
        assert again(asked).state == RequestState.IN_WORK

    def test_erasure_in_the_middle_of_a_session_comes_after_it(self) -> None:
        person = factories.aigerim()
        appointment = scene.book(person, scene.practice_of(factories.boris()))
        request = ask(person, RequestKind.ERASURE)
        requests.carry_out(request_id=request.pk, by=None, at=appointment.starts_at + timedelta(minutes=5))
        assert (again(request).state, again(request).waits_for) == (RequestState.WAITING, WaitsFor.SESSION)
        assert Person.objects.filter(pk=person.pk).exists()

    def test_erasure_with_a_debt_is_refused_for_the_debt(self) -> None:
        person = factories.aigerim()
        appointment = scene.book(person, scene.practice_of(factories.boris()))
        Order.objects.filter(about_id=appointment.pk).update(state=OrderState.OPEN, paid_at=None)
        request = ask(person, RequestKind.ERASURE)
        run("privacy.carry_out_request")
        left = again(request)
        assert (left.state, left.ground, left.left) == (
            RequestState.REFUSED, "obligation_open", [["unpaid", "obligation_open"]],
        )  # fmt: skip
        assert "94-V art. 8(2)" in policy.REFUSALS[left.ground].law

    def test_blocking_counts_in_the_transaction_of_the_request(self) -> None:
        person = factories.aigerim()
        request = by_letter(person, RequestKind.BLOCKING)
        assert (request.state, vault.blocked(person.pk)) == (RequestState.DONE, True)

    def test_he_lifts_the_block_that_he_asked_for(self) -> None:
        person = factories.aigerim()
        ask(person, RequestKind.BLOCKING)
        request = ask(person, RequestKind.UNBLOCKING)
        run("privacy.carry_out_request")
        assert (again(request).state, vault.blocked(person.pk)) == (RequestState.DONE, False)

    def test_withdrawal_ends_every_agreement_in_force(self, edition: None) -> None:
        person = self._agreed("service", "marketing_email", "offer")
        request = by_letter(person, RequestKind.WITHDRAWAL)
        assert request.state == RequestState.DONE
        assert not consents.accepted(person.pk, "service", at=NOW)
        assert not consents.accepted(person.pk, "marketing_email", at=NOW)
        record = consents.latest(person.pk, "service")
        assert record is not None
        assert record.method == Method.LETTER

    def test_withdrawal_of_one_agreement_leaves_the_others(self, edition: None) -> None:
        person = self._agreed("service", "marketing_email")
        ask(person, RequestKind.WITHDRAWAL, scope=["marketing_email"])
        assert consents.accepted(person.pk, "service", at=NOW)
        assert not consents.accepted(person.pk, "marketing_email", at=NOW)

    @pytest.mark.parametrize("owes", [True, False])
    def test_withdrawal_with_a_debt_stops_all_but_what_the_debt_needs(self, edition: None, owes: bool) -> None:
        person = self._agreed("offer", "confidentiality", "service", "marketing_email")
        if owes:
            appointment = scene.book(person, scene.practice_of(factories.boris()))
            Order.objects.filter(about_id=appointment.pk).update(state=OrderState.OPEN, paid_at=None)
        request = ask(person, RequestKind.WITHDRAWAL)
        needed = [["payments", "obligation_open"], ["appointments", "obligation_open"]]
        assert request.state == (RequestState.PARTLY_DONE if owes else RequestState.DONE)
        assert (request.ground, request.left) == (("obligation_open", needed) if owes else ("", []))
        assert not consents.accepted(person.pk, "service", at=NOW)

    def test_not_me_blocks_the_account_until_somebody_has_looked(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        request = by_letter(person, RequestKind.NOT_MINE)
        assert (request.state, vault.blocked(person.pk)) == (RequestState.IN_WORK, True)
        lifting = ask(person, RequestKind.UNBLOCKING)
        run("privacy.carry_out_request")
        assert (again(lifting).state, vault.blocked(person.pk)) == (RequestState.IN_WORK, True)
        requests.refuse(request_id=request.pk, ground="no_violation", by=pavel.pk, at=NOW)
        assert not vault.blocked(person.pk)

    @pytest.mark.parametrize("his_own", [False, True])
    def test_not_me_that_nobody_proves_in_its_term_is_given_back_by_the_program(self, his_own: bool) -> None:
        """The officer doubted the letter; what the person has blocked himself stands."""
        person, pavel = factories.aigerim(), factories.pavel()
        request = by_letter(person, RequestKind.NOT_MINE)
        if his_own:
            ask(person, RequestKind.BLOCKING)
        requests.ask_proof(request_id=request.pk, by=pavel.pk, at=NOW)
        assert vault.blocked(person.pk)
        requests.lapse(at=request.due_at)
        assert (again(request).state, vault.blocked(person.pk)) == (RequestState.REFUSED, his_own)

    def test_not_me_that_the_officer_confirmed_is_not_given_back_by_the_clock(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        request = by_letter(person, RequestKind.NOT_MINE)
        [stands] = blocks.standing(person.pk)
        blocking.confirm_breach(block_id=stands.pk, by=pavel.pk, at=NOW)
        with pytest.raises(blocking.Denied), transaction.atomic():
            requests.refuse(request_id=request.pk, ground="no_violation", by=pavel.pk, at=NOW)
        requests.ask_proof(request_id=request.pk, by=pavel.pk, at=NOW)
        requests.lapse(at=request.due_at)
        assert (again(request).state, vault.blocked(person.pk)) == (RequestState.REFUSED, True)

    def test_proof_is_asked_for_only_while_it_can_still_come(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        request = by_letter(person, RequestKind.OBJECTION)
        ends = request.due_at - rules.LAPSES_BEFORE
        with pytest.raises(requests.TooLateToAsk):
            requests.ask_proof(request_id=request.pk, by=pavel.pk, at=ends)
        assert again(request).state == RequestState.IN_WORK
        requests.ask_proof(request_id=request.pk, by=pavel.pk, at=ends - HOUR)
        assert again(request).state == RequestState.UNPROVED

    def test_not_me_denied_by_whose_account_it_is_gives_it_back(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        request = by_letter(person, RequestKind.NOT_MINE)
        requests.ask_proof(request_id=request.pk, by=pavel.pk, at=NOW)
        requests.deny_in_cabinet(request_id=request.pk, person_id=person.pk, at=NOW)
        assert (again(request).state, vault.blocked(person.pk)) == (RequestState.REFUSED, False)

    @committed
    def test_not_me_found_true_destroys_the_account(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        request = by_letter(person, RequestKind.NOT_MINE)
        requests.carry_out(request_id=request.pk, by=pavel.pk, at=NOW)
        assert again(request).state == RequestState.DONE
        assert not Person.objects.filter(pk=person.pk).exists()

    @committed
    def test_not_me_found_true_refuses_what_its_false_holder_asked_for(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        asked = ask(person, RequestKind.CORRECTION)
        requests.carry_out(request_id=by_letter(person, RequestKind.NOT_MINE).pk, by=pavel.pk, at=NOW)
        assert (again(asked).state, again(asked).ground) == (RequestState.REFUSED, "identity_not_proved")

    def test_not_me_by_nobody_known_blocks_nobody(self) -> None:
        person = factories.aigerim()
        by_letter(person, RequestKind.NOT_MINE, Proof.NONE)
        assert not vault.blocked(person.pk)

    def test_again_changes_nothing(self) -> None:
        request = ask(factories.aigerim(), RequestKind.BLOCKING)
        before = steps(request)
        requests.carry_out(request_id=request.pk, by=None, at=NOW)
        assert steps(request) == before

    def test_what_nobody_proved_is_not_carried_out(self) -> None:
        request = by_letter(factories.aigerim(), RequestKind.ERASURE, Proof.NONE)
        with pytest.raises(WrongState):
            requests.carry_out(request_id=request.pk, by=factories.pavel().pk, at=NOW)

    def _agreed(self, *agreements: str) -> Person:
        return factories.aigerim(agreed=agreements)


class TestDeciding:
    @pytest.mark.parametrize("kind", [RequestKind.COMPLAINT, RequestKind.OBJECTION, RequestKind.CORRECTION])
    def test_a_person_answers_in_words(self, kind: str) -> None:
        pavel, request = factories.pavel(), ask(factories.aigerim(), kind)
        requests.assign(request_id=request.pk, to=pavel, by=pavel, at=NOW)
        requests.answer(request_id=request.pk, text="Исправлено.", by=pavel.pk, at=NOW + HOUR)
        assert (again(request).state, words(request)["answer"]) == (RequestState.DONE, "Исправлено.")

    @pytest.mark.parametrize("kind", RequestKind.values)
    def test_each_ground_of_its_kind_and_no_other(self, kind: str) -> None:
        pavel = factories.pavel()
        request = by_letter(factories.aigerim(), kind, Proof.NONE)
        for ground in {*policy.REFUSALS, "because"} - set(policy.refusals_for(kind)):
            with pytest.raises(requests.WrongGround):
                requests.refuse(request_id=request.pk, ground=ground, by=pavel.pk, at=NOW)
        assert again(request).is_open
        ground = min(policy.refusals_for(kind))
        requests.refuse(request_id=request.pk, ground=ground, by=pavel.pk, at=NOW)
        assert (again(request).state, again(request).ground) == (RequestState.REFUSED, ground)

    def test_part_is_granted_and_part_is_not(self) -> None:
        request = ask(factories.aigerim(), RequestKind.CORRECTION)
        left = [("client_age", "found_correct")]
        requests.answer(request_id=request.pk, text="Имя исправлено.", left=left, by=factories.pavel().pk, at=NOW)
        assert (again(request).state, again(request).left) == (
            RequestState.PARTLY_DONE, [["client_age", "found_correct"]],
        )  # fmt: skip

    def test_a_correction_stands_at_once(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        request = ask(person, RequestKind.CORRECTION)
        requests.correct(request_id=request.pk, category="client_name", value="Айгерім", by=pavel.pk, at=NOW)
        with policy_reading():
            assert Person.objects.get(pk=person.pk).name == "Айгерім"
        assert again(request).state == RequestState.DONE

    @pytest.mark.parametrize("category", ["client_email", "client_topics", "nothing"])
    def test_what_is_proved_by_himself_is_not_set_by_staff(self, category: str) -> None:
        request = ask(factories.aigerim(), RequestKind.CORRECTION)
        with pytest.raises(requests.NotCorrectable):
            requests.correct(request_id=request.pk, category=category, value="x", by=factories.pavel().pk, at=NOW)
        assert again(request).is_open

    @pytest.mark.parametrize("kind", RequestKind.values)
    def test_no_term_is_prolonged_where_no_law_says_so(self, edition: None, kind: str) -> None:
        request = by_letter(factories.aigerim(), kind, Proof.NONE)
        with pytest.raises((requests.NotProlongable, WrongState)):
            requests.prolong(request_id=request.pk, by=factories.pavel().pk, at=NOW)
        assert again(request).due_at == rules.due_at(kind, NOW)

    def test_a_term_is_prolonged_once_where_a_law_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        clock = policy.Clock(
            key="complaint", title=policy.CLOCKS["complaint"].title, amount=10, unit="calendar_days", article="…",
            reviewed=False, prolonged_by=5, prolongation_law="a law",
        )  # fmt: skip
        monkeypatch.setitem(policy.CLOCKS, "complaint", clock)
        person, pavel = factories.aigerim(), factories.pavel()
        request = ask(person, RequestKind.COMPLAINT)
        requests.prolong(request_id=request.pk, by=pavel.pk, at=NOW)
        assert again(request).due_at == working_days.deadline(NOW, amount=15, unit="calendar_days")
        assert "request.prolonged" in told(person)
        with pytest.raises(requests.NotProlongable):
            requests.prolong(request_id=request.pk, by=pavel.pk, at=NOW)

    def test_he_takes_it_back_and_nobody_else_does(self) -> None:
        person, zoe = factories.aigerim(), factories.zoe()
        request = ask(person, RequestKind.COMPLAINT)
        with pytest.raises(requests.NotYours):
            requests.take_back(request_id=request.pk, person_id=zoe.pk, at=NOW)
        requests.take_back(request_id=request.pk, person_id=person.pk, at=NOW)
        assert again(request).state == RequestState.TAKEN_BACK
        with pytest.raises(WrongState):
            requests.take_back(request_id=request.pk, person_id=person.pk, at=NOW)

    def test_the_wrong_account_does_not_take_back_that_it_is_wrong(self) -> None:
        person = factories.aigerim()
        request = by_letter(person, RequestKind.NOT_MINE)
        with pytest.raises(WrongState):
            requests.take_back(request_id=request.pk, person_id=person.pk, at=NOW)

    def test_the_second_click_finds_it_closed(self) -> None:
        pavel, request = factories.pavel(), ask(factories.aigerim(), RequestKind.COMPLAINT)
        requests.answer(request_id=request.pk, text="Да.", by=pavel.pk, at=NOW)
        acts: tuple[Any, ...] = (
            lambda: requests.answer(request_id=request.pk, text="Нет.", by=pavel.pk, at=NOW),
            lambda: requests.refuse(request_id=request.pk, ground="no_violation", by=pavel.pk, at=NOW),
            lambda: requests.assign(request_id=request.pk, to=pavel, by=pavel, at=NOW),
        )
        for act in acts:
            with pytest.raises(WrongState):
                act()
        assert words(request)["answer"] == "Да."


class TestClocks:
    def test_what_nobody_proved_is_refused_before_its_term_ends(self) -> None:
        person = factories.aigerim()
        request = by_letter(person, RequestKind.ERASURE, Proof.NONE)
        assert requests.lapse(at=request.due_at - 2 * HOUR) == 0
        assert requests.lapse(at=request.due_at - HOUR) == 1
        left = again(request)
        assert (left.state, left.ground) == (RequestState.REFUSED, "identity_not_proved")
        assert left.proof_document is not None
        assert left.proof_document["in_time"] is True
        assert "request.closed" in told(person)

    def test_an_overdue_one_reaches_the_responsible_person_once(self) -> None:
        pavel, request = factories.pavel(), ask(factories.aigerim(), RequestKind.COMPLAINT)
        assert requests.escalate_overdue(at=request.due_at) == 0
        assert requests.escalate_overdue(at=request.due_at + HOUR) == 1
        assert requests.escalate_overdue(at=request.due_at + 2 * HOUR) == 0
        assert again(request).escalated_at == request.due_at + HOUR
        assert told(pavel) == {"request.overdue"}
        assert steps(request)[-1] == "escalated"

    def test_a_closed_one_is_not_escalated(self) -> None:
        request = ask(factories.aigerim(), RequestKind.BLOCKING)
        assert requests.escalate_overdue(at=request.due_at + HOUR) == 0
        assert again(request).escalated_at is None

    def test_without_an_officer_the_owner_is_told(self) -> None:
        from harmonia.accounts import states

        owner = factories.entered("Owner", states.OWNER, number=8)
        request = ask(factories.aigerim(), RequestKind.COMPLAINT)
        requests.escalate_overdue(at=request.due_at + HOUR)
        assert told(owner) == {"request.overdue"}


class TestProof:
    @committed
    def test_the_end_leaves_a_document_that_anyone_can_check(self) -> None:
        pavel, request = factories.pavel(), ask(factories.aigerim(), RequestKind.COMPLAINT)
        requests.answer(request_id=request.pk, text="Ответ.", by=pavel.pk, at=NOW + HOUR)
        seal_all()
        journal.checkpoint(NOW + HOUR)
        left = again(request)
        assert left.proof_document is not None
        assert left.proof_entry_id is not None
        proved = proofs.proved(left.proof_document, left.proof_entry_id)
        document = proved["document"]
        public = gateways.public_key()
        assert verifier.accepted(rfc8785.dumps(proved), public) == document
        forged = {**proved, "document": {**document, "due_at": "2027-01-01T00:00:00+00:00"}}
        assert verifier.accepted(rfc8785.dumps(forged), public) is None
        assert (document["number"], document["outcome"], document["in_time"]) == (request.number, "done", True)
        assert (document["clock"]["amount"], document["clock"]["unit"]) == (10, "calendar_days")
        assert [step["what"] for step in document["steps"]] == ["received", "in_work", "done"]
        assert "Ответ" not in json.dumps(document, ensure_ascii=False)
        before = ""
        for step in document["steps"]:
            said = json.dumps([step["position"], step["what"], step["at"], step["by"]])
            before = hashlib.sha256(f"{before}\n{said}".encode()).hexdigest()
            assert step["sha256"] == before

    def test_a_late_end_says_so(self) -> None:
        pavel, request = factories.pavel(), ask(factories.aigerim(), RequestKind.COMPLAINT)
        late = request.due_at + HOUR
        requests.escalate_overdue(at=late)
        requests.answer(request_id=request.pk, text="Поздно.", by=pavel.pk, at=late)
        document = again(request).proof_document
        assert document is not None
        assert document["in_time"] is False
        assert [step["what"] for step in document["steps"]] == ["received", "in_work", "escalated", "done"]

    def test_each_step_is_in_the_journal_without_a_word_of_the_asker(self) -> None:
        request = ask(factories.aigerim(), RequestKind.COMPLAINT, text="Тайна")
        requests.answer(request_id=request.pk, text="Ответ", by=factories.pavel().pk, at=NOW)
        assert journalled() == ["request.received", "request.in_work", "request.done", "request.closed"]

    @committed
    def test_erasing_the_person_leaves_the_proof_without_him(self) -> None:
        from harmonia.privacy.operations import erasure

        person = factories.aigerim()
        request = ask(person, RequestKind.COMPLAINT)
        requests.answer(request_id=request.pk, text="Ответ", by=factories.pavel().pk, at=NOW)
        erasure.erase_person(person_id=person.pk, request_id=None, by=person.pk, at=NOW + DAY)
        left = again(request)
        assert (left.person_id, left.state) == (None, RequestState.DONE)
        assert not hasattr(left, "words")


def policy_reading() -> Any:
    from harmonia.vault.reading import reading

    return reading(policy.RIGHTS, actor=None)


def test_who_blocks_for_a_check_is_the_officer() -> None:
    """A block that a check began is not lifted by asking, however sure we are who asks."""
    person = factories.aigerim()
    by_letter(person, RequestKind.NOT_MINE)
    with pytest.raises(blocking.Denied):
        blocking.unblock(person_id=person.pk, request_id=None, by=person.pk, at=NOW, because=BlockEnd.ASKED)
