"""The second step: apps that make codes, recovery codes, and what stands on a person's list of them.

Guarantees: a secret stands only under its person's key and is shown only until its app has answered; a code works
once, also when two requests bring it at the same moment (one UPDATE decides); tries are counted before the
comparison; whoever must have a second step cannot take off the last one; and the owner is written to each time.
"""

import base64
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from harmonia import policy
from harmonia.accounts import permissions, queries
from harmonia.accounts.models import Factor, Person, RecoveryCode
from harmonia.accounts.operations import guessing
from harmonia.accounts.operations.sign_in import end_other_sign_ins
from harmonia.accounts.rules import codes
from harmonia.accounts.states import FactorKind, Guess
from harmonia.core import jobs
from harmonia.journal import operations as journal
from harmonia.vault import reading

CHANGED = "account.second_step"


class NoSuchFactor(Exception):
    """The person has none of this id: it is another's, or none at all."""


class WrongSecondStep(Exception):
    """Not a code of this person's app, nor one of his recovery codes; or used already. Which, is not said."""


@transaction.atomic
def begin_app(*, person_id: UUID, at: datetime) -> Factor:
    """A new secret for an app, in place of one that was never confirmed. It opens nothing yet."""
    person = queries.locked(person_id)
    person.factors.filter(confirmed_at=None).delete()
    secret = secrets.token_bytes(codes.SECRET_BYTES).hex()
    return Factor.objects.create(person=person, kind=FactorKind.APP, label="", material={"secret": secret}, added_at=at)


def base32(material: dict[str, str]) -> str:
    """The secret as apps take it when it is typed."""
    return base64.b32encode(bytes.fromhex(material["secret"])).decode().rstrip("=")


@sensitive_variables("code")
def confirm_app(
    *, person_id: UUID, factor_id: UUID, code: str, label: str, session_key: str, network: str = "", at: datetime
) -> list[str]:
    """The app has answered: from now on it is asked for. Returns recovery codes if these are the first.

    Raises NoSuchFactor, WrongSecondStep, TooManyAttempts.
    """
    guessing.count(Guess.SECOND_STEP, account=person_id.bytes, network=network, at=at)
    with transaction.atomic():
        person = queries.locked(person_id)
        factor = person.factors.filter(pk=factor_id, kind=FactorKind.APP, confirmed_at=None).first()
        if factor is None:
            raise NoSuchFactor
        step = _step(factor, code, at)
        if step is None:
            raise WrongSecondStep
        factor.label, factor.confirmed_at, factor.used_at, factor.used_step = label.strip(), at, at, step
        factor.save()
        return added(person, factor, session_key=session_key, at=at)


def added(person: Person, factor: Factor, *, session_key: str, at: datetime) -> list[str]:
    """What follows when a factor is confirmed, in its transaction. Sessions that came in without it end."""
    first = person.second_step_at is None
    if first:
        person.second_step_at = at
        person.save(update_fields=["second_step_at"])
        end_other_sign_ins(person_id=person.pk, session_key=session_key, at=at)
    journal.record("account.factor_added", subject=person.pk, actor=person.pk, at=at, kind=str(factor.kind))
    tell(person.pk)
    return renew_codes(person_id=person.pk, at=at) if first else []


@transaction.atomic
def enter_app(*, person_id: UUID, secret: bytes, label: str, at: datetime) -> Factor:
    """An app whose secret was handed over in person: to a new colleague, or to the demonstration's people."""
    person = queries.locked(person_id)
    factor = Factor.objects.create(
        person=person,
        kind=FactorKind.APP,
        label=label,
        material={"secret": secret.hex()},
        added_at=at,
        confirmed_at=at,
    )
    person.second_step_at = person.second_step_at or at
    person.save(update_fields=["second_step_at"])
    journal.record("account.factor_added", subject=person_id, actor=None, at=at, kind=FactorKind.APP.value)
    return factor


