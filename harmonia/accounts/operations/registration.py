"""Opening an account: the person's own yes to each agreement, or no account at all and nothing stored.

A known address is found out by the database itself, at the very end of the same work that opens an account: everything
is then rolled back, the new subject's keys are destroyed, and the owner of the address is told by letter. So neither
the answer nor its time says whether an address is known.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from harmonia.accounts import queries
from harmonia.accounts.models import Person, Role
from harmonia.accounts.operations import guessing
from harmonia.accounts.operations.codes import open_code
from harmonia.accounts.rules import agreements, identity
from harmonia.accounts.rules.limits import UNPROVED_KEPT
from harmonia.accounts.states import CLIENT, CodeKind, Guess
from harmonia.consent import operations as consent
from harmonia.consent.states import Method
from harmonia.core import jobs
from harmonia.journal import operations as journal
from harmonia.vault import operations as vault
from harmonia.vault import reading

LETTER_ABOUT_KNOWN = "account.known"


class AddressKnown(Exception):
    """The address has an account already; its owner has been written to. Pages must not let this be seen."""


@dataclass(frozen=True)
class Application:
    """What a person says when he registers (4.1.1–4.1.5). `agreements`: the keys of those he agreed to."""

    name: str
    age: int
    phone: str
    email: str
    password: str = field(repr=False)
    agreements: Collection[str] = ()
    topics: Collection[str] = ()
    language: str = "ru"
    time_zone: str = "Asia/Almaty"


@sensitive_variables()
def register(application: Application, *, network: str = "", at: datetime) -> Person:
    """Open a client's account and send the first code.

    Raises TooYoung, AgreementRefused, NotAPhone, NotATopic, NotAZone, TooManyAttempts, AddressKnown, and Django's
    ValidationError for a weak password.
    """
    identity.check_adult(application.age)
    agreements.check_required(application.agreements)
    validate_password(application.password)
    guessing.count(Guess.REGISTRATION, network=network, at=at)
    person = _person(application, at)
    try:
        with reading.session(), transaction.atomic():
            vault.create_subject(person.pk)
            _answer_each(person.pk, application, at)
            journal.record("account.registered", subject=person.pk, actor=person.pk, at=at)
            open_code(person_id=person.pk, kind=CodeKind.EMAIL, at=at)
            person.save(force_insert=True)
            Role.objects.create(person=person, role=CLIENT, given_at=at)
    except IntegrityError:
        vault.destroy_subject(person.pk)
        owner = queries.by_email(application.email)
        if owner is None:
            raise  # it was not the address: something is broken, and must be seen
        tell_owner(owner, at)
        raise AddressKnown from None
    return person


def _person(application: Application, at: datetime) -> Person:
    return Person(
        id=uuid.uuid4(),
        name=application.name.strip(),
        email=identity.email(application.email),
        phone=identity.phone(application.phone),
        age=application.age,
        topics=identity.topics(application.topics),
        password=make_password(application.password),
        language=application.language,
        time_zone=identity.zone(application.time_zone),
        joined_at=at,
    )


def _answer_each(person_id: UUID, application: Application, at: datetime) -> None:
    """Each agreement that was asked has its own record: a yes, or a no."""
    for key in agreements.AT_REGISTRATION:
        answer = consent.grant if key in application.agreements else consent.refuse
        answer(
            person_id=person_id,
            agreement=key,
            language=application.language,
            method=Method.REGISTRATION_FORM,
            name=application.name.strip(),
            at=at,
        )


def tell_owner(owner: Person, at: datetime) -> None:
    """At most as often as a code would be sent: the form must not become a way to flood somebody's mailbox."""
    try:
        guessing.count(Guess.LETTER, account=owner.pk.bytes + LETTER_ABOUT_KNOWN.encode(), at=at)
    except guessing.TooManyAttempts:
        return
    jobs.defer("notices.tell", event=LETTER_ABOUT_KNOWN, person_id=owner.pk)


def forget_unproved(*, at: datetime) -> int:
    """Destroy the accounts whose mailbox was not proved in time: keys first, so that no copy can be read."""
    forgotten = list(queries.unproved_since(at - UNPROVED_KEPT))
    for person_id in forgotten:
        with reading.unless_blocked():
            _forget(person_id, at)
    return len(forgotten)


def _forget(person_id: UUID, at: datetime) -> None:
    vault.destroy_subject(person_id)
    with transaction.atomic():
        Person.objects.filter(pk=person_id, email_verified_at=None).delete()
        journal.record("account.forgotten", subject=None, actor=None, at=at, person=str(person_id))


@sensitive_variables("password")
@transaction.atomic
def create_person(
    *,
    role: str,
    email: str,
    phone: str,
    name: str,
    password: str,
    language: str,
    time_zone: str,
    at: datetime,
    age: int | None = None,
    topics: Collection[str] = (),
    agreed: Collection[str] | None = None,
) -> Person:
    """Enter a person whose papers and addresses somebody has checked: staff, specialists, the demonstration's people.

    `agreed`: the agreements signed; by default those of the role. Raises AddressKnown.
    """
    said = Application(name, age or 0, phone, email, password, topics=topics, language=language, time_zone=time_zone)
    person = _person(said, at)
    person.age, person.topics = age, list(topics)
    person.email_verified_at = person.phone_verified_at = at
    if queries.by_email(email) is not None:
        raise AddressKnown
    with reading.session():
        vault.create_subject(person.pk)
        person.save(force_insert=True)
        Role.objects.create(person=person, role=role, given_at=at)
        for key in agreements.OF_ROLE.get(role, agreements.OF_STAFF) if agreed is None else agreed:
            consent.grant(
                person_id=person.pk, agreement=key, language=language, method=Method.PLANTED, name=name.strip(), at=at
            )
        journal.record("account.entered", subject=person.pk, actor=None, at=at, role=role)
    return person
