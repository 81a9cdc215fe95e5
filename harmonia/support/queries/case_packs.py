"""What is told of a dispute, to one of its sides or to an authority: what concerns this dispute, and nothing else.

A side's file has what both did (they met, and wrote in one thread) and its own documents, letters and notices; an
authority's has those of both.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from harmonia.booking.models import Appointment
from harmonia.consent import queries as consents
from harmonia.consent.models import Record
from harmonia.notices.models import Notice
from harmonia.payments import queries as payments
from harmonia.payments.models import Payment
from harmonia.payments.states import PaymentState
from harmonia.rooms import queries as rooms
from harmonia.support.models import Dispute, DisputeMessage, Thread
from harmonia.support.queries.disputes import said_in
from harmonia.support.queries.letters import letters_of
from harmonia.support.rules.case_packs import FORMAT, LEFT_OUT
from harmonia.support.states import Side

Happened = dict[str, Any]
# What they agreed to before they met; the rest is no part of a dispute.
AGREED = ("offer", "service", "confidentiality", "practice")
INFORMED = "informed_consent"


def case(dispute: Dispute, *, made_for: str, at: datetime) -> dict[str, Any]:
    """`case.json`. The caller is inside of his purpose, which opens what was said."""
    said = said_in(dispute)
    told = _told(dispute, made_for)
    timeline = [*_of_session(dispute.appointment), *_of_money(dispute), *_of_dispute(dispute), *_notices(dispute, told)]
    return {
        "format": FORMAT,
        "number": dispute.number,
        "made_at": at.isoformat(),
        "made_for": made_for,
        "dispute": {
            "about": dispute.about,
            "opened_by": dispute.opener_side,
            "state": dispute.state,
            "opened_at": dispute.opened_at.isoformat(),
            "answer_due_at": dispute.due_at.isoformat(),
            "answered_at": _moment(dispute.answered_at),
            "over_at": _moment(dispute.over_at),
        },
        "session": _session(dispute.appointment),
        "payment": _payment(dispute),
        "timeline": sorted(timeline, key=lambda one: str(one["at"])),
        "messages": [{"at": one.written_at.isoformat(), "side": one.side, "text": one.text} for one in said],
        "proposals": [line for one in said for line in _proposal(one)],
        "documents": [_document(side, record) for side, record in accepted(dispute, made_for=made_for)],
        "letters": list(_letters(dispute, told)),
        "left_out": list(LEFT_OUT),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _told(dispute: Dispute, made_for: str) -> list[tuple[str, UUID]]:
    """Whose documents and notices the file has: (side, person)."""
    other = Side.SPECIALIST if dispute.opener_side == Side.CLIENT else Side.CLIENT
    sides = [(dispute.opener_side, dispute.opener_id), (other.value, dispute.other_id)]
    return [(side, pk) for side, pk in sides if pk is not None and made_for in (side, "authority")]


def _session(appointment: Appointment | None) -> dict[str, Any] | None:
    if appointment is None:
        return None
    return {
        "id": str(appointment.pk),
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "state": appointment.state,
        "price_kzt": appointment.price_kzt,
        "specialist": appointment.specialist.display_name,
        "register_number": appointment.specialist.register_number,
    }


def _payment(dispute: Dispute) -> dict[str, Any] | None:
    order = dispute.order
    if order is None:
        return None
    return {
        "number": order.number,
        "price_kzt": order.price_kzt,
        "paid_by_card_kzt": payments.paid_kzt(order.pk),
        "returned_kzt": payments.refunded_kzt(order.pk),
        "state": order.state,
    }


def _happened(at: datetime | None, what: str, **facts: Any) -> list[Happened]:
    return [{"at": at.isoformat(), "what": what, **facts}] if at else []


def _of_session(appointment: Appointment | None) -> Iterator[Happened]:
    if appointment is None:
        return
    yield from _happened(appointment.held_at, "session.time_kept")
    yield from _happened(appointment.booked_at, "session.booked")
    yield from _happened(appointment.starts_at, "session.to_begin")
    over = {"state": appointment.state, "cancelled_by": appointment.cancelled_by or None}
    yield from _happened(appointment.over_at, "session.over", **over)
    room = rooms.room_of(appointment)
    for visit in rooms.visits(room) if room else []:
        yield from _happened(visit.joined_at, "room.joined", side=visit.role)
        yield from _happened(visit.until, "room.left", side=visit.role, heard=visit.media_up_at is not None)


def _of_money(dispute: Dispute) -> Iterator[Happened]:
    if dispute.order_id is None:
        return
    confirmed = Payment.objects.filter(order_id=dispute.order_id, state=PaymentState.CONFIRMED, surplus=False)
    for payment in confirmed.order_by("confirmed_at", "pk"):
        yield from _happened(payment.confirmed_at, "payment.confirmed", amount_kzt=payment.amount_kzt)
    for refund in payments.refunds_of(dispute.order_id):
        facts = {"amount_kzt": refund.amount_kzt, "reason": refund.reason}
        yield from _happened(refund.requested_at, "refund.requested", **facts)
        yield from _happened(refund.finished_at, f"refund.{refund.state}", **facts)


def _of_dispute(dispute: Dispute) -> Iterator[Happened]:
    yield from _happened(dispute.opened_at, "dispute.opened", side=dispute.opener_side)
    yield from _happened(dispute.answered_at, "dispute.answered", side="service")
    yield from _happened(dispute.over_at, f"dispute.{dispute.state}")


def _notices(dispute: Dispute, told: list[tuple[str, UUID]]) -> Iterator[Happened]:
    """Which notices about this session and its payment went out, by number and time; what they said is in no file."""
    about = Q(once__in=_money_moved(dispute))
    if dispute.appointment_id is not None:
        about |= Q(once__startswith=str(dispute.appointment_id))
    for side, person_id in told:
        for one in Notice.objects.filter(about, person_id=person_id).order_by("created_at", "pk"):
            facts = {"side": side, "id": str(one.pk), "event": one.event, "by": one.channel, "state": one.state}
            yield from _happened(one.created_at, "notice", **facts)


def _money_moved(dispute: Dispute) -> list[str]:
    """By what the notices about the dispute's payments and refunds are known."""
    if dispute.order_id is None:
        return []
    paid = Payment.objects.filter(order_id=dispute.order_id).order_by("started_at", "pk").values_list("pk", flat=True)
    return [str(pk) for pk in (*paid, *(refund.pk for refund in payments.refunds_of(dispute.order_id)))]


