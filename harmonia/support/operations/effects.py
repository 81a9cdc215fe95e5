"""What a letter does, in the transaction that settles it: marketing ends, requests open and are carried out. Each by
the one operation below that does it for every other way in.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent.states import Event, Method
from harmonia.journal import operations as journal
from harmonia.privacy.operations import requests
from harmonia.privacy.states import Proof as RequestProof
from harmonia.privacy.states import RequestKind, RequestWay
from harmonia.support.models import Letter
from harmonia.support.rules.outcomes import Outcome
from harmonia.support.states import Proof

MARKETING = ("marketing_email", "marketing_sms")
PROOFS = {
    Proof.NONE: RequestProof.NONE,
    Proof.DKIM: RequestProof.LETTER,
    Proof.SPF: RequestProof.LETTER,
    Proof.OWN_SERVER: RequestProof.LETTER,
    Proof.SIGNED_IN: RequestProof.SIGNED_IN,
    Proof.LINK: RequestProof.CODE,
}


@dataclass(frozen=True)
class Told:
    """`withdrawn`: ids of the records that ended a consent; `requests`: number and last day of each that was opened."""

    withdrawn: tuple[UUID, ...] = ()
    requests: tuple[tuple[str, str], ...] = ()


class NotProved(Exception):
    """Nothing shows that the person wrote this letter; only what harms nobody may follow from it."""


def carry_out(letter: Letter, follows: Outcome, *, at: datetime) -> Told:
    """Raises NotProved where more should follow than the letter's proof bears: the last wall behind the table."""
    person, proved = letter.account, letter.person is not None
    if person is None or (follows.opens and not proved):
        raise NotProved(str(letter.pk))
    before = {record.agreement for record in consents.in_force(person.pk, at=at)}
    opened = [_open(letter, person, kind, at) for kind in follows.opens]
    if follows.stops_marketing:
        marketing = [key for key in MARKETING if key in before]
        if proved and marketing:
            opened.append(_open(letter, person, RequestKind.WITHDRAWAL, at, scope=marketing))
        elif not proved:
            _end_marketing(letter, person, marketing, at)
    return Told(_ended(person, before), tuple(opened))


def _ended(person: Person, before: Collection[str]) -> tuple[UUID, ...]:
    """The records by which what was in force before has ended: what an undoing takes back."""
    latest = consents.latest_of_each(person.pk, before)
    return tuple(record.pk for key, record in sorted(latest.items()) if record.event == Event.WITHDRAWN)


def _end_marketing(letter: Letter, person: Person, agreements: Collection[str], at: datetime) -> None:
    """Without proof, too: no letter of news is a smaller harm than one too many (12.5)."""
    for agreement in agreements:
        consent.withdraw(
            person_id=person.pk, agreement=agreement, language=person.language, method=Method.LETTER, at=at
        )
    if agreements:
        journal.record("support.ended_marketing", subject=person.pk, actor=None, at=at, letter=str(letter.pk))


def _open(letter: Letter, person: Person, kind: str, at: datetime, scope: Collection[str] = ()) -> tuple[str, str]:
    opened = open_request(letter, kind=kind, person_id=person.pk, scope=scope, at=at)
    letter.request_id = letter.request_id or opened[0]
    return opened[1], opened[2]


def open_request(
    letter: Letter,
    *,
    kind: str,
    person_id: UUID | None,
    at: datetime,
    scope: Collection[str] = (),
    by: UUID | None = None,
) -> tuple[UUID, str, str]:
    """Id, number and last day. The letter's words go into the request, under its key; reading them needs a purpose."""
    opened = requests.open_request(
        kind=kind,
        way=RequestWay.LETTER,
        person_id=person_id,
        text=f"{letter.subject or ''}\n\n{letter.text or ''}".strip(),
        proof=PROOFS[Proof(letter.proof)],
        scope=scope,
        contact="" if person_id else letter.sender or "",
        language="" if person_id else letter.language,
        received_at=letter.received_at,
        by=by,
        at=at,
    )
    return opened.pk, opened.number, opened.due_at.isoformat()
