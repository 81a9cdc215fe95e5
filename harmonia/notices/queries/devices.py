import hashlib
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from harmonia.accounts.models import Person, SignIn
from harmonia.notices.models import Device, QuietHours
from harmonia.notices.rules import quiet


def digest(address: str) -> bytes:
    """A push address has more than a hundred bits of chance in it, so a plain hash is enough."""
    return hashlib.sha256(address.encode()).digest()


def living(*, at: datetime) -> QuerySet[Device]:
    """Those that stay for good, and those whose sign-in goes on."""
    on = SignIn.objects.filter(pk=OuterRef("sign_in_id"), ended_at=None, idle_until__gt=at, expires_at__gt=at)
    return Device.objects.filter(Q(ends_with_sign_in=False) | Exists(on))


def living_devices(person_id: UUID, *, at: datetime) -> QuerySet[Device]:
    return living(at=at).filter(person_id=person_id).order_by("added_at", "pk")


def stays_after(sign_in_id: UUID) -> bool:
    """Whether the browser of this sign-in shall be told of notices after it, too."""
    return Device.objects.filter(sign_in_id=sign_in_id, ends_with_sign_in=False).exists()


def night_of(person_id: UUID) -> QuietHours | None:
    """What the person himself said of his quiet hours."""
    return QuietHours.objects.filter(person_id=person_id).first()


def quiet_hours(person_id: UUID) -> tuple[quiet.Hours | None, ZoneInfo]:
    """The hours that hold for the person, or None; and his zone."""
    known = Person.objects.filter(pk=person_id).values_list("time_zone", flat=True).first()
    return hours_of(person_id), ZoneInfo(known or settings.TIME_ZONE)


def hours_of(person_id: UUID) -> quiet.Hours | None:
    """The hours that hold for the person, or None."""
    said = night_of(person_id)
    if said is None:
        return quiet.OF_THE_REGISTER
    return quiet.Hours(said.starts_at, said.ends_at) if said.kept else None