def _letters(dispute: Dispute, told: list[tuple[str, UUID]]) -> Iterator[dict[str, Any]]:
    """The conversation with the service out of which the dispute was opened; of its letters, those proved to be his."""
    thread, opener = _thread(dispute), dispute.opener
    if thread is None or opener is None or opener.pk not in dict(told).values():
        return
    for letter in letters_of(opener, thread):
        said = {"subject": letter.subject, "text": letter.text}
        yield {"at": letter.received_at.isoformat(), "side": dispute.opener_side, "what": "letter", **said}
        for reply in letter.replies.all():
            words = {"subject": None, "text": reply.text}
            yield {"at": reply.written_at.isoformat(), "side": Side.SERVICE.value, "what": reply.kind, **words}


def _thread(dispute: Dispute) -> Thread | None:
    return Thread.objects.filter(letters=dispute.letter_id).first() if dispute.letter_id else None


def _proposal(message: DisputeMessage) -> Iterator[dict[str, Any]]:
    proposal = getattr(message, "proposal", None)
    if proposal is not None:
        yield {
            "at": proposal.made_at.isoformat(),
            "by": proposal.made_by,
            "to": proposal.made_to,
            "gives": proposal.gives,
            "amount_kzt": proposal.amount_kzt,
            "state": proposal.state,
            "answered_at": _moment(proposal.answered_at),
        }


def accepted(dispute: Dispute, *, made_for: str) -> list[tuple[str, Record]]:
    """(side, what it had answered to which text before the dispute), oldest first."""
    specialist_id = dispute.appointment.specialist_id if dispute.appointment else None
    return [
        (side, record)
        for side, person_id in _told(dispute, made_for)
        for record in reversed(consents.history(person_id))
        if record.at <= dispute.opened_at
        and (record.agreement in AGREED or (record.agreement == INFORMED and record.about_id == specialist_id))
    ]


def receipt_name(side: str, record: Record) -> str:
    """Where in the file its proved receipt lies."""
    return f"receipts/{side}-{record.number}.json"


def _document(side: str, record: Record) -> dict[str, Any]:
    return {
        "side": side,
        "agreement": record.agreement,
        "answer": record.event,
        "at": record.at.isoformat(),
        "edition": record.edition_id,
        "sha256": record.notice_sha256,
        "receipt": receipt_name(side, record),
    }
