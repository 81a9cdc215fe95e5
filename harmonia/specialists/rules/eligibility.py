"""Who may stand in the directory: numbers with their sources, and one decision over them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from harmonia.specialists.states import EducationKind

# The first policy, clause 1: a specialist has a degree and at least five years of practice.
PRACTICE_YEARS = 5
# 332-VIII art. 15(2): further training at least every five years.
FURTHER_TRAINING_YEARS = 5
# 332-VIII art. 13 and 21: who is struck off the state register may not practise. The law sets no interval of asking it
# again; ours is a month and a few days of grace.
REGISTER_FRESH_DAYS = 35
REGISTER_ASKED_AFTER_DAYS = 28


@dataclass(frozen=True, slots=True)
class Course:
    kind: str
    year_to: int | None


def years_of_practice(since: date, on: date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def register_is_fresh(checked_on: date | None, on: date) -> bool:
    return checked_on is not None and on - checked_on <= timedelta(days=REGISTER_FRESH_DAYS)


def shortcomings(
    *, practice_since_on: date, register_checked_on: date | None, education: Iterable[Course], on: date
) -> tuple[str, ...]:
    """What keeps him out: 'degree', 'practice', 'further_training', 'register'; empty when nothing does."""
    courses = tuple(education)
    finished = {
        kind: max((course.year_to for course in courses if course.kind == kind and course.year_to), default=0)
        for kind in EducationKind.values
    }
    trained_in = max(finished.values())
    found = {
        "degree": not finished[EducationKind.DEGREE],
        "practice": years_of_practice(practice_since_on, on) < PRACTICE_YEARS,
        "further_training": on.year - trained_in > FURTHER_TRAINING_YEARS,
        "register": not register_is_fresh(register_checked_on, on),
    }
    return tuple(key for key, lacking in found.items() if lacking)
