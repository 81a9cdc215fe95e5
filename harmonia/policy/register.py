"""The register as one value: everything that is printed, checked, hashed or compared is a function of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from harmonia.policy.agreements import AGREEMENTS
from harmonia.policy.bases import BASES
from harmonia.policy.blocking import STOPPED, WHILE_BLOCKED, Spared, Stopped
from harmonia.policy.booking_terms import BOOKING_TERMS
from harmonia.policy.categories import CATEGORIES
from harmonia.policy.clauses import CHAPTERS
from harmonia.policy.clocks import CLOCKS
from harmonia.policy.contradictions import CONTRADICTIONS
from harmonia.policy.cookies import COOKIES
from harmonia.policy.crisis import LINES
from harmonia.policy.disclosure import DISCLOSURE_GROUNDS, DisclosureGround
from harmonia.policy.eligibility import ELIGIBILITY
from harmonia.policy.interests import INTERESTS, Interest
from harmonia.policy.methods import METHODS, SPOKEN_LANGUAGES
from harmonia.policy.payout_terms import PAYOUT_TERMS
from harmonia.policy.purposes import PURPOSES
from harmonia.policy.quiet_hours import QUIET_HOURS
from harmonia.policy.recipients import RECIPIENTS
from harmonia.policy.refusals import REFUSALS, Refusal
from harmonia.policy.retention import EVENTS, RETENTION
from harmonia.policy.staff import STAFF_ROLES, StaffRole
from harmonia.policy.terms import (
    Agreement,
    Basis,
    BookingTerms,
    Category,
    Chapter,
    Clock,
    Contradiction,
    Cookie,
    CrisisLine,
    Event,
    PayoutTerms,
    Purpose,
    QuietHours,
    Recipient,
    Requirement,
    Retention,
    Text,
    Threshold,
    Topic,
)
from harmonia.policy.thresholds import THRESHOLDS
from harmonia.policy.topics import TOPICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All tables. A proposed change is `replace(REGISTER, purposes=…)`: it renders, checks and compares alike."""

    bases: Mapping[str, Basis]
    purposes: Mapping[str, Purpose]
    categories: Mapping[str, Category]
    events: Mapping[str, Event]
    retention: Mapping[str, Retention]
    recipients: Mapping[str, Recipient]
    agreements: Mapping[str, Agreement]
    chapters: tuple[Chapter, ...]
    topics: Mapping[str, Topic]
    interests: Mapping[str, Interest]
    methods: Mapping[str, Text]
    spoken_languages: Mapping[str, Text]
    lines: Mapping[str, CrisisLine]
    clocks: Mapping[str, Clock]
    eligibility: Mapping[str, Requirement]
    cookies: Mapping[str, Cookie]
    contradictions: Mapping[str, Contradiction]
    booking_terms: BookingTerms
    payout_terms: PayoutTerms
    quiet_hours: Mapping[str, QuietHours]
    thresholds: Mapping[str, Threshold]
    disclosure_grounds: Mapping[str, DisclosureGround]
    refusals: Mapping[str, Refusal]
    staff_roles: Mapping[str, StaffRole]
    while_blocked: Mapping[str, Spared]
    stopped: Mapping[str, Stopped]


REGISTER = Register(
    bases=BASES,
    purposes=PURPOSES,
    categories=CATEGORIES,
    events=EVENTS,
    retention=RETENTION,
    recipients=RECIPIENTS,
    agreements=AGREEMENTS,
    chapters=CHAPTERS,
    topics=TOPICS,
    interests=INTERESTS,
    methods=METHODS,
    spoken_languages=SPOKEN_LANGUAGES,
    lines=LINES,
    clocks=CLOCKS,
    eligibility=ELIGIBILITY,
    cookies=COOKIES,
    contradictions=CONTRADICTIONS,
    booking_terms=BOOKING_TERMS,
    payout_terms=PAYOUT_TERMS,
    quiet_hours=QUIET_HOURS,
    thresholds=THRESHOLDS,
    disclosure_grounds=DISCLOSURE_GROUNDS,
    refusals=REFUSALS,
    staff_roles=STAFF_ROLES,
    while_blocked=WHILE_BLOCKED,
    stopped=STOPPED,
)
