"""Clients and cases, always fetched through the specialist. Call what names somebody within `reading(SERVICE)`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from harmonia.accounts.models import Person
from harmonia.booking import queries as booking
from harmonia.booking.models import Appointment
from harmonia.booking.queries import ClientCard
from harmonia.booking.states import CANCELLED, COMPLETED, CancelledBy
from harmonia.consent import queries as consents
from harmonia.consent.states import Event
from harmonia.policy import BOOKING_TERMS, RETENTION
from harmonia.practice.models import Case, EarlierText, HandOver, Leaving, Note, Supervision
from harmonia.practice.rules.handing_over import HAND_OVER, SUMMARY_TERM
from harmonia.practice.states import ASKED, HANDED, OVER, STANDING
from harmonia.specialists import queries as specialists
from harmonia.specialists.models import Specialist
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks

INFORMED_CONSENT = "informed_consent"


@dataclass(frozen=True, slots=True)
class Relation:
    """A client with whom a specialist works. `sessions`: theirs, the latest first."""

    client_id: UUID
    card: ClientCard
    sessions: list[Appointment]
    next_at: datetime | None

    @property
    def held(self) -> int:
        return sum(one.state == COMPLETED for one in self.sessions)

    @property
    def last_at(self) -> datetime | None:
        return next((one.starts_at for one in self.sessions if one.state == COMPLETED), None)


def specialist_of(person: Person) -> Specialist | None:
    return Specialist.objects.filter(person=person).first()


def works_with(specialist_id: UUID, client_id: UUID, at: datetime) -> bool:
    return client_id in booking.recent_clients(specialist_id, at)


def relations_of(specialist_id: UUID, at: datetime) -> list[Relation]:
    """Everybody with whom he works now: who is to be met soonest first, then who was met last."""
    found = _relations(specialist_id, booking.recent_clients(specialist_id, at), at)
    ahead = sorted((one for one in found if one.next_at), key=lambda one: (one.next_at, one.client_id))
    return ahead + [one for one in found if not one.next_at]


def relation(specialist_id: UUID, client_id: UUID, at: datetime) -> Relation | None:
    """None: they do not work together, or the client's data are closed to him."""
    if not works_with(specialist_id, client_id, at):
        return None
    return next(iter(_relations(specialist_id, [client_id], at)), None)


def _relations(specialist_id: UUID, client_ids: Iterable[UUID], at: datetime) -> list[Relation]:
    """Whom the latest session is with stands first; whoever may not be named is left out."""
    theirs = Appointment.objects.filter(
        specialist_id=specialist_id, client_id__in=list(client_ids), state__in=booking.PAIRED
    )
    sessions: dict[UUID, list[Appointment]] = {}
    for one in booking.unparted(theirs).select_related("specialist").order_by("-starts_at", "pk"):
        assert one.client_id is not None  # noqa: S101  it was asked for by its client
        sessions.setdefault(one.client_id, []).append(one)
    cards = booking.cards_of_clients([of_one[0] for of_one in sessions.values()], at=at)
    return [
        Relation(client_id, cards[of_one[0].pk], of_one, _next(of_one, at))
        for client_id, of_one in sessions.items()
        if of_one[0].pk in cards
    ]


def _next(sessions: list[Appointment], at: datetime) -> datetime | None:
    return min((one.starts_at for one in sessions if one.state == "booked" and one.ends_at > at), default=None)


def informed_since(client_id: UUID, specialist_id: UUID, at: datetime) -> datetime | None:
    """Since when the client's informed consent to his help stands (332-VIII art. 8)."""
    if not consents.accepted(client_id, INFORMED_CONSENT, about=specialist_id, at=at):
        return None
    record = consents.latest(client_id, INFORMED_CONSENT, about=specialist_id)
    return record.at if record is not None and record.event == Event.GIVEN else None


def case_of(specialist_id: UUID, client_id: UUID) -> Case | None:
    return Case.objects.filter(specialist_id=specialist_id, client_id=client_id).first()


def notes_of(author: Person, client_id: UUID) -> QuerySet[Note]:
    """The newest first. Give a page of them to `with_keys` before they are opened."""
    return Note.objects.filter(author=author, client_id=client_id).order_by("-written_at", "pk")


def with_keys(notes: Iterable[Note]) -> list[Note]:
    """The keys of their cases fetched at once."""
    found = list(notes)
    vault.preload({one.case_id for one in found})
    return found


def earlier_texts(note: Note) -> list[EarlierText]:
    """What it said before each change, the latest first."""
    return list(note.earlier.order_by("-edition", "pk"))


def notes_by(author: Person) -> QuerySet[Note]:
    return Note.objects.filter(author=author).select_related("case")


def locked_note(note_id: UUID) -> Note:
    return Note.objects.select_for_update(of=("self",)).select_related("case").get(pk=note_id)


def cases() -> QuerySet[Case]:
    return Case.objects.order_by("specialist", "pk")


def former_specialists(client: Person, at: datetime) -> QuerySet[Specialist]:
    """Everybody with whom he was booked within the register's term of what was written; whoever has left, too."""
    since = at - timedelta(days=RETENTION["conversation"].days or 0)
    met = Appointment.objects.filter(client=client, state__in=booking.PAIRED, ends_at__gt=since)
    return Specialist.objects.filter(pk__in=met.values("specialist"))


