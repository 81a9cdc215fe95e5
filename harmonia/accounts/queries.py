"""Reads of people. Nothing here decrypts: whoever reads a field names his purpose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from harmonia.accounts.models import Code, Person, Role, SignIn
from harmonia.accounts.rules import identity
from harmonia.accounts.states import CodeKind
from harmonia.vault import operations as vault


def person(pk: UUID) -> Person:
    """Raises Person.DoesNotExist."""
    return Person.objects.get(pk=pk)


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


def sign_ins_of(person: Person, *, at: datetime) -> QuerySet[SignIn]:
    """The living ones, the freshest first."""
    return SignIn.objects.filter(person=person, ended_at=None, idle_until__gt=at, expires_at__gt=at).order_by(
        "-last_seen_at", "pk"
    )


def signed_in_from(email_index: bytes, network: bytes) -> bool:
    """Whether the owner of the address has signed in from this network before."""
    return SignIn.objects.filter(person__email_index=email_index, network=network).exists()


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
