"""Links in our letters: "I wrote that", "take it back". A page shows what follows, a button does it: programs that open
links by themselves change nothing. Each works once, for its own person, until its day.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import transaction

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent.states import Event
from harmonia.core.moves import move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.support import queries
from harmonia.support.models import Letter, Link
from harmonia.support.operations import effects, replies
from harmonia.support.rules import outcomes
from harmonia.support.states import MOVES, Intent, LetterState, LinkKind, Proof, ReplyKind, Standing
from harmonia.vault import reading


class UnknownLink(Exception):
    """Not one of ours, used already, or its day is over."""


@dataclass(frozen=True)
class Offer:
    """What a link would do."""

    kind: LinkKind
    intents: tuple[Intent, ...]
    number: str
    expires_at: datetime


@runs_as(SERVICE)
def offered(*, token: str, at: datetime) -> Offer:
    """What stands behind the link. Raises UnknownLink."""
    link = _living(token, at)
    number = link.letter.thread.number if link.letter.thread else ""
    return Offer(LinkKind(link.kind), tuple(Intent(each) for each in link.letter.intents), number, link.expires_at)


def _living(token: str, at: datetime, *, lock: bool = False) -> Link:
    try:
        pk = UUID(hex=replies.LINKS.unsign(token))
        link = queries.locked_link(pk) if lock else Link.objects.get(pk=pk)
    except (signing.BadSignature, ValueError, Link.DoesNotExist):
        raise UnknownLink from None
    if link.used_at is not None or link.expires_at <= at:
        raise UnknownLink
    return link


@runs_as(SERVICE)
@transaction.atomic
def use(*, token: str, at: datetime) -> Link:
    """Do what the link offers, once. Raises UnknownLink."""
    link = _living(token, at, lock=True)
    link.used_at = at
    link.save(update_fields=["used_at"])
    with reading.reading(policy.RIGHTS, actor=link.person_id):
        (_confirm if link.kind == LinkKind.CONFIRM else _undo)(link, at)
    return link


def _confirm(link: Link, at: datetime) -> None:
    """The known address says yes: from now on the letter is proved to be his, and what he asked for follows."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=link.letter_id)
    if letter.state not in (LetterState.AWAITING, LetterState.UNCONFIRMED):
        raise UnknownLink  # a person of the staff has decided meanwhile
    letter.proof, letter.standing, letter.closed_at = Proof.LINK, Standing.PROVED_KNOWN, at
    letter.person, letter.claimed = link.person, None
    if letter.thread is not None and letter.thread.person_id is None:
        letter.thread.person = letter.person
        letter.thread.save(update_fields=["person"])
    follows = outcomes.outcome(Standing.PROVED_KNOWN, [Intent(each) for each in letter.intents])
    told = effects.carry_out(letter, follows, at=at)
    move(letter, to=LetterState.DONE, moves=MOVES)
    letter.save(update_fields=["proof", "standing", "person", "claimed", "closed_at", "request_id", "state"])
    journal.record("support.confirmed", subject=link.person_id, actor=link.person_id, at=at, letter=str(letter.pk))
    replies.queue(letter, follows.reply or ReplyKind.RECEIVED, told=told, at=at)


def _undo(link: Link, at: datetime) -> None:
    """Give again the consents that the letter ended, where nothing was answered since and the text is the same."""
    restored = [record for each in link.undoes if (record := _restored(link, each, at))]
    journal.record(
        "support.undone", subject=link.person_id, actor=link.person_id, at=at, letter=str(link.letter_id),
        restored=len(restored),
    )  # fmt: skip


def _restored(link: Link, record_id: UUID, at: datetime) -> bool:
    ended = consents.record_of(link.person_id, record_id)
    if ended is None:
        return False
    latest, edition = consents.latest(link.person_id, ended.agreement), consents.current_edition()
    if latest is None or latest.pk != ended.pk or latest.event != Event.WITHDRAWN:
        return False
    if edition is None or edition.number != ended.edition_id:
        return False  # to a text that he has not seen nobody says yes by taking something back
    consent.grant(
        person_id=link.person_id, agreement=ended.agreement, language=link.person.language, method="letter", at=at
    )
    return True


@runs_as(SERVICE)
@transaction.atomic
def give_up(*, letter_id: UUID, at: datetime) -> None:
    """No yes came in time: nothing followed, and the letter stays to be seen."""
    letter = queries.locked(letter_id)
    if letter is not None and letter.state == LetterState.AWAITING:
        move(letter, to=LetterState.UNCONFIRMED, moves=MOVES)
        letter.closed_at = at
        letter.save(update_fields=["state", "closed_at"])
