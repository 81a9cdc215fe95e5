"""Everything that the law has given a term and that is not done yet: one list for the responsible person (25(3)).

A register that holds duties adds its reader to SOURCES; the console, the self-audit and the counts follow.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from harmonia.core import working_days
from harmonia.privacy.queries import registers, requests


@dataclass(frozen=True)
class Duty:
    """`kind` names the sort of duty, `what` the thing in keys of states or the register; `page` is a name of an
    address of the desk, opened with `pk` unless that is None."""

    kind: str
    what: str
    number: str
    state: str
    due_at: datetime
    page: str
    pk: UUID | None
    assigned_to: UUID | None = None
    escalated_at: datetime | None = None

    def overdue(self, at: datetime) -> bool:
        return self.due_at < at

    def days_left(self, at: datetime) -> int:
        """Working days until the term ends; below zero when it is over."""
        return working_days.working_days_between(at, self.due_at)


def _requests(at: datetime) -> Iterable[Duty]:
    return (
        Duty(
            "request", one.kind, one.number, one.state, one.due_at, "staff:request", one.pk,
            one.assigned_to, one.escalated_at,
        )
        for one in requests.open_requests()
    )  # fmt: skip


def _breaches(at: datetime) -> Iterable[Duty]:
    return (
        Duty(
            "breach", "drill" if one.drill else "breach", str(one.number), one.state, one.due_at, "staff:breach",
            one.pk, one.assigned_to,
        )
        for one in registers.open_breaches()
    )  # fmt: skip


def _state_requests(at: datetime) -> Iterable[Duty]:
    return (
        Duty(
            "state_request", one.state, str(one.number), one.state, one.due_at, "staff:state_request", one.pk,
            one.assigned_to,
        )
        for one in registers.open_state_requests()
    )  # fmt: skip


def _transfers(at: datetime) -> Iterable[Duty]:
    return (
        Duty("transfer", one.recipient, "", one.state, one.tell_by, "staff:transfer", one.pk, one.assigned_to)
        for one in registers.untold_transfers()
        if one.tell_by is not None
    )


SOURCES: tuple[Callable[[datetime], Iterable[Duty]], ...] = (_requests, _breaches, _state_requests, _transfers)


def open_duties(at: datetime, others: Iterable[Duty] = ()) -> list[Duty]:
    """All of them, the most urgent first; `others`: of contexts above."""
    found = [*(duty for source in SOURCES for duty in source(at)), *others]
    return sorted(found, key=lambda duty: (duty.due_at, duty.kind, duty.number))


def overdue_duties(at: datetime) -> list[Duty]:
    return [duty for duty in open_duties(at) if duty.overdue(at)]


def busy(duties: Iterable[Duty]) -> dict[str, int]:
    """How many of each kind are open: a queue that is not in it is empty."""
    counts: dict[str, int] = {}
    for duty in duties:
        counts[duty.kind] = counts.get(duty.kind, 0) + 1
    return counts
