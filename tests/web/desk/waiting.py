"""One thing that waits in each queue of the desk. Whose it is bears a name that no list may show."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from harmonia.accounts import operations as accounts
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.booking.states import COMPLETED
from harmonia.journal.models import Entry
from harmonia.payments import operations as payments
from harmonia.privacy.models import Transfer
from harmonia.privacy.operations import breaches, requests, state_requests
from harmonia.rooms import operations as rooms
from harmonia.rooms.states import CaseCause
from harmonia.specialists.models import Specialist
from harmonia.support import operations as support
from harmonia.support.models import Letter
from harmonia.vault import reading
from harmonia.web.staff.queues import Queue
from harmonia.wellbeing.operations import questions
from tests import factories
from tests.booking import scene
from tests.payments.earned import IBAN
from tests.rooms.scene import session
from tests.specialists import desk as applicants
from tests.wellbeing import written

CANARY = "Kanareika"  # in every name, address and word of whoever waits
_numbers = count(1)


def one(key: str) -> Any:
    """Its id; a new one with each call."""
    return MAKERS[key]()


def page(queue: Queue, pk: Any) -> str:
    return reverse(queue.page, args=[pk])


def journalled() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


def make_old(letter_id: Any, *, days: int) -> None:
    Letter.objects.filter(pk=letter_id).update(received_at=now() - timedelta(days=days))


def somebody(role: str = states.CLIENT) -> Person:
    number = next(_numbers)
    more = {"age": 30} if role == states.CLIENT else {}
    return factories.entered(f"{CANARY}{number}", role, number=0, phone=f"+7702{number:07d}", at=now(), **more)


def practice() -> Specialist:
    person = somebody(states.SPECIALIST)
    return scene.practice_of(person, slug=f"specialist-{person.pk.hex[:8]}")


def _letter() -> Any:
    letter = support.write_from_cabinet(person=somebody(), subject=CANARY, text=f"{CANARY} {next(_numbers)}", at=now())
    support.sort(letter_id=letter.pk, at=now())
    return letter.pk


def _request() -> Any:
    asked = {"kind": "complaint", "way": "cabinet", "person_id": somebody().pk, "text": CANARY}
    return requests.open_request(**asked, at=now()).pk


def _case() -> Any:
    appointment = session(somebody(), practice(), now() - timedelta(days=1), state=COMPLETED, over_at=now())
    with transaction.atomic():
        return rooms.open_case(appointment=appointment, cause=CaseCause.CONTESTED, urgent=False, at=now()).pk


def _dispute() -> Any:
    return support.open_dispute(about="service", about_id=None, text=CANARY, opener=somebody(), at=now()).pk


def _application() -> Any:
    return applicants.submitted(somebody(), at=now()).pk


def _payout_run() -> Any:
    specialist, client, long_ago = practice(), somebody(), now() - timedelta(days=8)
    assert specialist.person_id is not None
    met = session(client, specialist, long_ago, state=COMPLETED, over_at=long_ago)
    payments.open_order(person_id=client.pk, amount_kzt=12_000, about="appointment", about_id=met.pk, at=long_ago)
    scene.pay(met)
    payments.enter_details(payee_id=specialist.person_id, iban=IBAN, holder=CANARY, at=now())
    earning = payments.record_earning(about_id=met.pk, payee_id=specialist.person_id, held_at=long_ago, at=long_ago)
    assert earning is not None
    payments.earn(earning_id=earning.pk, at=now())
    return payments.prepare_run(by=somebody(states.ACCOUNTANT).pk, at=now()).pk


def _words() -> Any:
    specialist = practice()
    Specialist.objects.filter(pk=specialist.pk).update(words_flagged_at=now())
    return specialist.pk


def _entry() -> Any:
    specialist = practice()
    Specialist.objects.filter(pk=specialist.pk).update(register_checked_on=now().date() - timedelta(days=30))
    return specialist.pk


def _loss() -> Any:
    return accounts.report_loss(person_id=somebody(states.SPECIALIST).pk, at=now()).pk


def _breach() -> Any:
    by = somebody(states.PRIVACY_OFFICER).pk
    with reading.reading("legal_duty", actor=by):
        return breaches.enter_breach(happened=CANARY, found_at=now(), drill=True, by=by, at=now()).pk


def _state_request() -> Any:
    by, at = somebody(states.PRIVACY_OFFICER).pk, now()
    with reading.reading("legal_duty", actor=by):
        return state_requests.enter_state_request(
            authority="…", document_number="1", document_dated_on=at.date(), asked=CANARY, person_id=None,
            silent=False, received_at=at, due_at=at + timedelta(days=3), by=by, at=at,
        ).pk  # fmt: skip


def _transfer() -> Any:
    """Passed on, and the person was not told: the notice failed."""
    return Transfer.objects.create(
        person_id=somebody().pk, recipient="specialist", purpose="service", categories=["client_topics"],
        proposed_by=somebody(states.OWNER).pk, proposed_at=now(), decided_by=somebody(states.OWNER).pk,
        decided_at=now(), tell_by=now() + timedelta(days=10), state="made", abroad=False, consent_record_id=uuid4(),
    ).pk  # fmt: skip


def _question() -> Any:
    words = f"{CANARY} {next(_numbers)}: how does one sleep again?"
    return questions.ask(words=words, topic="sleep", language="ru", at=now()).pk


def _article() -> Any:
    return written.proposed(somebody(states.EDITOR), written.draft("")).pk


MAKERS: dict[str, Callable[[], Any]] = {
    "article": _article,
    "breach": _breach,
    "case": _case,
    "dispute": _dispute,
    "entry": _entry,
    "letter": _letter,
    "loss": _loss,
    "payout_run": _payout_run,
    "question": _question,
    "request": _request,
    "state_request": _state_request,
    "transfer": _transfer,
    "verification": _application,
    "words": _words,
}
