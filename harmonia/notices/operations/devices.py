"""The browsers of a person that may be sent a signal: added by a consent of its own, each removable, none kept in vain.

The address that a browser gives is a capability: who has it can wake that device. It stands under the person's key, is
shown to nobody, and goes when the push service says that it is given up, when the consent is withdrawn, or with the
sign-in by which it was added, if the person wanted that.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.journal import operations as journal
from harmonia.notices import gateways, queries
from harmonia.notices.models import Device, Notice
from harmonia.notices.rules import events, signals
from harmonia.notices.states import Urgency
from harmonia.vault import queries as blocks


class NotADevice(Exception):
    """What was given is no address of a push service, or no key for it."""


class TooManyDevices(Exception):
    """The person has as many as one may have."""


class NoSuchDevice(Exception):
    """The person has no device of this id: it is another's, or none at all."""


@transaction.atomic
def add_device(
    *,
    person_id: UUID,
    address: str,
    p256dh: str,
    auth: str,
    name: str,
    sign_in_id: UUID,
    ends_with_sign_in: bool,
    at: datetime,
) -> Device:
    """Whose browser it was before, it is no more. Raises NotADevice, TooManyDevices, ConsentMissing."""
    _check_device(address, p256dh, auth)
    Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    consent.check(subject=person_id, purpose=policy.CONTACT, agreement="push", recipient="push_service", at=at)
    digest = queries.digest(address)
    Device.objects.filter(address_sha256=digest).delete()
    if queries.living_devices(person_id, at=at).count() >= signals.DEVICES_AT_MOST:
        raise TooManyDevices
    device = Device.objects.create(
        person_id=person_id,
        address=address,
        keys={"p256dh": p256dh, "auth": auth},
        name=name,
        address_sha256=digest,
        sign_in_id=sign_in_id,
        ends_with_sign_in=ends_with_sign_in,
        added_at=at,
    )
    journal.record("notices.device_added", subject=person_id, actor=person_id, at=at, device=str(device.pk))
    return device


def _check_device(address: str, p256dh: str, auth: str) -> None:
    try:
        signals.place(address, settings.PUSH_SERVICES)
        gateways.check_keys(p256dh, auth)
    except (signals.NotAPushService, ValueError):
        raise NotADevice from None


@transaction.atomic
def remove_device(*, person_id: UUID, device_id: UUID, at: datetime) -> None:
    """Raises NoSuchDevice."""
    if not Device.objects.filter(pk=device_id, person_id=person_id).delete()[0]:
        raise NoSuchDevice
    journal.record("notices.device_removed", subject=person_id, actor=person_id, at=at, device=str(device_id))


@transaction.atomic
def stop_signals(*, person_id: UUID, at: datetime) -> int:
    """The consent is withdrawn: every device goes. A new yes given meanwhile keeps them."""
    if consents.accepted(person_id, "push", at=at):
        return 0
    return Device.objects.filter(person_id=person_id).delete()[0]


@transaction.atomic
def forget_devices(*, at: datetime) -> int:
    """Those whose sign-in is over, as the person wanted. A blocked one's wait until he is free."""
    over = Device.objects.exclude(pk__in=queries.living(at=at).values("pk"))
    return over.exclude(person_id__in=blocks.everybody_blocked()).delete()[0]


def signal(notice: Notice, person: Person, *, at: datetime) -> None:
    """Inside a reading. A device that its browser gave up is forgotten. Raises what the gateway raises."""
    device = Device.objects.get(pk__in=[notice.device_id])
    urgency = events.event(notice.event).urgency
    with translation.override(person.language):
        words = signals.words()
    try:
        gateways.send_signal(
            gateways.Signal(
                address=str(device.address),
                **device.keys,
                words=words,
                kept_for=signals.kept_for(urgency),
                urgent=urgency == Urgency.NOW,
                at=at,
            )
        )
    except gateways.Gone:
        device.delete()
        raise
