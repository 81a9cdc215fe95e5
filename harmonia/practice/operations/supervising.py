"""A specialist asks a colleague about a case that leads to nobody: nothing in it, and no column, names the client.

It stands under the asker's key; the two alone see it, and either ends it. The words are looked through before they are
kept; what identifies somebody is refused, in the answer as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.policy import SERVICE
from harmonia.practice import queries
from harmonia.practice.models import Supervision
from harmonia.practice.operations.notes import NoPractice
from harmonia.practice.states import ANSWERED, OVER, SUPERVISION_MOVES
from harmonia.specialists.rules import identifiers
from harmonia.specialists.rules.identifiers import Identifier
from harmonia.vault import reading

PATH = "/practice/supervision/{}/"


class NotASupervisor(Exception):
    """Nobody in the directory, or the very one who asks."""


class Identifies(Exception):
    """Something in it leads to the client."""

    def __init__(self, field: str, found: tuple[Identifier, ...]) -> None:
        super().__init__(field)  # never the words themselves: they would end up in a log
        self.field, self.found = field, found


class Doubtful(Identifies):
    """Something looks like a name; whoever wrote it has not looked at it once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deidentified:
    """A case as it is brought. `age_band`: one of identifiers.AGE_BANDS, or empty."""

    title: str
    question: str
    text: str
    age_band: str = ""

    def fields(self) -> dict[str, str]:
        return {"title": self.title, "question": self.question, "text": self.text}


@transaction.atomic
def ask(*, asker: Person, supervisor_id: UUID, case: Deidentified, looked: bool, at: datetime) -> Supervision:
    """`looked`: the asker has looked at what seems a name. Raises NoPractice, NotASupervisor, Identifies, Doubtful."""
    specialist = queries.specialist_of(asker)
    if specialist is None:
        raise NoPractice(asker.pk)
    supervisor = queries.receivers(specialist.pk, at).filter(pk=supervisor_id).first()
    if supervisor is None or supervisor.person_id is None:
        raise NotASupervisor(supervisor_id)
    with reading.reading(SERVICE, actor=asker.pk):
        names = [one.card.name for one in queries.relations_of(specialist.pk, at)]
    check(case.fields(), names=names, looked=looked)
    said = case.fields() | {"age_band": case.age_band}
    made = Supervision.objects.create(asker=asker, supervisor=supervisor, said=said, asked_at=at)
    _journal("asked", made, actor=asker.pk, at=at)
    _tell("practice.supervision_asked", supervisor.person_id, made, at)
    return made


def check(fields: dict[str, str], *, names: Iterable[str], looked: bool) -> None:
    """Raises Identifies for what may not stand there, Doubtful for what has not been looked at."""
    known = list(names)
    for field, text in fields.items():
        if found := identifiers.direct(text, known):
            raise Identifies(field, found)
    for field, text in fields.items():
        if not looked and (found := identifiers.doubtful(text)):
            raise Doubtful(field, found)


@transaction.atomic
def answer(*, supervisor: Person, supervision_id: UUID, text: str, at: datetime) -> Supervision:
    """Raises Supervision.DoesNotExist for another's, Identifies, WrongState."""
    found = queries.locked_supervision(supervision_id)
    if found.supervisor.person_id != supervisor.pk:
        raise Supervision.DoesNotExist
    check({"answer": text}, names=(), looked=True)
    move(found, to=ANSWERED, moves=SUPERVISION_MOVES)
    found.answer, found.answered_at = text, at
    found.save(update_fields=["state", "answer", "answered_at"])
    _journal("answered", found, actor=supervisor.pk, at=at)
    _tell("practice.supervision_answered", found.asker_id, found, at)
    return found


@transaction.atomic
def end(*, by: Person, supervision_id: UUID, at: datetime) -> Supervision:
    """Either of the two, at any moment: the supervisor sees it no more. Raises Supervision.DoesNotExist, WrongState."""
    found = queries.locked_supervision(supervision_id)
    if by.pk not in (found.asker_id, found.supervisor.person_id):
        raise Supervision.DoesNotExist
    move(found, to=OVER, moves=SUPERVISION_MOVES)
    found.ended_at = at
    found.save(update_fields=["state", "ended_at"])
    _journal("ended", found, actor=by.pk, at=at)
    return found


def _tell(event: str, person_id: UUID, found: Supervision, at: datetime) -> None:
    notices.send(event, person_id=person_id, at=at, facts={"path": PATH.format(found.pk)})


def _journal(what: str, found: Supervision, *, actor: UUID, at: datetime) -> None:
    journal.record(
        f"practice.supervision_{what}", subject=found.asker_id, actor=actor, at=at, supervision=str(found.pk)
    )
