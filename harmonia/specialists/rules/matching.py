"""Suggesting a specialist, with every reason in the open (94-V art. 19-1).

It guarantees: each factor says how much of what the person asked for is there; the score is their sum and nothing else;
whoever was not asked about does not count; nobody is left out, so that the choice stays the person's.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

# How much each factor weighs: the whole of the judgement that is ours, on one screen. A test shows it to the person.
WEIGHTS: Mapping[str, int] = {"topics": 40, "language": 25, "when": 15, "price": 10, "method": 5, "sex": 5}


class Profile(Protocol):
    """What matching may look at, and nothing more."""

    pk: UUID
    topics: list[str]
    languages: list[str]
    methods: list[str]
    sex: str
    price_kzt: int


P = TypeVar("P", bound=Profile)


@dataclass(frozen=True, slots=True)
class Answers:
    """The questionnaire; empty and None mean "all the same to me". Lives for one request and is stored nowhere."""

    topics: frozenset[str] = frozenset()
    language: str | None = None
    when: str | None = None
    price_up_to_kzt: int | None = None
    method: str | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """One reason: `points` of at most `most`. `met` of `asked` says it in numbers a person can check."""

    key: str
    points: int
    most: int
    met: int
    asked: int

    @property
    def is_full(self) -> bool:
        return self.met == self.asked


@dataclass(frozen=True, slots=True)
class Match:
    factors: tuple[Factor, ...]

    @property
    def score(self) -> int:
        return sum(factor.points for factor in self.factors)

    @property
    def most(self) -> int:
        return sum(factor.most for factor in self.factors)


def match(answers: Answers, specialist: Profile, *, free_when_asked: bool = False) -> Match:
    """`free_when_asked`: he has a free time in the window that the person named."""
    facts: dict[str, tuple[int, int]] = {
        "topics": (len(answers.topics & set(specialist.topics)), len(answers.topics)),
        "language": _one(answers.language, answers.language in specialist.languages),
        "when": _one(answers.when, free_when_asked),
        "price": _one(answers.price_up_to_kzt, specialist.price_kzt <= (answers.price_up_to_kzt or 0)),
        "method": _one(answers.method, answers.method in specialist.methods),
        "sex": _one(answers.sex, answers.sex == specialist.sex),
    }
    shares = {"price": _price_share(answers, specialist)}
    return Match(tuple(_factor(key, *fact, shares.get(key)) for key, fact in facts.items() if fact[1]))


def _one(asked: object, met: bool) -> tuple[int, int]:
    return (int(met), 1) if asked is not None else (0, 0)


def _price_share(answers: Answers, specialist: Profile) -> tuple[int, int] | None:
    """A price a little over the limit loses a little: at double the limit nothing is left."""
    limit = answers.price_up_to_kzt
    if not limit:
        return None
    return max(0, min(limit, 2 * limit - specialist.price_kzt)), limit


def _factor(key: str, met: int, asked: int, share: tuple[int, int] | None) -> Factor:
    part, whole = share or (met, asked)
    return Factor(key, points=WEIGHTS[key] * part // whole, most=WEIGHTS[key], met=met, asked=asked)


def rank(matches: Iterable[tuple[P, Match]], *, earliest: Callable[[P], float]) -> list[tuple[P, Match]]:
    """Best first; of equals, who is free sooner; then by id, so that nobody is always last by his name."""
    return sorted(matches, key=lambda pair: (-pair[1].score, earliest(pair[0]), pair[0].pk))
