"""The queues of the desk: what waits, for whom, under which purpose, and who has it in hand.

A queue is one entry of QUEUES. Its place on the desk, its addresses to take, give back and hand over, its keys and its
cells of the matrix follow. What a queue shows says nothing of anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.states import ACCOUNTANT, EDITOR, OWNER, PRIVACY_OFFICER, SUPPORT, VERIFIER
from harmonia.core import queues, working_days
from harmonia.payments import operations as paying
from harmonia.payments import queries as payouts
from harmonia.privacy.operations import hands as passing
from harmonia.privacy.operations import requests as asking
from harmonia.privacy.queries import registers, requests
from harmonia.rooms import operations as looking
from harmonia.rooms import queries as cases
from harmonia.specialists import operations as verifying
from harmonia.specialists import queries as applications
from harmonia.support import operations as answering
from harmonia.support import queries as letters
from harmonia.wellbeing.operations import questions as publishing
from harmonia.wellbeing.queries import articles, questions

TAKE, GIVE_BACK, HAND_OVER = "take", "give-back", "hand-over"
Items = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Hands:
    """How things of a queue pass from hand to hand: `found` for this person, or None; `assign` under the name `named`
    for the id. Their addresses begin with `prefix`."""

    prefix: str
    named: str
    found: Callable[[UUID, Any], Any]
    assign: Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """`key` names the page of one thing, and `listed` that of all. Without `hands`, whoever comes works on it."""

    key: str
    title: str | Promise
    roles: tuple[str, ...]
    purpose: str
    listed: str
    items: Callable[[Any, datetime], Items]
    hands: Hands | None = None

    @property
    def page(self) -> str:
        return f"staff:{self.key}"

    def address(self, act: str, pk: UUID) -> str:
        return reverse(f"{self.page}_{act.replace('-', '_')}", args=[pk])

    def due(self, since: datetime | None, until: datetime | None) -> datetime | None:
        """The thing's own clock, or the house's from the day on which it came."""
        days = policy.DESK_WORKING_DAYS.get(self.key)
        if until is not None or since is None or days is None:
            return until
        return working_days.deadline(since, amount=days, unit="working_days")


QUEUES: tuple[Queue, ...] = (
    Queue(
        key="case",
        title=_("After sessions"),
        roles=(SUPPORT,),
        purpose=policy.SUPPORT,
        listed="staff:cases",
        items=lambda by, at: cases.desk_queue(by),
        hands=Hands(prefix="cases", named="case_id", found=cases.case_for, assign=looking.assign_case),
    ),
    Queue(
        key="letter",
        title=_("Letters"),
        roles=(SUPPORT, PRIVACY_OFFICER, OWNER),
        purpose=policy.SUPPORT,
        listed="staff:letters",
        items=lambda by, at: letters.desk_queue(),
        hands=Hands(
            prefix="letters", named="letter_id", found=lambda pk, by: letters.found(pk), assign=answering.assign
        ),
    ),
    Queue(
        key="dispute",
        title=_("Disputes"),
        roles=(SUPPORT,),
        purpose=policy.SUPPORT,
        listed="staff:disputes",
        items=lambda by, at: letters.desk_disputes(by),
        hands=Hands(
            prefix="disputes", named="dispute_id", found=letters.dispute_for_desk, assign=answering.assign_dispute
        ),
    ),
    Queue(
        key="request",
        title=_("Requests about data"),
        roles=(PRIVACY_OFFICER,),
        purpose=policy.RIGHTS,
        listed="staff:requests",
        items=lambda by, at: requests.desk_queue(),
        hands=Hands(
            prefix="requests", named="request_id", found=lambda pk, by: requests.found(pk), assign=asking.assign
        ),
    ),
    Queue(
        key="verification",
        title=_("Verification"),
        roles=(VERIFIER,),
        purpose=policy.VERIFICATION,
        listed="staff:verifications",
        items=lambda by, at: applications.desk_queue(by),
        hands=Hands(
            prefix="verification", named="application_id", found=applications.for_desk, assign=verifying.assign
        ),
    ),
    Queue(
        key="payout_run",
        title=_("Payouts"),
        roles=(ACCOUNTANT, OWNER),
        purpose=policy.REPORTING,
        listed="staff:payouts",
        items=lambda by, at: payouts.desk_queue(by),
        hands=Hands(
            prefix="payouts",
            named="run_id",
            found=lambda pk, by: payouts.runs().filter(pk=pk).first(),
            assign=paying.assign_run,
        ),
    ),
    Queue(
        key="question",
        title=_("Questions of readers"),
        roles=(EDITOR, OWNER),
        purpose=policy.FEEDBACK,
        listed="staff:questions",
        items=lambda by, at: questions.desk_queue(),
        hands=Hands(
            prefix="questions", named="question_id", found=lambda pk, by: questions.found(pk), assign=publishing.assign
        ),
    ),
    Queue(
        key="article",
        title=_("Articles"),
        roles=(EDITOR, OWNER),
        purpose=policy.FEEDBACK,
        listed="staff:articles",
        items=lambda by, at: articles.desk_queue(by),
    ),
    Queue(
        key="words",
        title=_("Doubtful words"),
        roles=(VERIFIER,),
        purpose=policy.VERIFICATION,
        listed="staff:flagged_words",
        items=lambda by, at: applications.desk_words(),
    ),
    Queue(
        key="entry",
        title=_("Entries to look up"),
        roles=(VERIFIER,),
        purpose=policy.VERIFICATION,
        listed="staff:register_entries",
        items=lambda by, at: applications.desk_entries(on=working_days.day_of(at)),
    ),
    Queue(
        key="loss",
        title=_("Lost second steps"),
        roles=(SUPPORT, PRIVACY_OFFICER, OWNER),
        purpose=policy.SUPPORT,
        listed="staff:losses",
        items=lambda by, at: people.desk_losses(),
    ),
    Queue(
        key="breach",
        title=_("Breaches of security"),
        roles=(PRIVACY_OFFICER, OWNER),
        purpose=policy.LEGAL_DUTY,
        listed="staff:breaches",
        items=lambda by, at: registers.desk_breaches(),
        hands=Hands(
            prefix="registers/breaches",
            named="breach_id",
            found=lambda pk, by: registers.breach(pk),
            assign=passing.assign_breach,
        ),
    ),
    Queue(
        key="state_request",
        title=_("Requests of state bodies"),
        roles=(PRIVACY_OFFICER, OWNER),
        purpose=policy.LEGAL_DUTY,
        listed="staff:state_requests",
        items=lambda by, at: registers.desk_state_requests(),
        hands=Hands(
            prefix="registers/state-requests",
            named="state_request_id",
            found=lambda pk, by: registers.state_request(pk),
            assign=passing.assign_state_request,
        ),
    ),
    Queue(
        key="transfer",
        title=_("People to tell of a transfer"),
        roles=(PRIVACY_OFFICER, OWNER),
        purpose=policy.LEGAL_DUTY,
        listed="staff:transfers",
        items=lambda by, at: registers.desk_transfers(),
        hands=Hands(
            prefix="registers/transfers",
            named="transfer_id",
            found=lambda pk, by: registers.transfer(pk),
            assign=passing.assign_transfer,
        ),
    ),
)
BY_KEY = {queue.key: queue for queue in QUEUES}


def queues_of(person: Any) -> list[Queue]:
    return [queue for queue in QUEUES if person.roles & set(queue.roles)]


def clock(due: datetime | None, at: datetime) -> dict[str, Any]:
    """What `staff/_clock.html` shows."""
    left = working_days.working_days_between(at, due) if due else None
    return {"due": due, "overdue": due is not None and due < at, "days_left": left}


def seen(queue: Queue, by: Any, at: datetime) -> dict[str, Any]:
    """The queue at a glance: how many wait, how many are his, and the most urgent clock."""
    found = queues.glimpse(queue.items(by, at), by=by.pk)
    return {"queue": queue, "found": found, **clock(queue.due(found.oldest, found.soonest), at)}


def in_hands(key: str, pk: UUID, held_by: UUID | None, by: Any) -> dict[str, Any]:
    """What `staff/_hands.html` shows of a thing that still waits. Whoever has left holds nothing any more."""
    queue = BY_KEY[key]
    holder = people.at_work(held_by, *queue.roles)
    acts = {act.replace("-", "_"): queue.address(act, pk) for act in (TAKE, GIVE_BACK, HAND_OVER)}
    return {"mine": holder == by.pk, "held": holder is not None, **acts}
