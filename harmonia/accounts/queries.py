"""Reads of people. Nothing here decrypts: whoever reads a field names his purpose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from harmonia.accounts.models import Code, Factor, Loss, Person, RecoveryCode, Role, SignIn
from harmonia.accounts.rules import identity
from harmonia.accounts.states import LIVING_LOSSES, WAITING, CodeKind
from harmonia.core import queues
from harmonia.vault import operations as vault

UUID_BYTES = 16


def person(pk: UUID) -> Person:
    """Raises Person.DoesNotExist."""
    return Person.objects.get(pk=pk)


def who_comes(pk: UUID) -> Person | None:
    """The person of an open session with his roles, in one query: every page of every cabinet asks for both."""
    roles = ArraySubquery(Role.objects.filter(person=OuterRef("pk")).values("role"))
    person = Person.objects.filter(pk=pk, is_active=True).annotate(role_names=roles).first()
    if person is not None:
        person.roles = frozenset(person.role_names)
    return person


def locked(pk: UUID) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=pk)


def by_email(address: str) -> Person | None:
    index = vault.blind_index("client_email", identity.email(address))
    return Person.objects.filter(email_index=index).first()


def by_pending(pk: UUID) -> Person | None:
    """The person whose first code is awaited, or None: also for an id that was made up to look like one."""
    return Person.objects.filter(pk=pk, email_verified_at=None, is_active=True).first()


def unproved_since(moment: datetime) -> QuerySet[Person, UUID]:
    """Whoever registered before the moment and never proved the mailbox."""
    unproved = Person.objects.filter(email_verified_at=None, joined_at__lt=moment)
    return unproved.order_by("joined_at", "pk").values_list("pk", flat=True)


def with_role(role: str) -> QuerySet[Person]:
    return Person.objects.filter(role_grants__role=role, is_active=True).order_by("joined_at", "pk")


def at_work(person_id: UUID | None, *roles: str) -> UUID | None:
    """Him, while he works here in one of these roles; else None: what he had in hand is free again."""
    if person_id is None:
        return None
    working = Person.objects.filter(pk=person_id, is_active=True, role_grants__role__in=roles)
    return person_id if working.exists() else None


def colleagues_of(person: Person, *roles: str) -> QuerySet[Person]:
    """Others who work here in one of these roles."""
    found = Person.objects.filter(role_grants__role__in=roles, is_active=True).exclude(pk=person.pk)
    return found.distinct().order_by("joined_at", "pk")


def everybody_active() -> QuerySet[Person, UUID]:
    return Person.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)


def sign_ins_of(person: Person, *, at: datetime) -> QuerySet[SignIn]:
    """The living ones, the freshest first."""
    return SignIn.objects.filter(person=person, ended_at=None, idle_until__gt=at, expires_at__gt=at).order_by(
        "-last_seen_at", "pk"
    )


def signed_in_from(account: bytes, network: bytes) -> bool:
    """Whether the owner has signed in from this network before. `account`: his id's bytes, or his address's index."""
    by_id = len(account) == UUID_BYTES
    owner = {"person_id": UUID(bytes=account)} if by_id else {"person__email_index": account}
    return SignIn.objects.filter(network=network, **owner).exists()


def has_second_factor(person: Person) -> bool:
    """Whether the password alone does not let him in."""
    return person.second_step_at is not None


def factors_of(person: Person) -> QuerySet[Factor]:
    """Those that work, in the order in which they came."""
    return Factor.objects.filter(person=person, confirmed_at__isnull=False).order_by("added_at", "pk")


def unconfirmed_factor(person: Person, pk: UUID) -> Factor | None:
    return Factor.objects.filter(person=person, pk=pk, confirmed_at=None).first()


def recovery_codes_left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def living_loss(person_id: UUID) -> Loss | None:
    return Loss.objects.filter(person_id=person_id, state__in=LIVING_LOSSES).first()


def living_losses() -> QuerySet[Loss]:
    """Those that wait for the staff's word or for their time, the oldest first."""
    return Loss.objects.filter(state__in=LIVING_LOSSES).select_related("person").order_by("asked_at", "pk")


def desk_losses() -> QuerySet[Loss, dict[str, Any]]:
    """Those for whom somebody must still be called."""
    return queues.waiting(living_losses().exclude(state=WAITING), since="asked_at")


def living_code(pk: UUID, kind: str, *, at: datetime) -> Code | None:
    return Code.objects.filter(person_id=pk, kind=kind, ended_at=None, expires_at__gt=at).first()


@dataclass(frozen=True)
class Addresses:
    """Where to write to a person now."""

    email: str
    phone: str


def addresses(person: Person, *, checking: str | None = None, former: bool = False) -> Addresses:
    """The caller's purpose must permit reading them. `checking` a kind of address: the new one, while it waits.

    `former`: the e-mail of before the last change, until it has been told of it.
    """
    if former and person.former_email:
        return Addresses(person.former_email, person.phone)
    new_email = person.new_email if checking == CodeKind.EMAIL else None
    new_phone = person.new_phone if checking == CodeKind.PHONE else None
    return Addresses(new_email or person.email, new_phone or person.phone)


def roles_of(person_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {}
    for person_id, role in Role.objects.filter(person__in=person_ids).values_list("person_id", "role"):
        found.setdefault(person_id, set()).add(role)
    return {person_id: frozenset(roles) for person_id, roles in found.items()}
