from harmonia.specialists.rules.claims import Claim, claims
from harmonia.specialists.rules.eligibility import (
    FURTHER_TRAINING_YEARS,
    PRACTICE_YEARS,
    REGISTER_ASKED_AFTER_DAYS,
    REGISTER_FRESH_DAYS,
    Course,
    register_is_fresh,
    shortcomings,
    years_of_practice,
)
from harmonia.specialists.rules.filters import EVERYONE, Filters
from harmonia.specialists.rules.matching import WEIGHTS, Answers, Factor, Match, match, rank

__all__ = [
    "EVERYONE",
    "FURTHER_TRAINING_YEARS",
    "PRACTICE_YEARS",
    "REGISTER_ASKED_AFTER_DAYS",
    "REGISTER_FRESH_DAYS",
    "WEIGHTS",
    "Answers",
    "Claim",
    "Course",
    "Factor",
    "Filters",
    "Match",
    "claims",
    "match",
    "rank",
    "register_is_fresh",
    "shortcomings",
    "years_of_practice",
]
