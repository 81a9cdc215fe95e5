"""What a letter does, in the transaction that settles it: consents end, requests open. Each calls the one operation below
that does it for every other way in.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.journal import operations as journal
from harmonia.privacy.states import Proof as RequestProof
from harmonia.privacy.states import RequestWay
from harmonia.support.models import Letter
from harmonia.support.rules.outcomes import Outcome
from harmonia.support.states import Proof

MARKETING = ("marketing_email", "marketing_sms")
PROOFS = {
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
    person = letter.person
    if person is None or ((follows.withdraws or follows.opens) and letter.proof == Proof.NONE):
        raise NotProved(str(letter.pk))
    withdrawn: tuple[UUID, ...] = ()
    if follows.withdraws:
        withdrawn = _withdraw(person, _consents_of(person, at), at)
    elif follows.stops_marketing:
        withdrawn = _withdraw(person, [key for key in MARKETING if consents.accepted(person.pk, key, at=at)], at)
    if withdrawn:
        journal.record(
            "support.withdrew", subject=person.pk, actor=None, at=at, letter=str(letter.pk), proof=str(letter.proof)
        )
    return Told(withdrawn, tuple(_open(letter, person, kind, at) for kind in follows.opens))


def _consents_of(person: Person, at: datetime) -> list[str]:
    """Every consent in force; what is merely accepted (the offer, confidentiality) ends with the account."""
    keys = (record.agreement for record in consents.in_force(person.pk, at=at) if record.about_id is None)
    return [key for key in keys if policy.AGREEMENTS[key].kind == "consent"]


def _withdraw(person: Person, agreements: list[str], at: datetime) -> tuple[UUID, ...]:
    return tuple(
        consent.withdraw(person_id=person.pk, agreement=agreement, language=person.language, method="letter", at=at).pk
        for agreement in agreements
    )


def _open(letter: Letter, person: Person, kind: str, at: datetime) -> tuple[str, str]:
    from harmonia.privacy.operations import requests

    opened = requests.open_request(
        kind=kind,
        way=RequestWay.LETTER,
        person_id=person.pk,
        text=f"{letter.subject or ''}\n\n{letter.text or ''}".strip(),
        proof=PROOFS[Proof(letter.proof)],
        received_at=letter.received_at,
        at=at,
    )
    letter.request_id = letter.request_id or opened.pk
    return opened.number, opened.due_at.isoformat()
