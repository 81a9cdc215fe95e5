"""Passkeys: made, and used as the second step or, where the device itself has asked for a finger or a number, alone.

The challenge is kept by the session that asked (the page's work) and used up by the answer, right or wrong. What is
verified, and how, is the library's; the key and its id stand under the person's key, found by a keyed hash of the id.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import webauthn
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from harmonia import policy
from harmonia.accounts import queries
from harmonia.accounts.models import Factor, Person
from harmonia.accounts.operations import factors, guessing
from harmonia.accounts.operations.factors import WrongSecondStep
from harmonia.accounts.rules import passkeys as rules
from harmonia.accounts.states import FactorKind, Guess
from harmonia.vault import reading

TIMEOUT_MS = 300_000
REQUIRED, PREFERRED = UserVerificationRequirement.REQUIRED, UserVerificationRequirement.PREFERRED


class NoPlaceForPasskeys(Exception):
    """The service stands at an address without a name; browsers make no passkeys there."""


class PasskeyKnown(Exception):
    """This device has a passkey of this account already."""


def place() -> rules.Place:
    found = rules.place(settings.PUBLIC_ADDRESS)
    if found is None:
        raise NoPlaceForPasskeys
    return found


def asked_to_make(*, person: Person, name: str) -> dict[str, Any]:
    """What the browser is asked when it shall make a passkey; `challenge` in it is to be kept for the answer."""
    options = webauthn.generate_registration_options(
        rp_id=place().id,
        rp_name=rules.NAME,
        user_id=_handle(person.pk),
        user_name=name,
        user_display_name=name,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        ),
        exclude_credentials=_descriptors(person),
    )
    return _plain(webauthn.options_to_json(options))


def make(
    *, person_id: UUID, answer: dict[str, Any], challenge: str, label: str, session_key: str, at: datetime
) -> list[str]:
    """The browser has made one. Returns recovery codes if it is the first. Raises WrongSecondStep, PasskeyKnown."""
    made = _verified(answer, challenge)
    passkey_id = bytes_to_base64url(made.credential_id)
    public_key = bytes_to_base64url(made.credential_public_key)
    try:
        with transaction.atomic():
            person = queries.locked(person_id)
            factor = Factor.objects.create(
                person=person,
                kind=FactorKind.PASSKEY,
                label=label.strip(),
                material={"id": passkey_id, "public_key": public_key},
                passkey_index=index(passkey_id),
                sign_count=made.sign_count,
                added_at=at,
                confirmed_at=at,
            )
            return factors.added(person, factor, session_key=session_key, at=at)
    except IntegrityError:
        raise PasskeyKnown from None


def _verified(answer: dict[str, Any], challenge: str) -> VerifiedRegistration:
    try:
        return webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place().id,
            expected_origin=place().origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise WrongSecondStep from None


def asked_to_use(*, person: Person | None) -> dict[str, Any]:
    """What the browser is asked when it shall use one. Without a person: any of this service that the device has."""
    options = webauthn.generate_authentication_options(
        rp_id=place().id,
        timeout=TIMEOUT_MS,
        allow_credentials=_descriptors(person) if person else [],
        user_verification=REQUIRED,
    )
    return _plain(webauthn.options_to_json(options))


def use(*, person_id: UUID | None, answer: dict[str, Any], challenge: str, network: str = "", at: datetime) -> Person:
    """Whose passkey has answered. `person_id`: it must be his. Raises WrongSecondStep, TooManyAttempts."""
    guessing.count(Guess.SECOND_STEP, account=person_id.bytes if person_id else b"", network=network, at=at)
    factor = _found(answer, person_id)
    with reading.reading(policy.SIGN_IN, actor=factor.person_id):
        public_key = base64url_to_bytes(factor.material["public_key"])
    try:
        used = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place().id,
            expected_origin=place().origin,
            credential_public_key=public_key,
            credential_current_sign_count=factor.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise WrongSecondStep from None
    counted = Factor.objects.filter(pk=factor.pk, sign_count=factor.sign_count)
    if not counted.update(sign_count=used.new_sign_count, used_at=at):
        raise WrongSecondStep  # another request has used the same answer
    return factor.person


def _found(answer: dict[str, Any], person_id: UUID | None) -> Factor:
    passkeys = Factor.objects.filter(kind=FactorKind.PASSKEY, confirmed_at__isnull=False, person__is_active=True)
    if person_id is not None:
        passkeys = passkeys.filter(person_id=person_id)
    found = passkeys.select_related("person").filter(passkey_index=index(str(answer.get("id", "")))).first()
    if found is None:
        raise WrongSecondStep
    return found


def _descriptors(person: Person) -> list[PublicKeyCredentialDescriptor]:
    with reading.reading(policy.SIGN_IN, actor=person.pk):
        own = queries.factors_of(person).filter(kind=FactorKind.PASSKEY)
        return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.material["id"])) for one in own]


def index(passkey_id: str) -> bytes:
    return salted_hmac("harmonia.accounts.passkey", passkey_id, algorithm="sha256").digest()


def _handle(person_id: UUID) -> bytes:
    """What a device files the passkey under: the same for all of one person's, and not his id."""
    return salted_hmac("harmonia.accounts.passkey_handle", str(person_id), algorithm="sha256").digest()


def _plain(options: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(options)
    return plain
