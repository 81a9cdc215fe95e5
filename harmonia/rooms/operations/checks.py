"""The questions after a session: one at a time, each may be skipped, all of it may be left out."""

from datetime import datetime

from django.db import transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.consent import operations as consents
from harmonia.journal import operations as journal
from harmonia.rooms import permissions, queries
from harmonia.rooms.models import SessionCheck
from harmonia.rooms.operations import cases
from harmonia.rooms.rules import checks as rules
from harmonia.rooms.states import CaseCause


class NotAskedNow(Exception):
    """The session is not over, did not take place, or is too long ago."""


class AlreadyAnswered(Exception):
    """This question has its answer."""


@transaction.atomic
def answer_check(
    *, person: Person, appointment: Appointment, question: str, choice: str, text: str, at: datetime
) -> SessionCheck:
    """Keep one answer; "" as choice skips it. A bad one opens a case at once, whatever is answered next.

    Raises permissions.Denied, NotAskedNow, AlreadyAnswered, rules.NotAnAnswer, consent.ConsentMissing.
    """
    permissions.check_is_client(person, appointment)
    said = rules.answer(question, choice, text)
    if not queries.asks_after(appointment, at):
        raise NotAskedNow
    consents.check(subject=person.pk, purpose=policy.FEEDBACK, at=at)
    check = queries.locked_check(appointment) or SessionCheck(appointment=appointment, client_id=person.pk, answers={})
    answers = dict(check.answers)
    if question in answers:
        raise AlreadyAnswered
    answers[question] = said
    check.answers, check.written_at = answers, at
    check.done_at = None if rules.next_question(answers) else at
    check.save()
    if check.done_at:
        journal.record("rooms.check_answered", subject=person.pk, actor=person.pk, at=at, check=str(check.pk))
    grave = rules.gravity({question: said})
    if grave:
        cases.open_case(appointment=appointment, cause=CaseCause.ANSWER, urgent=grave == "urgent", at=at)
    return check
