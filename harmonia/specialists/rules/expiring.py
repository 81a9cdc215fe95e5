"""When what a specialist has shown ends to hold good."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from harmonia.policy import VERIFICATION_TERMS
from harmonia.specialists.rules.eligibility import FURTHER_TRAINING_YEARS, REGISTER_FRESH_DAYS

REMIND_DAYS = VERIFICATION_TERMS.remind_days


@dataclass(frozen=True, slots=True, order=True)
class Expiry:
    """`what`: register, further_training, or the kind of a paper."""

    last_day: date
    what: str


def expiries(
    *, register_checked_on: date | None, trained_in: int | None, papers: Iterable[tuple[str, date]]
) -> tuple[Expiry, ...]:
    """Soonest first. Of papers of one kind the one that holds longest counts."""
    found: dict[str, date] = {}
    for kind, last_day in papers:
        found[kind] = max(last_day, found.get(kind, last_day))
    if register_checked_on is not None:
        found["register"] = register_checked_on + timedelta(days=REGISTER_FRESH_DAYS)
    if trained_in is not None:
        found["further_training"] = date(trained_in + FURTHER_TRAINING_YEARS, 12, 31)
    return tuple(sorted(Expiry(last_day, what) for what, last_day in found.items()))
