"""Any course of any requests, with the clock moved on: no term passes in silence, none is lost, every end is proved.

The plain model beside it knows only what was asked and when: everything else is held against it after each step.
"""

from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.core.moves import WrongState
from harmonia.privacy.models import Request
from harmonia.privacy.operations import blocking, erasure, requests
from harmonia.privacy.queries import duties
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import REQUEST_ENDS, REQUEST_MOVES, AskedBy, Proof, RequestKind, RequestState, RequestWay
from harmonia.vault import queries as vault
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
REFUSED_BY_STATE = (
    WrongState, requests.NothingToCarryOut, requests.WrongGround, requests.NotProlongable, requests.NotYours,
    requests.TooLateToAsk,
    blocking.Denied, erasure.ObligationOpen, erasure.SessionUnderWay,
)  # fmt: skip
PROOFS = sorted(set(Proof.values) - {Proof.EVIDENCE})


class Requests(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undone = ExitStack()
        for database in ("default", "keys"):
            self.undone.enter_context(transaction.atomic(using=database))
        if consents.current_edition() is None:
            consent.publish_edition(NOW)
        self.at: datetime = NOW
        self.asked: dict[object, datetime] = {}
        self.watched_at: datetime = NOW

    @initialize()
    def people(self) -> None:
        self.aigerim, self.pavel = factories.aigerim(), factories.pavel()

    def teardown(self) -> None:
        for database in ("default", "keys"):
            transaction.set_rollback(True, using=database)
        self.undone.close()

    def some(self, number: int) -> Request:
        everything = list(Request.objects.order_by("opened_at", "pk"))
        return everything[number % len(everything)]

    def act(self, operation: object, **arguments: object) -> None:
        """What a state forbids is refused as a whole."""
        try:
            with transaction.atomic():
                operation(at=self.at, **arguments)  # type: ignore[operator]
        except REFUSED_BY_STATE:
            return

    @rule(
        kind=st.sampled_from(RequestKind.values),
        way=st.sampled_from(RequestWay.values),
        proof=st.sampled_from(PROOFS),
        asked_by=st.sampled_from(AskedBy.values),
    )
    def ask(self, kind: str, way: str, proof: str, asked_by: str) -> None:
        if not type(self.aigerim).objects.filter(pk=self.aigerim.pk).exists():
            return  # erased by an earlier step
        made = requests.open_request(
            kind=kind, way=way, person_id=self.aigerim.pk, proof=proof, asked_by=asked_by, at=self.at, text="…"
        )
        self.asked[made.pk] = self.at

    @precondition(lambda self: self.asked)
    @rule(number=st.integers(0, 20), hours=st.sampled_from([1, 5, 24, 72, 400]))
    def time_passes_and_the_watch_goes_round(self, number: int, hours: int) -> None:
        self.at += timedelta(hours=hours)
        requests.lapse(at=self.at)
        requests.escalate_overdue(at=self.at)
        self.watched_at = self.at

    @precondition(lambda self: self.asked)
    @rule(number=st.integers(0, 20))
    def the_officer_proves(self, number: int) -> None:
        self.act(requests.prove, request_id=self.some(number).pk, by=self.pavel.pk)

    @precondition(lambda self: self.asked)
    @rule(number=st.integers(0, 20))
    def the_officer_doubts(self, number: int) -> None:
        self.act(requests.ask_proof, request_id=self.some(number).pk, by=self.pavel.pk)

    @precondition(lambda self: self.asked)
    @rule(number=st.integers(0, 20))
    def the_officer_answers(self, number: int) -> None:
        self.act(requests.answer, request_id=self.some(number).pk, text="…", by=self.pavel.pk)

    @precondition(lambda self: self.asked)
    @rule(number=st.integers(0, 20), ground=st.sampled_from(sorted(policy.REFUSALS)))
    def the_officer_refuses(self, number: int, ground: str) -> None:
        self.act(requests.refuse, request_id=self.some(number).pk, ground=ground, by=self.pavel.pk)

    @precondition(lambda self: self.asked)
    @rule(number=st.integers(0, 20), by_officer=st.booleans())
    def it_is_carried_out(self, number: int, by_officer: bool) -> None:
        by = self.pavel.pk if by_officer else None
        self.act(requests.carry_out, request_id=self.some(number).pk, by=by)

    @precondition(lambda self: self.asked)
    @rule(number=st.integers(0, 20))
    def he_confirms(self, number: int) -> None:
        self.act(requests.confirm_in_cabinet, request_id=self.some(number).pk, person_id=self.aigerim.pk)

    @precondition(lambda self: self.asked)
    @rule(number=st.integers(0, 20))
    def he_takes_it_back(self, number: int) -> None:
        self.act(requests.take_back, request_id=self.some(number).pk, person_id=self.aigerim.pk)

    @invariant()
    def nothing_is_lost(self) -> None:
        assert set(Request.objects.values_list("pk", flat=True)) == set(self.asked)

    @invariant()
    def every_clock_is_the_laws_and_runs_from_the_receipt(self) -> None:
        for request in Request.objects.all():
            assert request.due_at == rules.due_at(request.kind, self.asked[request.pk])

    @invariant()
    def no_term_passes_in_silence(self) -> None:
        """After each round of the watch: closed, in time, or told to the responsible person."""
        for request in queries.open_requests():
            assert request.due_at >= self.watched_at or request.escalated_at is not None
            assert request.state != RequestState.UNPROVED or request.due_at > self.watched_at

    @invariant()
    def every_open_one_is_a_duty(self) -> None:
        listed = {duty.pk for duty in duties.open_duties(self.at)}
        assert listed == set(queries.open_requests().values_list("pk", flat=True))

    @invariant()
    def whatever_is_open_has_its_words(self) -> None:
        assert not queries.open_requests().filter(words=None).exists()

    @invariant()
    def every_end_has_its_proof_and_every_step_follows_the_table(self) -> None:
        for request in Request.objects.all():
            steps = queries.taken(request)
            states = [step.what for step in steps if step.what in RequestState.values]
            assert states[0] == RequestState.RECEIVED
            assert all(after in REQUEST_MOVES[before] for before, after in pairwise(states))
            assert states[-1] == request.state
            assert [step.sha256 for step in queries.steps_of(request)] == rules.chain(steps)
            assert (request.state in REQUEST_ENDS) == (request.proof_document is not None)

    @invariant()
    def what_is_open_is_open_once(self) -> None:
        under_way = [(one.person_id, one.kind) for one in queries.open_requests() if one.asked_by == AskedBy.SELF]
        assert len(under_way) == len(set(under_way))

    @invariant()
    def nobody_is_blocked_by_who_did_not_show_who_he_is(self) -> None:
        if vault.blocked(self.aigerim.pk):
            blocks = {RequestKind.BLOCKING, RequestKind.NOT_MINE}
            believed = Request.objects.filter(kind__in=blocks)
            assert any(RequestState.IN_WORK in {step.what for step in queries.steps_of(one)} for one in believed)


def test_any_course_of_requests() -> None:
    run_state_machine_as_test(
        Requests,
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_watch_that_sleeps_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the escalation a term passes in silence, and the machine sees it."""
    monkeypatch.setattr(requests, "escalate_overdue", lambda *, at: 0)
    machine = Requests()
    try:
        machine.people()
        machine.ask(kind=RequestKind.COMPLAINT, way="cabinet", proof=Proof.FRESH, asked_by=AskedBy.SELF)
        machine.time_passes_and_the_watch_goes_round(number=0, hours=400)
        with pytest.raises(AssertionError):
            machine.no_term_passes_in_silence()
    finally:
        machine.teardown()