@sensitive_variables("code")
def check_code(*, person_id: UUID, code: str, network: str = "", at: datetime) -> Person:
    """The second step by a code of an app, or a recovery code. Raises WrongSecondStep, TooManyAttempts."""
    guessing.count(Guess.SECOND_STEP, account=person_id.bytes, network=network, at=at)
    typed = codes.plain(code)
    person = queries.person(person_id)
    if not person.is_active or not (_app_says(person, typed, at) or _recovered(person, typed, at)):
        raise WrongSecondStep
    guessing.forgive(Guess.SECOND_STEP, account=person_id.bytes, network=network)
    return person


def _app_says(person: Person, typed: str, at: datetime) -> bool:
    for factor in queries.factors_of(person).filter(kind=FactorKind.APP):
        step = _step(factor, typed, at)
        if step is not None and _use_step(factor, step, at):
            return True
    return False


def _step(factor: Factor, typed: str, at: datetime) -> int | None:
    with reading.reading(policy.SIGN_IN, actor=factor.person_id):
        secret = bytes.fromhex(factor.material["secret"])
    return codes.step_of(codes.plain(typed), secret, after=factor.used_step, at=at)


def _use_step(factor: Factor, step: int, at: datetime) -> bool:
    """One request wins; another with the same code finds it used."""
    fresh = Factor.objects.filter(Q(used_step=None) | Q(used_step__lt=step), pk=factor.pk)
    return bool(fresh.update(used_step=step, used_at=at))


@transaction.atomic
def _recovered(person: Person, typed: str, at: datetime) -> bool:
    unused = RecoveryCode.objects.filter(person=person, digest=_digest(person.pk, typed), used_at=None)
    if not unused.update(used_at=at):
        return False
    journal.record("account.recovery_code_used", subject=person.pk, actor=person.pk, at=at)
    tell(person.pk)
    return True


@transaction.atomic
def renew_codes(*, person_id: UUID, at: datetime) -> list[str]:
    """New recovery codes; the former ones are worth nothing from now on. They are returned here and nowhere again."""
    person = queries.locked(person_id)
    fresh = [
        "".join(secrets.choice(codes.RECOVERY_ALPHABET) for _ in range(codes.RECOVERY_LENGTH))
        for _ in range(codes.RECOVERY_CODES)
    ]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=_digest(person.pk, code), made_at=at) for code in fresh
    )
    journal.record("account.recovery_codes_made", subject=person_id, actor=person_id, at=at)
    return fresh


@transaction.atomic
def remove_factor(*, person_id: UUID, factor_id: UUID, session_key: str, at: datetime) -> None:
    """Take one off the list; other devices are signed out. Raises NoSuchFactor, permissions.Denied for the last one."""
    person = queries.locked(person_id)
    factor = queries.factors_of(person).filter(pk=factor_id).first()
    if factor is None:
        raise NoSuchFactor
    if not queries.factors_of(person).exclude(pk=factor_id).exists():
        permissions.check_remove_last(person)
        take_off_everything(person)
    factor.delete()
    end_other_sign_ins(person_id=person_id, session_key=session_key, at=at)
    journal.record("account.factor_removed", subject=person_id, actor=person_id, at=at, kind=str(factor.kind))
    tell(person_id)


def take_off_everything(person: Person) -> None:
    """The password alone lets in again."""
    person.factors.all().delete()
    RecoveryCode.objects.filter(person=person).delete()
    person.second_step_at = None
    person.save(update_fields=["second_step_at"])


def tell(person_id: UUID) -> None:
    jobs.defer("notices.tell", event=CHANGED, person_id=person_id)


def _digest(person_id: UUID, code: str) -> bytes:
    return salted_hmac("harmonia.accounts.recovery_code", f"{person_id} {code}", algorithm="sha256").digest()


def forget_unconfirmed(*, at: datetime) -> int:
    """Apps that were shown a secret and never answered."""
    return Factor.objects.filter(confirmed_at=None, added_at__lt=at).delete()[0]
