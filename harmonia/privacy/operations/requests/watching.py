"""No term passes in silence: what nobody proved is refused with its reason in time, what is overdue is escalated."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.core.moves import WrongState
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.privacy.models import Request
from harmonia.privacy.operations.requests import deciding, steps, telling
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.states import AskedBy


@runs_as(SERVICE)
@transaction.atomic
def escalate(*, request_id: UUID, at: datetime) -> Request:
    """Tell the responsible person, once, that its term is over. A request that is closed or in time stays as it is."""
    request = queries.locked(request_id)
    if not request.is_open or request.escalated_at is not None or request.due_at >= at:
        return request
    request.escalated_at = at
    request.save(update_fields=["escalated_at"])
    steps.step(request, "escalated", steps.SERVICE, at=at)
    telling.tell_responsible(request, "request.overdue", at=at)
    return request


@runs_as(SERVICE)
def escalate_overdue(*, at: datetime) -> int:
    """Returns how many there were."""
    late = list(queries.overdue(at).values_list("pk", flat=True))
    for pk in late:
        escalate(request_id=pk, at=at)
    return len(late)


@runs_as(SERVICE)
def lapse(*, at: datetime) -> int:
    """Refuse what nobody has shown to be his, before its term ends; he may ask again. Returns how many there were."""
    lapsing = list(queries.lapsing(at).values_list("pk", "asked_by"))
    for pk, asked_by in lapsing:
        ground = "identity_not_proved" if asked_by == AskedBy.SELF else "authority_not_proved"
        try:
            deciding.refuse(request_id=pk, ground=ground, by=None, at=at)
        except WrongState:
            continue  # answered, or taken back, at this very moment
    return len(lapsing)
