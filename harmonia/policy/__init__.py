"""The policy is the program: what is allowed, why, how long, in which words. Pure data; imports nothing above it."""

from harmonia.policy.agreements import AGREEMENTS, agreements_serving
from harmonia.policy.bases import BASES
from harmonia.policy.blocking import STOPPED, WHILE_BLOCKED, spared
from harmonia.policy.booking_terms import BOOKING_TERMS
from harmonia.policy.breach_notice import HARMS, BreachFacts, Incomplete, breach_notice
from harmonia.policy.calendar import DAYS_CORRECTED, CorrectedDay
from harmonia.policy.categories import CATEGORIES, permitted
from harmonia.policy.checks import check_register
from harmonia.policy.clocks import CLOCKS
from harmonia.policy.contradictions import CONTRADICTIONS
from harmonia.policy.cookies import COOKIES
from harmonia.policy.crisis import LINES
from harmonia.policy.criteria import CRITERIA, VERIFICATION_TERMS, Criterion, asked_on
from harmonia.policy.desk_terms import DESK_WORKING_DAYS
from harmonia.policy.differences import Change, difference, renewals
from harmonia.policy.disclosure import DISCLOSURE_GROUNDS, DisclosureGround
from harmonia.policy.discretion import REVEALING, revealing
from harmonia.policy.documents import UnknownDocument, document_keys, register_sha256, render
from harmonia.policy.editions import in_force_on
from harmonia.policy.eligibility import ELIGIBILITY
from harmonia.policy.erasure import BEYOND_REACH, OBSTACLES, Obstacle
from harmonia.policy.feedback import FEEDBACK_TERMS
from harmonia.policy.interests import INTERESTS, Interest
from harmonia.policy.methods import METHODS, SPOKEN_LANGUAGES
from harmonia.policy.operators import Operator
from harmonia.policy.papers import as_json, papers, processing_csv, processing_json
from harmonia.policy.payout_terms import PAYOUT_TERMS
from harmonia.policy.processing import ProcessingRow, data_map_markdown, processing_record
from harmonia.policy.purposes import (
    ACCESS,
    ACCOUNT,
    ADVERTISING,
    CHECKING,
    CONTACT,
    FEEDBACK,
    IDENTIFICATION,
    LEGAL_DUTY,
    MAILINGS,
    NEWS,
    OPEN_STATISTICS,
    PURPOSES,
    REPORTING,
    RESEARCH,
    RIGHTS,
    SECURITY,
    SERVICE,
    SIGN_IN,
    SUPPORT,
    VERIFICATION,
)
from harmonia.policy.quiet_hours import NIGHT, QUIET_HOURS
from harmonia.policy.recipients import RECIPIENTS
from harmonia.policy.record import as_data
from harmonia.policy.refusals import APPEAL, REFUSALS, Refusal, refusals_for
from harmonia.policy.register import REGISTER, Register
from harmonia.policy.retention import EVENTS, RETENTION, RUN_ALONE
from harmonia.policy.shapes import Document, Item, Paragraph, Section, Table
from harmonia.policy.staff import STAFF_ROLES, StaffRole
from harmonia.policy.terms import (
    LANGUAGES,
    Agreement,
    Basis,
    Category,
    Clock,
    ClockUnit,
    Contradiction,
    Cookie,
    CrisisLine,
    Language,
    Purpose,
    QuietHours,
    Recipient,
    Requirement,
    Retention,
    Spoken,
    Text,
    Threshold,
    Topic,
)
from harmonia.policy.thresholds import THRESHOLDS
from harmonia.policy.topics import TOPICS
from harmonia.policy.vocabularies import data_privacy_vocabulary, fideslang

__all__ = [
    "ACCESS",
    "ACCOUNT",
    "ADVERTISING",
    "AGREEMENTS",
    "APPEAL",
    "BASES",
    "BEYOND_REACH",
    "BOOKING_TERMS",
    "CATEGORIES",
    "CHECKING",
    "CLOCKS",
    "CONTACT",
    "CONTRADICTIONS",
    "COOKIES",
    "CRITERIA",
    "DAYS_CORRECTED",
    "DESK_WORKING_DAYS",
    "DISCLOSURE_GROUNDS",
    "ELIGIBILITY",
    "EVENTS",
    "FEEDBACK",
    "FEEDBACK_TERMS",
    "HARMS",
    "IDENTIFICATION",
    "INTERESTS",
    "LANGUAGES",
    "LEGAL_DUTY",
    "LINES",
    "MAILINGS",
    "METHODS",
    "NEWS",
    "NIGHT",
    "OBSTACLES",
    "OPEN_STATISTICS",
    "PAYOUT_TERMS",
    "PURPOSES",
    "QUIET_HOURS",
    "RECIPIENTS",
    "REFUSALS",
    "REGISTER",
    "REPORTING",
    "RESEARCH",
    "RETENTION",
    "REVEALING",
    "RIGHTS",
    "RUN_ALONE",
    "SECURITY",
    "SERVICE",
    "SIGN_IN",
    "SPOKEN_LANGUAGES",
    "STAFF_ROLES",
    "STOPPED",
    "SUPPORT",
    "THRESHOLDS",
    "TOPICS",
    "VERIFICATION",
    "VERIFICATION_TERMS",
    "WHILE_BLOCKED",
    "Agreement",
    "Basis",
    "BreachFacts",
    "Category",
    "Change",
    "Clock",
    "ClockUnit",
    "Contradiction",
    "Cookie",
    "CorrectedDay",
    "CrisisLine",
    "Criterion",
    "DisclosureGround",
    "Document",
    "Incomplete",
    "Interest",
    "Item",
    "Language",
    "Obstacle",
    "Operator",
    "Paragraph",
    "ProcessingRow",
    "Purpose",
    "QuietHours",
    "Recipient",
    "Refusal",
    "Register",
    "Requirement",
    "Retention",
    "Section",
    "Spoken",
    "StaffRole",
    "Table",
    "Text",
    "Threshold",
    "Topic",
    "UnknownDocument",
    "agreements_serving",
    "as_data",
    "as_json",
    "asked_on",
    "breach_notice",
    "check_register",
    "data_map_markdown",
    "data_privacy_vocabulary",
    "difference",
    "document_keys",
    "fideslang",
    "in_force_on",
    "papers",
    "permitted",
    "processing_csv",
    "processing_json",
    "processing_record",
    "refusals_for",
    "register_sha256",
    "render",
    "renewals",
    "revealing",
    "spared",
]
