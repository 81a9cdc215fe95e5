"""What the contexts below ask to have told: a code, the receipts of answers, a new edition."""

from datetime import datetime
from uuid import UUID

import rfc8785
from django.db import transaction

from harmonia.accounts import operations as accounts
from harmonia.accounts.models import Person
from harmonia.accounts.states import CodeKind
from harmonia.consent import queries as consents
from harmonia.core import jobs
from harmonia.notices.models import Notice
from harmonia.notices.operations.sending import send

PEOPLE_A_JOB = 500
RECEIPTS_PATH = "/me/agreements/"
RECOVERY_PATH = "/recover/{secret}/"


@transaction.atomic
def send_code(*, code_id: UUID, at: datetime) -> None:
    """Draw the secret of a code and queue the letter that carries it, both or neither."""
    drawn = accounts.draw(code_id=code_id, at=at)
    if drawn is not None:
        recovery = drawn.kind == CodeKind.RECOVERY
        facts = {"path": RECOVERY_PATH.format(secret=drawn.secret)} if recovery else {"code": drawn.secret}
        send(drawn.event, person_id=drawn.person_id, at=at, facts=facts)


@transaction.atomic
def tell_receipts(*, person_id: UUID, at: datetime) -> list[Notice]:
    """One letter about all that the person has answered since the last one, with the checkpoint that holds it.

    Who keeps the letter can show later that the journal was not rewritten. Raises NotSealed until it is signed for.
    """
    answer = consents.last_answer(person_id)
    if answer is None:
        return []
    checkpoint = rfc8785.dumps(consents.proved_receipt(answer)["checkpoint"]).decode()
    facts = {"path": RECEIPTS_PATH, "checkpoint": checkpoint}
    return send("consent.receipts", person_id=person_id, at=at, facts=facts, once=f"{answer.number}")


@transaction.atomic
def tell_of_edition(*, number: int, after: str, at: datetime) -> int:
    """Tell those whose yes a new edition no longer covers, a batch a job; returns how many. Twice tells once."""
    batch, rest = consents.concerned(number, after=after, limit=PEOPLE_A_JOB)
    facts = {"path": f"/privacy/{number}/"}
    for person_id in Person.objects.filter(pk__in=batch).order_by("pk").values_list("pk", flat=True):
        send("policy.published", person_id=person_id, at=at, facts=facts, once=f"{number}")
    if rest:
        jobs.defer("notices.tell_of_edition", number=number, after=rest)
    return len(batch)
