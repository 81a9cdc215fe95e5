"""Letting in and putting out. No account is ever locked: limits slow down whoever tries (rules/limits.py)."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from harmonia.accounts import queries, sessions
from harmonia.accounts.authentication import password_is_right
from harmonia.accounts.models import Person, SignIn
from harmonia.accounts.operations import guessing
from harmonia.accounts.rules import identity, limits
from harmonia.accounts.states import Guess
from harmonia.journal import operations as journal
from harmonia.vault import operations as vault


class NoSuchSignIn(Exception):
    """The person has no sign-in of this id: it is another's, or none at all."""


class WrongSignIn(Exception):
    """No such address, or not its password. Which, is not said."""


@sensitive_variables("password")
def sign_in(*, email: str, password: str, network: str, at: datetime) -> Person:
    """The person whose address and password these are. Raises WrongSignIn, TooManyAttempts."""
    account = vault.blind_index("client_email", identity.email(email))
    guessing.count(Guess.SIGN_IN, account=account, network=network, at=at)
    person = queries.by_email(email)
    right = password_is_right(person, password)
    if person is None:  # opening a known person's password leaves a row of the journal, too
        journal.record("account.nobody_tried", subject=None, actor=None, at=at)
    if person is None or not right or not person.is_active:
        raise WrongSignIn
    guessing.forgive(Guess.SIGN_IN, account=account, network=network)
    return person


@transaction.atomic
def record_sign_in(
    *, person: Person, session_key: str, user_agent: str, network: str, forms: str = "", at: datetime
) -> SignIn:
    """Name the device of a session that has just been opened, and give it the lifetime of the person's roles.

    `forms`: the secret that the device's forms bear from now on, new with every sign-in.
    """
    lives = limits.lifetime(person.roles)
    entry = SignIn.objects.select_for_update(of=("self",)).get(key_sha256=sessions.digest(session_key))
    entry.person = person
    entry.device = identity.device(user_agent)
    entry.network = guessing.network_index(network)
    entry.forms_sha256 = sessions.digest(forms) if forms else None
    entry.started_at = entry.last_seen_at = at
    entry.idle_minutes, entry.idle_until = lives.idle_minutes, at + lives.idle
    entry.expires_at = at + lives.absolute
    entry.save()
    journal.record("account.signed_in", subject=person.pk, actor=person.pk, at=at, sign_in=str(entry.pk))
    return entry


def this_sign_in(session_key: str) -> UUID | None:
    """The entry of the session that the request came with."""
    return SignIn.objects.filter(key_sha256=sessions.digest(session_key)).values_list("pk", flat=True).first()


def sign_in_of_forms(secret: str) -> UUID | None:
    """The entry since which a browser's forms bear this secret: a living one, or one that ended by itself."""
    return SignIn.objects.filter(forms_sha256=sessions.digest(secret)).values_list("pk", flat=True).first()


def are_his_forms(*, person_id: UUID, sign_in_id: UUID) -> bool:
    """Whether the entry is this person's, and nobody has put it out."""
    return SignIn.objects.filter(pk=sign_in_id, person_id=person_id, forms_sha256__isnull=False).exists()


@transaction.atomic
def put_out_forms(*, secret: str, at: datetime) -> None:
    """Whoever leaves, leaves also where his session had ended by itself, in this browser or another."""
    left = SignIn.objects.filter(forms_sha256=sessions.digest(secret)).first()
    if left is not None and left.person_id is not None:
        _put_out(_with_those_that_ended(left.person_id, left.pk, at), at)


def _with_those_that_ended(person_id: UUID, entry_id: UUID, at: datetime) -> QuerySet[SignIn]:
    ended = Q(idle_until__lte=at) | Q(expires_at__lte=at)
    return SignIn.objects.filter(Q(pk=entry_id) | ended, person_id=person_id)


def _put_out(entries: QuerySet[SignIn], at: datetime) -> int:
    """Returns how many were living. Those that ended by themselves do not say any more whose forms they were."""
    entries.filter(forms_sha256__isnull=False).update(forms_sha256=None)
    return entries.filter(ended_at=None).update(ended_at=at, session="")


@transaction.atomic
def end_sign_in(*, person_id: UUID, sign_in_id: UUID, at: datetime) -> None:
    """Put out one device. Raises NoSuchSignIn."""
    if not SignIn.objects.filter(pk=sign_in_id, person_id=person_id).exists():
        raise NoSuchSignIn
    _put_out(_with_those_that_ended(person_id, sign_in_id, at), at)
    journal.record("account.signed_out", subject=person_id, actor=person_id, at=at, sign_in=str(sign_in_id))


@transaction.atomic
def end_other_sign_ins(*, person_id: UUID, session_key: str, at: datetime) -> int:
    """Put out every device but this one; returns how many."""
    ended = _put_out(SignIn.objects.filter(person_id=person_id).exclude(key_sha256=sessions.digest(session_key)), at)
    journal.record("account.signed_out_elsewhere", subject=person_id, actor=person_id, at=at, count=ended)
    return ended


@transaction.atomic
def end_every_sign_in(*, person_id: UUID, at: datetime) -> None:
    """Put out all devices, this one too, and make every cookie that was ever given worthless."""
    Person.objects.filter(pk=person_id).update(credential_epoch=uuid.uuid4())
    _put_out(SignIn.objects.filter(person_id=person_id), at)
    journal.record("account.signed_out_everywhere", subject=person_id, actor=person_id, at=at)


def forget_sign_ins(*, at: datetime) -> int:
    """Visitors' sessions that are over go; people's end, and go with the runs of retention, when their term is over."""
    visitors = SignIn.objects.filter(person=None, expires_at__lt=at).delete()[0]
    SignIn.objects.filter(ended_at=None, expires_at__lt=at).update(ended_at=at, session="")
    known = SignIn.objects.filter(forms_sha256__isnull=False, expires_at__lt=at - limits.FORMS_KNOWN)
    known.update(forms_sha256=None)
    return visitors
