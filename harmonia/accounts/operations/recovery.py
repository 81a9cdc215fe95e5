"""A new password: by the old one, or by a letter. Asking for the letter never tells whether the address is known."""

import uuid
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from harmonia.accounts import queries
from harmonia.accounts.authentication import password_is_right
from harmonia.accounts.models import Code, Person
from harmonia.accounts.operations import guessing
from harmonia.accounts.operations.codes import WrongCode, open_code, tell_changed, token_digest
from harmonia.accounts.operations.sign_in import WrongSignIn, end_every_sign_in
from harmonia.accounts.rules import identity
from harmonia.accounts.states import CodeKind, Guess
from harmonia.journal import operations as journal
from harmonia.vault import operations as vault


def ask_recovery(*, email: str, network: str, at: datetime) -> None:
    """Send the letter, if the address has an account; the same rows are written if it has none."""
    account = vault.blind_index("client_email", identity.email(email))
    guessing.count(Guess.RECOVERY, account=account, network=network, at=at)
    person = queries.by_email(email)
    known = person is not None and person.is_active
    open_code(person_id=person.pk if person and known else None, kind=CodeKind.RECOVERY, at=at)


@sensitive_variables("token")
def recovery_by(token: str, *, at: datetime) -> UUID | None:
    """The id of the living code that a letter's token belongs to. Looking uses nothing up: mail programs look too."""
    return _living(at).filter(digest=token_digest(token)).values_list("pk", flat=True).first()


@sensitive_variables("password")
def recover(*, code_id: UUID, password: str, at: datetime) -> Person:
    """Choose a new password with a letter's code, once. Every sign-in ends. Raises WrongCode, ValidationError."""
    validate_password(password)
    with transaction.atomic():
        person = _use(code_id, at)
        _set_password(person, password, at)
        if person.email_verified_at is None:
            person.email_verified_at = at  # whoever holds the letter's token reads that mailbox
            person.save(update_fields=["email_verified_at"])
        journal.record("account.recovered", subject=person.pk, actor=person.pk, at=at)
    return person


def _living(at: datetime) -> QuerySet[Code]:
    drawn = Code.objects.filter(kind=CodeKind.RECOVERY, digest__isnull=False, person__isnull=False)
    return drawn.filter(ended_at=None, expires_at__gt=at)


def _use(code_id: UUID, at: datetime) -> Person:
    code = _living(at).select_for_update(of=("self",)).filter(pk=code_id).first()
    if code is None or code.person_id is None:
        raise WrongCode
    Code.objects.filter(pk=code.pk).update(ended_at=at)
    return queries.locked(code.person_id)


@sensitive_variables("current", "password")
def change_password(*, person_id: UUID, current: str, password: str, network: str = "", at: datetime) -> None:
    """A new password by the old one. Every sign-in ends, this one too. Raises WrongSignIn, ValidationError."""
    confirm_password(person_id=person_id, password=current, network=network, at=at)
    validate_password(password)
    with transaction.atomic():
        person = queries.locked(person_id)
        _set_password(person, password, at)
        journal.record("account.password_changed", subject=person_id, actor=person_id, at=at)


@sensitive_variables("password")
def confirm_password(*, person_id: UUID, password: str, network: str = "", at: datetime) -> None:
    """Before something that a stranger at an open screen must not do. Raises WrongSignIn, TooManyAttempts."""
    guessing.count(Guess.SIGN_IN, account=person_id.bytes, network=network, at=at)
    if not password_is_right(queries.person(person_id), password):
        raise WrongSignIn
    guessing.forgive(Guess.SIGN_IN, account=person_id.bytes, network=network)


def _set_password(person: Person, password: str, at: datetime) -> None:
    person.password = make_password(password)
    person.credential_epoch = uuid.uuid4()
    person.save(update_fields=["password", "credential_epoch"])
    end_every_sign_in(person_id=person.pk, at=at)
    person.refresh_from_db(fields=["credential_epoch"])
    tell_changed(person)
