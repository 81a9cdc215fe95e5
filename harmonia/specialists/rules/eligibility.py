"""Who may stand in the directory: one decision over the register's numbers (`policy.eligibility`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from harmonia.policy import CRITERIA, ELIGIBILITY
from harmonia.specialists.states import EducationKind

PRACTICE_YEARS = ELIGIBILITY["practice"].amount
FURTHER_TRAINING_YEARS = ELIGIBILITY["further_training"].amount
REGISTER_FRESH_DAYS = ELIGIBILITY["register_fresh"].amount
REGISTER_ASKED_AFTER_DAYS = ELIGIBILITY["register_asked"].amount


@dataclass(frozen=True, slots=True)
class Course:
    kind: str
    year_to: int | None


def is_asked(criterion: str, on: date) -> bool:
    return CRITERIA[criterion].asked_from <= on


def years_of_practice(since: date, on: date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def register_is_fresh(checked_on: date | None, on: date) -> bool:
    """Without an entry one is as good as fresh until the register is asked for (332-VIII art. 21)."""
    if checked_on is None:
        return not is_asked("register", on)
    return on - checked_on <= timedelta(days=REGISTER_FRESH_DAYS)


def shortcomings(
    *, practice_since_on: date, register_checked_on: date | None, education: Iterable[Course], on: date
) -> tuple[str, ...]:
    """What keeps him out: 'degree', 'practice', 'further_training', 'register'; empty when nothing does.

    Each is asked from its own day on (`policy.criteria`).
    """
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
    return tuple(key for key, lacking in found.items() if lacking and is_asked(key, on))
