"""The numbers of feedback: how long one may answer, how soon somebody looks at a bad answer, what a specialist sees."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackTerms:
    """`urgent_minutes`: an answer that tells of danger; `usual_working_days`: any other bad one.

    A specialist sees totals of a closed quarter only, of at least `fewest_people`, each rounded to `rounded_to`.
    """

    answer_within_days: int
    urgent_minutes: int
    usual_working_days: int
    fewest_people: int
    rounded_to: int


FEEDBACK_TERMS = FeedbackTerms(
    answer_within_days=14,
    urgent_minutes=60,
    usual_working_days=1,
    fewest_people=10,
    rounded_to=5,
)
