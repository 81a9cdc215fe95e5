"""A suggestion explains itself and leaves nobody out (94-V art. 19-1)."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from harmonia import policy
from harmonia.specialists.rules import WEIGHTS, Answers, match, rank

TOPICS, METHODS = list(policy.TOPICS), list(policy.METHODS)


@dataclass
class Someone:
    pk: UUID
    topics: list[str]
    languages: list[str]
    methods: list[str]
    sex: str
    price_kzt: int


ANSWERS = st.builds(
    Answers,
    topics=st.frozensets(st.sampled_from(TOPICS), max_size=6),
    language=st.none() | st.sampled_from(policy.LANGUAGES),
    when=st.none() | st.sampled_from(("soon", "evenings")),
    price_up_to_kzt=st.none() | st.integers(1_000, 60_000),
    method=st.none() | st.sampled_from(METHODS),
    sex=st.none() | st.sampled_from("fm"),
)
PEOPLE = st.builds(
    Someone,
    pk=st.builds(uuid4),
    topics=st.lists(st.sampled_from(TOPICS), min_size=1, max_size=8, unique=True),
    languages=st.lists(st.sampled_from(policy.LANGUAGES), min_size=1, unique=True),
    methods=st.lists(st.sampled_from(METHODS), min_size=1, max_size=3, unique=True),
    sex=st.sampled_from("fm"),
    price_kzt=st.integers(1_000, 60_000),
)


@given(answers=ANSWERS, people=st.lists(PEOPLE, max_size=12), free=st.booleans())
def test_nobody_is_ever_left_out(answers: Answers, people: list[Someone], free: bool) -> None:
    pairs = [(one, match(answers, one, free_when_asked=free)) for one in people]
    ranked = rank(pairs, earliest=lambda one: float(one.price_kzt))
    assert {one.pk for one, _ in ranked} == {one.pk for one in people}
    scores = [found.score for _, found in ranked]
    assert scores == sorted(scores, reverse=True)


@given(answers=ANSWERS, one=PEOPLE, free=st.booleans())
def test_the_factors_sum_to_the_score_and_stay_within_their_weights(answers: Answers, one: Someone, free: bool) -> None:
    found = match(answers, one, free_when_asked=free)
    assert found.score == sum(factor.points for factor in found.factors) <= found.most
    assert all(0 <= factor.points <= factor.most == WEIGHTS[factor.key] for factor in found.factors)
    assert all((factor.points == factor.most) >= factor.is_full for factor in found.factors)


@given(answers=ANSWERS, one=PEOPLE)
def test_only_what_was_asked_counts(answers: Answers, one: Someone) -> None:
    asked = {
        "topics": bool(answers.topics),
        "language": answers.language is not None,
        "when": answers.when is not None,
        "price": answers.price_up_to_kzt is not None,
        "method": answers.method is not None,
        "sex": answers.sex is not None,
    }
    assert {factor.key for factor in match(answers, one).factors} == {key for key, named in asked.items() if named}


@given(answers=ANSWERS, one=PEOPLE, topic=st.sampled_from(TOPICS))
def test_meeting_more_never_scores_less(answers: Answers, one: Someone, topic: str) -> None:
    richer = replace(one, topics=[*{*one.topics, topic}], price_kzt=max(1_000, one.price_kzt - 1_000))
    assert match(answers, richer).score >= match(answers, one).score


def test_an_open_questionnaire_compares_nothing() -> None:
    one = Someone(uuid4(), ["anxiety"], ["ru"], ["cbt"], "f", 12_000)
    found = match(Answers(), one)
    assert (found.factors, found.score, found.most) == ((), 0, 0)


def test_a_price_over_the_limit_loses_by_how_much_it_is_over() -> None:
    def points(price_kzt: int) -> int:
        one = Someone(uuid4(), ["anxiety"], ["ru"], ["cbt"], "f", price_kzt)
        return match(Answers(price_up_to_kzt=10_000), one).score

    assert [points(price) for price in (8_000, 10_000, 12_500, 15_000, 20_000, 30_000)] == [10, 10, 7, 5, 0, 0]
