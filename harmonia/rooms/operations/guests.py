"""A third person in one session: asked for by one of the two, agreed to by both, let in once, put out at once.

Guarantees: no link works before both consents stand in the register of consents with their receipts (332-VIII, articles
9(4) and 12(1)(6)); it works in the first browser that uses it and in no other; and from the moment when either consent
is taken back, by whatever way, the guest is out of the room within a second. Nothing that names the guest is stored.
"""

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.consent import operations as consents
from harmonia.core.moves import move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.rooms import permissions, queries
from harmonia.rooms.models import Guest
from harmonia.rooms.rules import entrance, invites, passes
from harmonia.rooms.rules.invites import InviteRefused
from harmonia.rooms.states import GUEST_MOVES, GuestKind, GuestState, Place, Role

METHOD = "room_door"
WHY_CLOSED: dict[str, invites.Refusal] = {"too_early": "too_early", "over": "over"}


class AlreadyAGuest(Exception):
    """One guest is asked for, expected or here; there is never a second."""


class TooLate(Exception):
    """The session is over, cancelled or not yet paid."""


@transaction.atomic
def ask_guest(*, person: Person, appointment: Appointment, kind: str, language: str, at: datetime) -> Guest:
    """One of the two agrees to a guest, and the other is asked. Raises AlreadyAGuest, TooLate, permissions.Denied."""
    permissions.check_takes_part(person, appointment)
    if queries.facts(person, appointment, at).finished or at >= entrance.closes_at(appointment.ends_at):
        raise TooLate
    side = queries.side_of(person, appointment)
    try:
        with transaction.atomic():
            guest = Guest.objects.create(
                appointment=appointment, kind=GuestKind(kind).value, asked_by=side.value, asked_at=at
            )
    except IntegrityError:
        raise AlreadyAGuest from None
    _agree(person, guest, language, at)
    _note("asked", guest, person.pk, at)
    other = appointment.specialist.person_id if side == Role.CLIENT else appointment.client_id
    if other is not None:
        notices.send("room.guest_asked", person_id=other, at=at, facts={"path": f"/room/{appointment.pk}/guest/"})
    return guest


@transaction.atomic
def agree_to_guest(*, person: Person, guest_id: UUID, language: str, at: datetime) -> Guest:
    """The other one agrees too: from now on the link works. Raises WrongState, permissions.Denied."""
    guest = queries.locked_guest(guest_id)
    permissions.check_answer_guest(person, guest)
    move(guest, to=GuestState.OPEN, moves=GUEST_MOVES)
    _agree(person, guest, language, at)
    guest.agreed_at = at
    guest.save(update_fields=["state", "agreed_at"])
    _note("agreed", guest, person.pk, at)
    return guest


@transaction.atomic
def decline_guest(*, person: Person, guest_id: UUID, language: str, at: datetime) -> Guest:
    """The other one says no; that is all that follows. Raises WrongState, permissions.Denied."""
    guest = queries.locked_guest(guest_id)
    permissions.check_answer_guest(person, guest)
    move(guest, to=GuestState.DECLINED, moves=GUEST_MOVES)
    consents.refuse(
        person_id=person.pk, agreement=queries.THIRD_PERSON, about_id=guest.pk, language=language, method=METHOD, at=at
    )
    guest.over_at = at
    guest.save(update_fields=["state", "over_at"])
    _note("declined", guest, person.pk, at)
    return guest


@transaction.atomic
def end_guest(*, person: Person, guest_id: UUID, language: str, at: datetime) -> Guest:
    """Either of the two takes the yes back: the link is dead, and the guest is put out. Raises WrongState, Denied."""
    guest = queries.locked_guest(guest_id)
    permissions.check_takes_part(person, guest.appointment)
    move(guest, to=GuestState.ENDED, moves=GUEST_MOVES)
    if queries.agrees(person, guest, at):
        consents.withdraw(
            person_id=person.pk, agreement=queries.THIRD_PERSON, about_id=guest.pk, language=language, method=METHOD,
            at=at,
        )  # fmt: skip
    guest.over_at = at
    guest.save(update_fields=["state", "over_at"])
    _note("ended", guest, person.pk, at)
    return guest


def link_of(guest: Guest) -> str:
    """What stands behind the # of the address that the guest opens. Only once both have agreed."""
    return invites.write(guest.pk, secret=settings.SECRET_KEY) if guest.state == GuestState.OPEN else ""


@runs_as(SERVICE)
@transaction.atomic
def let_guest_in(*, code: str, key: str, rules_sha256: str, at: datetime) -> tuple[UUID, str]:
    """Use the link, once: (whose invitation, the key that the browser is to hold). The same browser may come again.

    `key`: what this browser holds already, or "". Raises InviteRefused.
    """
    guest = _invited(invites.read(code, secret=settings.SECRET_KEY))
    if guest.state == GuestState.INSIDE and invites.holds(guest.browser, key):
        _check_open(guest, at)
        return guest.pk, key
    _check_usable(guest, at)
    key = secrets.token_urlsafe(32)
    move(guest, to=GuestState.INSIDE, moves=GUEST_MOVES)
    guest.browser, guest.rules, guest.came_at = invites.browser_hash(key), rules_sha256, at
    guest.save(update_fields=["state", "browser", "rules", "came_at"])
    journal.record_document(
        "rooms.guest_came", document=queries.receipt_of(guest), subject=guest.appointment.client_id, actor=None, at=at,
        **_facts(guest),
    )  # fmt: skip
    return guest.pk, key


@runs_as(SERVICE)
@transaction.atomic
def issue_guest_pass(*, guest_id: UUID, key: str, at: datetime) -> tuple[str, Guest]:
    """(A pass for the third place of the room, the invitation.) Raises InviteRefused."""
    guest = _invited(guest_id)
    if guest.state == GuestState.OPEN or not invites.holds(guest.browser, key):
        raise InviteRefused("used" if guest.state == GuestState.INSIDE else "ended")
    _check_open(guest, at)
    written = passes.issue(guest.appointment_id, Place.GUEST, secret=settings.SECRET_KEY, at=at, guest=str(guest.pk))
    return written, guest


def _invited(guest_id: UUID) -> Guest:
    try:
        return queries.locked_guest(guest_id)
    except Guest.DoesNotExist:
        raise InviteRefused("forged") from None


def _check_usable(guest: Guest, at: datetime) -> None:
    refusals: dict[str, invites.Refusal] = {GuestState.ASKED: "not_agreed", GuestState.INSIDE: "used"}
    if guest.state != GuestState.OPEN:
        raise InviteRefused(refusals.get(guest.state, "ended"))
    _check_open(guest, at)


def _check_open(guest: Guest, at: datetime) -> None:
    if guest.state == GuestState.ENDED or not queries.both_agree(guest, at):
        raise InviteRefused("ended")
    reason = queries.guest_refusal(guest, at)
    if reason is not None:
        raise InviteRefused(WHY_CLOSED.get(reason, "closed"))


def _agree(person: Person, guest: Guest, language: str, at: datetime) -> None:
    consents.check(subject=person.pk, purpose=policy.SERVICE, at=at)
    consents.grant(
        person_id=person.pk, agreement=queries.THIRD_PERSON, about_id=guest.pk, language=language, method=METHOD, at=at
    )


def _note(what: str, guest: Guest, actor: UUID | None, at: datetime) -> None:
    journal.record(f"rooms.guest_{what}", subject=guest.appointment.client_id, actor=actor, at=at, **_facts(guest))


def _facts(guest: Guest) -> dict[str, str]:
    return {"appointment": str(guest.appointment_id), "guest": str(guest.pk), "kind": guest.kind}