def receivers(giver_id: UUID, at: datetime) -> QuerySet[Specialist]:
    """To whom something may go over: everybody in the directory but whoever it comes from."""
    listed = specialists.listed(on=timezone.localdate(at)).exclude(pk=giver_id)
    return listed.order_by("display_name", "pk")


def hand_overs_of(client: Person) -> QuerySet[HandOver]:
    return HandOver.objects.filter(client=client).select_related("giver", "receiver").order_by("-asked_at", "pk")


def standing_hand_over(client: Person, giver_id: UUID) -> HandOver | None:
    return hand_overs_of(client).filter(giver_id=giver_id, state__in=STANDING).first()


def last_hand_over(client: Person, giver_id: UUID) -> HandOver | None:
    return hand_overs_of(client).filter(giver_id=giver_id).first()


def locked_hand_over(hand_over_id: UUID) -> HandOver:
    found = HandOver.objects.select_for_update(of=("self",)).select_related("giver", "receiver")
    return found.get(pk=hand_over_id)


def agrees(hand_over: HandOver, at: datetime) -> bool:
    return consents.accepted(hand_over.client_id, HAND_OVER, about=hand_over.pk, at=at)


def asked_of(person: Person) -> QuerySet[HandOver]:
    """Summaries that clients wait for, the longest waiting first."""
    asked = HandOver.objects.filter(giver__person=person, state=ASKED)
    return asked.select_related("client").order_by("asked_at", "pk")


@dataclass(frozen=True, slots=True)
class Received:
    """What came over with a client. `held`, `first_at`, `last_at`: of the sessions before, if they came over."""

    hand_over: HandOver
    held: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


def received(specialist_id: UUID, client_id: UUID, at: datetime) -> list[Received]:
    """Call it for a client with whom he works. The newest first."""
    handed = HandOver.objects.filter(receiver_id=specialist_id, client_id=client_id, state=HANDED)
    found = [one for one in handed.select_related("giver").order_by("-handed_at", "pk") if agrees(one, at)]
    return [_with_sessions(one) for one in found]


def _with_sessions(hand_over: HandOver) -> Received:
    if not hand_over.with_attendance:
        return Received(hand_over)
    before = Appointment.objects.filter(
        client_id=hand_over.client_id, specialist_id=hand_over.giver_id, state=COMPLETED
    ).order_by("starts_at")
    starts = list(before.values_list("starts_at", flat=True))
    return Received(hand_over, len(starts), *((starts[0], starts[-1]) if starts else ()))


def hand_overs_to_end(at: datetime) -> list[UUID]:
    """Not written in its term; or handed to whom the client no longer meets, or without his consent."""
    late = HandOver.objects.filter(state=ASKED, asked_at__lte=at - SUMMARY_TERM).order_by("pk")
    handed = HandOver.objects.filter(state=HANDED).order_by("pk")
    return [*late.values_list("pk", flat=True), *(one.pk for one in handed if not _lasts(one, at))]


def _lasts(hand_over: HandOver, at: datetime) -> bool:
    """A first session with the new one need not be booked at once."""
    assert hand_over.receiver_id is not None  # noqa: S101  the database says so
    assert hand_over.handed_at is not None  # noqa: S101  the same
    fresh = at < hand_over.handed_at + timedelta(days=BOOKING_TERMS.relation_days)
    return agrees(hand_over, at) and (fresh or works_with(hand_over.receiver_id, hand_over.client_id, at))


def leaving_of(specialist_id: UUID) -> Leaving | None:
    return Leaving.objects.select_related("specialist").filter(pk=specialist_id).first()


def leavings_to_end() -> list[Leaving]:
    found = Leaving.objects.filter(over_at=None).select_related("specialist__person")
    return list(found.order_by("last_on", "pk"))


def left_behind(leaving: Leaving, at: datetime) -> list[UUID]:
    """With whom he works, and whose sessions his leaving cancelled: the same people however often it is asked."""
    cancelled = Appointment.objects.filter(
        specialist=leaving.specialist, state=CANCELLED, cancelled_by=CancelledBy.SPECIALIST,
        over_at__gte=leaving.decided_at, client__isnull=False,
    )  # fmt: skip
    told = set(booking.recent_clients(leaving.specialist_id, at)) | set(cancelled.values_list("client_id", flat=True))
    return sorted(one for one in told if one is not None)


def supervisions_of(person: Person) -> QuerySet[Supervision]:
    """What he asked, and what he is asked until it is over; the newest first. Of who is blocked nothing."""
    his = Q(asker=person) | Q(supervisor__person=person) & ~Q(state=OVER)
    found = Supervision.objects.filter(his).exclude(asker__in=blocks.everybody_blocked())
    return found.select_related("supervisor").order_by("-asked_at", "pk")


def names_of_askers(found: Iterable[Supervision]) -> dict[UUID, str]:
    """As they stand in the directory, by the person's id."""
    return specialists.names_of_people({one.asker_id for one in found})


def locked_supervision(supervision_id: UUID) -> Supervision:
    found = Supervision.objects.select_for_update(of=("self",)).select_related("supervisor")
    return found.get(pk=supervision_id)
