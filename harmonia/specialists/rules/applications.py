"""What an application says, read from what was typed, and what it still lacks. Pure: a draft may be half empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from harmonia import policy
from harmonia.specialists.rules.claims import Claim, claims
from harmonia.specialists.rules.eligibility import Course, shortcomings
from harmonia.specialists.rules.practice import (
    Period,
    birth_contradiction,
    contradiction,
    practises_since,
    study_contradiction,
)

TERMS = policy.VERIFICATION_TERMS
STEPS = ("person", "education", "practice", "register", "documents", "page")
WORDS = ("headline", "about", "approach")
# The part of `answers` that a step fills in; documents are rows of their own.
PARTS = {"person": "person", "education": "studies", "practice": "periods", "register": "register", "page": "page"}
# The papers without which nobody can decide.
NEEDED = ("degree", "practice")


@dataclass(frozen=True, slots=True)
class Said:
    """The answers in types of their own. `born_on` and the rest are missing as long as nobody typed them."""

    born_on: date | None
    answers: Mapping[str, Any]

    @property
    def periods(self) -> list[Period]:
        return [period_of(one) for one in self.answers.get("periods", ())]

    @property
    def courses(self) -> list[Course]:
        return [Course(one["kind"], one["year_to"]) for one in self.answers.get("studies", ())]

    @property
    def studied_from(self) -> int | None:
        return min((one["year_from"] for one in self.answers.get("studies", ())), default=None)

    def since(self, on: date) -> date:
        return practises_since(self.periods, on=on)


def period_of(told: Mapping[str, Any]) -> Period:
    ends = told["ends_on"]
    return Period(date.fromisoformat(told["starts_on"]), date.fromisoformat(ends) if ends else None)


def missing_steps(said: Said, *, papers: Mapping[str, int]) -> tuple[str, ...]:
    """Steps that are empty. `papers`: how many documents there are of each kind."""
    lacking = {
        "person": said.born_on is None or not said.answers.get("person"),
        "education": not any(course.kind == "degree" for course in said.courses),
        "practice": not said.periods,
        "register": not said.answers.get("register"),
        "documents": any(not papers.get(kind) for kind in NEEDED),
        "page": not said.answers.get("page"),
    }
    return tuple(step for step in STEPS if lacking[step])


def contradictory_steps(said: Said, *, on: date) -> tuple[str, ...]:
    """Steps whose dates cannot be, whatever was changed after they were typed."""
    studies, born_on = said.answers.get("studies", ()), said.born_on
    wrong = {
        "person": born_on is not None
        and birth_contradiction(born_on, adult_at=TERMS.adult_at, studied_from=said.studied_from, on=on),
        "education": any(
            study_contradiction(one["year_from"], one["year_to"], born_on=born_on, on=on) for one in studies
        ),
        "practice": any(
            contradiction(period, born_on=born_on, studied_from=said.studied_from, on=on) for period in said.periods
        ),
    }
    return tuple(step for step in STEPS if wrong.get(step))


def shortcomings_of(said: Said, *, on: date) -> tuple[str, ...]:
    """Which numbers of the law and the policy the answers themselves do not reach, by criterion."""
    number = said.answers.get("register", {}).get("number", "")
    return shortcomings(
        practice_since_on=said.since(on),
        register_checked_on=on if number else None,
        education=said.courses,
        on=on,
    )


def claims_of_page(page: Mapping[str, Any]) -> tuple[Claim, ...]:
    return tuple(
        claim
        for name in WORDS
        for code in policy.LANGUAGES
        for claim in claims(str(page.get(f"{name}_{code}", "")), code)
    )
