"""Telling the asker where his request stands: in his cabinet and mailbox, or by a letter to whoever has no account.

A representative is written to at the address that he gave, never at the person's; what he is told does not depend on
whether there is such a person. The person is told in the cabinet alone that somebody asked in his name.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.states import OWNER, PRIVACY_OFFICER
from harmonia.core import jobs
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.notices import gateways
from harmonia.notices import operations as notices
from harmonia.privacy.models import Request, RequestWords
from harmonia.privacy.states import AskedBy
from harmonia.vault import operations as vault
from harmonia.vault import reading

PAGE = "/me/requests/{request_id}/"
DESK = "/desk/requests/{request_id}/"


def tell(request: Request, event: str, *, at: datetime) -> None:
    if request.asked_by == AskedBy.SELF and request.person_id is not None:
        path = PAGE.format(request_id=request.pk)
        notices.send(event, person_id=request.person_id, at=at, facts={"path": path})
    else:
        jobs.defer("privacy.write_to_asker", request_id=request.pk, event=event)


def tell_responsible(request: Request, event: str, *, at: datetime) -> None:
    """Whoever is responsible for the processing; where nobody is, the owner."""
    told = list(people.with_role(PRIVACY_OFFICER)) or list(people.with_role(OWNER))
    for person in told:
        notices.send(event, person_id=person.pk, at=at, facts={"path": DESK.format(request_id=request.pk)})


@runs_as(SERVICE)
def write_to_asker(*, request_id: UUID, event: str, at: datetime) -> None:
    """A letter to the address that somebody without an account gave."""
    words = RequestWords.objects.select_related("request").filter(request_id=request_id).first()
    if words is not None:
        write(words, event, {}, at=at)


def write(words: RequestWords, event: str, facts: Mapping[str, str | int], *, at: datetime) -> None:
    """Says what was answered, too. Raises TryLater; an address that does not exist is nobody's loss."""
    with reading.reading(policy.RIGHTS, actor=None), suppress(gateways.Undeliverable):
        if words.contact:
            notices.send_outside(
                event,
                letter_id=uuid5(words.request_id, f"{event} {facts.get('path', '')}"),
                to=words.contact,
                language=words.request.language,
                facts=facts,
                more=_told(words),
                at=at,
            )


def _told(words: RequestWords) -> tuple[str, ...]:
    """What the officer answered, the ground of a refusal and the way to appeal."""
    request, said = words.request, [words.answer] if words.answer else []
    if request.ground:
        refusal = policy.REFUSALS[request.ground]
        email = policy.Operator(**settings.OPERATOR).email
        said += [refusal.telling.in_language(request.language), refusal.law]
        said.append(policy.APPEAL.in_language(request.language).format(email=email))
    return tuple(said)


@runs_as(SERVICE)
def tell_named(*, request_id: UUID, at: datetime) -> None:
    """If there is a person whom a representative named, he sees in his cabinet that somebody asked in his name."""
    words = RequestWords.objects.select_related("request").filter(request_id=request_id).first()
    if words is None or words.request.asked_by != AskedBy.REPRESENTATIVE:
        return
    with reading.reading(policy.RIGHTS, actor=None):
        named = people.by_email(words.about) if words.about else None
    if named is not None:
        once = f"named {request_id}"
        notices.send("request.in_your_name", person_id=named.pk, at=at, channels=("cabinet",), once=once)


def known_at(words: RequestWords) -> UUID | None:
    """Whose account the address belongs to that was proved: the asker's own, or the one he is shown to speak for."""
    with reading.reading(policy.RIGHTS, actor=None):
        address = words.contact if words.request.asked_by == AskedBy.SELF else words.about
    try:
        person = people.by_email(address) if address else None
    except vault.NotIndexed:
        return None
    return person.pk if person else None
