"""When the door of a room is open, and what stands between a person and the session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

OPENS_BEFORE = timedelta(minutes=15)
CLOSES_AFTER = timedelta(minutes=15)  # a session that overran is not cut in the middle of a sentence

Reason = Literal["not_booked", "blocked", "too_early", "over", "no_service_consent", "no_informed_consent"]


def opens_at(starts_at: datetime) -> datetime:
    return starts_at - OPENS_BEFORE


def closes_at(ends_at: datetime) -> datetime:
    return ends_at + CLOSES_AFTER


@dataclass(frozen=True)
class Facts:
    """What is known of one person, one appointment and one moment."""

    booked: bool
    blocked: bool
    starts_at: datetime
    ends_at: datetime
    finished: bool
    service_consent: bool
    informed_consent: bool  # given by the client, or lawfully passed over by the specialist


def refusal(facts: Facts, at: datetime) -> Reason | None:
    """The first thing that forbids entering, the gravest first; None: come in."""
    reasons: tuple[tuple[bool, Reason], ...] = (
        (not facts.booked, "not_booked"),
        (facts.blocked, "blocked"),
        (facts.finished or at >= closes_at(facts.ends_at), "over"),
        (not facts.service_consent, "no_service_consent"),
        (not facts.informed_consent, "no_informed_consent"),
        (at < opens_at(facts.starts_at), "too_early"),
    )
    return next((reason for holds, reason in reasons if holds), None)
