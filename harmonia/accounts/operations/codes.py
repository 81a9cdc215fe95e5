"""One-time codes: asked for here, drawn when they are sent, stored only as an HMAC, right once.

Attempts are counted by one UPDATE … RETURNING that is committed before the comparison, so no number of parallel tries
gets more than the allowed number of answers. A made-up person costs the same statement and answers the same.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from harmonia import policy
from harmonia.accounts import queries
from harmonia.accounts.models import Code, Person
from harmonia.accounts.operations import guessing
from harmonia.accounts.rules.limits import CODE_ATTEMPTS, CODE_DIGITS, CODE_LIFETIME
from harmonia.accounts.states import CodeKind, Guess
from harmonia.core import jobs
from harmonia.journal import operations as journal
from harmonia.vault import operations as vault
from harmonia.vault import reading

TRY = """
UPDATE accounts_code SET attempts = attempts + 1
WHERE person_id = %(person)s AND kind = %(kind)s AND ended_at IS NULL AND expires_at > %(at)s
    AND attempts < %(most)s AND digest IS NOT NULL
RETURNING id, digest
"""


class WrongCode(Exception):
    """Not the code that was sent, or no longer: used, expired, replaced, or tried too often. Which, is not said."""


@dataclass(frozen=True)
class Drawn:
    """A secret on its way out. `event` is the letter that carries it."""

    event: str
    person_id: UUID
    kind: str
    secret: str


@transaction.atomic
def open_code(*, person_id: UUID | None, kind: CodeKind, at: datetime, mute: bool = False) -> Code:
    """A new code replaces the living one. A `mute` one is never sent, and so can never be right."""
    if person_id is not None:
        Code.objects.filter(person_id=person_id, kind=kind, ended_at=None).update(ended_at=at)
    code = Code.objects.create(
        person_id=person_id, kind=kind, asked_at=at, expires_at=at + CODE_LIFETIME[kind], ended_at=None
    )
    if not mute:
        jobs.defer("notices.send_code", code_id=code.pk)
    return code


def ask_code(*, person_id: UUID, kind: CodeKind, at: datetime) -> None:
    """Send a code again. For a made-up person it counts the same and sends nothing. Raises TooManyAttempts."""
    guessing.count(Guess.LETTER, account=person_id.bytes + kind.encode(), at=at)
    known = Person.objects.filter(pk=person_id, is_active=True).exists()
    open_code(person_id=person_id if known else None, kind=kind, at=at)


@transaction.atomic
def draw(*, code_id: UUID, at: datetime) -> Drawn | None:
    """Make up the secret, once, for the letter that is being sent now. None: it was drawn before, or is over."""
    code = Code.objects.select_for_update(of=("self",)).filter(pk=code_id).first()
    if code is None or code.person_id is None or code.digest is not None or code.ended_at or code.expires_at <= at:
        return None
    secret = secrets.token_urlsafe(32) if code.kind == CodeKind.RECOVERY else _digits()
    code.digest = token_digest(secret) if code.kind == CodeKind.RECOVERY else _code_digest(code.pk, secret)
    code.save(update_fields=["digest"])
    event = {CodeKind.EMAIL: "account.email_code", CodeKind.PHONE: "account.phone_code"}.get(
        CodeKind(code.kind), "account.recovery"
    )
    return Drawn(event, code.person_id, code.kind, secret)


def is_code_awaited(*, person_id: UUID, kind: CodeKind, at: datetime) -> bool:
    return queries.living_code(person_id, kind, at=at) is not None


def confirm(*, person_id: UUID, kind: CodeKind, code: str, network: str = "", at: datetime) -> Person:
    """The address is proved by its code: the new one replaces the old one from now on. Raises WrongCode."""
    guessing.count(Guess.CODE, account=person_id.bytes, network=network, at=at)
    found = _try(person_id, kind, at)
    if found is None:
        raise WrongCode
    code_id, digest = found
    typed = "".join(character for character in code if character.isdigit())
    if not constant_time_compare(digest, _code_digest(code_id, typed)):
        raise WrongCode
    try:
        return _accept(person_id=person_id, kind=kind, code_id=code_id, at=at)
    except IntegrityError:
        raise WrongCode from None  # somebody has proved the same address meanwhile


@transaction.atomic(durable=True)
def _try(person_id: UUID, kind: CodeKind, at: datetime) -> tuple[UUID, bytes] | None:
    with connection.cursor() as cursor:
        cursor.execute(TRY, {"person": person_id, "kind": kind.value, "at": at, "most": CODE_ATTEMPTS})
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else None


@transaction.atomic
def _accept(*, person_id: UUID, kind: CodeKind, code_id: UUID, at: datetime) -> Person:
    if not Code.objects.filter(pk=code_id, ended_at=None).update(ended_at=at):
        raise WrongCode  # another request used it a moment ago
    person = queries.locked(person_id)
    if kind == CodeKind.EMAIL:
        _prove_email(person, at)
    else:
        _prove_phone(person, at)
    journal.record(f"account.{kind}_proved", subject=person.pk, actor=person.pk, at=at)
    return person


def _prove_email(person: Person, at: datetime) -> None:
    changed = ["email_verified_at"]
    person.email_verified_at = at
    with reading.reading(policy.CHECKING, actor=person.pk):
        moved = person.new_email is not None
        if person.new_email is not None:
            person.former_email = person.former_email or person.email  # the oldest that has not been told yet
            person.email, person.new_email = person.new_email, None
            changed += ["email", "email_index", "new_email", "former_email"]
        person.save(update_fields=changed)
    if moved:
        tell_changed(person)


def tell_changed(person: Person) -> None:
    """Whoever holds the address of before learns that the way into the account has changed, in case it was not he."""
    jobs.defer("notices.tell", event="account.changed", person_id=person.pk)


def _prove_phone(person: Person, at: datetime) -> None:
    """A number belongs to whoever proved it last: numbers are sold again, and the former owner has lost it."""
    changed = ["phone_verified_at"]
    person.phone_verified_at = at
    with reading.reading(policy.CHECKING, actor=person.pk):
        if person.new_phone is not None:
            person.phone, person.new_phone = person.new_phone, None
            changed += ["phone", "phone_index", "new_phone"]
        index = vault.blind_index("client_phone", person.phone)
        former = Person.objects.filter(phone_index=index, phone_verified_at__isnull=False).exclude(pk=person.pk)
        former.update(phone_verified_at=None)
        person.save(update_fields=changed)


def token_digest(token: str) -> bytes:
    """Of 256 bits of chance: found by it."""
    return salted_hmac("harmonia.accounts.token", token, algorithm="sha256").digest()


def _code_digest(code_id: UUID, code: str) -> bytes:
    return salted_hmac("harmonia.accounts.code", f"{code_id} {code}", algorithm="sha256").digest()


def _digits() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
